"""Quantiles of the standard gamma distribution, by Newton's steps on the incomplete gamma functions P and Q.

K = tail/(x f(x)) is what P or Q is made of beside the density f; the logarithm of the tail changes by 1/K for each
unit of ln x. Three ways to K: the power series of P where x ≤ a + 1, Legendre's continued fraction of Q beyond, and for
large a Temme's uniform expansion (SIAM J. Math. Anal. 10, 1979; DLMF 8.12), whose cost does not grow with a. Their
lengths depend on a alone, so that a result does not depend on what else is in the array.
"""

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.distributions.constants import stirling_remainder
from quanheng.metrology.uncertainty.distributions.normal import standard_deviate
from quanheng.metrology.uncertainty.elementary import exp, expm1, log, log1p, mills_ratio, polynomial

Array = NDArray[np.float64]

#: Temme's expansion is taken from this shape on.
_LARGE: Final = 150.0
_ORDERS: Final = 8
_TERMS: Final = 24
_LEVELS: Final = 120
_STEPS: Final = 6
_ROOT_TWO_PI: Final = 2.5066282746310002
#: 2/(2k + 3): of the logarithm's series after its first term.
_ODD: Final = tuple(2.0 / (2 * k + 3) for k in range(20))
#: So far down P(a, x) = xᵃ/Γ(a + 1) to the last digit.
_POWER_ALONE: Final = 2.0**-60


def gamma_deviate(p: Array, a: float, *, upper: bool) -> Array:
    """The x of the standard gamma distribution of shape a with the probability p below, or with `upper` above, it."""
    x = _approximation(p, a, upper)
    if a >= _LARGE:
        is_low = (p <= 0.5) != upper
        x[is_low] = _refined(x[is_low], (1.0 - p if upper else p)[is_low], a, _over_density_large_low, False)
        high = ~is_low
        x[high] = _refined(x[high], (p if upper else 1.0 - p)[high], a, _over_density_large_high, True)
        return x
    high = x > a + 1.0
    near = ~high & (x > _POWER_ALONE)
    x[near] = _refined(x[near], (1.0 - p if upper else p)[near], a, _over_density_series, False)
    x[high] = _refined(x[high], (p if upper else 1.0 - p)[high], a, _over_density_fraction, True)
    return x


def gamma_tail(x: Array, a: float, *, upper: bool) -> Array:
    """P(a, x), or with `upper` Q(a, x), x > 0."""
    if a >= _LARGE:
        split = a
        low, high = _over_density_large_low, _over_density_large_high
    else:
        split = a + 1.0
        low, high = _over_density_series, _over_density_fraction
    is_low = x <= split
    below = _times_density(np.minimum(x, split), a) * low(np.minimum(x, split), a)
    finite = np.clip(x, split, 1e3 * split + 1e4)  # beyond, the tail is zero
    above = _times_density(finite, a) * high(finite, a)
    return np.where(is_low, 1.0 - below, above) if upper else np.where(is_low, below, 1.0 - above)


def gamma_density(x: Array, a: float) -> Array:
    """f(x) of the standard gamma distribution of shape a, x > 0, accurate also where a is large."""
    with np.errstate(over="ignore"):
        return _times_density(x, a) / x


def _times_density(x: Array, a: float) -> Array:
    """x f(x)."""
    x = np.minimum(x, 1e4 * (a + 1.0))  # beyond, it is zero
    return math.sqrt(a) * float(exp(-stirling_remainder(a))) / _ROOT_TWO_PI * exp(-a * _rate(x, a))


def _approximation(p: Array, a: float, upper: bool) -> Array:
    """Wilson and Hilferty's cube; nearer to zero the power that P begins with."""
    with np.errstate(divide="ignore"):
        log_below = log1p(-p) if upper else log(p)
        log_gamma = (a + 0.5) * math_log(a) - a + math_log(_ROOT_TWO_PI) + stirling_remainder(a)  # ln Γ(a + 1)
        power = exp((log_below + log_gamma) / a)
    if a <= 1.0:
        # Where the power leads beyond 1 the tail is nearly exponential.
        bend = a * (0.253 + 0.12 * a)
        log_above = log(p) if upper else log1p(-p)
        return np.where(log_above > math_log(bend), np.minimum(power, 1.0), 1.0 - (log_above - math_log(bend)))
    small = np.minimum(p, 1.0 - p)
    z = np.where((p <= 0.5) != upper, -1.0, 1.0) * standard_deviate(small)
    root = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * math.sqrt(a))
    return np.where(root < 0.4, power, a * root * root * root)


def math_log(x: float) -> float:
    """ln x of one number, by the logarithm that is the same everywhere."""
    return float(log(x))


