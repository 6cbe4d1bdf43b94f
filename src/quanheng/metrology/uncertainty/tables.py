"""Inverse distribution functions as tables of cubics, to turn random words into draws quickly and for ever alike.

A word w gives one of the two tails (its lowest bit) and a probability p = (⌊w/2¹²⌋ + ½)/2⁵³ within it, from 2⁻⁵⁴ to
½ − 2⁻⁵⁴: as fine in the tails as near the middle. Each of the 53 powers of two in this range is cut into 256 equal
segments; a segment holds the coefficients of a cubic in the place t within it, from −½ to ½. Which segment and which t
are bits of the floating-point number p itself.

The cubics interpolate a coarser table of polynomials of degree eight, and these the inverse distribution function;
only + − × of numbers in IEEE 754 double precision are used, numpy's elementwise ones, which are exact to the last bit
on every machine.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.streams import Words

Array = NDArray[np.float64]
#: Inverse distribution function: probabilities below the result, or above it.
Quantile = Callable[[Array, bool], Array]

BINADES: Final = 53
_MANTISSA: Final = 52
_FINE: Final = 8
_COARSE: Final = 4
#: Bits of the least probability, 2⁻⁵⁴.
_LEAST: Final = int(np.float64(2.0**-54).view(np.int64))
#: Chebyshev nodes, over 1024 so that the probabilities at them are exact.
_CUBIC_NODES: Final = tuple(Fraction(each, 1024) for each in (-473, -196, 196, 473))
_COARSE_NODES: Final = tuple(Fraction(each, 1024) for each in (-504, -443, -329, -175, 0, 175, 329, 443, 504))

SEGMENTS: Final = BINADES << _FINE
SEGMENT_SHIFT: Final = _MANTISSA - _FINE
FIRST_SEGMENT: Final = _LEAST >> SEGMENT_SHIFT
PLACE_MASK: Final = (1 << SEGMENT_SHIFT) - 1
#: Bits of 1.0: a mantissa beneath them is a number from 1 to 2.
ONE_BITS: Final = 0x3FF << _MANTISSA


@dataclass(frozen=True, eq=False, slots=True)
class SamplingTable:
    """Cubics for one distribution: `coefficients` (4, segments), of falling powers in the place within the segment.

    Of a symmetric distribution about zero only the lower tail is kept; of others both, the upper one after the lower.
    """

    coefficients: Array
    is_symmetric: bool

    def draw(self, words: Words, out: Array) -> None:
        """One value a word, (k,)."""
        p = np.right_shift(words, np.uint64(12)).view(np.int64).astype(np.float64)
        p += 0.5
        p *= 2.0**-53
        bits = p.view(np.int64)
        segment = np.right_shift(bits, SEGMENT_SHIFT)
        segment -= FIRST_SEGMENT
        bits &= PLACE_MASK
        bits <<= _FINE
        bits |= ONE_BITS
        place = bits.view(np.float64)
        place -= 1.5
        tail = np.bitwise_and(words, np.uint64(1))
        if not self.is_symmetric:
            segment += tail.view(np.int64) * SEGMENTS
        coefficients, part = self.coefficients, np.empty_like(out)
        # "clip" spares numpy a copy; no segment lies outside.
        np.take(coefficients[0], segment, out=out, mode="clip")
        for each in coefficients[1:]:
            out *= place
            out += np.take(each, segment, out=part, mode="clip")
        if self.is_symmetric:
            # The upper tail is the lower one with the other sign.
            tail <<= np.uint64(63)
            flipped = out.view(np.uint64)
            flipped ^= tail


def sampling_table(quantile: Quantile, *, is_symmetric: bool) -> SamplingTable:
    """The table of an inverse distribution function; `is_symmetric` about zero."""
    tails = [_tail(quantile, False)]
    if not is_symmetric:
        tails.append(_tail(quantile, True))
    coefficients = np.concatenate(tails, axis=1)
    coefficients.setflags(write=False)
    return SamplingTable(coefficients, is_symmetric)


def _tail(quantile: Quantile, is_upper: bool) -> Array:
    segments = np.arange(BINADES << _COARSE, dtype=np.int64) + (_LEAST >> (_MANTISSA - _COARSE))
    # Places are offset by half a segment: bits count from its beginning.
    at_nodes = [(segments << (_MANTISSA - _COARSE)) + _bits(node, _COARSE) for node in _COARSE_NODES]
    values = quantile(np.concatenate([each.view(np.float64) for each in at_nodes]), is_upper)
    coarse = _interpolated(_COARSE_NODES, values.reshape(len(_COARSE_NODES), -1))
    parts = 1 << (_FINE - _COARSE)
    known = []
    for node in _CUBIC_NODES:
        # The places of a fine node in the sixteen fine segments of every coarse one.
        places = np.array([float((part + node + Fraction(1, 2)) / parts - Fraction(1, 2)) for part in range(parts)])
        value = np.zeros((coarse.shape[1], parts))
        for each in coarse:
            value = value * places + each[:, np.newaxis]
        known.append(value.ravel())
    return _interpolated(_CUBIC_NODES, np.array(known))


def _bits(node: Fraction, resolution: int) -> int:
    return int((node + Fraction(1, 2)) * (1 << (_MANTISSA - resolution)))


def _interpolated(nodes: tuple[Fraction, ...], values: Array) -> Array:
    """Coefficients of falling powers, (degree + 1, segments), of the polynomials with `values` (nodes, segments)."""
    # Newton's divided differences, then their basis written out; by elementwise operations alone.
    differences = list(values)
    for order in range(1, len(nodes)):
        for row in range(len(nodes) - 1, order - 1, -1):
            step = float(1 / (nodes[row] - nodes[row - order]))
            differences[row] = (differences[row] - differences[row - 1]) * step
    found = [differences[-1]]
    for row in range(len(nodes) - 2, -1, -1):
        shift = float(nodes[row])
        grown = [*found, np.zeros_like(found[0])]
        for power, each in enumerate(found):
            grown[power + 1] = grown[power + 1] - shift * each
        grown[-1] = grown[-1] + differences[row]
        found = grown
    return np.array(found)
