"""Pages of lists that are too long to be counted or sorted at every request, searched and filtered at will.

Two ways lead to a page. *In order*: walk the index of the order and keep what the conditions leave; fast where much
is left, for fifty rows are soon together, endless where little is. *Gathering*: fetch everything that the conditions
leave, then sort; fast where little is left, endless where much is. PostgreSQL chooses by expecting conditions to be
independent and matches to be spread evenly, and neither holds in a register that was filled district after district.
So both ways are bounded here, and the statement changes over by itself when the first one was the wrong one:

1. If the statistics expect many rows, walk in order, but not far past where a page should be full.
2. If they expect few, or the walk did not fill its page, gather, but no more than a bound. Gathered whole, the rows are
   counted too.
3. If there are more, they are too many to be sparse, and a walk in order without a bound ends soon.

docs/decisions/0008-search-by-character-pairs.md has the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import chain
from operator import or_
from string import Formatter
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import Model, Q, QuerySet

from quanheng.server.core.counting import estimated, rounded
from quanheng.server.core.keyset import Cursors, Order, Page, Place, cut

Fragment = tuple[str, tuple[Any, ...]]
Part = Fragment | str


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far each way may go.

    `most_counted`: up to so many rows a count is exact; where more are expected, and a walk over an even spread would
    fill the page within `farthest` rows, it comes first. `patience`: how many times farther than that it may go.
    `most_sought`: how many rows are gathered after a walk in vain, to see whether they are few after all.

    In the order in which rows were written a walk is cheap; in another one each row lies on another page of the table.
    """

    most_counted: int = 5_000
    farthest: int = 20_000
    patience: int = 4
    most_sought: int = 2_000


IN_ORDER_OF_WRITING = Bounds()
ACROSS_THE_TABLE = Bounds(most_counted=12_000, farthest=5_000)


def long_page(
    rows: "QuerySet[Any]",
    order: Order,
    cursors: Cursors,
    *,
    cursor: str | None = None,
    limit: int = 50,
    gathering: "QuerySet[Any] | None" = None,
    expecting: "QuerySet[Any] | None" = None,
    scopes: Sequence[Q] = (),
    bounds: Bounds = IN_ORDER_OF_WRITING,
) -> Page[Any]:
    """The page of `rows` at a cursor, with the number of rows in the list, exact or estimated. Two queries.

    Args:
        rows: conditions on columns of one table; a relation's columns are not reachable, nothing else is selected.
        order: of columns of that table.
        cursors: of this list with these conditions.
        cursor: where to begin.
        limit: rows of a page.
        gathering: conditions that hold for all of `rows`, and that indexes answer best: what is gathered is what they
            leave, narrowed by all conditions of `rows`. Without it PostgreSQL chooses among those.
        expecting: the same rows by other conditions, which the statistics know how to count.
        scopes: disjoint parts of the table that together hold all of `rows`, each of which an index gives in this
            order, such as one division each. Without any, the walk in order passes the whole table.
        bounds: how far each way may go.

    Raises:
        Invalid: the cursor is none of `cursors`.
    """
    place = cursors.read(cursor, order)
    among = rows.model._base_manager.using(rows.db).filter(reduce(or_, scopes, Q()))
    expected, whole = estimated(rows if expecting is None else expecting, among)
    walk = (limit + 1) * max(whole, expected) // max(expected, 1)
    is_walk_first = expected > bounds.most_counted and walk <= bounds.farthest
    window = min(bounds.patience * walk, bounds.farthest) if is_walk_first else 0
    most_gathered = bounds.most_sought if is_walk_first else bounds.most_counted
    try:
        statement = _Statement(rows, gathering, order, place, scopes)
        found = statement.rows(limit + 1, window=window, most_gathered=most_gathered)
    except EmptyResultSet:
        found = []
    page = cut(found, order, cursors, place=place, limit=limit)
    if not place.keys and page.next_cursor is None and page.previous_cursor is None:
        return replace(page, count=len(page.rows))
    gathered = found[0].gathered if found else None
    if gathered is not None and gathered <= most_gathered:
        return replace(page, count=gathered)
    least = max(len(page.rows), gathered or 0)
    return replace(page, count=rounded(max(expected, least)), count_is_exact=False)


