"""Roots of the equations inside implicit models: Newton's method, and a bracket that is halved where that fails.

At one point, and the same steps at a whole block of points: each ends as it would have ended alone.
"""

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.model.errors import UndefinedValue

MOST_STEPS = 100
WIDENINGS = 60
#: A step below this part of the unknown has arrived.
ARRIVED = 4e-16
#: Below this part a step that is no smaller than the one before it is rounding of the equation, not progress.
ROUNDING = 1e-11

Array = NDArray[np.float64]
Places = NDArray[np.intp]
#: Values and slopes (k,) at unknowns (k,); the places, ascending, say which points of the block they belong to.
Residuals = Callable[[Array, Places], tuple[Array, Array]]


def root(residual: Callable[[float], tuple[float, float]], start: float) -> float:
    """Where `residual`, which gives value and slope, is zero; found from `start` to the last digits.

    Raises:
        UndefinedValue: no root was found.
    """
    x, before = start, math.inf
    for _step in range(MOST_STEPS):
        value, slope = residual(x)
        if value == 0.0:
            return x
        if not (math.isfinite(value) and math.isfinite(slope)) or slope == 0.0:
            break
        step = value / slope
        size, scale = abs(step), max(abs(x), 1e-300)
        if size <= ARRIVED * scale or before <= size <= ROUNDING * scale:
            return x
        following = x - step
        if following == x:
            return x
        x, before = following, size
    return _bisected(residual, start)


def _bisected(residual: Callable[[float], tuple[float, float]], start: float) -> float:
    """A change of sign around `start`, halved until the numbers end."""
    width = max(abs(start), 1.0) * 1e-3
    for _widening in range(WIDENINGS):
        low, high = start - width, start + width
        at_low, at_high = residual(low)[0], residual(high)[0]
        if math.isfinite(at_low) and math.isfinite(at_high) and _differ(at_low, at_high):
            break
        width *= 2.0
    else:
        raise UndefinedValue(f"the equation has no root near its start {start!r}; give another start")
    while True:
        middle = 0.5 * (low + high)
        if middle in (low, high):
            return middle
        value = residual(middle)[0]
        if value == 0.0:
            return middle
        if (value < 0.0) == (at_low < 0.0):
            low = middle
        else:
            high = middle


def _differ(one: float, other: float) -> bool:
    """Whether a root lies between points of these values; their product could underflow."""
    return (one <= 0.0 <= other) or (other <= 0.0 <= one)


def roots(residuals: Residuals, start: Array) -> Array:
    """`root` at every point of a block (k,); nan where none is found."""
    found = np.full(len(start), np.nan)
    places, x, before = np.arange(len(start)), start.copy(), np.full(len(start), np.inf)
    lost = []
    for _step in range(MOST_STEPS):
        value, slope = residuals(x, places)
        step = value / slope
        following = x - step
        size, scale = np.abs(step), np.maximum(np.abs(x), 1e-300)
        is_steep = np.isfinite(value) & np.isfinite(slope) & (slope != 0.0)
        is_still = (size <= ARRIVED * scale) | ((before <= size) & (size <= ROUNDING * scale)) | (following == x)
        is_there = (value == 0.0) | (is_steep & is_still)
        found[places[is_there]] = x[is_there]
        lost.append(places[~is_there & ~is_steep])
        going = is_steep & ~is_there
        places, x, before = places[going], following[going], size[going]
        if not len(places):
            break
    left = np.sort(np.concatenate([*lost, places]))
    if len(left):
        found[left] = _bisected_block(residuals, start[left], left)
    return found


def _bisected_block(residuals: Residuals, start: Array, places: Places) -> Array:
    found = np.full(len(start), np.nan)
    low, high, at_low = np.empty_like(start), np.empty_like(start), np.empty_like(start)
    is_bracketed = np.zeros(len(start), dtype=bool)
    width = np.maximum(np.abs(start), 1.0) * 1e-3
    for _widening in range(WIDENINGS):
        open_ = np.flatnonzero(~is_bracketed)
        if not len(open_):
            break
        below, above = start[open_] - width[open_], start[open_] + width[open_]
        at_below, at_above = residuals(below, places[open_])[0], residuals(above, places[open_])[0]
        differ = ((at_below <= 0.0) & (at_above >= 0.0)) | ((at_below >= 0.0) & (at_above <= 0.0))
        taken = np.isfinite(at_below) & np.isfinite(at_above) & differ
        chosen = open_[taken]
        low[chosen], high[chosen], at_low[chosen] = below[taken], above[taken], at_below[taken]
        is_bracketed[chosen] = True
        width *= 2.0
    left = np.flatnonzero(is_bracketed)
    while len(left):
        middle = 0.5 * (low[left] + high[left])
        value = residuals(middle, places[left])[0]
        is_last = (middle == low[left]) | (middle == high[left]) | (value == 0.0)
        found[left[is_last]] = middle[is_last]
        left, middle, value = left[~is_last], middle[~is_last], value[~is_last]
        is_below = (value < 0.0) == (at_low[left] < 0.0)
        low[left[is_below]], high[left[~is_below]] = middle[is_below], middle[~is_below]
    return found
