"""Probabilities of conformity of measured items (JCGM 106:2012, clause 7).

With a normal posterior, p_c = Φ((T_U − y)/u) − Φ((T_L − y)/u) (7.4); with ν degrees of freedom Student's distribution
stands in the place of Φ. Both p_c and 1 − p_c are computed from the tails, so that neither loses its digits.
"""

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, stdtr

from quanheng.metrology.conformity.errors import InvalidMeasurement, InvalidTolerance
from quanheng.metrology.conformity.exact import as_float
from quanheng.metrology.conformity.measurement import Measurement
from quanheng.metrology.conformity.prior import Prior
from quanheng.metrology.conformity.tolerance import Tolerance

Array = NDArray[np.float64]
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(6)
#: Width times distance from the middle below which six points integrate the density to the last place.
_NARROW = 0.1
#: Nothing is left of a normal density there, and t is straight.
_FAR = 1e100
#: In arrays; squares of ratios of such numbers are still floats.
_LARGEST = 1e75


def conformance_probability(measurement: Measurement, tolerance: Tolerance, prior: Prior | None = None) -> float:
    """p_c: how probable it is that the quantity lies within the tolerance, given the result (7.1).

    Without a prior the result alone is what is known; with one, it is joined to it by Bayes' theorem (6.3).

    Raises:
        InvalidMeasurement: the result states no uncertainty.
        UnitMismatch: see `Measurement.in_unit_of`.

    Example:
        >>> zener = Measurement.with_standard("-5.47", "0.05", unit="V")
        >>> round(conformance_probability(zener, Tolerance.at_most("-5.40", "V")), 2)    # JCGM 106:2012, 7.3
        0.92
    """
    return conformance_probabilities_of(measurement, tolerance, prior)[0]


def conformance_probabilities_of(
    measurement: Measurement, tolerance: Tolerance, prior: Prior | None = None
) -> tuple[float, float]:
    """p_c and 1 − p_c, each accurate also where it is tiny; see `conformance_probability`."""
    own = measurement.in_unit_of(tolerance)
    u = own.standard_uncertainty
    if u is None:
        raise InvalidMeasurement(f"{measurement}: without an uncertainty there is no probability of conformity")
    if prior is not None:
        low = -math.inf if tolerance.lower is None else as_float(tolerance.lower)
        high = math.inf if tolerance.upper is None else as_float(tolerance.upper)
        return prior.posterior_probability(as_float(own.value), as_float(u), low, high, own.degrees_of_freedom)
    # The differences are exact: a result of many digits loses none to its tolerance.
    below = -math.inf if tolerance.lower is None else as_float((tolerance.lower - own.value) / u)
    above = math.inf if tolerance.upper is None else as_float((tolerance.upper - own.value) / u)
    width = as_float(tolerance.width / u) if tolerance.is_two_sided else math.inf
    inside, outside = standard_probabilities(np.array([below]), np.array([above]), own.degrees_of_freedom, width)
    return float(inside[0]), float(outside[0])


def conformance_probabilities(
    values: ArrayLike,
    standard_uncertainties: ArrayLike,
    lower: ArrayLike = -np.inf,
    upper: ArrayLike = np.inf,
    degrees_of_freedom: float = math.inf,
) -> tuple[Array, Array]:
    """p_c and 1 − p_c of many results at once.

    Args:
        values, standard_uncertainties, lower, upper: in one unit, of shapes that broadcast together; infinite limits
            are none.
        degrees_of_freedom: of all results.

    Raises:
        InvalidMeasurement: a value that is not finite, or an uncertainty that is not positive; names its place.
        InvalidTolerance: a lower limit that is not below its upper one, or a limit that is not a number.

    Example:
        >>> p, _ = conformance_probabilities([0.0, 1.0, 2.0], 0.5, -1.0, 1.0)
        >>> p.round(4).tolist()
        [0.9545, 0.5, 0.0228]
    """
    if not degrees_of_freedom > 0:
        raise InvalidMeasurement(f"{degrees_of_freedom} degrees of freedom: a positive number is needed")
    y, u, low, high = np.broadcast_arrays(
        *(np.asarray(each, dtype=np.float64) for each in (values, standard_uncertainties, lower, upper))
    )
    finite = f"a finite number is needed, not beyond ±{_LARGEST:g}"
    _require_all(np.abs(y) <= _LARGEST, y, "value", finite, InvalidMeasurement)
    positive = f"a positive number is needed, from {1.0 / _LARGEST:g} to {_LARGEST:g}"
    _require_all((u >= 1.0 / _LARGEST) & (u <= _LARGEST), u, "standard uncertainty", positive, InvalidMeasurement)
    _require_all(low < high, low, "lower limit", "it must lie below the upper limit", InvalidTolerance)
    for name, limit in (("lower limit", low), ("upper limit", high)):
        _require_all(np.isinf(limit) | (np.abs(limit) <= _LARGEST), limit, name, finite, InvalidTolerance)
    return standard_probabilities((low - y) / u, (high - y) / u, degrees_of_freedom, (high - low) / u)


def standard_probabilities(
    below: Array, above: Array, degrees_of_freedom: float = math.inf, width: float | Array | None = None
) -> tuple[Array, Array]:
    """Probability of lying between and outside two standardised limits, below < above, without cancellation.

    Args:
        width: above − below, where it is known better than by that difference.
    """

    def cumulative(z: Array) -> Array:
        found: Array = ndtr(z) if math.isinf(degrees_of_freedom) else stdtr(degrees_of_freedom, z)
        return found

    # In the upper half both ends are mirrored, so that the difference is one of small numbers.
    upper_half = below > 0.0
    low, high = np.where(upper_half, -above, below), np.where(upper_half, -below, above)
    inside = cumulative(high) - cumulative(low)
    way = np.broadcast_to(np.asarray(above - below if width is None else width), low.shape)
    reach = np.minimum(np.maximum(np.abs(low), np.abs(high)), _FAR)
    narrow = (1.0 + reach) * np.minimum(way, 1.0) < _NARROW
    if narrow.any():
        inside = np.where(narrow, 0.0, inside)
        inside[narrow] = _narrow(0.5 * (low[narrow] + high[narrow]), way[narrow], degrees_of_freedom)
    return inside, np.minimum(cumulative(low) + cumulative(-high), 1.0)


def standard_density(z: Array, degrees_of_freedom: float = math.inf) -> Array:
    """Of the normal distribution, or of Student's."""
    if math.isinf(degrees_of_freedom):
        normal: Array = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
        return normal
    nu = degrees_of_freedom
    scale = math.exp(math.lgamma((nu + 1.0) / 2.0) - math.lgamma(nu / 2.0)) / math.sqrt(nu * math.pi)
    found: Array = scale * np.exp(-0.5 * (nu + 1.0) * np.log1p(z * z / nu))
    return found


def _narrow(middle: Array, way: Array, degrees_of_freedom: float) -> Array:
    """The density's integral over so short a way that a difference of cumulative probabilities is mostly rounding."""
    at = np.clip(middle, -_FAR, _FAR) + 0.5 * way * _NODES[:, None]
    found: Array = 0.5 * way * (_WEIGHTS @ standard_density(at, degrees_of_freedom))
    return found


def _require_all(
    good: NDArray[np.bool_], values: Array, name: str, remedy: str, error: type[InvalidMeasurement | InvalidTolerance]
) -> None:
    if not good.all():
        place = int(np.argmin(good.ravel()))
        raise error(f"{name} {values.ravel()[place]} at place {place}: {remedy}")