class _Statement:
    """The statement of one page, put together of the conditions as Django writes them."""

    def __init__(
        self, rows: "QuerySet[Any]", gathering: "QuerySet[Any] | None", order: Order, place: Place, scopes: Sequence[Q]
    ) -> None:
        self.rows_of_model = rows
        model: type[Model] = rows.model
        quote = connections[rows.db].ops.quote_name
        table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
        columns = [quote(field.column) for field in order.fields]
        ordering = [
            f"{table}.{column} {'DESC' if name.startswith('-') else 'ASC'}"
            for column, name in zip(columns, order.ordering(place), strict=True)
        ]
        every = model._base_manager.using(rows.db)
        self.parts: dict[str, Part] = {
            "table": table,
            "key": key,
            "keys": ", ".join(f"{table}.{column}" for column in dict.fromkeys([key, *columns])),
            "selected": ", ".join(
                f"{table}.{quote(field.column)}" for field in model._meta.concrete_fields if not field.generated
            ),
            "order": ", ".join(ordering),
            "where": _conditions(rows),
            "source": table,
            "beyond": _conditions(every.filter(order.beyond(place))),
        }
        walks = [_filled(SCOPE, scope=_conditions(every.filter(scope)), **self.parts) for scope in scopes or [Q()]]
        self.parts["walk"] = " UNION ALL ".join(sql for sql, _ in walks), tuple(chain(*(more for _, more in walks)))
        if gathering is not None:
            self.parts["source"] = _filled(SOURCE, conditions=_conditions(gathering), **self.parts)

    def rows(self, taken: int, *, window: int, most_gathered: int) -> list[Any]:
        """Up to `taken` rows; each carries in `gathered` how many rows were gathered, None where none were."""
        parts = {**self.parts, "taken": str(taken), "most": str(most_gathered), "too_many": str(most_gathered + 1)}
        if window:
            parts["window"] = str(window)
        first = _filled(WALK_FIRST if window else GATHERING_FIRST, **parts)
        sql, parameters = _filled(PAGE, first=first, **parts)
        return list(self.rows_of_model.raw(sql, parameters))


# In all these, LIMIT or OFFSET 0 keeps two levels apart: no index is brought in for the conditions of the outer one.
SCOPE = "(SELECT * FROM {table} WHERE {scope} AND {beyond} ORDER BY {order} OFFSET 0)"

SOURCE = "(SELECT * FROM {table} WHERE {conditions} OFFSET 0) AS {table}"

WALK_FIRST = """
    head AS MATERIALIZED (
        SELECT {keys}
        FROM (SELECT * FROM ({walk}) AS {table} ORDER BY {order} LIMIT {window}) AS {table}
        WHERE {where} ORDER BY {order} LIMIT {taken}
    ),
    way AS MATERIALIZED (
        SELECT (SELECT count(*) FROM head) < {taken}
            AND EXISTS (SELECT FROM ({walk}) AS {table} ORDER BY {order} OFFSET {window} LIMIT 1) AS is_gathering
    )
"""

GATHERING_FIRST = """
    head AS MATERIALIZED (SELECT {keys} FROM {table} WHERE FALSE),
    way AS MATERIALIZED (SELECT TRUE AS is_gathering)
"""

# `gathering` has no limit: planned for all its rows, it is not mistaken for a walk. It is read only as far as it is
# asked for. A condition on `way` or `gathered` alone is looked at once; where it is false, nothing below it is done.
PAGE = """
    WITH {first},
    gathering AS MATERIALIZED (SELECT {keys} FROM {source} WHERE {where}),
    gathered AS MATERIALIZED (
        SELECT count(*) AS number
        FROM (SELECT FROM gathering WHERE (SELECT is_gathering FROM way) LIMIT {too_many}) AS few
    ),
    page AS (
        SELECT * FROM head WHERE NOT (SELECT is_gathering FROM way)
        UNION ALL (
            SELECT {keys} FROM (SELECT * FROM gathering LIMIT {too_many}) AS {table}
            WHERE (SELECT is_gathering FROM way) AND (SELECT number <= {most} FROM gathered) AND {beyond}
            ORDER BY {order} LIMIT {taken}
        ) UNION ALL (
            SELECT {keys}
            FROM (SELECT * FROM ({walk}) AS {table} ORDER BY {order} OFFSET 0) AS {table}
            WHERE (SELECT is_gathering FROM way) AND (SELECT number > {most} FROM gathered) AND {where}
            ORDER BY {order} LIMIT {taken}
        )
    )
    SELECT {selected}, CASE WHEN (SELECT is_gathering FROM way) THEN (SELECT number FROM gathered) END AS gathered
    FROM page JOIN {table} ON {table}.{key} = page.{key}
    ORDER BY {order} LIMIT {taken}
"""


def _conditions(rows: "QuerySet[Any]") -> Fragment:
    """The conditions of a queryset as SQL, which names the columns by their table."""
    compiler = rows.query.get_compiler(rows.db)
    compiler.pre_sql_setup()
    if sum(uses > 0 for uses in rows.query.alias_refcount.values()) > 1:
        raise ValueError("a long list has conditions on its own table's columns alone; resolve relations to ids first")
    try:
        sql, parameters = compiler.compile(rows.query.where)
    except FullResultSet:
        return "TRUE", ()
    return (f"({sql})", tuple(parameters)) if sql else ("TRUE", ())


def _filled(template: str, **parts: Part) -> Fragment:
    """The template with its parts, and the parameters of the parts in the order in which they now stand."""
    text = ""
    parameters: list[Any] = []
    for words, name, _format, _conversion in Formatter().parse(template):
        sql, more = _fragment(parts[name]) if name else ("", ())
        text += words + sql
        parameters += more
    return text, tuple(parameters)


def _fragment(part: Part) -> Fragment:
    return (part, ()) if isinstance(part, str) else part
