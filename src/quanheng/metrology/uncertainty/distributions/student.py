"""The scaled and shifted t-distribution."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np
from scipy.special import gammaln, stdtr

from quanheng.metrology.uncertainty.distributions.base import Array, Distribution, require_positive, tails
from quanheng.metrology.uncertainty.distributions.constants import stirling_remainder
from quanheng.metrology.uncertainty.distributions.normal import Normal, standard_deviate
from quanheng.metrology.uncertainty.elementary import exp, expm1, log, log1p
from quanheng.metrology.uncertainty.errors import InvalidInput
from quanheng.metrology.uncertainty.exact import Number
from quanheng.metrology.uncertainty.type_a import PooledDeviation, statistics_of

_PI: Final = 3.141592653589793
#: Terms of the series of the centre, levels of the continued fraction of the tail, steps of Halley's iteration: all
#: fixed, so that a result does not depend on what else is in the array. The tests hold them to 10⁻¹³.
_TERMS: Final = 64
_LEVELS: Final = 120
_STEPS: Final = 4


@dataclass(frozen=True, slots=True)
class ScaledShiftedT(Distribution):
    """t_ν(value, scale²): a few readings, or a certificate with degrees of freedom (JCGM 101:2008, 6.4.9).

    g(ξ) = Γ((ν + 1)/2)/(Γ(ν/2) √(νπ) scale) · (1 + z²/ν)^(−(ν + 1)/2), z = (ξ − value)/scale

    Two numbers are easily mixed up: JCGM 100 takes u = scale = s/√n (`standard_uncertainty`); the density has the
    greater `standard_deviation` scale·√(ν/(ν − 2)), which exists for ν > 2 only. Sampling is with the scale.

    Attributes:
        value: the best estimate, about which it is symmetric.
        scale: s/√n, or U/k, > 0.
        nu: degrees of freedom, ν ≥ 1, whole or not.

    Raises:
        InvalidInput: names the parameter that cannot be.

    Example:
        >>> t = ScaledShiftedT(0.0, 1.0, 4)
        >>> t.standard_uncertainty, round(t.standard_deviation, 6)
        (1.0, 1.414214)
        >>> round(float(t.quantile(0.975)), 2)                                    # JCGM 100:2008, Table G.2
        2.78
    """

    name: ClassVar[str] = "t"
    value: float
    scale: float
    nu: float

    def __post_init__(self) -> None:
        if isinstance(self.nu, float) and math.isinf(self.nu) and self.nu > 0.0:
            raise InvalidInput(f"{self.name}: nu is infinite: the distribution is then normal; use Normal")
        self._take(value=self.value, scale=self.scale, nu=self.nu)
        require_positive(self.name, "scale", self.scale)
        if not self.nu >= 1.0:
            raise InvalidInput(f"{self.name}: nu is {self.nu:g} degrees of freedom: at least 1 is needed")

    @classmethod
    def from_readings(cls, readings: Iterable[Number]) -> "ScaledShiftedT":
        """t_{n−1}(x̄, s²/n) of n ≥ 2 readings (6.4.9.2).

        Raises:
            InvalidReadings: fewer than two, or one that is no number.
            InvalidInput: all readings are equal, which says nothing of their spread.

        Example:
            >>> ScaledShiftedT.from_readings([1.0, 2.0, 3.0])
            ScaledShiftedT(value=2.0, scale=0.5773502691896257, nu=2.0)
        """
        found = statistics_of(readings)
        return cls(found.mean, found.standard_uncertainty, float(found.degrees_of_freedom))

    @classmethod
    def from_pooled(cls, readings: Iterable[Number], pooled: PooledDeviation) -> "ScaledShiftedT":
        """t_ν(x̄, s_p²/n): the mean of n ≥ 1 readings of now, the standard deviation of many before (6.4.9.6).

        Raises:
            InvalidReadings: no reading, or one that is no number.
            InvalidInput: the pooled standard deviation is zero.
        """
        values = list(readings)
        # The mean of one reading is that reading; statistics need two.
        mean = statistics_of([*values, *values]).mean if len(values) == 1 else statistics_of(values).mean
        return cls(mean, pooled.uncertainty_of_mean(len(values)), float(pooled.degrees_of_freedom))

    @classmethod
    def from_expanded(
        cls, value: float, expanded_uncertainty: float, coverage_factor: float, nu_eff: float
    ) -> "ScaledShiftedT":
        """From a certificate that states U_p, k_p and ν_eff: t_{ν_eff}(x, (U_p/k_p)²) (6.4.9.7).

        Raises:
            InvalidInput: U or k is not positive; ν_eff is infinite (see `Normal.from_expanded`) or below 1.
        """
        as_normal = Normal.from_expanded(value, expanded_uncertainty, coverage_factor)
        return cls(as_normal.value, as_normal.u, nu_eff)

    @property
    def mean(self) -> float:
        """The value; nan for ν = 1, where the expectation does not exist."""
        return self.value if self.nu > 1.0 else math.nan

    @property
    def standard_uncertainty(self) -> float:
        """The scale: what JCGM 100 takes; not the standard deviation of the density."""
        return self.scale

    @property
    def standard_deviation(self) -> float:
        """scale·√(ν/(ν − 2)); infinite for ν ≤ 2."""
        return self.scale * math.sqrt(self.nu / (self.nu - 2.0)) if self.nu > 2.0 else math.inf

    @property
    def degrees_of_freedom(self) -> float:
        """ν."""
        return self.nu

    @property
    def support(self) -> tuple[float, float]:
        """Everything."""
        return -math.inf, math.inf

    def _quantile(self, p: Array, upper: bool) -> Array:
        q, is_low = tails(p, upper)
        offset = self.scale * t_deviate(q, self.nu)
        return np.where(is_low, self.value - offset, self.value + offset)

    def _cumulative(self, x: Array, upper: bool) -> Array:
        z = (x - self.value) / self.scale
        return np.asarray(stdtr(self.nu, -z if upper else z))

    def _density(self, x: Array) -> Array:
        z = (x - self.value) / self.scale
        constant = gammaln(0.5 * self.nu + 0.5) - gammaln(0.5 * self.nu) - 0.5 * math.log(self.nu * math.pi)
        return np.asarray(np.exp(constant - (0.5 * self.nu + 0.5) * np.log1p(z * z / self.nu)) / self.scale)


def t_deviate(q: Array, nu: float) -> Array:
    """The t ≥ 0 that Student's distribution with ν degrees of freedom exceeds with the probability q, 0 < q ≤ 1/2.

    Hill's approximation (CACM Algorithm 396), then Halley's steps: in the centre on the series of P(0 < T < t), in the
    tail on the logarithm of P(T > t), which a continued fraction gives with all its digits.
    """
    t = _approximation(q, nu)
    density_at_zero = _density_at_zero(nu)
    centre = t * t <= min(nu, 4.0)
    t[centre] = _refined_in_centre(t[centre], 0.5 - q[centre], nu, density_at_zero)
    tail = ~centre
    if tail.any():
        t[tail] = _refined_in_tail(t[tail], q[tail], nu, density_at_zero)
    return t


def _density_at_zero(nu: float) -> float:
    """Γ((ν + 1)/2)/(Γ(ν/2) √(νπ)), by Stirling's formula and what it leaves over."""
    a = 0.5 * nu
    power = a * float(log1p(0.5 / a)) - 0.5
    ratio = float(exp(power + stirling_remainder(a + 0.5) - stirling_remainder(a)))  # Γ(a + 1/2)/(Γ(a) √a)
    return ratio * math.sqrt(0.5 / _PI)


