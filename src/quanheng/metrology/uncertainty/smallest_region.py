"""The smallest coverage region of up to three output quantities, as a set of small cells (JCGM 102:2011, 7.7.4)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.distances import BLOCK
from quanheng.metrology.uncertainty.errors import InvalidProblem, UncertaintyError
from quanheng.metrology.uncertainty.intervals import covered

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: Cells multiply with every output; beyond three there are never enough trials to fill them.
MOST_OUTPUTS = 3
#: Trials a cell of the grid, on average: fewer, and the noise of their numbers decides which cells are taken.
_TRIALS_A_CELL = 50
_LEAST_CELLS, _MOST_CELLS = 8, 256


@dataclass(frozen=True, eq=False)
class SmallestRegion:
    """Cells of a regular grid.

    Attributes:
        low, high, widths: (m,), where the grid begins and ends, and how wide its cells are.
        cells: one truth for each cell, whether it belongs to the region.
        coverage: the fraction of the model values that lie within, at least the probability asked for.
    """

    low: Array
    high: Array
    widths: Array
    cells: Flags
    coverage: float

    def contains(self, points: Array) -> Flags:
        """For points (m, k), (k,) truths."""
        if points.ndim != 2 or len(points) != len(self.low):
            raise InvalidProblem(f"points of shape {points.shape}: ({len(self.low)}, k) is needed")
        low, high = self.low[:, None], self.high[:, None]
        is_inside = ((points >= low) & (points <= high)).all(axis=0)
        places = ((points[:, is_inside] - low) / self.widths[:, None]).astype(np.intp)
        # The greatest value lies on the upper edge of the last cell.
        np.minimum(places, np.array(self.cells.shape)[:, None] - 1, out=places)
        found = np.zeros(points.shape[1], dtype=np.bool_)
        found[is_inside] = self.cells[tuple(places)]
        return found

    @property
    def volume(self) -> float:
        """Of all cells together: the area for two outputs, the length for one."""
        return float(np.prod(self.widths)) * int(self.cells.sum())


def smallest_region(values: Array, probability: float, cells: int | None = None) -> SmallestRegion:
    """The cells with the most model values, as many as hold the fraction `probability` of them (JCGM 102, 7.7.4).

    Approximate: the outline has the coarseness of the cells, and since the cells are chosen by counts that are noisy,
    the region comes out a little smaller than the true one.

    Args:
        values: (m, M), m ≤ 3, in any order; not changed.
        cells: along each output; without it so many that a cell has 50 trials on average, at most 256.

    Raises:
        InvalidProblem: more than three outputs; values of another shape; too few trials for the probability or for the
            cells, or a probability that is none.
        UncertaintyError: values that are not finite, or an output that does not vary.

    Example:
        >>> values = np.array([[each + 0.5 for each in range(8) for _ in range(1 + 99 * (each in (2, 6)))]])
        >>> region = smallest_region(values, 0.9, cells=8)
        >>> region.contains(np.array([[2.4, 6.4, 4.4]]))
        array([ True,  True, False])
    """
    if values.ndim != 2 or not 1 <= len(values) <= MOST_OUTPUTS:
        raise InvalidProblem(
            f"model values of shape {values.shape}: the smallest region is for 1 to {MOST_OUTPUTS} outputs, (m, M)"
        )
    m, trials = values.shape
    q = covered(trials, probability)
    count = _cells_along(m, trials, cells)
    low, high = values.min(axis=1), values.max(axis=1)
    if not (np.isfinite(low).all() and np.isfinite(high).all()):
        raise UncertaintyError("a model value is not finite: no region; the model must be finite throughout")
    widths = (high - low) / count
    for place, width in enumerate(widths.tolist(), start=1):
        if not width > 0.0:
            raise UncertaintyError(f"output {place} does not vary: leave it out of the region")
    counts = _counts(values, low, widths, count)
    order = np.argsort(-counts, kind="stable")
    needed = int(np.searchsorted(np.cumsum(counts[order]), q)) + 1
    taken = np.zeros(len(counts), dtype=np.bool_)
    taken[order[:needed]] = True
    return SmallestRegion(low, high, widths, taken.reshape((count,) * m), float(counts[taken].sum()) / trials)


def _cells_along(m: int, trials: int, cells: int | None) -> int:
    if cells is None:
        found = min(_MOST_CELLS, math.floor(math.pow(trials / _TRIALS_A_CELL, 1.0 / m)))
        if found < _LEAST_CELLS:
            raise InvalidProblem(
                f"{trials} trials for the smallest region of {m} outputs: at least "
                f"{_TRIALS_A_CELL * _LEAST_CELLS**m} are needed"
            )
        return found
    if not 2 <= cells <= _MOST_CELLS or cells**m > trials:
        raise InvalidProblem(
            f"{cells} cells along each of {m} outputs for {trials} trials: 2 to {_MOST_CELLS}, and in all no more than trials"
        )
    return cells


def _counts(values: Array, low: Array, widths: Array, count: int) -> NDArray[np.int64]:
    m, trials = values.shape
    counts = np.zeros(count**m, dtype=np.int64)
    for first in range(0, trials, BLOCK):
        block = values[:, first : first + BLOCK]
        index = np.zeros(block.shape[1], dtype=np.intp)
        for row, start, width in zip(block, low.tolist(), widths.tolist(), strict=True):
            place = ((row - start) / width).astype(np.intp)
            index *= count
            index += np.minimum(place, count - 1)
        counts += np.bincount(index, minlength=len(counts))
    return counts
