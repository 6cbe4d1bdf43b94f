"""The rows that were not written, as a workbook with what is wrong beside each: to be mended and uploaded again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from quanheng.server.core.tables.choices import Fate
from quanheng.server.core.tables.columns import ANNOTATIONS
from quanheng.server.core.tables.exporting.workbook import (
    MOST_ROWS,
    Formats,
    new_workbook,
    set_up,
    sheet_name,
    write_cell,
)
from quanheng.server.core.tables.models import ImportBatch, ImportRow
from quanheng.server.core.tables.problems import Problem
from quanheng.server.core.tables.spec import Column, TableSpec

ROW, FATE, WHY = ANNOTATIONS
CHUNK = 2_000
AHEAD = 2


def annotated_workbook(spec: TableSpec, batch: ImportBatch, path: Path) -> int:
    """Write every row of the batch that is to mend or refused; how many there were.

    Guilty cells are coloured, and say in a note what is wrong with them.
    """
    columns = [spec.by_key[key] for key in batch.columns]
    with new_workbook(path) as (book, formats):
        page = book.add_worksheet(sheet_name(spec))
        set_up(page, columns, formats, rows=MOST_ROWS, first=AHEAD)
        page.set_column(0, 0, 10)
        page.set_column(1, 1, 12)
        last = AHEAD + len(columns)
        page.set_column(last, last, 80)
        for place, heading in ((0, ROW), (1, FATE), (last, WHY)):
            page.write_string(0, place, str(heading), formats.heading)
        count = 0
        for row in _open_rows(batch):
            count += 1
            if count > MOST_ROWS:
                break
            _write(page, count, row, columns, formats)
    return count


def _open_rows(batch: ImportBatch) -> Iterator[ImportRow]:
    with transaction.atomic():
        found = ImportRow.objects.filter(batch_id=batch.pk, fate__in=[Fate.MEND, Fate.REFUSED]).order_by("number")
        yield from found.iterator(chunk_size=CHUNK)


def _write(page: Any, line: int, row: ImportRow, columns: list[Column], formats: Formats) -> None:
    problems = [Problem.from_json(each) for each in row.problems or []]
    page.write_number(line, 0, row.number, formats.plain)
    page.write_string(line, 1, str(Fate(row.fate).label), formats.text)
    guilty = {key: each for each in reversed(problems) for key in each.columns}
    for place, (column, text) in enumerate(zip(columns, row.cells, strict=True), start=AHEAD):
        wrong = guilty.get(column.key)
        kind = formats.text if wrong is None else formats.refused if wrong.is_final else formats.wrong
        shown = text if wrong is not None else _label(column, text)
        if shown:
            write_cell(page, line, place, shown, kind, formats)
        elif wrong is not None:
            page.write_blank(line, place, None, kind)
        if wrong is not None:
            page.write_comment(line, place, _said(wrong))
    page.write_string(line, AHEAD + len(columns), "\n".join(map(_said, problems)), formats.text)


def _label(column: Column, text: str) -> str:
    return str(dict(column.choices).get(text, text))


def _said(problem: Problem) -> str:
    if not problem.fixes:
        return str(problem)
    likely = _(", ").join(fix.label or fix.value for fix in problem.fixes)
    return _("%(why)s Probably: %(likely)s") % {"why": problem, "likely": likely}
