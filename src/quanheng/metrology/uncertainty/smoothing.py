"""Quantiles of an output that is a straight line in one of its inputs: that input is integrated exactly.

If y = g + c x, with x independent of all that g depends on, the probability P(y ≤ t) is the mean of F((t − g)/c), F being
the distribution function of x. That is a smooth function of the other inputs, for which a lattice does far better than
for the step y ≤ t (conditional Monte Carlo; A. Griewank, F. Kuo, H. Leövey, I. Sloan, J. Comput. Appl. Math. 344 (2018)).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.draws import TABLE, UNIFORM, Draw
from quanheng.metrology.uncertainty.intervals import Interval, symmetric_interval
from quanheng.metrology.uncertainty.lattice import tail_words, uniform_words
from quanheng.metrology.uncertainty.linear_control import LinearControl
from quanheng.metrology.uncertainty.randomised import error_of_quantile, halved_mean, spread_of_mean
from quanheng.metrology.uncertainty.recipe import Recipe
from quanheng.metrology.uncertainty.streams import Words

Array = NDArray[np.float64]
#: Draws that rise with one rectangular quantity, so that their distribution function can be read off them.
_RISING = (UNIFORM, TABLE)
#: The most that `DistributionFunction` differs from the exact one.
_ERROR_OF_FUNCTION = 1e-6
#: Steps from the least value to the greatest; the density is not taken from smaller ones.
_LEAST_STEPS = 10_000
_BITS = 53
#: 2¹² steps of probability; below 2⁻⁴, and as far from 1, each power of two down to 2⁻²⁴ has 128 steps.
_STEPS_POWER, _TAIL_POWER, _LEAST_POWER = 12, 4, 24
_EQUAL_STEPS = 1 << 16
#: Inputs that are tried, for each costs another evaluation of the model.
_MOST_INPUTS = 4


@dataclass(frozen=True, eq=False)
class _EqualSteps:
    """A function as lines between equal steps from `low` on: its value at the beginning of each, and its rise within."""

    low: float
    step: float
    value: Array
    rise: Array

    @classmethod
    def between(cls, low: float, high: float, x: Array, y: Array) -> "_EqualSteps":
        """From its values `y` at `x`."""
        at_steps = np.interp(np.linspace(low, high, _EQUAL_STEPS + 1), x, y).astype(np.float64)
        return cls(low, (high - low) / _EQUAL_STEPS, at_steps[:-1], np.diff(at_steps))

    def places(self, x: Array) -> Array:
        """In steps; from 0 to their number where the function is known."""
        found: Array = (x - self.low) / self.step
        return found

    def at(self, places: Array) -> Array:
        """The function, and its first and last line beyond its ends; `places` is overwritten."""
        np.clip(places, 0.0, np.nextafter(_EQUAL_STEPS, 0.0), out=places)
        index = places.astype(np.intp)
        places -= index
        places *= self.rise[index]
        places += self.value[index]
        return places


@dataclass(frozen=True, eq=False)
class DistributionFunction:
    """F, to within 10⁻⁶ on average, at equal steps of x: fine ones but for the last 2⁻¹² on either side.

    Example:
        >>> from quanheng.metrology.uncertainty.distributions import Rectangular
        >>> from quanheng.metrology.uncertainty.draws import draw_of
        >>> DistributionFunction.of(draw_of(Rectangular(2.0, 4.0))).at(np.array([1.0, 2.5, 3.0])).round(6)
        array([0.  , 0.25, 0.5 ])
    """

    inner: _EqualSteps
    outer: _EqualSteps

    @classmethod
    def of(cls, draw: Draw) -> "DistributionFunction":
        """Read off the draws at known probabilities."""
        places = _places()
        values = np.empty(len(places))
        draw.fill(uniform_words(places) if draw.kind == UNIFORM else tail_words(places), values)
        probabilities: Array = places.astype(np.float64) * 2.0**-_BITS
        low, high = np.interp([2.0**-_STEPS_POWER, 1.0 - 2.0**-_STEPS_POWER], probabilities, values).tolist()
        return cls(
            _EqualSteps.between(low, high, values, probabilities),
            _EqualSteps.between(float(values[0]), float(values[-1]), values, probabilities),
        )

    def at(self, x: Array) -> Array:
        """F(x)."""
        places = self.inner.places(x)
        is_outside = (places < 0.0) | (places >= _EQUAL_STEPS)
        found = self.inner.at(places)
        found[is_outside] = self.outer.at(self.outer.places(x[is_outside]))
        return found


def _places() -> Words:
    """Whole numbers T, rising, for the probabilities (T + ½)/2⁵³: 4096 equal steps, finer ones in either sixteenth."""
    powers = np.arange(_BITS - _LEAST_POWER - 7, _BITS - _TAIL_POWER - 7, dtype=np.uint64)
    tail = (np.arange(128, 256, dtype=np.uint64)[None, :] << powers[:, None]).ravel()
    first = 1 << (_STEPS_POWER - _TAIL_POWER)
    middle = np.arange(first, (1 << _STEPS_POWER) - first, dtype=np.uint64) << np.uint64(_BITS - _STEPS_POWER)
    return np.concatenate([tail, middle, np.uint64((1 << _BITS) - 1) - tail[::-1]])


@dataclass(frozen=True, eq=False)
class StraightInput:
    """An input in which an output is a straight line: its slope c, its distribution function, and x at all points."""

    slope: float
    function: DistributionFunction
    x: Array

    def quantile(self, values: Array, probability: float, start: float, step: float) -> tuple[float, float]:
        """The quantile near `start` of y in `values` (randomisations, points), and its standard error.

        Two steps of the secant method; infinite error where they find no density.

        Args:
            step: how far from `start` to look, not zero.
        """
        rest = values - self.slope * self.x
        first = float(self._fractions_below(start, rest).mean())
        density = (float(self._fractions_below(start + step, rest).mean()) - first) / step
        if not density > 0.0:
            return start, math.inf
        nearer = start + (probability - first) / density
        fractions = self._fractions_below(nearer, rest)
        last_step = (probability - float(fractions.mean())) / density
        # The spread, what the distribution function is off, and what the next step would still change.
        error = math.hypot(float(spread_of_mean(fractions)) / density, _ERROR_OF_FUNCTION / density, last_step)
        return nearer + last_step, error

    def _fractions_below(self, end: float, rest: Array) -> Array:
        """P(y ≤ end) in each randomisation, of g in `rest`."""
        below = halved_mean(self.function.at((end - rest) / self.slope))
        return below if self.slope > 0.0 else 1.0 - below


def straight_candidates(control: LinearControl, recipe: Recipe) -> dict[int, int]:
    """For outputs, the row of the input most important to each among those that could be integrated exactly.

    They are drawn in their own place, so that nothing else depends on them.
    """
    eligible = [each.row for each in recipe.sources if each.row < recipe.input_count and each.draw.kind in _RISING]
    found: dict[int, int] = {}
    for output in range(len(control.coefficients)):
        size, row = max(((control.contribution(output, row), row) for row in eligible), default=(0.0, 0))
        if size > 0.0 and (row in found.values() or len(set(found.values())) < _MOST_INPUTS):
            found[output] = row
    return found


def interval_of(
    values: Array, probability: float, straight: StraightInput | None
) -> tuple[Interval, tuple[float, float]]:
    """The symmetric interval of all values (randomisations, points) together, and the standard errors of its ends.

    Where integrating a straight input exactly gives smaller errors, that is what is taken.
    """
    ordered = np.sort(values, axis=1)
    together = ordered.ravel().copy()
    together.sort()
    ends: list[float] = []
    errors: list[float] = []
    outside = (1.0 - probability) / 2.0
    for end, below in zip(symmetric_interval(together, probability), (outside, 1.0 - outside), strict=True):
        found = end, error_of_quantile(end, ordered, together)
        if straight is not None:
            step = max(found[1], (float(together[-1]) - float(together[0])) / _LEAST_STEPS)
            found = min(found, straight.quantile(values, below, end, step), key=lambda each: each[1])
        ends.append(found[0])
        errors.append(found[1])
    return Interval(*ends), (errors[0], errors[1])
