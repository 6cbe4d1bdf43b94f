"""Distributions of a process other than the normal one: densities, distribution objects, process data."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from quanheng.metrology.conformity.errors import InvalidPrior
from quanheng.metrology.conformity.prior import Prior, edges_within
from quanheng.metrology.conformity.quadrature import Array, Function, integral


class DescribedDistribution(Protocol):
    """A distribution object, such as those of `quanheng.metrology.uncertainty`."""

    @property
    def support(self) -> tuple[float, float]: ...
    def quantile(self, p: ArrayLike, *, upper: bool = False) -> Array: ...
    def cumulative(self, x: ArrayLike, *, upper: bool = False) -> Array: ...


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
        whole = integral(self._checked, edges_within(self.low, self.high, self.breakpoints))
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
        a, b = max(low, self.low), min(high, self.high)
        edges = edges_within(a, b, [*flanks, *self.breakpoints])
        return integral(lambda x: self._checked(x) * function(x), edges, noise) / self._whole

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
        halves = [self._half(function, low, high, flanks, noise, upper=upper) for upper in (False, True)]
        return math.fsum(halves)

    def _half(
        self, function: Function, low: float, high: float, flanks: Sequence[float], noise: float, *, upper: bool
    ) -> float:
        distribution = self.distribution
        first, last = distribution.support
        inner = [each for each in flanks if max(first, low) < each < min(last, high)]
        points = np.array([min(max(each, first), last) for each in (low, high, *inner)])
        known = np.isfinite(points)
        p = np.where(points > 0, float(not upper), float(upper))
        p[known] = distribution.cumulative(points[known], upper=upper)
        kept = np.minimum(p, 0.5)
        edges = edges_within(float(kept[:2].min()), float(kept[:2].max()), kept[2:].tolist())
        return integral(lambda each: function(distribution.quantile(each, upper=upper)), edges, noise)


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

    def about(self, centre: float) -> "EmpiricalPrior":
        return EmpiricalPrior([item - centre for item in self.items])

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
        x = np.array(self.items)
        within = (x >= low) & (x <= high) if ends else (x > low) & (x < high)
        return math.fsum(function(x[within]).tolist()) / x.size
