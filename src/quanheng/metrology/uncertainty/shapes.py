"""The distribution that an input's estimate, uncertainty and shape amount to, and its standard form."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from quanheng.metrology.uncertainty.coverage import require_probability
from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    Distribution,
    Normal,
    Rectangular,
    ScaledShiftedT,
    Triangular,
)
from quanheng.metrology.uncertainty.distributions.base import Array

ShapeName = Literal["normal", "t", "rectangular", "triangular", "arcsine"]
#: Half-width over standard uncertainty of distributions within bounds (JCGM 100:2008, 4.3.7, 4.3.9; JCGM 101, 6.4.6).
HALF_WIDTHS: Mapping[str, float] = {
    "rectangular": math.sqrt(3.0),
    "triangular": math.sqrt(6.0),
    "arcsine": math.sqrt(2.0),
}
_BOUNDED: Mapping[str, type[Rectangular | Triangular | Arcsine]] = {
    "rectangular": Rectangular,
    "triangular": Triangular,
    "arcsine": Arcsine,
}


def density_of(shape: ShapeName, value: float, u: float, degrees_of_freedom: float) -> Distribution:
    """The distribution of this shape about `value` with the GUM uncertainty `u` > 0.

    Of Student's distribution `u` is the scale (JCGM 101:2008, 6.4.9); with infinite degrees of freedom it is normal.
    The degrees of freedom of other shapes say how well u is known to JCGM 100 and do not change the distribution; use
    `CurvilinearTrapezoid` where bounds are not well known.

    Example:
        >>> density_of("t", 10.0, 0.1, 4).standard_deviation == 0.1 * math.sqrt(2.0)
        True
        >>> round(density_of("rectangular", 10.0, 1.0, math.inf).support[1] - 10.0, 4)
        1.7321
    """
    if shape in _BOUNDED:
        half_width = u * HALF_WIDTHS[shape]
        return _BOUNDED[shape](value - half_width, value + half_width)
    if shape == "t" and math.isfinite(degrees_of_freedom):
        return ScaledShiftedT(value, u, degrees_of_freedom)
    return Normal(value, u)


def factor_of_shape(shape: str, probability: float) -> float:
    """U/u of a distribution within bounds: k_p of JCGM 100:2008, G.1.3, and JJF 1059.1-2012, table 3.

    Raises:
        InvalidProblem: a probability not between 0 and 1; here 1 is one, too, that of the bounds.

    Example:
        >>> round(factor_of_shape("rectangular", 0.95), 2), round(factor_of_shape("rectangular", 0.99), 2)
        (1.65, 1.71)
    """
    half_width = HALF_WIDTHS[shape]
    if probability == 1.0:
        return half_width
    outside = (1.0 - require_probability(probability)) / 2.0
    return float(_BOUNDED[shape](-half_width, half_width).quantile(np.array([outside]), upper=True)[0])


@dataclass(frozen=True, slots=True)
class Standardised(Distribution):
    """A distribution moved and scaled to expectation 0 and GUM uncertainty 1, where its family has no such member."""

    name: ClassVar[str] = "standardised"
    of: Distribution

    @property
    def mean(self) -> float:
        """Zero."""
        return 0.0

    @property
    def standard_uncertainty(self) -> float:
        """One."""
        return 1.0

    @property
    def standard_deviation(self) -> float:
        """Of the density, in units of the GUM uncertainty."""
        return self.of.standard_deviation / self.of.standard_uncertainty

    @property
    def support(self) -> tuple[float, float]:
        """The bounds."""
        low, high = self.of.support
        return (low - self.of.mean) / self.of.standard_uncertainty, (high - self.of.mean) / self.of.standard_uncertainty

    @property
    def is_symmetric(self) -> bool:
        """About zero."""
        return self.of.is_symmetric

    def _quantile(self, p: Array, upper: bool) -> Array:
        found: Array = (self.of.quantile(p, upper=upper) - self.of.mean) / self.of.standard_uncertainty
        return found

    def _cumulative(self, x: Array, upper: bool) -> Array:
        return self.of.cumulative(x * self.of.standard_uncertainty + self.of.mean, upper=upper)

    def _density(self, x: Array) -> Array:
        u = self.of.standard_uncertainty
        found: Array = self.of.density(x * u + self.of.mean) * u
        return found


def standard_form(distribution: Distribution) -> Distribution:
    """The same shape with expectation 0 and GUM uncertainty 1.

    Example:
        >>> standard_form(Normal(10.0, 0.1))
        Normal(value=0.0, u=1.0)
    """
    match distribution:
        case Rectangular() | Triangular() | Arcsine():
            half_width = HALF_WIDTHS[distribution.name]
            return type(distribution)(-half_width, half_width)
        case Normal():
            return Normal(0.0, 1.0)
        case ScaledShiftedT():
            return ScaledShiftedT(0.0, 1.0, distribution.nu)
    return Standardised(distribution)


def estimate_of(distribution: Distribution) -> float:
    """The estimate that belongs to it: the expectation, or the location where there is none (Student's with ν = 1)."""
    return distribution.value if isinstance(distribution, ScaledShiftedT) else distribution.mean
