"""CSV as spreadsheets like it: UTF-8 with its mark, and no cell that is taken for a formula."""

import csv
import io
from collections.abc import Iterator
from datetime import date

from django.http import QueryDict

from quanheng.server.core.actors import Actor
from quanheng.server.core.tables.exporting.rows import CHUNK, Cell, exported_rows
from quanheng.server.core.tables.spec import TableSpec
from quanheng.server.core.tables.values.text import guarded


def csv_blocks(spec: TableSpec, actor: Actor, query: QueryDict) -> Iterator[bytes]:
    """The file, block by block, while the rows are read."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    text.write("\ufeff")
    writer.writerow(guarded(str(column.label)) for column in spec.columns)
    for count, row in enumerate(exported_rows(spec, actor, query), start=1):
        writer.writerow(map(as_text, row))
        if count % CHUNK == 0:
            yield _taken(text)
    yield _taken(text)


def as_text(cell: Cell) -> str:
    """A cell of a text file. Only texts are guarded: −3.5 is a number, and a spreadsheet takes it for one."""
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    return format(cell, "f").rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)


def _taken(text: io.StringIO) -> bytes:
    block = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return block
