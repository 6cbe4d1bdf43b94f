"""Pages of a queryset by keyset: one query a page whatever the place, and insertions shift nothing.

For lists of moderate length; a list of millions brings its own query and its own count.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import FieldError, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from quanheng.server.core.errors import Invalid
from quanheng.server.core.kit.listing.rows import Rows
from quanheng.server.core.kit.listing.state import ListingState


def keyset_rows(found: "QuerySet[Any]", state: ListingState, columns: Mapping[str, str]) -> Rows:
    """The page of `found` that `state` asks for, with its exact count: two queries.

    Args:
        found: the rows that the filters leave, in any order.
        state: the order, the place and the size.
        columns: of each order of the list, the model's column; it must not be null. The primary key breaks ties.

    Raises:
        Invalid: the cursor is not one of this list in this order.
        KeyError: the state's order has no column.
    """
    column = columns[state.sort]
    goes_down = state.is_descending != state.is_backward
    rows = found
    if state.cursor:
        value, key = _read(state.cursor, state.order)
        beyond = "lt" if goes_down else "gt"
        try:
            rows = rows.filter(Q(**{f"{column}__{beyond}": value}) | Q(**{column: value, f"pk__{beyond}": key}))
        except (FieldError, ValidationError, ValueError, TypeError) as fault:
            raise Invalid(_("This place in the list is not known. Open the list again.")) from fault
    sign = "-" if goes_down else ""
    ordered = rows.order_by(*dict.fromkeys([f"{sign}{column}", f"{sign}pk"]))
    page = list(ordered[: state.size + 1])
    has_more = len(page) > state.size
    page = page[: state.size]
    if state.is_backward:
        page.reverse()
    has_before = has_more if state.is_backward else bool(state.cursor)
    has_after = bool(state.cursor) if state.is_backward else has_more
    return Rows(
        rows=page,
        next=_written(page[-1], column, state.order) if page and has_after else None,
        previous=_written(page[0], column, state.order) if page and has_before else None,
        count=found.count(),
    )


def _written(row: Any, column: str, order: str) -> str:
    value = row
    for part in column.split("__"):
        value = getattr(value, part)
    packed = json.dumps([order, value, row.pk], cls=DjangoJSONEncoder, separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _read(cursor: str, order: str) -> tuple[Any, Any]:
    try:
        unpacked = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        written_for, value, key = unpacked
    except (binascii.Error, ValueError, TypeError) as fault:
        raise Invalid(_("This place in the list is not known. Open the list again.")) from fault
    if written_for != order:
        raise Invalid(_("This place belongs to the list in another order. Open the list again."))
    return value, key
