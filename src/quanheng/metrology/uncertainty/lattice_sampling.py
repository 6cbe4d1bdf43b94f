"""Draws from the joint distribution of a problem's inputs at the points of a randomly shifted lattice."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.draws import CURVILINEAR, CURVILINEAR_BITS, SUM, SUM_BITS, UNIFORM
from quanheng.metrology.uncertainty.errors import InvalidProblem
from quanheng.metrology.uncertainty.lattice import (
    GENERATING_VECTOR,
    coordinate,
    paired_words,
    shift_of,
    shifted,
    tail_words,
    uniform_words,
)
from quanheng.metrology.uncertainty.recipe import Recipe, Source
from quanheng.metrology.uncertainty.streams import Stream, Words, stream_named

Array = NDArray[np.float64]
#: Draws made of two rectangular quantities, and how many bits of the word the second one has.
_SECOND_BITS: Final[Mapping[int, int]] = MappingProxyType({CURVILINEAR: CURVILINEAR_BITS, SUM: SUM_BITS})


class LatticeSampler:
    """Draws of all quantities at the points of one lattice, shifted anew each time.

    The most important quantities have the first coordinates, which are the best ones; equally important ones go by
    their streams, so that the order of the inputs does not matter.
    """

    def __init__(self, recipe: Recipe, importance: Array, seed: int, level: int, randomisations: int) -> None:
        self.recipe = recipe
        self.points = 1 << level
        self.randomisations = randomisations
        ordered = sorted(recipe.sources, key=lambda each: (-float(importance[each.row]), each.stream))
        needed = sum(2 if each.draw.kind in _SECOND_BITS else 1 for each in ordered)
        if needed > len(GENERATING_VECTOR):
            raise InvalidProblem(
                f"{needed} random quantities: the lattice has {len(GENERATING_VECTOR)} coordinates; "
                "use the Monte Carlo method, which does not care how many there are"
            )
        self.places: list[tuple[Source, list[Words], list[list[int]]]] = []
        dimension = 0
        for source in ordered:
            count = 2 if source.draw.kind in _SECOND_BITS else 1
            coordinates = [coordinate(dimension + each, level) for each in range(count)]
            dimension += count
            # A stream of its own: the Monte Carlo method's draws of the same seed are independent of these shifts.
            words = Stream(seed, stream_named(f"lattice {source.stream}")).words(0, count * randomisations).tolist()
            shifts = [shift_of(word) for word in words]
            self.places.append(
                (source, coordinates, [shifts[each * randomisations :][:randomisations] for each in range(count)])
            )
        self.block = np.empty((recipe.row_count, self.points))
        for row, value in recipe.constants:
            self.block[row] = value

    def draws(self, randomisation: int) -> Array:
        """All rows (row count, points) with this shift, the inputs first; overwritten by the next call."""
        block = self.block
        for source, coordinates, shifts in self.places:
            moved = [shifted(each, shift[randomisation]) for each, shift in zip(coordinates, shifts, strict=True)]
            kind = source.draw.kind
            if kind in _SECOND_BITS:
                words = paired_words(moved[0], moved[1], _SECOND_BITS[kind])
            else:
                words = uniform_words(moved[0]) if kind == UNIFORM else tail_words(moved[0])
            source.draw.fill(words, block[source.row])
        for group in self.recipe.groups:
            group.apply(block)
        for mixture in self.recipe.mixtures:
            mixture.apply(block)
        return block
