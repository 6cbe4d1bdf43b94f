"""Acceptance limits from a wanted probability of conformity (JCGM 106:2012, 8.3.2), in standard uncertainties."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from quanheng.metrology.conformity.probability import standard_probabilities

Array = NDArray[np.float64]
#: More halvings than any interval of doubles has.
_HALVINGS = 2000
#: In standard uncertainties: Φ(−10) is 10⁻²³.
_REACH = 10.0
_HEAVY_REACH = 1e12


def band_for_probability(probability: float, span: float, degrees_of_freedom: float = math.inf) -> float | None:
    """w/u of the limit at which p_c is the probability, from the tolerance limit inwards; None where it never is.

    Args:
        probability: between 0 and 1.
        span: T/u, infinite for a one-sided tolerance.
        degrees_of_freedom: of the result.

    Example:
        >>> round(band_for_probability(0.95, math.inf), 4), round(band_for_probability(0.95, 4.0), 4)
        (1.6449, 1.7962)
        >>> band_for_probability(0.95, 3.0) is None     # no result can show conformity to so narrow a tolerance
        True
    """
    found = float(bands_for_probability(probability, np.array([span]), degrees_of_freedom)[0])
    return None if math.isnan(found) else found


def bands_for_probability(probability: float, spans: ArrayLike, degrees_of_freedom: float = math.inf) -> Array:
    """The same for many tolerances at once; NaN for None.

    p_c grows with w until the result is in the middle of the tolerance, so w is found by halving.
    """
    span = np.atleast_1d(np.asarray(spans, dtype=np.float64))
    one_sided = _quantile(probability, degrees_of_freedom)
    found = np.full(span.shape, one_sided)
    # Further away the other limit changes nothing that a double could hold; the tails of t reach far.
    near = span < (abs(one_sided) + _REACH if math.isinf(degrees_of_freedom) else _HEAVY_REACH)
    width = span[near]
    low, high = np.full(width.shape, -abs(one_sided) - 1.0), 0.5 * width
    in_the_middle, _ = standard_probabilities(-high, high, degrees_of_freedom)
    for _ in range(_HALVINGS):
        w = 0.5 * (low + high)
        if bool(np.all((w == low) | (w == high))):
            break
        inside, _ = standard_probabilities(w - width, w, degrees_of_freedom)
        enough = inside >= probability
        low, high = np.where(enough, low, w), np.where(enough, w, high)
    found[near] = np.where(in_the_middle >= probability, high, np.nan)
    return found


def _quantile(p: float, degrees_of_freedom: float) -> float:
    return float(ndtri(p)) if math.isinf(degrees_of_freedom) else float(stdtrit(degrees_of_freedom, p))
