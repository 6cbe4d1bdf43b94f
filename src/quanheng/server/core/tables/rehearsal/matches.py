"""Staged rows against the register: which are new, which change something, which change nothing."""

import json

from django.utils.translation import gettext_noop

from quanheng.server.core.actors import Actor
from quanheng.server.core.tables.problems import Origin, problem
from quanheng.server.core.tables.rehearsal.statements import ROWS, Statements, execute, quoted
from quanheng.server.core.tables.spec import Column, Kind


def match(statements: Statements) -> int:
    """Mark the rows whose key is in the register as updates, with what they change, or as unchanged.

    Cells are cast only in rows without a problem: the others may hold anything.
    """
    revision = f"t.{statements.spec.revision}" if statements.spec.revision else "NULL::int"
    changed = " || ".join(_change(statements, column) for column in statements.columns)
    any_change = " OR ".join(statements.differs(column) for column in statements.columns)
    return execute(
        f"""
        WITH m AS MATERIALIZED (
            SELECT r.number, t.id, {revision} AS revision,
                CASE WHEN {any_change} THEN {changed} ELSE '{{}}'::jsonb END AS before
            FROM (SELECT * FROM {ROWS} AS r WHERE {statements.scope} AND r.problems IS NULL OFFSET 0) AS r
            {statements.reference_joins()}
            JOIN {statements.table} AS t ON {statements.key_join()}
        )
        UPDATE {ROWS} AS r SET target_id = m.id, target_revision = m.revision,
            before = nullif(m.before, '{{}}'::jsonb),
            fate = CASE WHEN m.before = '{{}}'::jsonb THEN 'unchanged' ELSE 'update' END
        FROM m WHERE r.batch_id = %s AND r.number = m.number
        """,  # noqa: S608 (names of columns come from the declaration, values are parameters)
        [*statements.scope_values, statements.batch_id],
    )


def _change(statements: Statements, column: Column) -> str:
    """The old value of a column under its key, if the row changes it."""
    old = statements.target(column) + "::text"
    if column.kind is Kind.REFERENCE and column.reference is not None:
        table = quoted(column.reference.model._meta.db_table)
        old = f"(SELECT x.{quoted(column.reference.by[0])} FROM {table} AS x WHERE x.id = {statements.target(column)})"  # noqa: S608 (names from the declaration)
    said = f"jsonb_build_object('{column.key}', coalesce({old}, ''))"
    return f"CASE WHEN {statements.differs(column)} THEN {said} ELSE '{{}}'::jsonb END"


def refuse_foreign(statements: Statements, actor: Actor) -> None:
    """Refuse rows that would change something of the register that lies outside of where the actor works."""
    permitted = None if actor.is_system else statements.spec.permitted(actor)
    for key, allowed in (permitted or {}).items():
        column = statements.spec.by_key[key]
        if not allowed.exists():
            inside, values = "NULL", ()
        else:
            inside, values = allowed.order_by().values("pk").query.sql_with_params()
        message = gettext_noop(
            "It is registered where you do not work (%(column)s). Ask those who do to import this row."
        )
        wrong = problem("foreign", statements.spec.natural_key, message, column=column.label, is_final=True)
        execute(
            f"""
            UPDATE {ROWS} AS r SET fate = 'refused', target_id = NULL, target_revision = NULL, before = NULL,
                problems = coalesce(r.problems, '[]'::jsonb) || %s::jsonb
            FROM {statements.table} AS t
            WHERE {statements.scope} AND t.id = r.target_id AND ({statements.target(column)} IN ({inside})) IS NOT TRUE
            """,  # noqa: S608 (names of columns come from the declaration, values are parameters)
            [
                json.dumps([wrong.of(Origin.REGISTER).as_json()], ensure_ascii=False),
                *statements.scope_values,
                *values,
            ],
        )
