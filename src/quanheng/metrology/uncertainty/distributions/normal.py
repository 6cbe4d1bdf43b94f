"""The normal distribution, and its standard quantile."""

import math
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array, Distribution, finite, require_positive, tails
from quanheng.metrology.uncertainty.elementary import log, normal_tail, polynomial

#: Wichura, Algorithm AS 241 (Applied Statistics 37, 1988), PPND16: numerators and denominators of the centre,
#: the tails down to exp(-25), and the tails beyond.
_CENTRE: Final = (
    (3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
     4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3),
    (1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
     2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3),
)  # fmt: skip
_TAIL: Final = (
    (1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
     1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4),
    (1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
     1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9),
)  # fmt: skip
_FAR_TAIL: Final = (
    (6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
     2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7),
    (1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
     7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15),
)  # fmt: skip


def standard_deviate(q: Array) -> Array:
    """The z ≥ 0 that a standard normal quantity exceeds with the probability q, 0 < q ≤ 1/2.

    Relative error below 10⁻¹⁵ (AS 241).
    """
    from_median = 0.5 - q
    z = np.empty_like(q)
    centre = from_median <= 0.425
    z[centre] = from_median[centre] * _ratio(_CENTRE, 0.180625 - from_median[centre] * from_median[centre])
    tail = ~centre
    if tail.any():
        r = np.sqrt(-log(q[tail]))
        z[tail] = np.where(r <= 5.0, _ratio(_TAIL, r - 1.6), _ratio(_FAR_TAIL, r - 5.0))
    return z


def _ratio(coefficients: tuple[tuple[float, ...], tuple[float, ...]], x: Array) -> Array:
    return polynomial(coefficients[0], x) / polynomial(coefficients[1], x)


@dataclass(frozen=True, slots=True)
class Normal(Distribution):
    """N(x, u²): an estimate and its standard uncertainty alone are known (JCGM 101:2008, 6.4.7).

    g(ξ) = exp(−((ξ − value)/u)²/2) / (u √(2π))

    Attributes:
        value: the expectation.
        u: the standard deviation, u > 0.

    Raises:
        InvalidInput: names the parameter that cannot be.

    Example:
        >>> round(float(Normal(10.0, 0.1).quantile(0.975)), 6)
        10.195996
    """

    name: ClassVar[str] = "normal"
    value: float
    u: float

    def __post_init__(self) -> None:
        self._take(value=self.value, u=self.u)
        require_positive(self.name, "u", self.u)

    @classmethod
    def from_expanded(cls, value: float, expanded_uncertainty: float, coverage_factor: float) -> "Normal":
        """From a certificate that states U and k and no degrees of freedom: u = U/k (6.4.9.7).

        Raises:
            InvalidInput: U or k is not positive.
        """
        expanded = finite(cls.name, "expanded_uncertainty", expanded_uncertainty)
        factor = finite(cls.name, "coverage_factor", coverage_factor)
        require_positive(cls.name, "expanded_uncertainty", expanded)
        require_positive(cls.name, "coverage_factor", factor)
        return cls(value, expanded / factor)

    @property
    def mean(self) -> float:
        """The value."""
        return self.value

    @property
    def standard_deviation(self) -> float:
        """u."""
        return self.u

    @property
    def support(self) -> tuple[float, float]:
        """Everything."""
        return -math.inf, math.inf

    def _quantile(self, p: Array, upper: bool) -> Array:
        q, is_low = tails(p, upper)
        offset = self.u * standard_deviate(q)
        return np.where(is_low, self.value - offset, self.value + offset)

    def _cumulative(self, x: Array, upper: bool) -> Array:
        z = (x - self.value) / self.u
        return normal_tail(z if upper else -z)

    def _density(self, x: Array) -> Array:
        z = (x - self.value) / self.u
        return np.exp(-0.5 * z * z) / (self.u * math.sqrt(2.0 * math.pi))
