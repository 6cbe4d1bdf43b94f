"""The tile map: districts as tiles in a schematic order. No boundary is drawn, so no map approval is needed."""

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from quanheng.server.core.errors import Text

CLASSES = 5


@dataclass(frozen=True, slots=True)
class Tile:
    """One district: its place (row and column from 1), the figure that colours it, and the counts behind it.

    `amount` None stands for a district without data: it is drawn hollow, never as zero.
    """

    code: str
    name: Text
    row: int
    column: int
    amount: float | None
    value: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PlacedTile:
    """A tile with the class of its figure, 1 to 5; 0 without data."""

    tile: Tile
    level: int


@dataclass(frozen=True, slots=True)
class TileMap:
    """Tiles, and the four bounds between the five classes of their figure."""

    label: Text
    tiles: tuple[Tile, ...]
    bounds: tuple[float, float, float, float]
    figure: Text
    detail_label: Text = ""
    unit: str = ""

    def __post_init__(self) -> None:
        if list(self.bounds) != sorted(self.bounds):
            raise ValueError(f"tile map: the bounds {self.bounds} must rise")
        outside = [t.code for t in self.tiles if not (1 <= t.row <= 6 and 1 <= t.column <= 6)]
        if outside:
            raise ValueError(f"tile map: rows and columns run from 1 to 6; outside: {', '.join(outside)}")

    @property
    def placed(self) -> list[PlacedTile]:
        """The tiles with their classes, from top left to bottom right: the order in which they are read."""
        ordered = sorted(self.tiles, key=lambda tile: (tile.row, tile.column))
        return [PlacedTile(tile, self.level_of(tile.amount)) for tile in ordered]

    @property
    def ranked(self) -> list[Tile]:
        """The tiles from the largest figure down, those without data last: the order of the table."""
        return sorted(self.tiles, key=lambda tile: (tile.amount is None, -(tile.amount or 0)))

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Each class with the figures that it stands for; whole numbers are named without overlap."""
        unit = f"\u202f{self.unit}" if self.unit else ""
        low, high = self.bounds[0], self.bounds[-1]
        is_whole = all(isinstance(bound, int) for bound in self.bounds)
        first = (1, "0" if is_whole and low == 1 else f"< {low:g}")
        between = [
            (level, _range_text(start, end, is_whole=is_whole))
            for level, (start, end) in enumerate(itertools.pairwise(self.bounds), start=2)
            if start != end
        ]
        return [first, *between, (CLASSES, f"≥ {high:g}{unit}")]

    def level_of(self, amount: float | None) -> int:
        return 0 if amount is None else bisect_right(self.bounds, amount) + 1


def _range_text(start: float, end: float, *, is_whole: bool) -> str:
    if not is_whole:
        return f"{start:g}–{end:g}"
    return f"{start:g}" if end - start == 1 else f"{start:g}–{end - 1:g}"


def bounds_of(amounts: Sequence[float]) -> tuple[float, float, float, float]:
    """Bounds that put about a fifth of the figures into each class; for figures without agreed bounds.

    Raises:
        ValueError: there are no figures.
    """
    if not amounts:
        raise ValueError("bounds_of: there are no figures")
    ordered = sorted(amounts)
    first, second, third, fourth = (
        ordered[min(len(ordered) - 1, len(ordered) * i // CLASSES)] for i in range(1, CLASSES)
    )
    return first, second, third, fourth
