"""Excel workbooks, written row by row: codes as text, days as days, choices as lists."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import xlsxwriter
from django.http import QueryDict
from django.utils.translation import gettext as _

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict
from quanheng.server.core.tables.exporting.rows import Cell, exported_rows
from quanheng.server.core.tables.spec import Column, Kind, TableSpec

MOST_ROWS = 1_048_575
#: Excel takes a list of choices of this many characters; a longer one it would call damage.
LONGEST_LIST = 255
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class TooManyRows(Conflict):
    """More rows than a sheet holds."""

    code = "too-many-rows"


@dataclass(frozen=True, slots=True)
class Formats:
    """The formats of a workbook."""

    heading: Any
    required: Any
    text: Any
    day: Any
    plain: Any
    wrong: Any
    refused: Any


@contextmanager
def new_workbook(path: Path) -> Iterator[tuple[Any, Formats]]:
    """A workbook that is written to `path` on leaving."""
    with xlsxwriter.Workbook(str(path), OPTIONS) as book:
        common = {"valign": "top"}
        formats = Formats(
            heading=book.add_format({"bold": True, "bg_color": "#EFF3F4", "bottom": 1, **common}),
            required=book.add_format({"bold": True, "bg_color": "#E4F1F3", "bottom": 1, **common}),
            text=book.add_format({"num_format": "@", **common}),
            day=book.add_format({"num_format": "yyyy-mm-dd", **common}),
            plain=book.add_format(common),
            wrong=book.add_format({"num_format": "@", "bg_color": "#FBF1DE", **common}),
            refused=book.add_format({"num_format": "@", "bg_color": "#FBEBE9", **common}),
        )
        yield book, formats


def workbook_of(spec: TableSpec, actor: Actor, query: QueryDict, path: Path) -> int:
    """Write the rows that the actor may see and `query` asks for; how many there were.

    Raises:
        TooManyRows: more than a sheet holds; a text file has no such limit.
    """
    with new_workbook(path) as (book, formats):
        page = book.add_worksheet(sheet_name(spec))
        set_up(page, spec.columns, formats, rows=MOST_ROWS)
        return write_rows(page, spec.columns, formats, exported_rows(spec, actor, query))


def sheet_name(spec: TableSpec) -> str:
    """The table's label, as far as a sheet may be called so."""
    return "".join(sign for sign in str(spec.label) if sign not in "[]:*?/\\'")[:31] or spec.name[:31]


def set_up(page: Any, columns: Sequence[Column], formats: Formats, *, rows: int, first: int = 0) -> None:
    """Headings, widths, formats of the columns and lists of choices, from column `first` on."""
    page.freeze_panes(1, 0)
    for place, column in enumerate(columns, start=first):
        page.set_column(
            place, place, column.width, formats.day if column.kind is Kind.DATE else format_of(column, formats)
        )
        page.write_string(0, place, str(column.label), formats.required if column.is_required else formats.heading)
        if choices := choices_of(column):
            page.data_validation(
                1, place, rows, place, {"validate": "list", "source": choices, "error_type": "warning"}
            )


def choices_of(column: Column) -> list[str]:
    """What a cell of this column may hold, where that is a short list."""
    choices = [str(label) for _code, label in column.choices]
    if column.kind is Kind.BOOLEAN:
        choices = [_("yes"), _("no")]
    return choices if len(",".join(choices)) <= LONGEST_LIST else []


def format_of(column: Column, formats: Formats) -> Any:
    """Numbers stay numbers; everything else is text, so that no digit of a code is lost."""
    return formats.plain if column.kind in (Kind.INTEGER, Kind.DECIMAL) else formats.text


def write_rows(page: Any, columns: Sequence[Column], formats: Formats, rows: Iterable[Sequence[Cell]]) -> int:
    """Write the rows below the headings."""
    kinds = [format_of(column, formats) for column in columns]
    count = 0
    for row in rows:
        count += 1
        if count > MOST_ROWS:
            raise TooManyRows(
                _("A sheet of Excel holds %(most)d rows, and these are more. Export them as CSV.") % {"most": MOST_ROWS}
            )
        for place, cell in enumerate(row):
            if cell != "":
                write_cell(page, count, place, cell, kinds[place], formats)
    return count


def write_cell(page: Any, row: int, place: int, cell: Cell, kind: Any, formats: Formats) -> None:
    """One cell. A text that begins with an apostrophe gets another, for the importer takes one off."""
    if isinstance(cell, str):
        page.write_string(row, place, f"'{cell}" if cell[:1] == "'" else cell, kind)
    elif isinstance(cell, date):
        page.write_datetime(row, place, datetime.combine(cell, time()), formats.day)
    else:
        page.write_number(row, place, cell, kind)
