"""The staged rows into the register: in statements over many rows, all in the transaction of one act."""

from dataclasses import dataclass

from django.db import IntegrityError, connection
from django.db.models import Field
from django.utils.translation import gettext as _

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict
from quanheng.server.core.tables.bulk_index import ASIDE
from quanheng.server.core.tables.choices import Fate
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.progress import Progress
from quanheng.server.core.tables.rehearsal.statements import (
    NEW_ID,
    ROWS,
    Statements,
    execute,
    literal,
    quoted,
)
from quanheng.server.core.tables.spec import TableSpec

#: Rows in one statement: the history of a statement's rows is gathered in memory before it is written.
SLICE = 10_000


class Stale(Conflict):
    """The register changed since the rehearsal, so that rows would be written that nobody saw. Nothing was written."""

    code = "stale-rehearsal"


@dataclass(frozen=True, slots=True)
class Written:
    """How many rows were made and changed."""

    new: int
    updated: int


def write_rows(spec: TableSpec, batch: ImportBatch, actor: Actor, progress: Progress | None = None) -> Written:
    """Write the rows that are to be written, in the current transaction.

    Raises:
        Stale: a row of the register changed, appeared or went since the rehearsal, or the actor may no longer write it.
    """
    statements = Statements(spec, batch)
    execute("SET LOCAL work_mem = '64MB'", [])
    execute(f"SET LOCAL gin_pending_list_limit = '{ASIDE}'", [])
    _require_fresh(statements, actor)
    expected = Written(int(batch.counts.get(Fate.NEW, 0)), int(batch.counts.get(Fate.UPDATE, 0)))
    if progress is not None:
        progress.begin("writing", expected.new + expected.updated)
    insert, update = _insert(statements), _update(statements)
    new = updated = 0
    last = _last_number(batch)
    try:
        for start in range(0, last, SLICE):
            bounds = [batch.pk, start, start + SLICE]
            if expected.new:
                new += execute(insert, bounds)
            if expected.updated:
                updated += execute(update, bounds)
            if progress is not None:
                progress.reach(new + updated)
        # Whatever the database checks at the end of a transaction, it checks now, while it can still be told.
        execute("SET CONSTRAINTS ALL IMMEDIATE", [])
    except IntegrityError as error:
        if _is_duplicate(error):
            raise _stale() from error
        raise
    written = Written(new, updated)
    if written != expected:
        raise _stale()
    return written


def _require_fresh(statements: Statements, actor: Actor) -> None:
    """See that the register is as it was rehearsed, and that the actor may still write every row.

    Rows that change are locked here: from now on they stay as they are.
    """
    spec, batch_id = statements.spec, statements.batch_id
    appeared = f"""
        SELECT 1 FROM {ROWS} AS r {statements.reference_joins()}
        JOIN {statements.table} AS t ON {statements.key_join()}
        WHERE r.batch_id = %s AND r.fate = 'new' LIMIT 1
    """  # noqa: S608 (names of columns come from the declaration)
    if _exists(appeared, [batch_id]):
        raise _stale()
    if spec.revision:
        execute(
            f"""
            SELECT t.id FROM {statements.table} AS t JOIN {ROWS} AS r ON r.target_id = t.id
            WHERE r.batch_id = %s AND r.fate = 'update' FOR UPDATE OF t
            """,  # noqa: S608 (constant but for the table's name)
            [batch_id],
        )
    permitted = None if actor.is_system else spec.permitted(actor)
    for key, allowed in (permitted or {}).items():
        inside, values = allowed.order_by().values("pk").query.sql_with_params() if allowed.exists() else ("NULL", ())
        column = spec.by_key[key]
        if key in statements.batch.columns:
            outside = f"""
                SELECT 1 FROM {ROWS} AS r {statements.reference_joins()}
                WHERE r.batch_id = %s AND r.fate IN ('new', 'update')
                AND ({statements.value(column)} IN ({inside})) IS NOT TRUE LIMIT 1
            """  # noqa: S608 (names of columns come from the declaration)
            if _exists(outside, [batch_id, *values]):
                raise _stale()
        foreign = f"""
            SELECT 1 FROM {ROWS} AS r JOIN {statements.table} AS t ON t.id = r.target_id
            WHERE r.batch_id = %s AND r.fate = 'update' AND ({statements.target(column)} IN ({inside})) IS NOT TRUE LIMIT 1
        """  # noqa: S608 (names of columns come from the declaration)
        if _exists(foreign, [batch_id, *values]):
            raise _stale()


def _insert(statements: Statements) -> str:
    """New rows; what the file does not hold gets the field's default."""
    given = {statements.model_field(column).name: statements.value(column) for column in statements.columns}
    names, values = ["id"], [NEW_ID]
    for field in statements.spec.model._meta.concrete_fields:
        if field.name == "id" or field.generated:
            continue
        names.append(quoted(field.column))
        values.append(given.get(field.name) or _default(field))
    return f"""
        INSERT INTO {statements.table} ({", ".join(names)})
        SELECT {", ".join(values)} FROM {ROWS} AS r {statements.reference_joins()}
        WHERE r.batch_id = %s AND r.number > %s AND r.number <= %s AND r.fate = 'new'
        ORDER BY r.number
    """  # noqa: S608 (names of columns come from the declaration)


def _default(field: Field) -> str:
    if field.has_default():
        return literal(field)
    return "NULL" if field.null else "''"


def _update(statements: Statements) -> str:
    """Changed rows, as long as they are those that were rehearsed."""
    changes = [
        f"{quoted(str(statements.model_field(column).column))} = {statements.value(column)}"
        for column in statements.columns
        if column.key not in statements.spec.natural_key
    ]
    unchanged = ""
    if revision := statements.spec.revision:
        changes.append(f"{revision} = t.{revision} + 1")
        unchanged = f"AND t.{revision} = r.target_revision"
    return f"""
        UPDATE {statements.table} AS t SET {", ".join(changes)}
        FROM {ROWS} AS r {statements.reference_joins()}
        WHERE r.batch_id = %s AND r.number > %s AND r.number <= %s AND r.fate = 'update'
        AND t.id = r.target_id {unchanged}
    """  # noqa: S608 (names of columns come from the declaration)


def _exists(statement: str, values: list[object]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchone() is not None


def _last_number(batch: ImportBatch) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(max(number), 0) FROM {ROWS} WHERE batch_id = %s", [batch.pk])  # noqa: S608 (constant)
        return int(cursor.fetchone()[0])


def _is_duplicate(error: IntegrityError) -> bool:
    return getattr(error.__cause__, "sqlstate", "") == "23505"


def _stale() -> Stale:
    return Stale(
        _("The register changed since this import was rehearsed. Nothing was written; look at the rows again.")
    )
