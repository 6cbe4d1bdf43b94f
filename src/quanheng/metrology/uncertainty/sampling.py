"""Draws from the joint distribution of a problem's inputs, block by block, as a recipe says."""

import importlib
import importlib.util
import sys
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.draws import Draw
from quanheng.metrology.uncertainty.errors import UncertaintyError
from quanheng.metrology.uncertainty.recipe import Recipe
from quanheng.metrology.uncertainty.streams import Stream, Words

Array = NDArray[np.float64]
Fill = Callable[[Draw, Words, Array], None]
_COMPILED = "quanheng.metrology.uncertainty.compiled_draws"
#: Draws from which on it pays to load the compiled code for them alone (that takes a second).
WORTH_LOADING = 300_000_000


class Sampler:
    """Draws by a recipe, for one worker; holds the block that it fills anew each time."""

    def __init__(self, recipe: Recipe, seed: int, size: int, fill: Fill = Draw.fill) -> None:
        self.recipe = recipe
        self.fill = fill
        self.streams = [Stream(seed, each.stream) for each in recipe.sources]
        self.block = np.empty((recipe.row_count, size))
        for row, value in recipe.constants:
            self.block[row] = value

    def draws(self, first: int, count: int) -> Array:
        """The inputs (n, count) of the trials from `first` on, a multiple of four; overwritten by the next call."""
        block = self.block[:, :count]
        for source, stream in zip(self.recipe.sources, self.streams, strict=True):
            self.fill(source.draw, stream.words(first, count), block[source.row])
        for group in self.recipe.groups:
            group.apply(block)
        for mixture in self.recipe.mixtures:
            mixture.apply(block)
        return block[: self.recipe.input_count]


def filling(draws: int, *, compiled: bool | None) -> Fill:
    """What makes draws of words: the same values with numba's code (`compiled_draws`) and without.

    Args:
        draws: how many there will be.
        compiled: whether to use numba; None where it is loaded already, or there are enough draws for that.

    Raises:
        UncertaintyError: numba was asked for and is not installed.
    """
    if compiled is None:
        compiled = _COMPILED in sys.modules or (draws >= WORTH_LOADING and _has_numba())
    if not compiled:
        return Draw.fill
    if not _has_numba():
        raise UncertaintyError("numba is not installed; install quanheng[fast], or leave `compiled` out")
    found: Fill = importlib.import_module(_COMPILED).fill
    return found


def _has_numba() -> bool:
    try:
        return importlib.util.find_spec("numba") is not None
    except ValueError:  # named as absent in sys.modules
        return False
