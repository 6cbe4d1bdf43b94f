"""The scaled and shifted t-distribution."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array, Distribution, require_positive, tails
from quanheng.metrology.uncertainty.distributions.normal import Normal
from quanheng.metrology.uncertainty.distributions.student_tail import t_density, t_deviate, t_tail
from quanheng.metrology.uncertainty.errors import InvalidInput
from quanheng.metrology.uncertainty.exact import Number
from quanheng.metrology.uncertainty.type_a import PooledDeviation, statistics_of


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
        tail = t_tail(np.abs(z), self.nu)
        return np.where((z > 0.0) == upper, tail, 1.0 - tail)

    def _density(self, x: Array) -> Array:
        z = (x - self.value) / self.scale
        return t_density(np.abs(z), self.nu) / self.scale
