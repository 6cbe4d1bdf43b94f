"""The curvilinear trapezoid: a rectangle whose bounds are themselves known inexactly."""

import math
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array, finite, require_positive
from quanheng.metrology.uncertainty.distributions.bounded import Bounded
from quanheng.metrology.uncertainty.elementary import log1p, polynomial
from quanheng.metrology.uncertainty.errors import InvalidInput

#: Below it the series of `_bend` is shorter than what cancels in the closed form.
_SMALL: Final = 0.25
_SERIES: Final = tuple(1.0 / (k * (k - 1)) for k in range(2, 30))
_STEPS: Final = 6


@dataclass(frozen=True, slots=True)
class CurvilinearTrapezoid(Bounded):
    """CTrap(a, b, d): bounds a ± d and b ± d about a fixed middle (JCGM 101:2008, 6.4.3).

    With x = (a + b)/2, w = (b − a)/2 and r = max(|ξ − x|, w − d), for |ξ − x| ≤ w + d:
    g(ξ) = ln((w + d)/r)/(4d); V = (b − a)²/12 + d²/9

    Attributes:
        a: lower bound, as stated.
        b: upper bound, as stated.
        d: by how much either may be wrong, 0 < d < (b − a)/2.

    Raises:
        InvalidInput: names the parameters that cannot be together.

    Example:
        >>> round(CurvilinearTrapezoid(-1.0, 1.0, 0.5).standard_uncertainty, 4)      # √(1/3 + 1/36)
        0.6009
        >>> CurvilinearTrapezoid(-1.0, 1.0, 1.5)
        Traceback (most recent call last):
        ...
        quanheng.metrology.uncertainty.errors.InvalidInput: curvilinear_trapezoid: d = 1.5 beside a = -1.0 and b = 1.0: d must be less than (b - a)/2 = 1.0
    """

    name: ClassVar[str] = "curvilinear_trapezoid"
    d: float

    def __post_init__(self) -> None:
        Bounded.__post_init__(self)
        self._take(d=self.d)
        if self.d == 0.0:
            raise InvalidInput(f"{self.name}: d = 0 beside a = {self.a} and b = {self.b}: exact bounds are rectangular")
        require_positive(self.name, "d", self.d)
        if not self.d < 0.5 * self.width:
            raise InvalidInput(
                f"{self.name}: d = {self.d} beside a = {self.a} and b = {self.b}: "
                f"d must be less than (b - a)/2 = {0.5 * self.width}"
            )

    @classmethod
    def from_half_width(cls, value: float, half_width: float, d: float = 0.0) -> "CurvilinearTrapezoid":
        """value ± (half_width ± d).

        Raises:
            InvalidInput: see above.
        """
        middle, half = finite(cls.name, "value", value), finite(cls.name, "half_width", half_width)
        require_positive(cls.name, "half_width", half)
        return cls(middle - half, middle + half, d)

    @property
    def standard_deviation(self) -> float:
        """√((b − a)²/12 + d²/9)."""
        return math.hypot(self.width / math.sqrt(12.0), self.d / 3.0)

    @property
    def support(self) -> tuple[float, float]:
        """a − d and b + d."""
        return self.a - self.d, self.b + self.d

    def _offset(self, q: Array) -> Array:
        outer = 0.5 * self.width + self.d
        bend = q * (4.0 * self.d / outer)
        slope = np.minimum(bend, _bend(np.array([2.0 * self.d / outer])))
        flat = outer - (0.5 - q) / self._plateau()
        return np.where(bend == slope, outer * _unbend(slope), flat)

    def _plateau(self) -> float:
        return float(self._height(np.array([0.5 * self.width + self.d]))[0])

    def _mass(self, offset: Array) -> Array:
        outer = 0.5 * self.width + self.d
        slope = _bend(np.minimum(offset, 2.0 * self.d) / outer) * (outer / (4.0 * self.d))
        return np.where(offset <= 2.0 * self.d, slope, 0.5 - (outer - offset) * self._plateau())

    def _height(self, offset: Array) -> Array:
        outer = 0.5 * self.width + self.d
        return -log1p(-np.minimum(offset, 2.0 * self.d) / outer) / (4.0 * self.d)


class InexactRectangular(CurvilinearTrapezoid):
    """Another name of `CurvilinearTrapezoid`: the rectangular distribution with inexactly prescribed limits (6.4.3)."""

    __slots__ = ()
    name: ClassVar[str] = "inexact_rectangular"


def _bend(v: Array) -> Array:
    """v + (1 − v) ln(1 − v) = ∫₀ᵛ −ln(1 − s) ds."""
    small = np.minimum(v, _SMALL)
    return np.where(v <= _SMALL, small * small * polynomial(_SERIES, small), v + (1.0 - v) * log1p(-v))


def _unbend(bend: Array) -> Array:
    """The v with that bend: Halley's steps from the series of the root."""
    root = np.sqrt(2.0 * bend)
    v = np.where(root < 1.0, root * (1.0 - root * (1.0 / 6.0 + root / 36.0)), 1.0 - 0.25 * (1.0 - bend))
    for _ in range(_STEPS):
        slope = -log1p(-v)
        error = _bend(v) - bend
        v = np.maximum(v - error / (slope - 0.5 * error / ((1.0 - v) * slope)), 0.5 * v)
        v = np.minimum(v, 1.0 - 2.0**-53)
    return v
