"""From the file to the staged rows: read, converted column by column, and written by COPY while the next are read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_noop
from psycopg.copy import QueuedLibpqWriter

from quanheng.server.core.tables.choices import Fate
from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.problems import Problem, problem
from quanheng.server.core.tables.progress import Progress
from quanheng.server.core.tables.reading import Sheet, open_table_file
from quanheng.server.core.tables.reading.sheet import Remark, SheetInfo, Traits
from quanheng.server.core.tables.spec import TableSpec
from quanheng.server.core.tables.values.rows import ConvertedRows, RowConverter, address_of

CHUNK = 5_000
COPY = "COPY tables_importrow (batch_id, number, fate, cells, problems) FROM STDIN"
#: Within an array's text within COPY's text.
IN_ARRAY = str.maketrans({"\\": "\\\\\\\\", '"': '\\\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
IN_COPY = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
ESCAPED = ("\\", '"', "\n", "\r", "\t")


@dataclass(slots=True)
class Staged:
    """How many rows were staged, and what was noticed about the file."""

    rows: int = 0
    notices: list[dict[str, str]] = field(default_factory=list)


def traits_of(batch: ImportBatch) -> Traits:
    """How the batch's file is read, as found out at its arrival or chosen since."""
    kept = dict(batch.traits)
    return Traits(
        format=kept.get("format", ""),
        encoding=kept.get("encoding", ""),
        delimiter=kept.get("delimiter", ""),
        sheets=tuple(SheetInfo(name, hidden) for name, hidden in kept.get("sheets", [])),
    )


def stage(spec: TableSpec, batch: ImportBatch, path: Path, limits: Limits, progress: Progress | None = None) -> Staged:
    """Fill the staged rows of `batch` from its file, in the current transaction; those that were there are replaced.

    Raises:
        UnreadableFile: the file breaks a limit or off; nothing of it stays once the transaction is rolled back.
    """
    places = {key: place for place, key in ((int(place), key) for place, key in batch.mapping.items())}
    staged = Staged()
    convert = RowConverter(spec, batch.columns)
    with open_table_file(path, limits, traits_of(batch)) as file:
        sheet = file.sheet(batch.sheet)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM tables_importrow WHERE batch_id = %s", [batch.pk])
            # The rows go out in a thread of their own, while this one reads and converts the next.
            with cursor.cursor.copy(COPY, writer=QueuedLibpqWriter(cursor.cursor)) as copy:
                for numbers, rows in _below(sheet, batch.header_row):
                    columns = _columns(rows, [places[key] for key in batch.columns])
                    converted = convert(columns)
                    _apply_remarks(convert, converted, numbers, sheet.remarks, [places[key] for key in batch.columns])
                    copy.write(copy_text(batch.pk, numbers, converted))
                    staged.rows += len(rows)
                    if progress is not None:
                        progress.reach(staged.rows)
        staged.notices = _notices(sheet)
    return staged


def _below(sheet: Sheet, header_row: int) -> Iterator[tuple[list[int], list[list[str]]]]:
    """The rows below the headings."""
    for numbers, rows in sheet.chunks(CHUNK):
        if numbers[0] <= header_row:
            keep = [place for place, number in enumerate(numbers) if number > header_row]
            if keep:
                yield [numbers[place] for place in keep], [rows[place] for place in keep]
        else:
            yield numbers, rows


def _columns(rows: list[list[str]], places: Sequence[int]) -> list[Sequence[str]]:
    """The wanted columns of rows that may be of different length."""
    widths = set(map(len, rows))
    width = max(widths)
    if len(widths) > 1:
        rows = [row if len(row) == width else row + [""] * (width - len(row)) for row in rows]
    turned = list(zip(*rows, strict=True))
    nothing = [""] * len(rows)
    return [turned[place] if place < width else nothing for place in places]


def _apply_remarks(
    convert: RowConverter,
    converted: ConvertedRows,
    numbers: Sequence[int],
    remarks: Mapping[tuple[int, int], Remark],
    places: Sequence[int],
) -> None:
    if not remarks:
        return
    columns = {place: column for column, place in enumerate(places)}
    rows = {number: place for place, number in enumerate(numbers)}
    for (number, place), remark in remarks.items():
        if number in rows and place in columns:
            convert.remarked(converted, rows[number], columns[place], remark, address_of(place, number))


def copy_text(batch_id: UUID, numbers: Sequence[int], rows: ConvertedRows) -> str:
    """The rows as COPY reads them."""
    columns = [
        [cell.translate(IN_ARRAY) for cell in column] if _needs_escape(column) else column for column in rows.columns
    ]
    texts = map('","'.join, zip(*columns, strict=True))
    start = f"{batch_id}\t"
    lines = [f'{start}{number}\tnew\t{{"{text}"}}\t\\N' for number, text in zip(numbers, texts, strict=True)]
    for place, found in rows.problems.items():
        fate, said = judged(found)
        lines[place] = lines[place].replace("\tnew\t", f"\t{fate}\t", 1)[:-2] + said.translate(IN_COPY)
    lines.append("")
    return "\n".join(lines)


def judged(found: Sequence[Problem]) -> tuple[str, str]:
    """Fate and kept form of a row with problems."""
    fate = Fate.REFUSED if any(each.is_final for each in found) else Fate.MEND
    return fate.value, json.dumps([each.as_json() for each in found], ensure_ascii=False)


def _needs_escape(column: Sequence[str]) -> bool:
    joined = "".join(column)
    return any(sign in joined for sign in ESCAPED)


def _notices(sheet: Sheet) -> list[dict[str, str]]:
    formulas = sheet.formulas
    if not formulas.count:
        return []
    message = gettext_noop(
        "%(count)s cells hold formulas (%(cells)s). What they last showed was taken; the formulas themselves were not."
    )
    cells = ", ".join(formulas.addresses) + (" …" if formulas.count > len(formulas.addresses) else "")
    return [dict(problem("formulas", (), message, count=formulas.count, cells=cells).why)]


def notice(message: str, **values: Any) -> dict[str, str]:
    """A notice about a whole file; `message` is a msgid."""
    return dict(problem("notice", (), message, **values).why)


__all__ = ["Staged", "copy_text", "judged", "notice", "stage", "traits_of"]
