"""Tiles and entry bundles (c2sp.org/tlog-tiles): where they lie, what is in them, and the right edge they grow at."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from quanheng.ledger.checkpoints import Head
from quanheng.ledger.errors import Malformed
from quanheng.ledger.hashing import HASH_SIZE, SHA256, Suite, fold

WIDTH = 256
HEIGHT = 8
#: An entry's length is written in two bytes.
MAX_ENTRY = 65535
#: The level of bundles in `Tile`: entries lie below the leaf hashes.
ENTRIES = -1
_PATH = re.compile(
    r"tile/(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


@dataclass(frozen=True, slots=True, order=True)
class Tile:
    """The `width` hashes number index·256 and following of a level, or as many entries where `level` is ENTRIES.

    Example:
        >>> Tile(0, 1234067, 3).path, Tile(ENTRIES, 5).path
        ('tile/0/x001/x234/067.p/3', 'tile/entries/005')
    """

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the log's address."""
        number = f"{self.index:03d}"
        number = number.zfill(-(-len(number) // 3) * 3)
        groups = [number[at : at + 3] for at in range(0, len(number), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{name}" + ("" if self.is_full else f".p/{self.width}")

    @property
    def is_full(self) -> bool:
        """Whether nothing can be added to it."""
        return self.width == WIDTH

    @property
    def full(self) -> "Tile":
        """The full tile in the same place."""
        return Tile(self.level, self.index)


def parse_tile_path(path: str) -> Tile:
    """The tile that lies at a path.

    Raises:
        Malformed: no path of a tile, or not the one spelling of it.
    """
    match = _PATH.fullmatch(path)
    if match:
        level, number, width = match.groups()
        index = int(number.replace("x", "").replace("/", ""))
        tile = Tile(ENTRIES if level == "entries" else int(level), index, int(width) if width else WIDTH)
        if tile.path == path:
            return tile
    raise Malformed(f"{path!r} is no path of a tile: tile/<level>/<x000/…/000>[.p/<width>]")


def tile_at(level: int, index: int, size: int) -> Tile | None:
    """The tile in this place of a log of this size, with the width it has there; None where there is nothing yet."""
    hashes = size >> HEIGHT * max(level, 0)
    width = min(WIDTH, hashes - index * WIDTH)
    return Tile(level, index, width) if width > 0 else None


def tiles_between(old_size: int, new_size: int) -> Iterator[Tile]:
    """The bundles and tiles that a log gets when it grows, bundles first, then level by level."""
    for level in (ENTRIES, *range(64)):
        old, new = old_size >> HEIGHT * max(level, 0), new_size >> HEIGHT * max(level, 0)
        if not new:
            return
        for index in range(old // WIDTH, -(-new // WIDTH)):
            tile = tile_at(level, index, new_size)
            if tile is not None and index * WIDTH + tile.width > old:
                yield tile


def split_hashes(data: bytes, tile: Tile) -> list[bytes]:
    """The hashes in a tile's bytes.

    Raises:
        Malformed: not 32 bytes for each.
    """
    if len(data) != tile.width * HASH_SIZE:
        raise Malformed(f"{tile.path} must have {tile.width * HASH_SIZE} bytes and has {len(data)}")
    return [data[at : at + HASH_SIZE] for at in range(0, len(data), HASH_SIZE)]


def join_entries(entries: Sequence[bytes]) -> bytes:
    """A bundle of entries: each with its length in two bytes before it.

    Raises:
        Malformed: an entry longer than 65535 bytes.
    """
    for entry in entries:
        if len(entry) > MAX_ENTRY:
            raise Malformed(f"an entry has at most {MAX_ENTRY} bytes, and this one {len(entry)}")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def split_entries(data: bytes, tile: Tile) -> list[bytes]:
    """The entries in a bundle's bytes.

    Raises:
        Malformed: another number of entries than the bundle is wide, or bytes left over.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        stop = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or stop > len(data):
            raise Malformed(f"{tile.path} breaks off in entry {len(entries)}, at byte {at} of {len(data)}")
        entries.append(data[at + 2 : stop])
        at = stop
    if len(entries) != tile.width:
        raise Malformed(f"{tile.path} must hold {tile.width} entries and holds {len(entries)}")
    return entries


def tile_root(hashes: Sequence[bytes], suite: Suite = SHA256) -> bytes:
    """The hash over a power of two of hashes."""
    while len(hashes) > 1:
        hashes = list(map(suite.node, hashes[::2], hashes[1::2]))
    return hashes[0]


@dataclass(slots=True)
class Edge:
    """The right edge of a tree in tiles: of each level the hashes that fill no tile yet. It is all that growing needs.

    Full tiles leave it as (tile, hashes) when they are complete.
    """

    suite: Suite = SHA256
    size: int = 0
    levels: list[list[bytes]] = field(default_factory=lambda: [[]])

    def extend(self, leaf_hashes: Sequence[bytes]) -> list[tuple[Tile, list[bytes]]]:
        """Add entries by their leaf hashes; gives the tiles that became full, each after those it is made of."""
        full: list[tuple[Tile, list[bytes]]] = []
        at = 0
        while at < len(leaf_hashes):
            room = leaf_hashes[at : at + WIDTH - len(self.levels[0])]
            at += len(room)
            self.size += len(room)
            self.levels[0].extend(room)
            self._carry(full)
        return full

    def _carry(self, full: list[tuple[Tile, list[bytes]]]) -> None:
        level = 0
        while len(self.levels[level]) == WIDTH:
            hashes = self.levels[level]
            full.append((Tile(level, (self.size >> HEIGHT * (level + 1)) - 1), hashes))
            self.levels[level] = []
            if level + 1 == len(self.levels):
                self.levels.append([])
            self.levels[level + 1].append(tile_root(hashes, self.suite))
            level += 1

    def partial(self) -> list[tuple[Tile, list[bytes]]]:
        """The tiles at the edge that are not full, and not empty, with their hashes."""
        return [
            (Tile(level, self.size >> HEIGHT * (level + 1), len(hashes)), list(hashes))
            for level, hashes in enumerate(self.levels)
            if hashes
        ]

    def head(self) -> Head:
        """Size and root as they are now."""
        roots: list[bytes] = []
        for hashes in reversed(self.levels):
            at = 0
            while at < len(hashes):
                width = 1 << (len(hashes) - at).bit_length() - 1
                roots.append(tile_root(hashes[at : at + width], self.suite))
                at += width
        return Head(self.size, fold(roots, self.suite))
