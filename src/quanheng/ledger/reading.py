"""Hashes, entries and proofs out of a log's tiles and bundles."""

from collections.abc import Callable

from quanheng.ledger.errors import Absent, OutOfRange
from quanheng.ledger.hashing import SHA256, Suite
from quanheng.ledger.sources import Source
from quanheng.ledger.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Tile,
    split_entries,
    split_hashes,
    tile_at,
    tile_root,
)

#: Tiles kept by a reader. The path to one entry of the largest log goes through eight.
_KEPT = 64


class TiledHashes:
    """The hashes of complete subtrees of a log of a certain size, from its tiles.

    What the tiles hold is taken as it is: whoever makes a proof of it checks it against a root.
    """

    def __init__(self, source: Source, size: int, suite: Suite = SHA256) -> None:
        self.source, self.size, self.suite = source, size, suite
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def subtree(self, height: int, index: int) -> bytes:
        """The hash over the entries from index·2^height, 2^height of them.

        Raises:
            OutOfRange: the log of this size does not have that subtree.
            Absent, Unreadable, Malformed: the tile that has it.
        """
        if not 0 <= index << height < (index + 1) << height <= self.size:
            raise OutOfRange(f"subtree {index} of height {height} is not complete in a log of size {self.size}")
        level, above = divmod(height, HEIGHT)
        first = index << above
        hashes = self.tile(level, first // WIDTH)
        return tile_root(hashes[first % WIDTH : first % WIDTH + (1 << above)], self.suite)

    def tile(self, level: int, index: int) -> list[bytes]:
        """The hashes of a tile as wide as the log's size makes it; raises as `subtree`."""
        if (level, index) not in self._tiles:
            tile = tile_at(level, index, self.size)
            if tile is None:
                raise OutOfRange(f"tile {index} of level {level} is not in a log of size {self.size}")
            hashes = read_tile(self.source, tile, split_hashes)
            if len(self._tiles) >= _KEPT:
                self._tiles.pop(next(iter(self._tiles)))
            self._tiles[level, index] = hashes
        return self._tiles[level, index]


def read_tile(source: Source, tile: Tile, decode: Callable[[bytes, Tile], list[bytes]]) -> list[bytes]:
    """A tile's hashes or entries; of a partial tile that is gone, out of the full one.

    Raises:
        Absent, Unreadable: the tile, and the full one too.
        Malformed: what is in it.
    """
    try:
        return decode(source.read(tile.path), tile)
    except Absent as absent:
        if tile.is_full:
            raise
        try:
            # A log may remove a partial tile once the full one is there.
            return decode(source.read(tile.full.path), tile.full)[: tile.width]
        except Absent:
            raise absent from None


def read_entries(source: Source, start: int, stop: int, size: int) -> list[bytes]:
    """The entries from start to stop of a log of this size. They are not checked against a root.

    Raises:
        OutOfRange: not within the log.
        Absent, Unreadable, Malformed: a bundle.
    """
    if not 0 <= start <= stop <= size:
        raise OutOfRange(f"entries {start} to {stop} are not in a log of size {size}")
    entries: list[bytes] = []
    for index in range(start // WIDTH, -(-stop // WIDTH)):
        bundle = tile_at(ENTRIES, index, size)
        if bundle is not None:
            found = read_tile(source, bundle, split_entries)
            entries += found[max(0, start - index * WIDTH) : stop - index * WIDTH]
    return entries