def _refined_in_centre(t: Array, middle: Array, nu: float, density_at_zero: float) -> Array:
    """Solve ∫₀ᵗ f = middle, where ∫₀ᵗ f = t f(t) ₂F₁((ν + 1)/2, 1; 3/2; y), y = t²/(ν + t²)."""
    for _ in range(_STEPS):
        square = t * t
        density = density_at_zero * exp(-(0.5 * nu + 0.5) * log1p(square / nu))
        y = square / (nu + square)
        series = np.ones_like(t)
        for n in range(_TERMS, -1, -1):
            series *= y * ((0.5 * nu + 0.5 + n) / (1.5 + n))
            series += 1.0
        step = (t * density * series - middle) / density
        t = t - step / (1.0 + 0.5 * step * (nu + 1.0) * t / (nu + square))
    return t


def _refined_in_tail(t: Array, q: Array, nu: float, density_at_zero: float) -> Array:
    """Solve ∫ₜ f = q for ln t, where ∫ₜ f = t f(t) (1 + ν/t²)/ν · K (DLMF 8.17.8 and 15.7.5)."""
    for _ in range(_STEPS):
        square = t * t
        w = nu / square
        tail = np.ones_like(t)
        for level in range(_LEVELS, 0, -1):
            tail = 1.0 + w * _partial_numerator(level, 0.5 * nu) / tail
        over_t_density = (1.0 + w) / (nu * tail)
        t_density = t * density_at_zero * exp(-(0.5 * nu + 0.5) * log1p(square / nu))
        # The logarithm of the tail falls by 1/over_t_density for each unit of ln t.
        step = log(t_density * over_t_density / q) * over_t_density
        t = t * (1.0 + expm1(step))
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
    y = exp((2.0 / nu) * log(2.0 * d * q))
    x = standard_deviate(q)
    square = x * x
    c_x = c + (0.3 * (nu - 4.5) * (x + 0.6) if nu < 5.0 else 0.0)
    c_x = (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b + c_x
    centre = (((((0.4 * square + 6.3) * square + 36.0) * square + 94.5) / c_x - square - 3.0) / b + 1.0) * x
    centre = expm1(np.minimum(a * centre * centre, 600.0))
    tail = ((nu + 6.0) / (nu * y) - 0.089 * d - 0.822) * (nu + 2.0) * 3.0
    tail = ((1.0 / tail + 0.5 / (nu + 4.0)) * y - 1.0) * (nu + 1.0) / (nu + 2.0) + 1.0 / y
    return np.asarray(np.sqrt(nu * np.where(y > 0.05 + a, centre, tail)))
