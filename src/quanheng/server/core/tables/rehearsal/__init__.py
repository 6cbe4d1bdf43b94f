"""The dry run: what becomes of every staged row, in statements over all rows at once."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from quanheng.server.core.actors import Actor
from quanheng.server.core.tables.choices import Fate
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.rehearsal.duplicates import refuse_duplicates
from quanheng.server.core.tables.rehearsal.matches import match, refuse_foreign
from quanheng.server.core.tables.rehearsal.references import resolve_references
from quanheng.server.core.tables.rehearsal.statements import ROWS, Statements, execute
from quanheng.server.core.tables.spec import TableSpec

__all__ = ["counted", "rehearse"]
#: Below, the planner cannot go far wrong.
ANALYSED_FROM = 5_000


def rehearse(
    spec: TableSpec, batch: ImportBatch, actor: Actor, *, staged: int = 0, numbers: Sequence[int] | None = None
) -> None:
    """Give each staged row its fate, in the current transaction, and put the counts into `batch`; saving is up to the caller.

    What was found in the cells themselves stays; what was found by comparing is found anew. `staged`: so many
    rows were staged in this transaction, so that there is nothing to forget. `numbers`: look at these rows alone.
    """
    statements = Statements(spec, batch, numbers)
    execute("SET LOCAL work_mem = '64MB'", [])
    if staged:
        execute("DELETE FROM tables_importreference WHERE batch_id = %s", [batch.pk])
        if staged > ANALYSED_FROM:
            execute(f"ANALYZE {ROWS} (batch_id, number, fate)", [])
    else:
        _forget(statements)
    if numbers is None:
        refuse_duplicates(statements)
    resolve_references(statements, actor)
    match(statements)
    refuse_foreign(statements, actor)
    batch.counts = counted(batch)
    batch.problems = problems_of(batch)


def counted(batch: ImportBatch) -> dict[str, int]:
    """The staged rows by fate."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT fate, count(*) FROM {ROWS} WHERE batch_id = %s GROUP BY fate", [batch.pk])  # noqa: S608 (constant)
        found = dict(cursor.fetchall())
    return {fate: found.get(fate, 0) for fate in Fate.values}


def problems_of(batch: ImportBatch) -> list[dict[str, Any]]:
    """Each kind of problem in each column: in how many rows, and in how many a fix is proposed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT p ->> 'code', coalesce(p -> 'columns' ->> 0, ''), count(*),
                count(*) FILTER (WHERE jsonb_array_length(p -> 'fixes') > 0 AND r.fate = 'mend')
            FROM {ROWS} AS r, jsonb_array_elements(r.problems) AS p
            WHERE r.batch_id = %s AND r.fate IN ('mend', 'refused') GROUP BY 1, 2 ORDER BY 3 DESC
            """,  # noqa: S608 (constant)
            [batch.pk],
        )
        names = ("code", "column", "rows", "fixable")
        return [dict(zip(names, found, strict=True)) for found in cursor.fetchall()]


def _forget(statements: Statements) -> None:
    """Rows as if they had only been staged: without what comparing found."""
    execute(
        f"""
        WITH kept AS MATERIALIZED (
            SELECT r.number, nullif(coalesce((
                SELECT jsonb_agg(p) FROM jsonb_array_elements(r.problems) AS p WHERE p ->> 'from' <> 'register'
            ), '[]'::jsonb), '[]'::jsonb) AS problems
            FROM {ROWS} AS r WHERE {statements.scope} AND r.fate <> 'new'
        )
        UPDATE {ROWS} AS r SET problems = kept.problems, target_id = NULL, target_revision = NULL, before = NULL,
            fate = CASE WHEN kept.problems IS NULL THEN 'new'
                        WHEN kept.problems @> '[{{"final": true}}]' THEN 'refused' ELSE 'mend' END
        FROM kept WHERE r.batch_id = %s AND r.number = kept.number
        """,  # noqa: S608 (constant)
        [*statements.scope_values, statements.batch_id],
    )
