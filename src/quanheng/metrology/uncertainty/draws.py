"""Draws from distributions: what each makes of the random words of a stream.

One word makes one draw. The distributions that JCGM 101:2008 draws from two rectangular quantities take the upper and
the lower bits of the word for them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    CurvilinearTrapezoid,
    Distribution,
    Exponential,
    Gamma,
    Normal,
    Rectangular,
    ScaledShiftedT,
    Trapezoidal,
    Triangular,
)
from quanheng.metrology.uncertainty.streams import Words
from quanheng.metrology.uncertainty.tables import SamplingTable, sampling_table

Array = NDArray[np.float64]
#: How a draw is made: from one rectangular quantity, from two as a curvilinear trapezoid or as a sum, from a table,
#: or by the distribution's own inverse.
UNIFORM, CURVILINEAR, SUM, TABLE, INVERSE = range(5)
#: Bits of the lower part of a word that makes two rectangular quantities.
CURVILINEAR_BITS: Final = 24
SUM_BITS: Final = 32
#: Distributions of which a table is kept: 0.4 MiB each, 0.8 where the tails differ.
_MOST_TABLES: Final = 64


@dataclass(frozen=True, eq=False, slots=True)
class Draw:
    """How the values of one quantity are made of words; `parameters` by `kind`.

    UNIFORM, TABLE: (location, scale); CURVILINEAR: (a − d, 2d, a + b); SUM: (a, (b − a)(1 + β)/2, (b − a)(1 − β)/2).
    """

    kind: int
    distribution: Distribution
    parameters: tuple[float, ...] = (0.0, 1.0)
    table: SamplingTable | None = None

    def fill(self, words: Words, out: Array) -> None:
        """One value a word, (k,)."""
        _FILLS[self.kind](self, words, out)


def draw_of(distribution: Distribution) -> Draw:
    """How this distribution is drawn from."""
    match distribution:
        case Rectangular(a, b):
            return Draw(UNIFORM, distribution, (a, b - a))
        case CurvilinearTrapezoid(a, b, d):
            # JCGM 101:2008, 6.4.3.4: a rectangular quantity between bounds of which the lower is rectangular itself.
            return Draw(CURVILINEAR, distribution, (a - d, 2.0 * d, a + b))
        case Trapezoidal(a, b, beta):
            return _sum(distribution, a, b, beta)
        case Triangular(a, b):
            return _sum(distribution, a, b, 0.0)
        case Normal(value, u):
            return Draw(TABLE, distribution, (value, u), _table(Normal(0.0, 1.0)))
        case ScaledShiftedT():
            standard = ScaledShiftedT(0.0, 1.0, distribution.nu)
            return Draw(TABLE, distribution, (distribution.value, distribution.scale), _table(standard))
        case Arcsine(a, b):
            return Draw(TABLE, distribution, ((a + b) / 2.0, (b - a) / 2.0), _table(Arcsine(-1.0, 1.0)))
        case Exponential():
            return Draw(TABLE, distribution, (0.0, distribution.mean), _table(Exponential(1.0)))
        case Gamma():
            return Draw(TABLE, distribution, (0.0, distribution.scale), _table(Gamma(distribution.shape, 1.0)))
    return Draw(INVERSE, distribution)


def _sum(distribution: Distribution, a: float, b: float, beta: float) -> Draw:
    # JCGM 101:2008, 6.4.4.4 and 6.4.5.4: the sum of two rectangular quantities.
    half = (b - a) / 2.0
    return Draw(SUM, distribution, (a, half * (1.0 + beta), half * (1.0 - beta)))


@lru_cache(maxsize=_MOST_TABLES)
def _table(standard: Distribution) -> SamplingTable:
    """The table of a distribution in its standard form, whose tails are alike about zero if they are alike at all."""
    return sampling_table(lambda p, upper: standard.quantile(p, upper=upper), is_symmetric=standard.is_symmetric)


def upper_bits(words: Words, bits: int) -> Array:
    """(⌊w/2ᵇⁱᵗˢ⌋ + ½)/2⁶⁴⁻ᵇⁱᵗˢ, strictly between 0 and 1, of 12 bits or more."""
    found = np.right_shift(words, np.uint64(bits)).view(np.int64).astype(np.float64)
    found += 0.5
    found *= 2.0 ** (bits - 64)
    return found


def lower_bits(words: Words, bits: int) -> Array:
    """(w mod 2ᵇⁱᵗˢ + ½)/2ᵇⁱᵗˢ, strictly between 0 and 1, of 52 bits or fewer."""
    found = np.bitwise_and(words, np.uint64((1 << bits) - 1)).view(np.int64).astype(np.float64)
    found += 0.5
    found *= 2.0**-bits
    return found


def _fill_uniform(draw: Draw, words: Words, out: Array) -> None:
    location, scale = draw.parameters
    np.multiply(upper_bits(words, 12), scale, out=out)
    out += location


def _fill_curvilinear(draw: Draw, words: Words, out: Array) -> None:
    least, width, both = draw.parameters
    low = lower_bits(words, CURVILINEAR_BITS)
    low *= width
    low += least
    np.subtract(both, low, out=out)
    out -= low
    out *= upper_bits(words, CURVILINEAR_BITS)
    out += low


def _fill_sum(draw: Draw, words: Words, out: Array) -> None:
    a, first, second = draw.parameters
    np.multiply(upper_bits(words, SUM_BITS), first, out=out)
    out += a
    part = lower_bits(words, SUM_BITS)
    part *= second
    out += part


def _fill_from_table(draw: Draw, words: Words, out: Array) -> None:
    assert draw.table is not None  # noqa: S101 (its kind says so)
    location, scale = draw.parameters
    draw.table.draw(words, out)
    out *= scale
    out += location


def _fill_by_inverse(draw: Draw, words: Words, out: Array) -> None:
    p = upper_bits(words, 12)
    p *= 0.5
    is_upper = np.bitwise_and(words, np.uint64(1)).astype(np.bool_)
    out[...] = np.where(is_upper, draw.distribution.quantile(p, upper=True), draw.distribution.quantile(p))


_FILLS: Mapping[int, Callable[[Draw, Words, Array], None]] = MappingProxyType({
    UNIFORM: _fill_uniform,
    CURVILINEAR: _fill_curvilinear,
    SUM: _fill_sum,
    TABLE: _fill_from_table,
    INVERSE: _fill_by_inverse,
})  # fmt: skip
