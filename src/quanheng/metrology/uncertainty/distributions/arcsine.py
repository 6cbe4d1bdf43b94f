"""The arcsine (U-shaped) distribution."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array
from quanheng.metrology.uncertainty.distributions.bounded import Bounded
from quanheng.metrology.uncertainty.elementary import sin_pi


@dataclass(frozen=True, slots=True)
class Arcsine(Bounded):
    """U(a, b): what cycles sinusoidally between bounds, with unknown phase (JCGM 101:2008, 6.4.6).

    g(ξ) = (2/π)/√((b − a)² − (2ξ − a − b)²); V = (b − a)²/8

    Example:
        >>> round(float(Arcsine(-1.0, 1.0).quantile(0.25)), 12)
        -0.707106781187
    """

    name: ClassVar[str] = "arcsine"

    @property
    def standard_deviation(self) -> float:
        """(b − a)/√8."""
        return self.width / math.sqrt(8.0)

    def _offset(self, q: Array) -> Array:
        # (1 + sin π(q − 1/2))/2 = sin²(πq/2), which keeps its digits near the bound.
        sine = sin_pi(0.5 * q)
        return self.width * (sine * sine)

    def _mass(self, offset: Array) -> Array:
        return np.asarray(np.arcsin(np.sqrt(np.minimum(offset / self.width, 1.0))) * (2.0 / math.pi))

    def _height(self, offset: Array) -> Array:
        part = offset / self.width
        with np.errstate(divide="ignore"):
            return 1.0 / (math.pi * self.width * np.sqrt(part * (1.0 - part)))
