"""The symmetric trapezoidal distribution."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array, finite, require_bounds, require_positive
from quanheng.metrology.uncertainty.distributions.bounded import Bounded
from quanheng.metrology.uncertainty.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Trapezoidal(Bounded):
    """Trap(a, b, β): the sum of two rectangular quantities (JCGM 101:2008, 6.4.4).

    With x = (a + b)/2, w = (b − a)/2: g(ξ) = min(1, (w − |ξ − x|)/(w(1 − β)))/(w(1 + β));
    V = (b − a)²(1 + β²)/24

    Attributes:
        a: lower bound.
        b: upper bound.
        beta: the top over the base, 0 ≤ β ≤ 1: triangular at 0, rectangular at 1.

    Raises:
        InvalidInput: names the parameter that cannot be.

    Example:
        >>> Trapezoidal(-2.0, 2.0, 0.5).quantile([0.25, 0.5]).tolist()
        [-0.75, 0.0]
    """

    name: ClassVar[str] = "trapezoidal"
    beta: float

    def __post_init__(self) -> None:
        Bounded.__post_init__(self)
        self._take(beta=self.beta)
        if not 0.0 <= self.beta <= 1.0:
            raise InvalidInput(f"{self.name}: beta is {self.beta}: a number from 0 (triangular) to 1 (rectangular)")

    @classmethod
    def from_half_width(cls, value: float, half_width: float, beta: float = 0.5) -> "Trapezoidal":
        """value ± half_width, with a top half as wide as the base unless said otherwise.

        Raises:
            InvalidInput: see above.
        """
        middle, half = finite(cls.name, "value", value), finite(cls.name, "half_width", half_width)
        require_positive(cls.name, "half_width", half)
        return cls(middle - half, middle + half, beta)

    @classmethod
    def of_sum(cls, first: tuple[float, float], second: tuple[float, float]) -> "Trapezoidal":
        """Of X₁ + X₂, both rectangular and independent, between the bounds (a₁, b₁) and (a₂, b₂) (6.4.4.1).

        a = a₁ + a₂, b = b₁ + b₂, β = |(b₁ − a₁) − (b₂ − a₂)|/(b − a)

        Raises:
            InvalidInput: bounds that hold nothing.

        Example:
            >>> Trapezoidal.of_sum((0.0, 3.0), (-1.0, 0.0))
            Trapezoidal(a=-1.0, b=3.0, beta=0.5)
        """
        (a1, b1), (a2, b2) = first, second
        require_bounds(cls.name, a1, b1)
        require_bounds(cls.name, a2, b2)
        first_width, second_width = b1 - a1, b2 - a2
        return cls(a1 + a2, b1 + b2, abs(first_width - second_width) / (first_width + second_width))

    @property
    def standard_deviation(self) -> float:
        """(b − a) √((1 + β²)/24)."""
        return self.width * math.sqrt((1.0 + self.beta * self.beta) / 24.0)

    def _offset(self, q: Array) -> Array:
        beta = self.beta
        slope = np.sqrt((0.5 * (1.0 - beta) * (1.0 + beta)) * q)
        top = 0.25 * (1.0 - beta) + 0.5 * (1.0 + beta) * q
        return self.width * np.where(q < 0.5 * (1.0 - beta) / (1.0 + beta), slope, top)

    def _mass(self, offset: Array) -> Array:
        part, beta = offset / self.width, self.beta
        slope_width = 0.5 * (1.0 - beta)
        with np.errstate(divide="ignore", invalid="ignore"):
            slope = part * part / (slope_width * (1.0 + beta))
        return np.where(part < slope_width, slope, (2.0 * part - slope_width) / (1.0 + beta))

    def _height(self, offset: Array) -> Array:
        part, beta = offset / self.width, self.beta
        slope_width = 0.5 * (1.0 - beta)
        with np.errstate(divide="ignore", invalid="ignore"):
            rising = np.where(part < slope_width, part / slope_width, 1.0)
        return rising * (2.0 / ((1.0 + beta) * self.width))
