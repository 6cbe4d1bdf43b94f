"""Roots of the equations inside implicit models: Newton's method, with bisection wherever it would leave a bracket."""

import math
from collections.abc import Callable

from quanheng.metrology.model.errors import UndefinedValue

MOST_STEPS = 100
WIDENINGS = 60


def root(residual: Callable[[float], tuple[float, float]], start: float) -> float:
    """Where `residual`, which gives value and slope, is zero; found from `start` to the last digits.

    Raises:
        UndefinedValue: no root was found.
    """
    x = start
    for _step in range(MOST_STEPS):
        value, slope = residual(x)
        if value == 0.0:
            return x
        if not (math.isfinite(value) and math.isfinite(slope)) or slope == 0.0:
            break
        step = value / slope
        if abs(step) <= 4e-16 * max(abs(x), 1e-300):
            return x
        following = x - step
        if following == x:
            return x
        x = following
    return _bisected(residual, start)


def _bisected(residual: Callable[[float], tuple[float, float]], start: float) -> float:
    """A change of sign around `start`, halved until the numbers end."""
    width = max(abs(start), 1.0) * 1e-3
    for _widening in range(WIDENINGS):
        low, high = start - width, start + width
        at_low, at_high = residual(low)[0], residual(high)[0]
        if math.isfinite(at_low) and math.isfinite(at_high) and at_low * at_high <= 0.0:
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
