"""Table files as people and their programs make them, good and bad, each written for real."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import xlsxwriter

HEADINGS = ["统一社会信用代码", "名称", "类型", "行政区划"]
ODS_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def csv_file(path: Path, rows: Sequence[Sequence[str]], *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A text file of these rows."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def xlsx_file(path: Path, rows: Sequence[Sequence[Any]], *, sheet: str = "Sheet1") -> Path:
    """A workbook of these rows; whole numbers, decimals, days and truths as such."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def edited(path: Path, rows: Sequence[Sequence[Any]]) -> tuple[openpyxl.Workbook, Any]:
    """A workbook of these rows to be spoilt; save it to `path`."""
    book = openpyxl.Workbook()
    page = book.active
    for row in rows:
        page.append(list(row))
    return book, page


def repacked(path: Path, changes: dict[str, bytes], **more: Any) -> Path:
    """The packed file at `path` with some parts replaced or added."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, **changes}.items():
            package.writestr(name, content, **more)
    return path


def ods_file(path: Path, table: str) -> Path:
    """An OpenDocument spreadsheet whose one table holds this markup."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ODS_NAMES}><office:body>'
        f'<office:spreadsheet><table:table table:name="表">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = (
        '<?xml version="1.0"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", manifest)
        package.writestr("content.xml", content)
    return path


def ods_row(*texts: str, repeated: int = 1) -> str:
    """The markup of a row of texts."""
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


def rows_of(path: Path, sheet: str = "", **limits: int) -> list[tuple[int, list[str]]]:
    """Everything that is read from a file: row numbers and cells."""
    from quanheng.server.core.tables.limits import Limits
    from quanheng.server.core.tables.reading import open_table_file

    with open_table_file(path, Limits(**limits)) as file:
        return [pair for numbers, rows in file.sheet(sheet).chunks(100) for pair in zip(numbers, rows, strict=True)]
