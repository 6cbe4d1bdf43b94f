"""Acceptance limits from a wanted probability of conformity (JCGM 106:2012, 8.3.2), in standard uncertainties."""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from quanheng.metrology.conformity.probability import standard_density, standard_probabilities

Array = NDArray[np.float64]
#: More than halving alone would need.
_MOST_STEPS = 2000
_LAST_PLACE = 2.0**-52
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

    p_c grows with w until the result is in the middle of the tolerance: Newton's steps, halving where they leave the
    range that is known to hold w.
    """
    span = np.atleast_1d(np.asarray(spans, dtype=np.float64))
    one_sided = _quantile(probability, degrees_of_freedom)
    found = np.full(span.shape, one_sided)
    # Further away the other limit changes nothing that a double could hold; the tails of t reach far.
    near = span < (abs(one_sided) + _REACH if math.isinf(degrees_of_freedom) else _HEAVY_REACH)
    if near.any():
        found[near] = _solved(probability, span[near], one_sided, degrees_of_freedom)
    return found


def _solved(probability: float, span: Array, one_sided: float, degrees_of_freedom: float) -> Array:
    low, high = np.full(span.shape, -abs(one_sided) - 1.0), 0.5 * span
    in_the_middle, _ = standard_probabilities(-high, high, degrees_of_freedom)
    w = np.clip(one_sided, low, high)
    for _ in range(_MOST_STEPS):
        inside, _ = standard_probabilities(w - span, w, degrees_of_freedom, span)
        low, high = np.where(inside >= probability, low, w), np.where(inside >= probability, w, high)
        slope = standard_density(w, degrees_of_freedom) - standard_density(w - span, degrees_of_freedom)
        step = (probability - inside) / np.where(slope > 0.0, slope, np.nan)
        middle = 0.5 * (low + high)
        following = np.where((w + step > low) & (w + step < high), w + step, middle)
        settled = (np.abs(step) <= _LAST_PLACE * np.maximum(np.abs(w), 1.0)) | (middle == low) | (middle == high)
        if bool(np.all(settled)):
            break
        w = np.where(settled, w, following)
    return np.where(in_the_middle >= probability, w, np.nan)


def _quantile(p: float, degrees_of_freedom: float) -> float:
    return float(ndtri(p)) if math.isinf(degrees_of_freedom) else float(stdtrit(degrees_of_freedom, p))
