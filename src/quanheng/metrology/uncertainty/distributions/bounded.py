"""What the symmetric distributions between two bounds have in common: they are written from the nearer bound."""

import math
from abc import abstractmethod
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.distributions.base import (
    Array,
    Distribution,
    between,
    finite,
    require_bounds,
    require_positive,
    tails,
)


@dataclass(frozen=True, slots=True)
class Bounded(Distribution):
    """A symmetric distribution between a and b.

    Attributes:
        a: lower bound.
        b: upper bound, b > a.

    Raises:
        InvalidInput: names the bounds that cannot be.
    """

    a: float
    b: float

    def __post_init__(self) -> None:
        self._take(a=self.a, b=self.b)
        require_bounds(self.name, self.a, self.b)

    @classmethod
    def from_half_width(cls, value: float, half_width: float) -> Self:
        """value ± half_width, with the family's default for any further parameter.

        Raises:
            InvalidInput: a half-width that is not positive, or too small beside the value to be told from zero.
        """
        middle = finite(cls.name, "value", value)
        half = finite(cls.name, "half_width", half_width)
        require_positive(cls.name, "half_width", half)
        return cls(middle - half, middle + half)

    @property
    def mean(self) -> float:
        """(a + b)/2."""
        return self.a + 0.5 * self.width

    @property
    def width(self) -> float:
        """b − a."""
        return self.b - self.a

    @property
    def support(self) -> tuple[float, float]:
        """The bounds."""
        return self.a, self.b

    @abstractmethod
    def _offset(self, q: Array) -> Array:
        """How far from the nearer bound the value with the probability q ≤ 1/2 beyond it is."""

    @abstractmethod
    def _mass(self, offset: Array) -> Array:
        """The probability between a bound and `offset` inwards of it, at most half-way."""

    @abstractmethod
    def _height(self, offset: Array) -> Array:
        """The density at `offset` inwards of a bound."""

    def _quantile(self, p: Array, upper: bool) -> Array:
        q, is_low = tails(p, upper)
        low, high = self.support
        return between(low, high, self._offset(q), is_low)

    def _cumulative(self, x: Array, upper: bool) -> Array:
        offset, is_low = self._from_bound(x)
        mass = self._mass(np.maximum(offset, 0.0))
        return np.where(is_low != upper, mass, 1.0 - mass)

    def _density(self, x: Array) -> Array:
        offset, _ = self._from_bound(x)
        return np.where(offset >= 0.0, self._height(np.maximum(offset, 0.0)), np.where(np.isnan(x), math.nan, 0.0))

    def _from_bound(self, x: Array) -> tuple[Array, NDArray[np.bool_]]:
        low, high = self.support
        is_low = x <= self.mean
        offset = np.where(is_low, x - low, high - x)
        return np.minimum(offset, 0.5 * (high - low)), is_low
