"""The normal distribution of a process: closed forms where there are any."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from quanheng.metrology.conformity.errors import InvalidPrior
from quanheng.metrology.conformity.prior import FLANKS, Prior, edges_within
from quanheng.metrology.conformity.quadrature import Array, Function, integral

#: The normal density is zero in floating point beyond so many standard deviations.
_REACH = 38.6


@dataclass(frozen=True, slots=True)
class NormalPrior(Prior):
    """A process with mean y₀ and standard deviation u₀.

    Raises:
        InvalidPrior: no finite mean, or a standard deviation that is not positive.

    Example:
        >>> posterior = NormalPrior(0.0, 3.0).updated(value=5.0, u=4.0)      # closed form, JCGM 106:2012, 6.3
        >>> round(posterior.mean, 12), round(posterior.standard_deviation, 12)
        (1.8, 2.4)
    """

    mean: float
    standard_deviation: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.mean):
            raise InvalidPrior(f"mean {self.mean} of a prior: a finite number is needed")
        if not 0.0 < self.standard_deviation < math.inf:
            raise InvalidPrior(f"standard deviation {self.standard_deviation} of a prior: a positive number is needed")

    @classmethod
    def from_reliability(cls, half_width: float, in_tolerance: float, centre: float = 0.0) -> "NormalPrior":
        """Centred, with the fraction `in_tolerance` of all items within centre ± half_width (EOPR).

        Raises:
            InvalidPrior: a fraction not between 0 and 1, or a half-width that is not positive.

        Example:
            >>> round(NormalPrior.from_reliability(2.0, 0.9545).standard_deviation, 4)
            1.0
        """
        if not 0.0 < in_tolerance < 1.0:
            raise InvalidPrior(f"{in_tolerance} of the items in tolerance: a number between 0 and 1, such as 0.95")
        if not 0.0 < half_width < math.inf:
            raise InvalidPrior(f"half-width {half_width}: a positive number is needed")
        from_normal = -float(ndtri((1.0 - in_tolerance) / 2.0))
        return cls(centre, half_width / from_normal)

    def updated(self, value: float, u: float) -> "NormalPrior":
        """The posterior after a normally distributed result: means weighted by inverse variances."""
        own, its = self.standard_deviation, u
        joint = own * its / math.hypot(own, its)
        weight = (joint / its) ** 2
        return NormalPrior(self.mean + weight * (value - self.mean), joint)

    def about(self, centre: float) -> "NormalPrior":
        return NormalPrior(self.mean - centre, self.standard_deviation)

    def density(self, x: Array) -> Array:
        """g₀."""
        z = (x - self.mean) / self.standard_deviation
        found: Array = np.exp(-0.5 * z * z) / (self.standard_deviation * math.sqrt(2.0 * math.pi))
        return found

    def nearest(self, value: float) -> float:
        return value

    def mass(
        self,
        function: Function,
        low: float,
        high: float,
        flanks: Sequence[float] = (),
        *,
        ends: bool,
        noise: float = 0.0,
    ) -> float:
        reach = _REACH * self.standard_deviation
        a, b = max(low, self.mean - reach), min(high, self.mean + reach)
        own = [self.mean + each * self.standard_deviation for each in FLANKS]
        return integral(lambda x: self.density(x) * function(x), edges_within(a, b, [*flanks, *own]), noise)

    def posterior_probability(
        self, value: float, u: float, low: float, high: float, degrees_of_freedom: float = math.inf
    ) -> tuple[float, float]:
        if not math.isinf(degrees_of_freedom):
            return Prior.posterior_probability(self, value, u, low, high, degrees_of_freedom)
        after = self.updated(value, u)
        below = (low - after.mean) / after.standard_deviation
        above = (high - after.mean) / after.standard_deviation
        if below > 0.0:
            below, above = -above, -below
        inside = float(ndtr(above) - ndtr(below))
        return inside, float(ndtr(below) + ndtr(-above))
