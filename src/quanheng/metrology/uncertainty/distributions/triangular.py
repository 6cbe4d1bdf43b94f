"""The symmetric triangular distribution."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array
from quanheng.metrology.uncertainty.distributions.bounded import Bounded


@dataclass(frozen=True, slots=True)
class Triangular(Bounded):
    """T(a, b): the sum of two rectangular quantities of equal width (JCGM 101:2008, 6.4.5).

    g(ξ) = (1 − |ξ − x|/w)/w with x = (a + b)/2, w = (b − a)/2; V = (b − a)²/24

    Example:
        >>> float(Triangular(0.0, 2.0).quantile(0.125))
        0.5
    """

    name: ClassVar[str] = "triangular"

    @property
    def standard_deviation(self) -> float:
        """(b − a)/√24."""
        return self.width / math.sqrt(24.0)

    def _offset(self, q: Array) -> Array:
        return self.width * np.sqrt(0.5 * q)

    def _mass(self, offset: Array) -> Array:
        part = offset / self.width
        return 2.0 * part * part

    def _height(self, offset: Array) -> Array:
        return 4.0 * (offset / self.width) / self.width
