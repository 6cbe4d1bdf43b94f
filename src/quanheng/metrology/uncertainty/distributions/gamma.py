"""The gamma distribution: counted objects, and other quantities that cannot be negative."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array, Distribution, require_positive
from quanheng.metrology.uncertainty.distributions.incomplete_gamma import gamma_density, gamma_deviate, gamma_tail
from quanheng.metrology.uncertainty.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Gamma(Distribution):
    """G(α, β): of a count of q objects, the mean number is known by G(q + 1, 1) (JCGM 101:2008, 6.4.11).

    g(ξ) = ξ^(α − 1) exp(−ξ/β)/(β^α Γ(α)) for ξ ≥ 0; E = αβ, V = αβ²

    Attributes:
        shape: α > 0, whole or not, up to 10¹².
        scale: β > 0, in the quantity's unit; it is a scale, not a rate.

    Raises:
        InvalidInput: names the parameter that cannot be.

    Example:
        >>> counted = Gamma.from_counts([3])
        >>> counted.mean, counted.standard_uncertainty
        (4.0, 2.0)
    """

    name: ClassVar[str] = "gamma"
    shape: float
    scale: float = 1.0

    def __post_init__(self) -> None:
        self._take(shape=self.shape, scale=self.scale)
        require_positive(self.name, "shape", self.shape)
        require_positive(self.name, "scale", self.scale)
        if self.shape > 1e12:
            raise InvalidInput(f"{self.name}: shape is {self.shape:g}: up to 1e12; beyond, Normal differs by nothing")

    @classmethod
    def from_counts(cls, counts: Iterable[int]) -> "Gamma":
        """G(1 + Σq, 1/n) of the counts q in n windows that do not overlap, in objects a window.

        Raises:
            InvalidInput: no count, or one that is not a whole number or negative.

        Example:
            >>> Gamma.from_counts([3, 5])
            Gamma(shape=9.0, scale=0.5)
        """
        found = list(counts)
        wrong = [q for q in found if isinstance(q, bool) or not isinstance(q, int | np.integer) or q < 0]
        if wrong:
            raise InvalidInput(f"{cls.name}: the count {wrong[0]!r}: a whole number, not negative, is needed")
        if not found:
            raise InvalidInput(f"{cls.name}: no counts: that of one window at least is needed")
        return cls(1.0 + float(sum(found)), 1.0 / len(found))

    @property
    def mean(self) -> float:
        """αβ."""
        return self.shape * self.scale

    @property
    def standard_deviation(self) -> float:
        """β√α."""
        return math.sqrt(self.shape) * self.scale

    @property
    def support(self) -> tuple[float, float]:
        """From zero."""
        return 0.0, math.inf

    @property
    def is_symmetric(self) -> bool:
        """No."""
        return False

    def _quantile(self, p: Array, upper: bool) -> Array:
        return self.scale * gamma_deviate(p, self.shape, upper=upper)

    def _cumulative(self, x: Array, upper: bool) -> Array:
        tail = gamma_tail(np.where(x > 0.0, x, self.scale) / self.scale, self.shape, upper=upper)
        return np.where(x > 0.0, tail, np.where(np.isnan(x), math.nan, 1.0 if upper else 0.0))

    def _density(self, x: Array) -> Array:
        at_zero = math.inf if self.shape < 1.0 else 1.0 / self.scale if self.shape == 1.0 else 0.0
        height = gamma_density(np.where(x > 0.0, x, self.scale) / self.scale, self.shape) / self.scale
        return np.where(x > 0.0, height, np.where(x == 0.0, at_zero, np.where(np.isnan(x), math.nan, 0.0)))
