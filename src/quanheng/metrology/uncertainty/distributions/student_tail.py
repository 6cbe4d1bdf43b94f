"""Tail probabilities and quantiles of Student's distribution, for any ν ≥ 1, whole or not.

In the centre P(0 < T < t) = t f(t) ₂F₁((ν + 1)/2, 1; 3/2; y) with y = t²/(ν + t²), a series of positive terms. In the
tail P(T > t) = t f(t) K with K = (1 + w)/(ν G), w = ν/t², where 1/G = ₂F₁(1, 1/2; ν/2 + 1; −w) is Gauss's continued
fraction (DLMF 8.17.8, 15.7.5); its terms are positive too, so that nothing cancels however large ν is.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.distributions.constants import stirling_remainder
from quanheng.metrology.uncertainty.distributions.normal import standard_deviate
from quanheng.metrology.uncertainty.elementary import exp, expm1, log, log1p

Array = NDArray[np.float64]

_PI: Final = 3.141592653589793
#: Terms of the series, levels of the fraction, steps of Halley's iteration: all fixed, so that a result does not depend
#: on what else is in the array. The tests hold them to 10⁻¹³.
_TERMS: Final = 64
_LEVELS: Final = 120
_STEPS: Final = 4
#: Squares beyond it are taken as logarithms.
_FAR: Final = 1e100


def t_density(t: Array, nu: float) -> Array:
    """f(t), t ≥ 0."""
    return _density_at_zero(nu) * exp(-(0.5 * nu + 0.5) * _log_growth(t, nu))


def t_tail(t: Array, nu: float) -> Array:
    """P(T > t), t ≥ 0, with all its digits."""
    is_central = _is_central(t, nu)
    inner = np.where(is_central, t, 0.0)
    outer = np.where(is_central, 10.0, t)
    central = 0.5 - inner * t_density(inner, nu) * _series(inner, nu)
    return np.where(
        np.isnan(t), np.nan, np.where(is_central, central, _times_density(outer, nu) * _over_density(outer, nu))
    )


def t_deviate(q: Array, nu: float) -> Array:
    """The t ≥ 0 that Student's distribution with ν degrees of freedom exceeds with the probability q, 0 < q ≤ 1/2.

    Hill's approximation (CACM Algorithm 396), then steps of refinement.
    """
    t = _approximation(q, nu)
    is_central = _is_central(t, nu)
    t[is_central] = _refined_in_centre(t[is_central], 0.5 - q[is_central], nu)
    t[~is_central] = _refined_in_tail(t[~is_central], q[~is_central], nu)
    return t


def _density_at_zero(nu: float) -> float:
    """Γ((ν + 1)/2)/(Γ(ν/2) √(νπ)), by Stirling's formula and what it leaves over."""
    a = 0.5 * nu
    power = a * float(log1p(0.5 / a)) - 0.5
    ratio = float(exp(power + stirling_remainder(a + 0.5) - stirling_remainder(a)))  # Γ(a + 1/2)/(Γ(a) √a)
    return ratio * math.sqrt(0.5 / _PI)


def _is_central(t: Array, nu: float) -> NDArray[np.bool_]:
    return t <= math.sqrt(min(nu, 4.0))


def _log_growth(t: Array, nu: float) -> Array:
    """ln(1 + t²/ν), also where t² is no float64."""
    part = t / math.sqrt(nu)
    near = np.minimum(part, _FAR)
    growth = log1p(near * near)
    return np.where(part > _FAR, growth + 2.0 * log(np.maximum(part / _FAR, 1.0)), growth)


def _times_density(t: Array, nu: float) -> Array:
    """t f(t), without t² and f(t) themselves, which leave the range of float64 earlier; t > 0."""
    inverse = math.sqrt(nu) / t
    growth = exp(-0.5 * nu * _log_growth(t, nu))
    return _density_at_zero(nu) * math.sqrt(nu) * growth / np.sqrt(1.0 + inverse * inverse)


def _series(t: Array, nu: float) -> Array:
    """P(0 < T < t)/(t f(t)) in the centre."""
    y = t * t / (nu + t * t)
    total = np.ones_like(t)
    for n in range(_TERMS, -1, -1):
        total *= y * ((0.5 * nu + 0.5 + n) / (1.5 + n))
        total += 1.0
    return total


def _over_density(t: Array, nu: float) -> Array:
    """P(T > t)/(t f(t)) in the tail."""
    inverse = math.sqrt(nu) / t
    w = inverse * inverse
    fraction = np.ones_like(t)
    for level in range(_LEVELS, 0, -1):
        fraction = 1.0 + w * _partial_numerator(level, 0.5 * nu) / fraction
    return (1.0 + w) / (nu * fraction)


def _refined_in_centre(t: Array, middle: Array, nu: float) -> Array:
    """Solve P(0 < T < t) = middle by Halley's steps."""
    for _ in range(_STEPS):
        density = t_density(t, nu)
        step = (t * density * _series(t, nu) - middle) / density
        t = t - step / (1.0 + 0.5 * step * (nu + 1.0) * t / (nu + t * t))
    return t


def _refined_in_tail(t: Array, q: Array, nu: float) -> Array:
    """Solve P(T > t) = q by Newton's steps for ln t: the logarithm of the tail falls by 1/K for each unit of ln t."""
    for _ in range(_STEPS):
        over_density = _over_density(t, nu)
        t = t * (1.0 + expm1(log(_times_density(t, nu) * over_density / q) * over_density))
    return t


def _partial_numerator(level: int, a: float) -> float:
    """Of Gauss's fraction for ₂F₁(1, 1/2; a + 1; −w)."""
    n, is_even = divmod(level + 1, 2)
    if is_even:  # an even level: n whole
        return n * (a + n - 0.5) / ((a + 2 * n - 1) * (a + 2 * n))
    return (n - 0.5) * (a + n - 1.0) / ((a + 2 * n - 2) * (a + 2 * n - 1))


def _approximation(q: Array, nu: float) -> Array:
    """Hill's: three digits and more for every ν ≥ 1."""
    a = 1.0 / (nu - 0.5)
    b = 48.0 / (a * a)
    c = ((20700.0 * a / b - 98.0) * a - 16.0) * a + 96.36
    d = ((94.5 / (b + c) - 3.0) / b + 1.0) * math.sqrt(0.5 * a * _PI) * nu
    log_root = log(2.0 * d * q) / nu
    y = exp(2.0 * np.maximum(log_root, -100.0))
    x = standard_deviate(q)
    square = x * x
    c_x = c + (0.3 * (nu - 4.5) * (x + 0.6) if nu < 5.0 else 0.0)
    c_x = (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b + c_x
    centre = (((((0.4 * square + 6.3) * square + 36.0) * square + 94.5) / c_x - square - 3.0) / b + 1.0) * x
    centre = expm1(np.minimum(a * centre * centre, 600.0))
    tail = ((nu + 6.0) / (nu * y) - 0.089 * d - 0.822) * (nu + 2.0) * 3.0
    tail = ((1.0 / tail + 0.5 / (nu + 4.0)) * y - 1.0) * (nu + 1.0) / (nu + 2.0) + 1.0 / y
    found = np.sqrt(nu * np.where(y > 0.05 + a, centre, tail))
    return np.where(log_root > -100.0, found, math.sqrt(nu) * exp(-log_root))
