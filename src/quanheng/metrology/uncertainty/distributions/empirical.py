"""A distribution that an earlier evaluation left as a set of values."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from quanheng.metrology.uncertainty.distributions.base import Array, Distribution
from quanheng.metrology.uncertainty.errors import InvalidInput


@dataclass(frozen=True, slots=True, eq=False)
class Empirical(Distribution):
    """The continuous approximation of values of an earlier Monte Carlo run (JCGM 101:2008, 6.5, 7.5 and Annex D).

    The M values in order are y₍ᵣ₎; the distribution function joins the points (y₍ᵣ₎, (r − 1/2)/M) by straight lines, and
    goes on straight by half a step at either end, so that it reaches 0 and 1. Mean and standard deviation are those of
    this function; from those of the values (7.6) they differ by the order of 1/M.

    Attributes:
        values: at least two, not all the same; kept in ascending order.

    Raises:
        InvalidInput: too few values, all the same, or one that is not finite.

    Example:
        >>> Empirical([3.0, 1.0, 2.0, 4.0]).quantile([0.125, 0.5, 0.75]).tolist()
        [1.0, 2.5, 3.5]
    """

    name: ClassVar[str] = "empirical"
    values: Array
    _moments: tuple[float, float] = field(init=False, repr=False)

    def __init__(self, values: Iterable[float] | Array) -> None:
        ordered = _ordered(values)
        object.__setattr__(self, "values", ordered)
        object.__setattr__(self, "_moments", _moments(ordered))

    def __repr__(self) -> str:
        low, high = self.values[0], self.values[-1]
        return f"Empirical(<{len(self.values)} values from {low:g} to {high:g}>)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Empirical) and np.array_equal(self.values, other.values)

    def __hash__(self) -> int:
        return hash(self.values.tobytes())

    @property
    def mean(self) -> float:
        """Of the distribution function above."""
        return self._moments[0]

    @property
    def standard_deviation(self) -> float:
        """Of the distribution function above."""
        return self._moments[1]

    @property
    def support(self) -> tuple[float, float]:
        """Half a step beyond the extreme values."""
        y = self.values
        return float(y[0] - 0.5 * (y[1] - y[0])), float(y[-1] + 0.5 * (y[-1] - y[-2]))

    @property
    def is_symmetric(self) -> bool:
        """Not in general."""
        return False

    def to_dict(self) -> dict[str, Any]:
        """With the values as a list."""
        return {"distribution": self.name, "values": self.values.tolist()}

    def _quantile(self, p: Array, upper: bool) -> Array:
        count = len(self.values)
        place = p * count - 0.5
        step = np.clip(np.floor(place), 0.0, count - 2.0)
        part = place - step
        index = step.astype(np.int64)
        if upper:
            start, following = self.values[count - 1 - index], self.values[count - 2 - index]
        else:
            start, following = self.values[index], self.values[index + 1]
        return np.asarray(start + part * (following - start))

    def _cumulative(self, x: Array, upper: bool) -> Array:
        y, count = self.values, len(self.values)
        low, high = self.support
        index = np.clip(np.searchsorted(y, x, side="right") - 1, 0, count - 2)
        width = y[index + 1] - y[index]
        with np.errstate(divide="ignore", invalid="ignore"):
            part = np.where(width > 0.0, (x - y[index]) / width, 1.0)
        below = np.clip((index + 0.5 + part) / count, 0.0, 1.0)
        below = np.where(x <= low, 0.0, np.where(x >= high, 1.0, below))
        return 1.0 - below if upper else below

    def _density(self, x: Array) -> Array:
        y, count = self.values, len(self.values)
        low, high = self.support
        index = np.clip(np.searchsorted(y, x, side="right") - 1, 0, count - 2)
        with np.errstate(divide="ignore"):
            height = 1.0 / (count * (y[index + 1] - y[index]))
        return np.where((x < low) | (x > high), 0.0, np.where(np.isnan(x), math.nan, height))


def _ordered(values: Iterable[float] | Array) -> Array:
    given = values if isinstance(values, np.ndarray) else list(values)
    try:
        ordered = np.sort(np.array(given, dtype=np.float64), axis=None)
    except (TypeError, ValueError) as error:
        raise InvalidInput(f"empirical: the values are not numbers: {error}") from error
    if len(ordered) < 2:
        raise InvalidInput(f"empirical: {len(ordered)} values: at least 2 are needed, and 10000 or more are of use")
    if not np.isfinite(ordered).all():
        wrong = ordered[~np.isfinite(ordered)][0]
        raise InvalidInput(f"empirical: {wrong} among the values: finite numbers are needed")
    if ordered[0] == ordered[-1]:
        raise InvalidInput(
            f"empirical: all {len(ordered)} values are {ordered[0]}: a quantity that is known exactly is a constant"
        )
    ordered.setflags(write=False)
    return ordered


def _moments(y: Array) -> tuple[float, float]:
    """Of the piecewise linear quantile function: each whole segment has the weight 1/M, the half ones 1/(2M)."""
    count = len(y)
    centre = math.fsum(y.tolist()) / count
    ends = np.concatenate([[y[0] - 0.5 * (y[1] - y[0])], y, [y[-1] + 0.5 * (y[-1] - y[-2])]]) - centre
    weight = np.ones(count + 1)
    weight[[0, -1]] = 0.5
    low, high = ends[:-1], ends[1:]
    shift = math.fsum((weight * 0.5 * (low + high)).tolist()) / count
    square = math.fsum((weight * (low * low + low * high + high * high)).tolist()) / (3.0 * count)
    return centre + shift, math.sqrt(square - shift * shift)
