"""What is known of an item before it is measured: the distribution of the process it comes from (JCGM 106:2012, 6.2).

A prior gives two things: masses ∫ g₀(η) f(η) dη over parts of the line, of which global risks are made, and the
probability of conformity of one item after its measurement, by Bayes' theorem. Numbers are in the tolerance's unit.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln, ndtr, ndtri

from quanheng.metrology.conformity.errors import InvalidPrior
from quanheng.metrology.conformity.quadrature import Array, Function, integral

#: The normal density is zero in floating point beyond so many standard deviations.
_REACH = 38.6
#: How far below its maximum a likelihood is negligible, in standard uncertainties of a normal distribution.
_FLANKS = (-39.0, -20.0, -9.0, -4.0, -1.5, 0.0, 1.5, 4.0, 9.0, 20.0, 39.0)
_SMALLEST = 2.0**-53


class DescribedDistribution(Protocol):
    """A distribution object, such as those of `quanheng.metrology.uncertainty`."""

    @property
    def support(self) -> tuple[float, float]: ...
    def quantile(self, p: ArrayLike, *, upper: bool = False) -> Array: ...
    def cumulative(self, x: ArrayLike, *, upper: bool = False) -> Array: ...


class Prior(ABC):
    """A distribution of the quantity before the measurement."""

    @abstractmethod
    def mass(self, function: Function, low: float, high: float, flanks: Sequence[float] = (), *, ends: bool) -> float:
        """∫ g₀(η) f(η) dη from `low` to `high`, which may be infinite.

        Args:
            function: f, vectorised, smooth between the `flanks`.
            ends: whether the ends belong to the part, for priors that have mass at points.
        """

    def posterior_probability(
        self, value: float, u: float, low: float, high: float, degrees_of_freedom: float = math.inf
    ) -> tuple[float, float]:
        """p_c and 1 − p_c after a result (JCGM 106:2012, 6.3): prior times likelihood, over the tolerance.

        Raises:
            InvalidPrior: the result is impossible under the prior.
        """
        nearest = self.nearest(value)
        reference = _log_likelihood(np.array([(nearest - value) / u]), degrees_of_freedom)[0]

        def likelihood(eta: Array) -> Array:
            relative: Array = np.exp(_log_likelihood((eta - value) / u, degrees_of_freedom) - reference)
            return relative

        flanks = [centre + each * u for centre in {value, nearest} for each in _FLANKS]
        inside = self.mass(likelihood, low, high, flanks, ends=True)
        outside = self.mass(likelihood, -math.inf, low, flanks, ends=False)
        outside += self.mass(likelihood, high, math.inf, flanks, ends=False)
        total = inside + outside
        if not 0.0 < total < math.inf:
            raise InvalidPrior(f"the result {value:g} (u = {u:g}) is impossible under the prior: check both")
        return inside / total, outside / total

    @abstractmethod
    def nearest(self, value: float) -> float:
        """The point with prior density that is nearest to a value."""


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

    def density(self, x: Array) -> Array:
        """g₀."""
        z = (x - self.mean) / self.standard_deviation
        found: Array = np.exp(-0.5 * z * z) / (self.standard_deviation * math.sqrt(2.0 * math.pi))
        return found

    def nearest(self, value: float) -> float:
        return value

    def mass(self, function: Function, low: float, high: float, flanks: Sequence[float] = (), *, ends: bool) -> float:
        reach = _REACH * self.standard_deviation
        a, b = max(low, self.mean - reach), min(high, self.mean + reach)
        own = [self.mean + each * self.standard_deviation for each in _FLANKS]
        return integral(lambda x: self.density(x) * function(x), _edges(a, b, [*flanks, *own]))

    def posterior_probability(
        self, value: float, u: float, low: float, high: float, degrees_of_freedom: float = math.inf
    ) -> tuple[float, float]:
        if not math.isinf(degrees_of_freedom):
            # The likelihood's tails are heavy, and the product's peak may be anywhere between the two.
            return _between(self, value, u, low, high, degrees_of_freedom)
        after = self.updated(value, u)
        below = (low - after.mean) / after.standard_deviation
        above = (high - after.mean) / after.standard_deviation
        if below > 0.0:
            below, above = -above, -below
        inside = float(ndtr(above) - ndtr(below))
        return inside, float(ndtr(below) + ndtr(-above))


@dataclass(frozen=True, slots=True)
class DensityPrior(Prior):
    """Any density over a finite support; it is scaled to the integral 1.

    Args:
        density: vectorised, (n,) to (n,), not negative.
        low, high: the support.
        breakpoints: where the density has jumps or kinks.

    Raises:
        InvalidPrior: an empty or infinite support; a density that is negative, zero throughout, or not integrable.

    Example:
        >>> wedge = DensityPrior(lambda x: x, 0.0, 2.0)
        >>> round(wedge.mass(np.ones_like, 0.0, 1.0, ends=True), 12)
        0.25
    """

    density: Function
    low: float
    high: float
    breakpoints: tuple[float, ...] = ()
    _whole: float = field(default=1.0, init=False, repr=False)

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise InvalidPrior(
                f"support from {self.low:g} to {self.high:g} of a prior: two finite numbers are needed, the lower first; "
                "cut an unlimited one where nothing remains"
            )
        whole = integral(self._checked, _edges(self.low, self.high, self.breakpoints))
        if not whole > 0.0:
            raise InvalidPrior(
                f"the density's integral from {self.low:g} to {self.high:g} is {whole:g}: it cannot be normalised"
            )
        object.__setattr__(self, "_whole", whole)

    @classmethod
    def rectangular(cls, low: float, high: float) -> "DensityPrior":
        """All values from `low` to `high` alike."""
        return cls(np.ones_like, low, high)

    def nearest(self, value: float) -> float:
        return min(max(value, self.low), self.high)

    def mass(self, function: Function, low: float, high: float, flanks: Sequence[float] = (), *, ends: bool) -> float:
        a, b = max(low, self.low), min(high, self.high)
        edges = _edges(a, b, [*flanks, *self.breakpoints])
        return integral(lambda x: self._checked(x) * function(x), edges) / self._whole

    def _checked(self, x: Array) -> Array:
        found = np.asarray(self.density(x), dtype=np.float64)
        if (found < 0.0).any():
            place = float(x[int(np.argmax(found < 0.0))])
            raise InvalidPrior(f"the density is negative at {place:g}: a density is not")
        return found


@dataclass(frozen=True, slots=True)
class DistributionPrior(Prior):
    """Any distribution of `quanheng.metrology.uncertainty`, such as Student's, arcsine or gamma, also unlimited ones.

    Its integrals are taken over probabilities, ∫ f(Q(p)) dp with the quantile Q, each half from its own tail; so
    densities with poles and heavy tails are none the harder.

    Example:
        >>> from quanheng.metrology.uncertainty.distributions import Arcsine
        >>> round(DistributionPrior(Arcsine(-1.0, 1.0)).mass(np.ones_like, -0.5, 0.5, ends=True), 12)
        0.333333333333
    """

    distribution: DescribedDistribution

    def nearest(self, value: float) -> float:
        low, high = self.distribution.support
        return min(max(value, low), high)

    def mass(self, function: Function, low: float, high: float, flanks: Sequence[float] = (), *, ends: bool) -> float:
        return self._half(function, low, high, flanks, upper=False) + self._half(
            function, low, high, flanks, upper=True
        )

    def _half(self, function: Function, low: float, high: float, flanks: Sequence[float], *, upper: bool) -> float:
        distribution = self.distribution
        first, last = distribution.support
        inner = [each for each in flanks if max(first, low) < each < min(last, high)]
        points = np.array([min(max(each, first), last) for each in (low, high, *inner)])
        known = np.isfinite(points)
        p = np.where(points > 0, float(not upper), float(upper))
        p[known] = distribution.cumulative(points[known], upper=upper)
        kept = np.minimum(p, 0.5)
        edges = _edges(float(kept[:2].min()), float(kept[:2].max()), kept[2:].tolist())
        return integral(lambda each: function(distribution.quantile(each, upper=upper)), edges)


@dataclass(frozen=True, slots=True, init=False)
class EmpiricalPrior(Prior):
    """The process as it was seen: each of the items with the same weight.

    The items are taken as what they are, not as measured with error: for a process seen through a poor instrument, its
    own scatter has to be taken out first.

    Raises:
        InvalidPrior: fewer than two items, or one that is not a finite number.

    Example:
        >>> EmpiricalPrior([1.0, 2.0, 3.0, 4.0]).mass(np.ones_like, 2.0, math.inf, ends=False)
        0.5
    """

    items: tuple[float, ...]

    def __init__(self, items: ArrayLike) -> None:
        kept = np.asarray(items, dtype=np.float64).ravel()
        if kept.size < 2:
            raise InvalidPrior(f"{kept.size} items make no distribution: at least two are needed")
        if not np.isfinite(kept).all():
            place = int(np.argmin(np.isfinite(kept)))
            raise InvalidPrior(f"item {kept[place]} at place {place}: a finite number is needed")
        object.__setattr__(self, "items", tuple(np.sort(kept).tolist()))

    def nearest(self, value: float) -> float:
        return min(self.items, key=lambda item: abs(item - value))

    def mass(self, function: Function, low: float, high: float, flanks: Sequence[float] = (), *, ends: bool) -> float:
        x = np.array(self.items)
        within = (x >= low) & (x <= high) if ends else (x > low) & (x < high)
        return math.fsum(function(x[within]).tolist()) / x.size


def _between(
    prior: NormalPrior, value: float, u: float, low: float, high: float, degrees_of_freedom: float
) -> tuple[float, float]:
    reach = _REACH * prior.standard_deviation
    a, b = prior.mean - reach, prior.mean + reach
    same = DensityPrior(prior.density, a, b, tuple(prior.mean + each * prior.standard_deviation for each in _FLANKS))
    return Prior.posterior_probability(same, value, u, low, high, degrees_of_freedom)


def _log_likelihood(z: Array, degrees_of_freedom: float) -> Array:
    """Up to a constant: of the value, given the quantity."""
    if math.isinf(degrees_of_freedom):
        normal: Array = -0.5 * z * z
        return normal
    nu = degrees_of_freedom
    found: Array = gammaln((nu + 1.0) / 2.0) - gammaln(nu / 2.0) - (nu + 1.0) / 2.0 * np.log1p(z * z / nu)
    return found


def _edges(low: float, high: float, inner: Iterable[float]) -> list[float]:
    """Ends and inner points of a range; nothing where the range is empty."""
    return [] if low >= high else [low, high, *(each for each in inner if low < each < high)]
