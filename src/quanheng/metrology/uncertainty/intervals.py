"""Coverage intervals from ordered model values: probabilistically symmetric and shortest (JCGM 101:2008, 5.3 and 7.7).

With M values y₍₁₎ ≤ … ≤ y₍M₎ and q = pM, rounded, every [y₍r₎, y₍r+q₎] is a coverage interval; the choice of r makes
it symmetric or shortest. Who has the values sorts them, in place so that there is no second array of them:

    values.sort()
    symmetric_interval(values, 0.95)
    shortest_interval(values, 0.95)

Where the density is flat between the ends of the shortest interval its position is ill-determined: two runs agree in
the `width` far better than in `low` and `high`.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.coverage import require_probability
from quanheng.metrology.uncertainty.errors import InvalidProblem, UncertaintyError

Array = NDArray[np.float64]
#: Differences taken at a time: 512 KiB, so that the shortest interval of 10⁷ values needs no second array of that size.
_BLOCK = 65536


class Interval(NamedTuple):
    """From `low` to `high`, in the unit of the quantity."""

    low: float
    high: float

    @property
    def width(self) -> float:
        """high − low."""
        return self.high - self.low


def covered(trials: int, probability: float) -> int:
    """q of JCGM 101, 7.7.2: pM where that is whole, else the whole part of pM + 1/2.

    Raises:
        InvalidProblem: a probability not between 0 and 1, or so few trials that none is left outside or inside.

    Example:
        >>> covered(1000, 0.95), covered(10, 0.57)
        (950, 6)
        >>> covered(10, 0.99)
        Traceback (most recent call last):
        ...
        quanheng.metrology.uncertainty.errors.InvalidProblem: 10 trials for a coverage probability of 0.99: at least 51 are needed
    """
    require_probability(probability)
    q = math.floor(probability * trials + 0.5)
    if not 1 <= q < trials:
        # Half a trial must be left on either side; a little more, for 1 − p is not exact.
        least = math.floor(0.5 / min(probability, 1.0 - probability) * (1.0 + 1e-9)) + 1
        raise InvalidProblem(
            f"{trials} trials for a coverage probability of {probability:g}: at least {least} are needed"
        )
    return q


def symmetric_interval(values: Array, probability: float) -> Interval:
    """The probabilistically symmetric interval (JCGM 101, 7.7.2): as many values below it as above.

    q = `covered`; r = (M − q)/2 where that is whole, else the whole part of (M − q + 1)/2; [y₍r₎, y₍r+q₎].

    Args:
        values: (M,), sorted.

    Raises:
        InvalidProblem: see `covered`.
        UncertaintyError: values that are not finite or not sorted.

    Example:
        >>> symmetric_interval(np.arange(1.0, 1001.0), 0.95)
        Interval(low=25.0, high=975.0)
    """
    q = _checked(values, probability)
    r = (len(values) - q + 1) // 2
    return Interval(float(values[r - 1]), float(values[r + q - 1]))


def shortest_interval(values: Array, probability: float) -> Interval:
    """The shortest interval (JCGM 101, 5.3.4 and 7.7.3): the least y₍r+q₎ − y₍r₎ over r = 1 … M − q.

    Of several equally short ones the lowest.

    Args:
        values: (M,), sorted.

    Raises:
        InvalidProblem: see `covered`.
        UncertaintyError: values that are not finite or not sorted.

    Example:
        >>> shortest_interval(np.arange(1.0, 1001.0) ** 2, 0.95)              # of a falling density: from its top
        Interval(low=1.0, high=904401.0)
    """
    q = _checked(values, probability)
    outside = len(values) - q
    widths = np.empty(min(_BLOCK, outside))
    best, least = 0, math.inf
    with np.errstate(over="ignore"):
        for first in range(0, outside, _BLOCK):
            last = min(first + _BLOCK, outside)
            block = widths[: last - first]
            np.subtract(values[first + q : last + q], values[first:last], out=block)
            place = int(block.argmin())
            if block[place] < least:
                best, least = first + place, float(block[place])
    return Interval(float(values[best]), float(values[best + q]))


def _checked(values: Array, probability: float) -> int:
    """q, once it is certain that the values stand where the order statistics are looked for."""
    if values.ndim != 1:
        raise InvalidProblem(f"values of shape {values.shape}: an interval belongs to one quantity, a vector of values")
    q = covered(len(values), probability)
    # Not-a-number is sorted to the end, infinities to either end.
    for end in (float(values[0]), float(values[-1])):
        if not math.isfinite(end):
            raise UncertaintyError(f"a model value is {end}: no coverage interval; the model must be finite throughout")
    for first in range(0, len(values) - 1, _BLOCK):
        block = values[first : first + _BLOCK + 1]
        if not (block[:-1] <= block[1:]).all():
            raise UncertaintyError("the model values are not in order, or not all are numbers: sort them first")
    return q