def _refined(x: Array, p: Array, a: float, over_density: Callable[[Array, float], Array], falls: bool) -> Array:
    """Newton's steps for ln x on the logarithm of the tail, which rises with x or falls."""
    for _ in range(_STEPS):
        quotient = over_density(x, a)
        step = np.clip(log(_times_density(x, a) * quotient / p) * quotient, -2.0, 2.0)
        x = x * (1.0 + expm1(step if falls else -step))
    return x


def _rate(x: Array, a: float) -> Array:
    """λ − 1 − ln λ, λ = x/a, with all its digits near λ = 1."""
    excess = (x - a) / a
    r = np.clip(excess / (2.0 + excess), -0.34, 0.34)
    square = r * r
    near = excess * r - r * square * polynomial(_ODD, square)
    return np.where(np.abs(excess) < 0.5, near, excess - log(x / a))


def _over_density_series(x: Array, a: float) -> Array:
    """P/(x f) = Σ xⁿ/((a + 1)…(a + n))/a."""
    total = np.ones_like(x)
    for n in range(int(9.0 * math.sqrt(a)) + 25, 0, -1):
        total *= x / (a + n)
        total += 1.0
    return total / a


def _over_density_fraction(x: Array, a: float) -> Array:
    """Q/(x f), by Legendre's fraction (DLMF 8.9.2, contracted)."""
    start = x + (1.0 - a)
    below = start + 2.0 * _LEVELS
    for n in range(_LEVELS, 0, -1):
        below = start + 2.0 * (n - 1) - n * (n - a) / below
    return 1.0 / below


def _over_density_large_high(x: Array, a: float) -> Array:
    """Q/(x f), by Temme's expansion."""
    eta = _eta(x, a)
    return _scaled(_mills(eta * math.sqrt(a)) + polynomial(_remainder(a), eta), a)


def _over_density_large_low(x: Array, a: float) -> Array:
    """P/(x f), by Temme's expansion."""
    eta = _eta(x, a)
    return _scaled(_mills(-eta * math.sqrt(a)) - polynomial(_remainder(a), eta), a)


def _scaled(sum_: Array, a: float) -> Array:
    return sum_ * (float(exp(stirling_remainder(a))) / math.sqrt(a))


def _eta(x: Array, a: float) -> Array:
    """±√(2(λ − 1 − ln λ)), with the sign of λ − 1."""
    # Beyond 3 the density is zero, and the series of the remainder no longer holds.
    return np.where(x < a, -1.0, 1.0) * np.minimum(np.sqrt(2.0 * _rate(x, a)), 3.0)


def _mills(z: Array) -> Array:
    """P(Z > z)/φ(z), also for z somewhat below zero."""
    ratio = mills_ratio(np.abs(z))
    return np.where(z < 0.0, _ROOT_TWO_PI * exp(0.5 * z * z) - ratio, ratio)


@lru_cache(maxsize=256)
def _remainder(a: float) -> tuple[float, ...]:
    """Coefficients of S(η)/√a = Σₖ cₖ(η) a⁻ᵏ/√a."""
    powers = [math.sqrt(1.0 / a)]
    for _ in range(_ORDERS - 1):
        powers.append(powers[-1] / a)
    # fsum, for the built-in sum of floats changed with Python 3.12.
    return tuple(
        math.fsum(power * row[n] for power, row in zip(powers, _temme_coefficients(), strict=True))
        for n in range(_TERMS)
    )


@lru_cache(maxsize=1)
def _temme_coefficients() -> tuple[tuple[float, ...], ...]:
    """Of cₖ(η) = Σₙ cₖₙ ηⁿ: c₀ = 1/μ − 1/η, cₖ = cₖ₋₁′/η − cₖ₋₁,₁/μ, where η²/2 = μ − ln(1 + μ) (DLMF 8.12.9 to 11)."""
    count = _TERMS + 2 * _ORDERS + 2
    # μ = Σ mₙ ηⁿ from μ μ′ = η (1 + μ).
    m = [Fraction(0), Fraction(1)]
    for n in range(2, count + 2):
        known = sum((m[i] * (n + 1 - i) * m[n + 1 - i] for i in range(2, n)), Fraction(0))
        m.append((m[n - 1] - known) / (n + 1))
    # 1/μ = Σ rₙ ηⁿ⁻¹
    r = [Fraction(1)]
    for n in range(1, count + 1):
        r.append(-sum((m[i + 1] * r[n - i] for i in range(1, n + 1)), Fraction(0)))
    rows = [r[1:]]
    for _ in range(_ORDERS - 1):
        before = rows[-1]
        rows.append([(n + 2) * before[n + 2] - before[1] * r[n + 1] for n in range(len(before) - 2)])
    return tuple(tuple(float(each) for each in row[:_TERMS]) for row in rows)
