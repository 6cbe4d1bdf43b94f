"""Paths of tiles, bundles, and proofs out of tiles."""

import pytest
from hypothesis import given, strategies as st

from quanheng.ledger.errors import LedgerError, Malformed, OutOfRange
from quanheng.ledger.proofs import prove_consistency, prove_inclusion
from quanheng.ledger.reading import TiledHashes, read_entries
from quanheng.ledger.sources import Folder
from quanheng.ledger.tiles import ENTRIES, Tile, join_entries, parse_tile_path, split_entries, tile_at, tiles_between
from quanheng.ledger.tree import Tree
from tests.ledger.logs import entry, grown


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 0, 1), "tile/0/000.p/1"),
        (Tile(3, 999, 255), "tile/3/999.p/255"),
        (Tile(63, 1000), "tile/63/x001/000"),
        (Tile(ENTRIES, 1234067), "tile/entries/x001/x234/067"),
        (Tile(2, 1234067, 17), "tile/2/x001/x234/067.p/17"),
    ],
)
def test_a_tile_has_one_path(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert parse_tile_path(path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "",
        "checkpoint",
        "tile/0",
        "tile/0/0",
        "tile/0/0000",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/x000/000",
        "tile/0/001/000",
        "tile/0/x001",
        "tile/0/x001/x000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000\n",
        "tile/0/０００",
        "tile/0/../000",
    ],
)
def test_another_path_is_none(path: str) -> None:
    with pytest.raises(Malformed):
        parse_tile_path(path)


@given(st.integers(-1, 63), st.integers(0, 2**55), st.integers(1, 256))
def test_every_tile_is_found_at_its_path(level: int, index: int, width: int) -> None:
    assert parse_tile_path(Tile(level, index, width).path) == Tile(level, index, width)


def test_a_log_of_70_000_has_the_specification_s_tiles() -> None:
    tiles = list(tiles_between(0, 70_000))
    assert [sum(tile.level == level for tile in tiles) for level in (ENTRIES, 0, 1, 2, 3)] == [274, 274, 2, 1, 0]
    assert {tile.width for tile in tiles if not tile.is_full} == {112, 17, 1}
    assert [tile.path for tile in tiles_between(0, 256)] == ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]


@given(st.integers(0, 3000), st.integers(0, 600))
def test_what_is_new_is_what_was_not_there(old: int, more: int) -> None:
    before, after = set(tiles_between(0, old)), set(tiles_between(0, old + more))
    assert set(tiles_between(old, old + more)) == after - before
    assert all(tile_at(tile.level, tile.index, old + more) == tile for tile in after)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=256))
def test_a_bundle_gives_its_entries_back(entries: list[bytes]) -> None:
    assert split_entries(join_entries(entries), Tile(ENTRIES, 0, len(entries))) == entries


@pytest.mark.parametrize(
    "data", [b"", b"\x00", b"\x00\x02a", b"\x00\x01ab", b"\x00\x01a\x00\x01b\x00\x01c", b"\x00\x01a"]
)
def test_what_is_no_bundle_of_two_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        split_entries(data, Tile(ENTRIES, 0, 2))


def test_an_entry_has_an_end() -> None:
    assert len(join_entries([bytes(65535)])) == 65537
    with pytest.raises(Malformed):
        join_entries([bytes(65536)])


def test_proofs_out_of_tiles_are_those_of_the_tree(tmp_path_factory: pytest.TempPathFactory) -> None:
    size = 66_000
    source = Folder(grown(tmp_path_factory.mktemp("log"), size))
    tree = Tree(entry(number) for number in range(size))
    hashes = TiledHashes(source, size)
    for index in (0, 255, 256, 65_535, 65_536, 65_791, 65_999):
        assert prove_inclusion(index, size, hashes) == tree.prove_inclusion(index)
    for old in (1, 255, 256, 257, 65_535, 65_536, 65_537, 65_999, 66_000):
        assert prove_consistency(old, size, hashes) == tree.prove_consistency(old)
    assert read_entries(source, 65_530, 65_540, size) == [entry(number) for number in range(65_530, 65_540)]
    with pytest.raises(OutOfRange):
        read_entries(source, 0, size + 1, size)
    with pytest.raises(OutOfRange):
        hashes.subtree(0, size)


def test_a_removed_partial_tile_is_read_from_the_full_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = grown(tmp_path_factory.mktemp("log"), 200, 300)
    (folder / "tile" / "0" / "000.p" / "200").unlink()
    (folder / "tile" / "entries" / "000.p" / "200").unlink()
    tree = Tree(entry(number) for number in range(200))
    assert prove_inclusion(7, 200, TiledHashes(Folder(folder), 200)) == tree.prove_inclusion(7)
    assert read_entries(Folder(folder), 190, 200, 200) == [entry(number) for number in range(190, 200)]
    (folder / "tile" / "0" / "000").unlink()
    with pytest.raises(LedgerError, match=r"000\.p/200"):
        TiledHashes(Folder(folder), 200).subtree(0, 0)
