"""What correlation the normal quantities beneath a Gaussian copula need, so that the inputs have theirs.

X = F⁻¹(Φ(Z)) is expanded in Hermite's polynomials, X = Σ aₖ hₖ(Z) with E hⱼ hₖ = δⱼₖ. For Z₁ and Z₂ of correlation ρ,
E hⱼ(Z₁) hₖ(Z₂) = δⱼₖ ρᵏ (Mehler), hence cov(X₁, X₂) = Σ_{k ≥ 1} a₁ₖ a₂ₖ ρᵏ: an increasing function of ρ, to be
inverted. The coefficients are integrals over the normal density, taken by the trapezoidal rule.
"""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quanheng.metrology.uncertainty.distributions import Distribution, Normal, Rectangular
from quanheng.metrology.uncertainty.distributions.base import BLOCK
from quanheng.metrology.uncertainty.elementary import exp, normal_tail, sin_pi
from quanheng.metrology.uncertainty.errors import InvalidCorrelation, InvalidInput

Array = NDArray[np.float64]

_ORDERS: Final = 128
_STEP: Final = 1.0 / 32.0
#: φ(37) is just above the smallest number: as far out as the heaviest tails with a variance matter.
_REACH: Final = 37.0
_ROOT_TWO_PI: Final = 2.5066282746310002
#: What truncation leaves of the greatest correlation there can be.
_SLACK: Final = 1e-4
_BISECTIONS: Final = 60


def from_normal(z: ArrayLike, marginal: Distribution) -> Array:
    """F⁻¹(Φ(z)): the value of `marginal` that has as much probability below it as a standard normal z has.

    Example:
        >>> round(float(from_normal(1.959963984540054, Rectangular(0.0, 1.0))), 12)
        0.975
    """
    given = np.asarray(z, np.float64)
    flat = given.ravel()
    found = np.empty_like(flat)
    for start in range(0, len(flat), BLOCK):
        part = flat[start : start + BLOCK]
        p = normal_tail(np.minimum(np.abs(part), _REACH))
        is_upper = part > 0.0
        values = found[start : start + BLOCK]
        values[~is_upper] = marginal.quantile(p[~is_upper])
        values[is_upper] = marginal.quantile(p[is_upper], upper=True)
    return found.reshape(given.shape)


def normal_correlation(
    correlation: ArrayLike, marginals: Sequence[Distribution], names: Sequence[str] | None = None
) -> Array:
    """The correlation matrix of the normal quantities, (n, n), with which the inputs have `correlation`.

    For two rectangular quantities ρ = 2 sin(πr/6); beside a quantity without a variance (Student's distribution with
    ν ≤ 2) the coefficient is left as it is, for it can only be that of the normal quantities. Elsewhere r is reached
    to 10⁻⁵ or better.

    Raises:
        InvalidCorrelation: a coefficient that these two distributions cannot have, with the range that they can.
        InvalidInput: as many distributions as rows are needed.

    Example:
        >>> pair = [Rectangular(0.0, 1.0), Rectangular(5.0, 9.0)]
        >>> normal_correlation([[1.0, 0.5], [0.5, 1.0]], pair).round(6).tolist()
        [[1.0, 0.517638], [0.517638, 1.0]]
    """
    matrix = np.array(correlation, np.float64)
    if matrix.shape != (len(marginals), len(marginals)):
        raise InvalidInput(f"{len(marginals)} distributions beside a correlation matrix of shape {matrix.shape}")
    called = [f"quantity {place + 1}" for place in range(len(marginals))] if names is None else list(names)
    scores: dict[Distribution, tuple[float, ...]] = {}
    for i, first in enumerate(marginals):
        for j in range(i):
            r = float(matrix[i, j])
            if r:
                pair = f"{called[j]} and {called[i]}"
                matrix[i, j] = matrix[j, i] = _of_normals(r, marginals[j], first, scores, pair)
    return matrix


def correlation_of(rho: float, first: Distribution, second: Distribution) -> float:
    """The correlation of two inputs whose normal quantities beneath the copula have the correlation ρ.

    Example:
        >>> round(correlation_of(0.5, Rectangular(0.0, 1.0), Rectangular(0.0, 1.0)), 6)     # (6/π) asin(ρ/2)
        0.482584
    """
    return _correlation(rho, _scores(first), _scores(second))


def _of_normals(
    r: float, first: Distribution, second: Distribution, scores: dict[Distribution, tuple[float, ...]], pair: str
) -> float:
    if isinstance(first, Normal) and isinstance(second, Normal):
        return r
    if isinstance(first, Rectangular) and isinstance(second, Rectangular):
        return math.copysign(2.0 * float(sin_pi(abs(r) / 6.0)), r)
    if not (math.isfinite(first.standard_deviation) and math.isfinite(second.standard_deviation)):
        return r
    a, b = (scores.get(each) or scores.setdefault(each, _scores(each)) for each in (first, second))
    least, greatest = _correlation(-1.0, a, b), _correlation(1.0, a, b)
    if not least - _SLACK <= r <= greatest + _SLACK:
        raise InvalidCorrelation(
            f"correlation of {pair} is {r:g}: {first.name} and {second.name} quantities can have "
            f"{least:.3g} to {greatest:.3g}"
        )
    low, high = -1.0, 1.0
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        if _correlation(middle, a, b) < r:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)


def _correlation(rho: float, first: tuple[float, ...], second: tuple[float, ...]) -> float:
    """Σ a₁ₖ a₂ₖ ρᵏ by Horner's rule, of coefficients whose squares sum to one."""
    total = 0.0
    for a, b in zip(reversed(first), reversed(second), strict=True):
        total = (total + a * b) * rho
    return total


def _scores(marginal: Distribution) -> tuple[float, ...]:
    """aₖ/σ for k = 1 to 128, σ by the same rule, so that their squares sum to at most one."""
    count = int(_REACH / _STEP)
    z = np.arange(-count, count + 1) * _STEP
    weight = exp(-0.5 * z * z) * (_STEP / _ROOT_TWO_PI)
    x = from_normal(z, marginal)
    middle = marginal.mean
    spread = (x - middle) / marginal.standard_deviation
    total = math.sqrt(_sum(weight * spread * spread))
    weighted = weight * spread
    before, polynomial = np.zeros_like(z), np.ones_like(z)
    found = []
    for k in range(1, _ORDERS + 1):
        # hₖ √k = z hₖ₋₁ − √(k − 1) hₖ₋₂
        before, polynomial = polynomial, (z * polynomial - math.sqrt(k - 1.0) * before) / math.sqrt(k)
        found.append(_sum(weighted * polynomial) / total)
    return tuple(found)


def _sum(terms: Array) -> float:
    """By halves, in an order that no library decides."""
    while len(terms) > 1:
        half = (len(terms) + 1) // 2
        folded = terms[:half].copy()
        folded[: len(terms) - half] += terms[half:]
        terms = folded
    return float(terms[0])
