"""What the texts of reference columns stand for: one query a column, however many rows."""

import json
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from django.db import connection
from django.utils.translation import gettext_noop

from quanheng.server.core.actors import Actor
from quanheng.server.core.tables.problems import Fix, Origin, Problem, problem
from quanheng.server.core.tables.rehearsal.statements import ROWS, Statements, execute, quoted
from quanheng.server.core.tables.spec import Column, Reference

#: So many different texts that stand for nothing get their nearest names; more is not mended by hand.
LOOKED_UP = 300
CANDIDATES = 3


def resolve_references(statements: Statements, actor: Actor) -> None:
    """Find what each text stands for, and say what is wrong with rows whose text stands for nothing or is not allowed."""
    permitted = {} if actor.is_system else statements.spec.permitted(actor) or {}
    for column in statements.references:
        assert column.reference is not None  # noqa: S101 (of this kind; see TableSpec)
        _look_up(statements, column, column.reference)
        unclear = _unclear(statements, column, column.reference)
        if column.key in permitted:
            unclear += _elsewhere(statements, column, permitted[column.key])
        _tell(statements, column, unclear)


def _look_up(statements: Statements, column: Column, reference: Reference) -> None:
    """Remember the one row that each different text of the column means; an earlier field wins over a later one."""
    table, cell = quoted(reference.model._meta.db_table), statements.cell(column.key)
    hits = " UNION ALL ".join(
        f"SELECT v.text, {place} AS rank, t.id FROM v JOIN {table} AS t ON t.{quoted(name)} = v.text"  # noqa: S608 (names from the declaration)
        for place, name in enumerate(reference.by)
    )
    execute(
        f"""
        WITH v AS MATERIALIZED (
            SELECT DISTINCT {cell} AS text FROM {ROWS} AS r WHERE {statements.scope} AND {cell} <> ''
        ), hits AS MATERIALIZED ({hits}),
        best AS (
            SELECT hits.text, array_agg(DISTINCT hits.id) AS ids
            FROM hits JOIN (SELECT text, min(rank) AS rank FROM hits GROUP BY text) AS first USING (text, rank)
            GROUP BY hits.text
        )
        INSERT INTO tables_importreference (batch_id, "column", text, found)
        SELECT %s, %s, v.text, CASE WHEN cardinality(best.ids) = 1 THEN best.ids[1] END
        FROM v LEFT JOIN best ON best.text = v.text
        ON CONFLICT (batch_id, "column", text) DO UPDATE SET found = EXCLUDED.found
        """,  # noqa: S608 (names of columns come from the declaration, values are parameters)
        [*statements.scope_values, statements.batch_id, column.key],
    )


def _unclear(statements: Statements, column: Column, reference: Reference) -> list[tuple[str, Problem]]:
    """By text, what is wrong with those that mean no row, or several."""
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT text FROM tables_importreference WHERE batch_id = %s AND "column" = %s AND found IS NULL ORDER BY text',
            [statements.batch_id, column.key],
        )
        texts = [text for (text,) in cursor.fetchall()]
    if not texts:
        return []
    several = _several(reference, texts)
    names = _names(reference) if reference.is_small else {}
    unclear = []
    for place, text in enumerate(texts):
        if text in several:
            message = gettext_noop("“%(text)s” means %(count)s different ones.")
            wrong = problem(
                "ambiguous", column.key, message, text=text, count=len(several[text]), options=several[text]
            )
        elif text in reference.replaced and (now := reference.replaced[text])[0] in names:
            code, year = now
            message = gettext_noop("%(text)s was replaced in %(year)s.")
            wrong = problem("replaced", column.key, message, text=text, year=year, fixes=[names[code]])
        else:
            near = get_close_matches(text, list(names), n=CANDIDATES, cutoff=0.5) if place < LOOKED_UP else []
            fixes = list(dict.fromkeys(names[each] for each in near))
            wrong = problem(
                "unknown", column.key, gettext_noop("“%(text)s” is not in the register."), text=text, fixes=fixes
            )
        unclear.append((text, wrong.of(Origin.REGISTER)))
    return unclear


def _several(reference: Reference, texts: Sequence[str]) -> dict[str, list[Fix]]:
    """The rows that each ambiguous text means."""
    found: dict[str, dict[str, Fix]] = {}
    for name in reference.by[1:]:
        rows = reference.model._base_manager.filter(**{f"{name}__in": list(texts)})
        for word, *shown in rows.values_list(name, *_shown(reference)):
            found.setdefault(word, {})[str(shown[0])] = _fix(shown)
    return {word: list(fixes.values())[:10] for word, fixes in found.items() if len(fixes) > 1}


def _names(reference: Reference) -> dict[str, Fix]:
    """Every name of every row of a short table."""
    names: dict[str, Fix] = {}
    fields = [*reference.by, *_shown(reference)]
    for values in reference.model._base_manager.values_list(*fields):
        fix = _fix(values[len(reference.by) :])
        names |= {str(word): fix for word in values[: len(reference.by)] if word}
    return names


def _shown(reference: Reference) -> tuple[str, ...]:
    return (reference.by[0], *(name for name in reference.label if name != reference.by[0]))


def _fix(shown: Sequence[Any]) -> Fix:
    return Fix(str(shown[0]), " ".join(map(str, shown)))


def _elsewhere(statements: Statements, column: Column, permitted: Any) -> list[tuple[str, Problem]]:
    """By text, those that mean a row to which the actor may not point."""
    inside, values = permitted.order_by().values("pk").query.sql_with_params() if permitted.exists() else ("NULL", ())
    condition = f"AND (found IN ({inside})) IS NOT TRUE"
    statement = 'SELECT text FROM tables_importreference WHERE batch_id = %s AND "column" = %s AND found IS NOT NULL '
    with connection.cursor() as cursor:
        cursor.execute(statement + condition, [statements.batch_id, column.key, *values])
        texts = [text for (text,) in cursor.fetchall()]
    message = gettext_noop("%(column)s %(text)s lies outside of where you work. Ask those who do to import this row.")
    return [
        (
            text,
            problem("elsewhere", column.key, message, column=column.label, text=text, is_final=True).of(
                Origin.REGISTER
            ),
        )
        for text in texts
    ]


def _tell(statements: Statements, column: Column, found: Sequence[tuple[str, Problem]]) -> None:
    """Add to every row what is wrong with its text."""
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE IF NOT EXISTS tables_said (text text, said jsonb) ON COMMIT DROP")
        cursor.execute("TRUNCATE tables_said")
        with cursor.copy("COPY tables_said FROM STDIN") as copy:
            for text, wrong in found:
                copy.write_row((text, json.dumps([wrong.as_json()], ensure_ascii=False)))
    execute(
        f"""
        UPDATE {ROWS} AS r SET problems = coalesce(r.problems, '[]'::jsonb) || said.said,
            fate = CASE WHEN r.fate = 'refused' OR said.said @> '[{{"final": true}}]' THEN 'refused' ELSE 'mend' END
        FROM tables_said AS said WHERE {statements.scope} AND {statements.cell(column.key)} = said.text
        """,  # noqa: S608 (names of columns come from the declaration, values are parameters)
        statements.scope_values,
    )
