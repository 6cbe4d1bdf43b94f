"""Rows that were wrong, put right on the page: one value for all equal cells, or every proposal at once."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict, Invalid, Missing
from quanheng.server.core.tables.actions import about_batch, locked
from quanheng.server.core.tables.choices import BatchState
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.policies import may_import
from quanheng.server.core.tables.problems import Origin, Problem
from quanheng.server.core.tables.rehearsal import rehearse
from quanheng.server.core.tables.rehearsal.statements import ROWS, Statements, execute
from quanheng.server.core.tables.spec import table_named
from quanheng.server.core.tables.staging import judged
from quanheng.server.core.tables.values.convert import Converter
from quanheng.server.core.tables.values.rows import RowConverter

CHUNK = 2_000
#: A row's cells under their keys, as a person or a proposal changes them.
Changes = Mapping[str, str]


@dataclass(slots=True)
class _Row:
    number: int
    cells: list[str]
    problems: list[Problem]


@action("tables.rows_mended", allow=may_import, body=about_batch)
def mend_equal(actor: Actor, batch: ImportBatch, column: str, text: str, code: str, value: str) -> ImportBatch:
    """Put `value` into every cell of `column` that holds `text` and has the problem `code`; the rows are judged anew.

    Raises:
        Invalid: `value` is wrong as well; says why. Nothing is changed.
        Conflict: the import is not in rehearsal.
    """
    batch = _in_rehearsal(batch)
    where = Statements(table_named(batch.table), batch)
    if column not in batch.columns:
        raise Missing(_("This import has no column “%(column)s”.") % {"column": column})
    condition = f"{where.cell(column)} = %s AND r.problems @> %s::jsonb"
    sought = json.dumps([{"code": code, "columns": [column]}])
    return _mend(actor, batch, condition, [text, sought], lambda _row: {column: value})


@action("tables.proposals_accepted", allow=may_import, body=about_batch)
def accept_proposals(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Put the first proposal into every cell that has one; a cell whose proposal is wrong as well stays as it is.

    Raises:
        Conflict: the import is not in rehearsal.
    """
    batch = _in_rehearsal(batch)

    def proposals(row: _Row) -> Changes:
        return {each.columns[0]: each.fixes[0].value for each in row.problems if each.fixes and not each.is_final}

    return _mend(actor, batch, "r.fate = 'mend'", [], proposals, is_lenient=True)


@action("tables.row_edited", allow=may_import, body=about_batch)
def edit_row(actor: Actor, batch: ImportBatch, number: int, values: Changes) -> ImportBatch:
    """Put other values into one row.

    Raises:
        Missing: there is no such row.
        Invalid: a value is wrong; `fields` says which and why. Nothing is changed.
        Conflict: the import is not in rehearsal.
    """
    batch = _in_rehearsal(batch)
    return _mend(actor, batch, "r.number = %s", [number], lambda _row: values)


@action("tables.row_left_out", allow=may_import, body=about_batch)
def leave_out(actor: Actor, batch: ImportBatch, number: int) -> ImportBatch:
    """Take one row out of the import.

    Raises:
        Missing: there is no such row.
        Conflict: the import is not in rehearsal.
    """
    batch = _in_rehearsal(batch)
    if not execute(f"DELETE FROM {ROWS} WHERE batch_id = %s AND number = %s", [batch.pk, number]):  # noqa: S608 (constant)
        raise _no_row(number)
    rehearse(table_named(batch.table), batch, actor)
    batch.save()
    return batch


def _in_rehearsal(batch: ImportBatch) -> ImportBatch:
    batch = locked(batch)
    if batch.state != BatchState.REHEARSED:
        raise Conflict(
            _("This import is in the state “%(state)s”; this cannot be done now.")
            % {"state": batch.get_state_display()}
        )
    return batch


def _no_row(number: int) -> Missing:
    return Missing(_("This import has no row %(number)d.") % {"number": number})


def _mend(
    actor: Actor,
    batch: ImportBatch,
    condition: str,
    values: Sequence[Any],
    choose: Callable[[_Row], Changes],
    *,
    is_lenient: bool = False,
) -> ImportBatch:
    """Change the rows that fulfil `condition`, and judge anew what the change touches."""
    spec = table_named(batch.table)
    convert = RowConverter(spec, batch.columns)
    single = {key: Converter(spec, spec.by_key[key]) for key in batch.columns}
    numbers: list[int] = []
    changed: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE tables_mended "
            "(number int PRIMARY KEY, cells text[], fate text, problems jsonb) ON COMMIT DROP"
        )
        for rows in _rows(batch, condition, values):
            for row in rows:
                changed |= _change(row, batch.columns, choose(row), single, is_lenient=is_lenient)
            _apply_rules(convert, rows)
            numbers += [row.number for row in rows]
            with cursor.copy("COPY tables_mended FROM STDIN") as copy:
                for row in rows:
                    fate, problems = judged(row.problems) if row.problems else ("new", None)
                    copy.write_row((row.number, row.cells, fate, problems))
        if not numbers:
            raise Missing(_("No row holds this any more. Look at the rows again."))
        cursor.execute(
            f"UPDATE {ROWS} AS r SET cells = m.cells, fate = m.fate, problems = m.problems, "  # noqa: S608 (constant)
            "target_id = NULL, target_revision = NULL, before = NULL "
            "FROM tables_mended AS m WHERE r.batch_id = %s AND r.number = m.number",
            [batch.pk],
        )
        cursor.execute("DROP TABLE tables_mended")
    # Another key may meet other rows of the file, or no longer meet them.
    rehearse(spec, batch, actor, numbers=None if changed & set(spec.natural_key) else numbers)
    batch.save()
    return batch


def _rows(batch: ImportBatch, condition: str, values: Sequence[Any]) -> Iterator[list[_Row]]:
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT r.number, r.cells, r.problems FROM {ROWS} AS r "  # noqa: S608 (constant)
                f"WHERE r.batch_id = %s AND r.number > %s AND {condition} ORDER BY r.number LIMIT {CHUNK}",
                [batch.pk, last, *values],
            )
            found = cursor.fetchall()
        if not found:
            return
        last = found[-1][0]
        yield [_Row(number, cells, _read(problems)) for number, cells, problems in found]


def _read(problems: str | list[Any] | None) -> list[Problem]:
    kept = json.loads(problems) if isinstance(problems, str) else problems or []
    return [Problem.from_json(each) for each in kept]


def _change(
    row: _Row, keys: Sequence[str], changes: Changes, single: Mapping[str, Converter], *, is_lenient: bool
) -> set[str]:
    """Put the new values into the row; which columns changed."""
    wrong: dict[str, Any] = {}
    done: set[str] = set()
    for key, value in changes.items():
        if key not in keys:
            continue
        converted = single[key]([value])
        if converted.problems:
            wrong[key] = str(converted.problems[0])
            continue
        row.cells[keys.index(key)] = converted.texts[0]
        done.add(key)
    if wrong and not is_lenient:
        raise Invalid(" ".join(map(str, wrong.values())), wrong)
    row.problems = [each for each in row.problems if each.origin is Origin.CELL and not done & set(each.columns)]
    return done


def _apply_rules(convert: RowConverter, rows: Sequence[_Row]) -> None:
    columns = list(zip(*(row.cells for row in rows), strict=True))
    for found in convert.rules(columns):
        for place, wrong in found.items():
            rows[place].problems.append(wrong)
