"""The exponential distribution."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array, Distribution, require_positive
from quanheng.metrology.uncertainty.elementary import log, log1p


@dataclass(frozen=True, slots=True)
class Exponential(Distribution):
    """Ex(1/x): a quantity that cannot be negative, of which only the estimate x is known (JCGM 101:2008, 6.4.10).

    g(ξ) = exp(−ξ/x)/x for ξ ≥ 0; V = x²

    Attributes:
        value: the estimate x > 0.

    Raises:
        InvalidInput: the estimate is not positive.

    Example:
        >>> round(float(Exponential(2.0).quantile(0.5)), 6)
        1.386294
    """

    name: ClassVar[str] = "exponential"
    value: float

    def __post_init__(self) -> None:
        self._take(value=self.value)
        require_positive(self.name, "value", self.value)

    @property
    def mean(self) -> float:
        """The estimate."""
        return self.value

    @property
    def standard_deviation(self) -> float:
        """The estimate again."""
        return self.value

    @property
    def support(self) -> tuple[float, float]:
        """From zero."""
        return 0.0, math.inf

    @property
    def is_symmetric(self) -> bool:
        """No."""
        return False

    def _quantile(self, p: Array, upper: bool) -> Array:
        return -self.value * (log(p) if upper else log1p(-p))

    def _cumulative(self, x: Array, upper: bool) -> Array:
        rate = -np.maximum(x, 0.0) / self.value
        return np.exp(rate) if upper else -np.expm1(rate)

    def _density(self, x: Array) -> Array:
        return np.where(x < 0.0, 0.0, np.exp(-np.maximum(x, 0.0) / self.value) / self.value)
