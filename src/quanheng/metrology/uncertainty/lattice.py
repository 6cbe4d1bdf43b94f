"""Points of randomly shifted rank-1 lattices, as words that draws can be made of.

Point k of N has the coordinates {k·z_j/N + Δ_j}, folded by the tent x → 1 − |2x − 1| so that a smooth function need
not be periodic (F. Hickernell, "Obtaining O(N^(−2+ε)) convergence for lattice quadrature rules", 2002). Whatever the
shift Δ, each point alone is equally distributed, so that the average over the points is an unbiased estimate; the spread
over independent shifts tells its error. All is done in whole numbers of 53 bits.
"""

from typing import Final

import numpy as np

from quanheng.metrology.uncertainty.streams import Words

_BITS: Final = 53
_MASK: Final = np.uint64((1 << _BITS) - 1)
_HALF: Final = np.uint64(_BITS - 1)
_ONE: Final = np.uint64(1)
#: z for 2¹⁰ to 2¹⁶ points, component by component with equal product weights: `tools/lattice_vector.py`.
# fmt: off
GENERATING_VECTOR: Final = (
    1, 13893, 10611, 19625, 9141, 26585, 15225, 4271, 19917, 7503, 10759, 12491, 20937, 3953, 12877, 10109, 13753,
    22739, 5515, 19725, 24993, 15349, 29039, 7227, 21055, 3495, 20067, 27427, 19117, 23141, 32541, 4481, 13255,
    27757, 7665, 605, 13035, 4251, 23077, 10833, 24641, 17063, 24185, 27261, 17841, 16055, 12569, 30103, 597,
    32479, 15263, 26673, 22707, 16781, 16829, 15307, 10905, 13907, 7529, 16359, 17097, 32649, 2197, 13087, 18577,
    3163, 3931, 17157, 2071, 12339, 6307, 6177, 5337, 21951, 11283, 11867, 11003, 20183, 14875, 31897, 24913, 3703,
    22223, 16793, 28425, 6109, 29785, 28209, 531, 24211, 26501, 3587, 23827, 1265, 15247, 15837, 32203, 27243,
    3697, 7483,
)
# fmt: on
LEAST_LEVEL: Final = 10
MOST_LEVEL: Final = 16


def coordinate(dimension: int, level: int) -> Words:
    """One coordinate of the 2^level points before any shift, {k·z_j/N}·2⁵³.

    Args:
        dimension: from 0.
        level: 10 to 16.
    """
    points = 1 << level
    places = np.arange(points, dtype=np.uint64) * np.uint64(GENERATING_VECTOR[dimension])
    places &= np.uint64(points - 1)
    places <<= np.uint64(_BITS - level)
    return places


def shifted(coordinate: Words, shift: int) -> Words:
    """A coordinate shifted and folded, as whole numbers T for (T + ½)/2⁵³.

    Args:
        shift: Δ·2⁵³, from 0 to 2⁵³ − 1.

    Example:
        >>> sorted(shifted(coordinate(3, 10), 0).tolist())[:3] == [0, 2**44 - 1, 2**44]
        True
    """
    places: Words = coordinate + np.uint64(shift)
    places &= _MASK
    # 2x below one half, its complement above: without rounding, and without meeting 0 or 1.
    is_folded = places >> _HALF
    places <<= _ONE
    places ^= np.negative(is_folded)
    places &= _MASK
    return places


def uniform_words(places: Words) -> Words:
    """Words whose upper bits are a coordinate."""
    found: Words = places << np.uint64(64 - _BITS)
    return found


def tail_words(places: Words) -> Words:
    """Words whose lowest bit says which tail a coordinate is in, and whose upper 52 bits how far."""
    is_upper = places >> _HALF
    found: Words = places ^ np.negative(is_upper)
    found &= _MASK >> _ONE
    found <<= np.uint64(12)
    found |= is_upper
    return found


def paired_words(first: Words, second: Words, lower: int) -> Words:
    """Words of two coordinates: the second in the `lower` lower bits, the first above them."""
    found: Words = first >> np.uint64(_BITS - (64 - lower))
    found <<= np.uint64(lower)
    found |= second >> np.uint64(_BITS - lower)
    return found


def shift_of(word: int) -> int:
    """A shift of 53 bits from a random word."""
    return word >> (64 - _BITS)
