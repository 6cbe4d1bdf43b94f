"""Every read of the imports for pages: batches, pages of rows, who uploaded, how far the work is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Missing
from quanheng.server.core.tables.choices import BatchState, Fate
from quanheng.server.core.tables.models import ImportBatch, ImportProgress, ImportRow
from quanheng.server.core.tables.progress import is_at_work

PAGE = 50
#: How many rows of each fate the first look shows.
SAMPLES = {Fate.MEND: 8, Fate.REFUSED: 4, Fate.UPDATE: 3, Fate.NEW: 2, Fate.UNCHANGED: 1}
#: Among so many rows to mend different ones are looked for.
LOOKED_THROUGH = 300
#: Without news for this long the work is taken for interrupted.
SILENCE = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class RowFilter:
    """Which staged rows to show: of one fate, with one kind of problem in one column, or those with any."""

    fate: str = ""
    code: str = ""
    column: str = ""
    is_open: bool = False

    @property
    def is_set(self) -> bool:
        return bool(self.fate or self.code or self.is_open)


@dataclass(frozen=True, slots=True)
class RowPage:
    """Some rows, in the order of the file; `after` is where the next page begins, if there is one."""

    rows: list[ImportRow]
    after: int | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """How far the work on a batch is. `is_interrupted`: nobody has worked on it for a while."""

    stage: str
    done: int
    total: int
    is_interrupted: bool

    @property
    def percent(self) -> int | None:
        """Of the stage, by rows; None while the number of rows is not known."""
        return min(99, self.done * 100 // self.total) if self.total else None


def batches_of(actor: Actor, table: str) -> QuerySet[ImportBatch]:
    """The imports of a table in one's own organisation, the newest first."""
    found: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(actor).filter(table=table)
    return found.order_by("-id")


def batch_with(actor: Actor, table: str, pk: UUID) -> ImportBatch:
    """The import with this id.

    Raises:
        Missing: there is none, or it is another organisation's.
    """
    found = batches_of(actor, table).filter(pk=pk).first()
    if found is None:
        raise Missing(_("There is no such import, or it belongs to another organisation."))
    return found


def uploader_of(batch: ImportBatch) -> str:
    """The name of whoever uploaded the file; empty where the platform did."""
    person = get_user_model().objects.filter(pk=batch.person_id).first() if batch.person_id else None
    return person.get_full_name() if person else ""


def row_page(batch: ImportBatch, wanted: RowFilter, after: int = 0) -> RowPage:
    """A page of the rows that `wanted` asks for; a few of every fate, where it asks for nothing."""
    if not wanted.is_set:
        return RowPage(_samples(batch))
    rows = ImportRow.objects.filter(batch_id=batch.pk, number__gt=after)
    if wanted.fate:
        rows = rows.filter(fate=wanted.fate)
    if wanted.is_open or wanted.code:
        rows = rows.filter(fate__in=[Fate.MEND, Fate.REFUSED])
    if wanted.code:
        rows = rows.filter(problems__contains=[{"code": wanted.code, "columns": [wanted.column]}])
    found = list(rows.order_by("number")[: PAGE + 1])
    return RowPage(found[:PAGE], found[PAGE - 1].number if len(found) > PAGE else None)


def _samples(batch: ImportBatch) -> list[ImportRow]:
    """Some rows of each fate; of those to mend, one of each kind, for equal ones are mended together."""
    rows: list[ImportRow] = []
    for fate, count in SAMPLES.items():
        if batch.counts.get(fate):
            found = ImportRow.objects.filter(batch_id=batch.pk, fate=fate).order_by("number")
            rows += _different(batch, found[:LOOKED_THROUGH])[:count] if fate == Fate.MEND else found[:count]
    return sorted(rows, key=lambda row: row.number)


def _different(batch: ImportBatch, rows: Iterable[ImportRow]) -> list[ImportRow]:
    kept: dict[tuple[tuple[str, str], ...], ImportRow] = {}
    for row in rows:
        cells = dict(zip(batch.columns, row.cells, strict=True))
        kind = tuple((each["code"], cells[each["columns"][0]]) for each in row.problems)
        kept.setdefault(kind, row)
    return list(kept.values())


def staged_row(batch: ImportBatch, number: int) -> ImportRow:
    """One staged row.

    Raises:
        Missing: there is none of this number.
    """
    found = ImportRow.objects.filter(batch_id=batch.pk, number=number).first()
    if found is None:
        raise Missing(_("This import has no row %(number)d.") % {"number": number})
    return found


def equal_rows(batch: ImportBatch, rows: Sequence[ImportRow]) -> dict[tuple[str, str, str], int]:
    """In how many rows each cell to mend among `rows` stands equally: by column, text and problem. One query a column."""
    sought: dict[str, set[str]] = {}
    for row in rows:
        for each in row.problems or []:
            if each["columns"] and not each["final"]:
                key = each["columns"][0]
                sought.setdefault(key, set()).add(row.cells[batch.columns.index(key)])
    found: dict[tuple[str, str, str], int] = {}
    for key, texts in sought.items():
        cell = f"r.cells[{batch.columns.index(key) + 1}]"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {cell}, p ->> 'code', count(*) FROM tables_importrow AS r, jsonb_array_elements(r.problems) AS p "  # noqa: S608 (a number)
                f"WHERE r.batch_id = %s AND r.fate IN ('mend', 'refused') AND {cell} = ANY(%s) "
                "AND p -> 'columns' ->> 0 = %s GROUP BY 1, 2",
                [batch.pk, list(texts), key],
            )
            found |= {(key, text, code): count for text, code, count in cursor.fetchall()}
    return found


def work_of(batch: ImportBatch) -> Work:
    """How far the work on the batch is."""
    progress = ImportProgress.objects.filter(batch_id=batch.pk).first()
    is_waiting = batch.state in (BatchState.MAPPED, BatchState.WRITING)
    if progress is None:
        return Work("waiting", 0, 0, is_interrupted=is_waiting)
    is_silent = progress.reported_at < now() - SILENCE
    return Work(progress.stage, progress.done, progress.total, is_waiting and is_silent and not is_at_work(batch.pk))
