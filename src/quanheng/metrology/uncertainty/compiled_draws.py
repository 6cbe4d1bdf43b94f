"""Draws made of words by code that numba compiles: the bits of `draws` and `tables`, in about a third of the time.

Imported only where numba is installed. Compiled once; the same operations in the same order, no fast mathematics.
"""

from typing import Any, Final

import numpy as np

from quanheng.metrology.model.machine import compiled
from quanheng.metrology.uncertainty.draws import CURVILINEAR, SUM, TABLE, UNIFORM, Draw

# As in `tables` and `draws`, written out: what numba keeps on disk is renewed when this file changes, not another.
_SEGMENT_SHIFT: Final = 44
_FIRST_SEGMENT: Final = 969 << 8
_PLACE_MASK: Final = (1 << 44) - 1
_SEGMENTS: Final = 53 << 8


def _from_table(words: Any, coefficients: Any, is_symmetric: bool, location: float, scale: float, out: Any) -> None:
    count = len(words)
    p = np.empty(count)
    for i in range(count):
        p[i] = (np.float64(np.int64(words[i] >> np.uint64(12))) + 0.5) * 2.0**-53
    bits = p.view(np.int64)
    third, second, first, zeroth = coefficients[0], coefficients[1], coefficients[2], coefficients[3]
    for i in range(count):
        segment = (bits[i] >> _SEGMENT_SHIFT) - _FIRST_SEGMENT
        # A whole number of 44 bits, exactly halved: what `tables` takes from the bits of a number from 1 to 2.
        place = np.float64(bits[i] & _PLACE_MASK) * 2.0**-44 - 0.5
        is_upper = words[i] & np.uint64(1) != 0
        if is_upper and not is_symmetric:
            segment += _SEGMENTS
        value = third[segment] * place + second[segment]
        value = value * place + first[segment]
        value = value * place + zeroth[segment]
        if is_upper and is_symmetric:
            value = -value
        out[i] = value * scale + location


def _uniform(words: Any, location: float, scale: float, out: Any) -> None:
    for i in range(len(words)):
        out[i] = (np.float64(np.int64(words[i] >> np.uint64(12))) + 0.5) * 2.0**-52 * scale + location


def _curvilinear(words: Any, least: float, width: float, both: float, out: Any) -> None:
    for i in range(len(words)):
        low = (np.float64(np.int64(words[i] & np.uint64(0xFFFFFF))) + 0.5) * 2.0**-24 * width + least
        out[i] = (both - low - low) * ((np.float64(np.int64(words[i] >> np.uint64(24))) + 0.5) * 2.0**-40) + low


def _sum(words: Any, a: float, first: float, second: float, out: Any) -> None:
    for i in range(len(words)):
        part = (np.float64(np.int64(words[i] & np.uint64(0xFFFFFFFF))) + 0.5) * 2.0**-32 * second
        out[i] = ((np.float64(np.int64(words[i] >> np.uint64(32))) + 0.5) * 2.0**-32 * first + a) + part


from_table = compiled(_from_table)
uniform = compiled(_uniform)
curvilinear = compiled(_curvilinear)
sum_of_two = compiled(_sum)


def fill(draw: Draw, words: Any, out: Any) -> None:
    """What `Draw.fill` does."""
    if draw.kind == TABLE and draw.table is not None:
        location, scale = draw.parameters
        from_table(words, draw.table.coefficients, draw.table.is_symmetric, location, scale, out)
    elif draw.kind == UNIFORM:
        uniform(words, *draw.parameters, out)
    elif draw.kind == CURVILINEAR:
        curvilinear(words, *draw.parameters, out)
    elif draw.kind == SUM:
        sum_of_two(words, *draw.parameters, out)
    else:
        draw.fill(words, out)
