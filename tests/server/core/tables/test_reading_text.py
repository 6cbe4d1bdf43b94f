"""Text files: every encoding and delimiter that offices use is found out, and what is wrong is named by row."""

from pathlib import Path

import pytest
from tests.server.core.tables.files import csv_file, rows_of

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading import UnreadableFile, open_table_file

ROWS = [["名称", "电话"], ["泺源农贸市场", "0531-88990011"], ["𠮷野家㐂", "x"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = csv_file(tmp_path / "t.csv", ROWS, encoding=encoding, delimiter=delimiter)
    assert rows_of(file) == [(1, ROWS[0]), (2, ROWS[1]), (3, ROWS[2])]
    with open_table_file(file, Limits()) as opened:
        assert opened.traits.delimiter == delimiter


def test_utf_16_without_its_mark_is_found_out(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", [["name", "phone"], ["abc", "123"]], encoding="utf-16-le")
    assert rows_of(file) == [(1, ["name", "phone"]), (2, ["abc", "123"])]


def test_a_multibyte_character_across_blocks_is_no_fault(tmp_path: Path) -> None:
    rows = [["名称", "说明"], *([f"单位{number}", "泉" * 60] for number in range(9_000))]
    assert len(rows_of(csv_file(tmp_path / "t.csv", rows))) == 9_001


def test_excels_own_first_line_names_the_delimiter(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("sep=;\nname;phone\na,b;1\n", encoding="utf-8")
    assert rows_of(file) == [(2, ["name", "phone"]), (3, ["a,b", "1"])]


def test_neither_utf_8_nor_gb18030_names_the_row_and_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes("名称,电话\n泺源,1\n".encode() + b"\xff\xfe\xfd,2\n")
    with pytest.raises(UnreadableFile) as refusal:
        rows_of(file)
    assert "row 3" in _english(refusal.value)
    assert "CSV UTF-8" in _english(refusal.value)


def test_a_picture_is_no_table(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    with pytest.raises(UnreadableFile, match="zero bytes") as refusal:
        rows_of(file)
    assert refusal.value.status == 422


def test_a_mark_that_lies_about_the_encoding_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(b"\xef\xbb\xbf" + "名称\n泺源".encode("gb18030"))
    with pytest.raises(UnreadableFile, match="UTF-8"):
        rows_of(file)


def test_an_unclosed_quotation_mark_names_the_row(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('a,b\n1,2\n3,"open\n' + "x,y\n" * 5_000, encoding="utf-8")
    with pytest.raises(UnreadableFile) as refusal:
        rows_of(file)
    assert "Row 3" in _english(refusal.value)
    assert "never closed" in _english(refusal.value)


def test_a_quotation_mark_open_to_the_end_is_refused_in_a_short_file_too(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('a,b\n1,2\n3,"open\nx,y\n', encoding="utf-8")
    with pytest.raises(UnreadableFile, match="Row 3"):
        rows_of(file)


def test_a_quotation_mark_within_a_cell_is_text(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text('a,b\n5" pipe,2\n', encoding="utf-8")
    assert rows_of(file)[1] == (2, ['5" pipe', "2"])


def test_line_feeds_within_a_cell_do_not_shift_the_row_numbers(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", [["a", "b"], ["1\n2", 'x "y"'], ["3", "4"]])
    assert rows_of(file) == [(1, ["a", "b"]), (2, ["1\n2", 'x "y"']), (3, ["3", "4"])]


def test_a_million_empty_rows_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("a,b\n1,2\n" + ",\n" * 1_000_000 + "3,4\n" + "\n" * 100_000, encoding="utf-8")
    assert rows_of(file, rows=3) == [(1, ["a", "b"]), (2, ["1", "2"]), (1_000_003, ["3", "4"])]


def test_too_many_rows_are_refused(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", [["a", "b"]] * 11)
    with pytest.raises(UnreadableFile, match="10"):
        rows_of(file, rows=10)


def test_a_cell_too_far_right_is_named(tmp_path: Path) -> None:
    file = csv_file(tmp_path / "t.csv", [["a", "b"], ["1", *[""] * 300, "far"]])
    with pytest.raises(UnreadableFile, match="KP2"):
        rows_of(file)


def test_empty_columns_beyond_the_limit_do_not_count(tmp_path: Path) -> None:
    assert rows_of(csv_file(tmp_path / "t.csv", [["a", "b"], ["1", "2", *[""] * 300]]))[1][1][:2] == ["1", "2"]


def test_a_file_longer_than_allowed_is_not_opened(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="MB"):
        rows_of(csv_file(tmp_path / "t.csv", ROWS), file_bytes=10)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.csv").touch()
    with pytest.raises(UnreadableFile):
        rows_of(tmp_path / "t.csv")


def _english(error: Exception) -> str:
    from django.utils import translation

    with translation.override("en"):
        return str(error)
