"""How many rows a list has, without counting all of them."""

import json
from math import floor, log10
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet, Subquery


def estimated(rows: "QuerySet[Any]", among: "QuerySet[Any]") -> tuple[int, int]:
    """How many rows PostgreSQL expects, and among how many others they lie: by its statistics, in a millisecond.

    Good where the conditions are independent of each other; where they are not, it may be far off. One query; none, and
    (0, 0), where the conditions exclude each other.
    """
    # The plan of a subquery that would take one row says how many there are to take it from.
    one = Subquery(among.order_by().values("pk")[:1])
    try:
        plan = rows.order_by().values("pk").annotate(one=one).explain(format="json")
    except EmptyResultSet:
        return 0, 0
    if not plan:  # Django asks nothing where it sees beforehand that there is nothing
        return 0, 0
    top = json.loads(plan)[0]["Plan"]
    limit = next(child for child in top["Plans"] if child["Parent Relationship"] == "InitPlan")
    return int(top["Plan Rows"]), int(limit["Plans"][0]["Plan Rows"])


def rounded(count: int) -> int:
    """An estimate with the two digits that it deserves.

    Example:
        >>> rounded(994_636), rounded(10_449), rounded(7)
        (990000, 10000, 7)
    """
    if count < 100:
        return count
    step = 10 ** (floor(log10(count)) - 1)
    return int(count / step + 0.5) * step
