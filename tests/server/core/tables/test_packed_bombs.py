"""Files that would unpack to more than a server holds: refused by what they promise, and again by what they do."""

import struct
import zipfile
from pathlib import Path

import pytest
from tests.server.core.tables.files import repacked, rows_of, xlsx_file

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading import UnreadableFile
from quanheng.server.core.tables.reading.package import inspected, unpacked

ROWS = [["名称", "电话"], ["泺源农贸市场", "0531"]]
SHEET = "xl/worksheets/sheet1.xml"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return xlsx_file(tmp_path / "t.xlsx", ROWS)


def test_a_bomb_is_refused_before_anything_is_unpacked(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = repacked(book, {SHEET: b"<worksheet>" + b" " * 60_000_000})
    assert bomb.stat().st_size < 200_000

    def no_unpacking(*_arguments: object, **_more: object) -> None:
        raise AssertionError("something was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "open", no_unpacking)
    with pytest.raises(UnreadableFile, match="57 MB") as refusal:
        rows_of(bomb)
    assert "CSV UTF-8" in str(refusal.value)


def test_many_modest_parts_are_added_up(book: Path) -> None:
    parts = {f"xl/worksheets/sheet{number}.xml": bytes(range(256)) * 400 for number in range(2, 30)}
    with pytest.raises(UnreadableFile, match="would unpack"):
        rows_of(repacked(book, parts), unpacked_bytes=1_000_000)


def test_a_part_that_holds_more_than_it_promises_is_closed(book: Path) -> None:
    """The directory says 100 bytes, the part has 40 MB: what a reader does with it is up to the reader."""
    bomb = repacked(book, {SHEET: b"<worksheet>" + b" " * 40_000_000})
    lying = bytearray(bomb.read_bytes())
    place = lying.find(b"PK\x01\x02")
    while place >= 0:
        size, extra, comment = struct.unpack_from("<HHH", lying, place + 28)
        if bytes(lying[place + 46 : place + 46 + size]) == SHEET.encode():
            struct.pack_into("<I", lying, place + 24, 100)
        place = lying.find(b"PK\x01\x02", place + 46 + size + extra + comment)
    bomb.write_bytes(lying)
    assert max(entry.file_size for entry in inspected(bomb, Limits())) < 10_000_000
    with pytest.raises(UnreadableFile):
        rows_of(bomb)


def test_a_name_that_stands_twice_is_refused(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as package, pytest.warns(UserWarning, match="Duplicate"):
        package.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(UnreadableFile, match="damaged or unusual"):
        rows_of(book)


def test_an_encrypted_package_is_named(book: Path) -> None:
    locked = bytearray(book.read_bytes())
    place = locked.find(b"PK\x01\x02")
    locked[place + 8] |= 1
    book.write_bytes(locked)
    with pytest.raises(UnreadableFile, match="password"):
        rows_of(book)


def test_only_the_parts_that_are_wanted_reach_the_reader(book: Path) -> None:
    with (
        unpacked(
            repacked(book, {"xl/media/image1.png": b"x" * 1000}), Limits(), lambda name: "media" not in name
        ) as copy,
        zipfile.ZipFile(copy) as package,
    ):
        assert "xl/media/image1.png" not in package.namelist()
        assert SHEET in package.namelist()
        assert {entry.compress_type for entry in package.infolist()} == {zipfile.ZIP_STORED}
    assert not copy.exists()


def test_parts_of_unknown_compression_are_refused(book: Path) -> None:
    with zipfile.ZipFile(book, "a", zipfile.ZIP_LZMA) as package:
        package.writestr("xl/worksheets/sheet9.xml", b"<worksheet/>" * 100)
    with pytest.raises(UnreadableFile, match="damaged or unusual"):
        rows_of(book)


def test_a_very_long_text_in_the_shared_strings_counts_too(book: Path) -> None:
    noise = b"".join(struct.pack(">Q", number * 2_654_435_761) for number in range(200_000))
    with pytest.raises(UnreadableFile, match="would unpack"):
        rows_of(repacked(book, {"xl/sharedStrings.xml": noise}), unpacked_bytes=500_000)
