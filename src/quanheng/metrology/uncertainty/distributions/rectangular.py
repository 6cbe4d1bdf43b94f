"""The rectangular distribution."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array
from quanheng.metrology.uncertainty.distributions.bounded import Bounded


@dataclass(frozen=True, slots=True)
class Rectangular(Bounded):
    """R(a, b): nothing but the bounds is known (JCGM 101:2008, 6.4.2).

    g(ξ) = 1/(b − a); V = (b − a)²/12

    Example:
        >>> Rectangular(-0.05, 0.05).standard_uncertainty
        0.02886751345948129
        >>> Rectangular(1.0, 1.0)
        Traceback (most recent call last):
        ...
        quanheng.metrology.uncertainty.errors.InvalidInput: rectangular: the bounds are a = 1.0 and b = 1.0: a must be less than b
    """

    name: ClassVar[str] = "rectangular"

    @property
    def standard_deviation(self) -> float:
        """(b − a)/√12."""
        return self.width / math.sqrt(12.0)

    def _offset(self, q: Array) -> Array:
        return self.width * q

    def _mass(self, offset: Array) -> Array:
        return offset / self.width

    def _height(self, offset: Array) -> Array:
        return np.full_like(offset, 1.0 / self.width)
