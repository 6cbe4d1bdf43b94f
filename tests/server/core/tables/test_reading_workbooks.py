"""Workbooks: what is hidden in them is named by its address, and what would break the server is not opened."""

import resource
import time
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from tests.server.core.tables.files import edited, ods_file, ods_row, repacked, rows_of, xlsx_file

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading import Number, Remark, UnreadableFile, open_table_file

ROWS = [["名称", "电话", "人数"], ["泺源农贸市场", "0531", 12], ["舜井便民菜店", "0532", 3]]
SMALL = Limits(dense_cells=1_000_000)


def test_numbers_days_and_truths_become_text(tmp_path: Path) -> None:
    file = xlsx_file(
        tmp_path / "t.xlsx",
        [["a", "b", "c", "d", "e", "f"], [12, 0.5, True, date(2025, 3, 4), datetime(2025, 3, 4, 5, 6), 1e17]],  # noqa: DTZ001 (workbooks know no zones)
    )
    cells = rows_of(file)[1][1]
    assert cells == ["12", "0.5", "TRUE", "2025-03-04", "2025-03-04 05:06:00", "1e+17"]
    assert [type(cell) for cell in cells] == [Number, Number, str, str, str, Number]


def test_rows_and_columns_keep_their_places_where_the_table_begins_further_in(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        page = book.add_worksheet()
        page.write(3, 2, "名称")
        page.write(7, 2, "x")
    assert rows_of(tmp_path / "t.xlsx") == [(4, ["", "", "名称"]), (8, ["", "", "x"])]


def test_hidden_sheets_are_not_taken_by_themselves(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        hidden, shown = book.add_worksheet("旧"), book.add_worksheet("新")
        hidden.write(0, 0, "old")
        shown.write(0, 0, "new")
        shown.activate()
        hidden.hide()
    with open_table_file(tmp_path / "t.xlsx", Limits()) as file:
        assert [(each.name, each.is_hidden) for each in file.sheets] == [("旧", True), ("新", False)]
    assert rows_of(tmp_path / "t.xlsx") == [(1, ["new"])]
    assert rows_of(tmp_path / "t.xlsx", "旧") == [(1, ["old"])]


def test_a_sheet_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="“x”"):
        rows_of(xlsx_file(tmp_path / "t.xlsx", ROWS), "x")


def test_merged_cells_are_named_and_what_they_cover_is_told(tmp_path: Path) -> None:
    book, page = edited(tmp_path, [*ROWS, ["顺和粮油", "0533", 5]])
    page.merge_cells("B2:B4")
    book.save(tmp_path / "t.xlsx")
    with open_table_file(tmp_path / "t.xlsx", Limits()) as file:
        sheet = file.sheet("")
        list(sheet.chunks(10))
    assert sheet.remarks == {
        (3, 1): Remark("merged", "B2:B4", "0531"),
        (4, 1): Remark("merged", "B2:B4", "0531"),
    }


def test_formulas_give_their_last_value_and_are_counted(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write_formula(1, 0, "=1+1", None, 2)
        page.write_formula(2, 1, '="x"&"y"', None, "xy")
    with open_table_file(tmp_path / "t.xlsx", Limits()) as file:
        sheet = file.sheet("")
        assert [row for _n, rows in sheet.chunks(10) for row in rows] == [["a", "b"], ["2", ""], ["", "xy"]]
    assert (sheet.formulas.count, sheet.formulas.addresses) == (2, ("A2", "B3"))
    assert sheet.remarks == {}


def test_a_formula_that_was_never_computed_is_named(tmp_path: Path) -> None:
    book, page = edited(tmp_path, ROWS)
    page["C3"] = "=C2*2"
    book.save(tmp_path / "t.xlsx")
    with open_table_file(tmp_path / "t.xlsx", Limits()) as file:
        sheet = file.sheet("")
    assert sheet.remarks == {(3, 2): Remark("formula-without-value")}


def test_a_formula_whose_value_is_an_empty_text_is_computed(tmp_path: Path) -> None:
    file = xlsx_file(tmp_path / "t.xlsx", ROWS)
    with zipfile.ZipFile(file) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    cell = b'<c r="C3"><v>3</v></c>'
    assert cell in xml
    spoilt = xml.replace(cell, b'<c r="C3" t="str"><f>""</f><v></v></c>')
    with open_table_file(repacked(file, {"xl/worksheets/sheet1.xml": spoilt}), Limits()) as opened:
        sheet = opened.sheet("")
    assert sheet.remarks == {}
    assert sheet.formulas.count == 1


def test_errors_of_formulas_are_named(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["a", "b"])
        page.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        page.write(1, 0, "x")
    with open_table_file(tmp_path / "t.xlsx", Limits()) as file:
        assert file.sheet("").remarks == {(2, 1): Remark("error-value", "#DIV/0!")}


def test_more_errors_than_can_be_shown_refuse_the_file(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        page = book.add_worksheet()
        for number in range(12):
            page.write_formula(number, 0, "=1/0", None, "#DIV/0!")
    with pytest.raises(UnreadableFile, match="A11"):
        rows_of(tmp_path / "t.xlsx", remarks=10)


def test_a_million_empty_rows_cost_neither_memory_nor_time(tmp_path: Path) -> None:
    """Styled rows to the end of the sheet, a table at the top and one stray cell at the bottom."""
    with xlsxwriter.Workbook(tmp_path / "t.xlsx", {"constant_memory": True}) as book:
        page = book.add_worksheet()
        grey = book.add_format({"bg_color": "#eeeeee"})
        for number in range(1_048_576):
            page.set_row(number, None, grey)
            if number < 3:
                page.write_row(number, 0, ROWS[number])
            elif number % 100 == 0:
                page.write_blank(number, 19, None, grey)
        page.write(1_048_575, 2, 7)
    # Rows must be written in order with constant memory, so the stray cell above came last.
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.perf_counter()
    rows = rows_of(tmp_path / "t.xlsx")
    seconds = time.perf_counter() - started
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert [number for number, _cells in rows] == [1, 2, 3, 1_048_576]
    assert rows[3][1] == ["", "", "7"]
    assert grown < 100, f"{grown:.0f} MB more memory for four rows"
    assert seconds < 60


def test_a_cell_in_the_last_column_is_named(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        page = book.add_worksheet()
        page.write(0, 0, "a")
        page.write(1_048_575, 16_383, "far")
    with pytest.raises(UnreadableFile, match="column XFD"):
        rows_of(tmp_path / "t.xlsx")


def test_a_styled_but_empty_last_column_does_not_count(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        page = book.add_worksheet()
        page.write(0, 0, "a")
        page.write_blank(0, 16_383, None, book.add_format({"bold": True}))
    assert rows_of(tmp_path / "t.xlsx") == [(1, ["a"])]
    with open_table_file(tmp_path / "t.xlsx", Limits()) as file:
        assert next(file.preview("", 5).chunks(5)) == ([1], [["a"]])


def test_more_cells_than_a_workbook_may_have_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="CSV UTF-8"):
        rows_of(xlsx_file(tmp_path / "t.xlsx", ROWS * 10), dense_cells=20)


def test_a_cell_longer_than_allowed_names_its_row(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="row 2"):
        rows_of(xlsx_file(tmp_path / "t.xlsx", [["a"], ["x" * 50]]), cell_characters=40)


def test_the_preview_shows_the_first_rows_alone(tmp_path: Path) -> None:
    file = xlsx_file(tmp_path / "t.xlsx", [["a", "b"], *([str(number), "x"] for number in range(500))])
    with open_table_file(file, Limits()) as opened:
        numbers, rows = next(opened.preview("", 3).chunks(100))
    assert (numbers, rows) == ([1, 2, 3], [["a", "b"], ["0", "x"], ["1", "x"]])


def test_rows_without_addresses_are_counted(tmp_path: Path) -> None:
    """Some programs leave out where a row or cell stands; it is then the next one."""
    file = xlsx_file(tmp_path / "t.xlsx", [["x"]])
    sheet = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        b'<x:row><x:c t="inlineStr"><x:is><x:t>a</x:t></x:is></x:c></x:row>'
        b'<x:row><x:c/><x:c t="inlineStr"><x:is><x:t>b</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>'
    )
    with open_table_file(repacked(file, {"xl/worksheets/sheet1.xml": sheet}), Limits()) as opened:
        assert opened.sheet("").chunks(5)
        scanned = opened.sheet("")
        rows = [row for _n, found in scanned.chunks(5) for row in found]
    assert rows == [["a", ""], ["", "b"]]


def test_an_entity_is_not_expanded(tmp_path: Path) -> None:
    file = xlsx_file(tmp_path / "t.xlsx", ROWS)
    with zipfile.ZipFile(file) as package:
        xml = package.read("xl/worksheets/sheet1.xml")
    bomb = b'<!DOCTYPE worksheet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    spoilt = xml.replace(b"<worksheet", bomb + b"<worksheet", 1)
    with pytest.raises(UnreadableFile, match="damaged or unusual"):
        rows_of(repacked(file, {"xl/worksheets/sheet1.xml": spoilt}))


def test_an_open_document_table_is_read(tmp_path: Path) -> None:
    table = (
        ods_row("名称", "电话")
        + ods_row("泺源", "1", repeated=2)
        + '<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/>'
        "</table:table-row>"
    )
    assert rows_of(ods_file(tmp_path / "t.ods", table)) == [
        (1, ["名称", "电话"]),
        (2, ["泺源", "1"]),
        (3, ["泺源", "1"]),
    ]


def test_an_open_document_table_that_unfolds_to_a_billion_cells_is_refused(tmp_path: Path) -> None:
    file = ods_file(tmp_path / "t.ods", ods_row(*"abcdefgh", repeated=100_000_000))
    with pytest.raises(UnreadableFile, match="“表” reaches to cell H"):
        rows_of(file)


def test_formulas_and_merged_cells_of_an_open_document_are_named(tmp_path: Path) -> None:
    table = ods_row("a", "b") + (
        '<table:table-row><table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>m</text:p>'
        '</table:table-cell><table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
        "</table:table-row><table:table-row><table:covered-table-cell/>"
        '<table:table-cell table:formula="of:=2+2"/></table:table-row>'
    )
    with open_table_file(ods_file(tmp_path / "t.ods", table), Limits()) as file:
        sheet = file.sheet("")
        list(sheet.chunks(10))
    assert sheet.formulas.count == 2
    assert sheet.remarks == {(3, 1): Remark("formula-without-value"), (3, 0): Remark("merged", "A2:A3", "m")}


def test_an_old_workbook_is_read_with_its_merged_cells(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    for column, heading in enumerate(("名称", "人数")):
        page.write(0, column, heading)
    page.write_merge(1, 2, 0, 0, "泺源")
    page.write(1, 1, 12)
    page.write(2, 1, 13)
    book.save(str(tmp_path / "t.xls"))
    assert rows_of(tmp_path / "t.xls") == [(1, ["名称", "人数"]), (2, ["泺源", "12"]), (3, ["", "13"])]
    with open_table_file(tmp_path / "t.xls", Limits()) as file:
        sheet = file.sheet("")
        list(sheet.chunks(10))
    assert sheet.remarks == {(3, 0): Remark("merged", "A2:A3", "泺源")}


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000],
    ids=["zip", "ole"],
)
def test_a_damaged_workbook_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.xlsx").write_bytes(content)
    with pytest.raises(UnreadableFile, match=r"save it as \.xlsx again"):
        rows_of(tmp_path / "t.xlsx")


def test_a_packed_file_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as package:
        package.writestr("readme.txt", "hello")
    with pytest.raises(UnreadableFile, match="no workbook"):
        rows_of(tmp_path / "t.xlsx")


def test_a_binary_workbook_says_what_to_do(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.xlsb", "w") as package:
        package.writestr("xl/workbook.bin", b"\0")
    with pytest.raises(UnreadableFile, match=r"\.xlsx"):
        rows_of(tmp_path / "t.xlsb")
