"""Pages of a queryset for a declared list: what `core.keyset` needs, read from the list's state."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from quanheng.server.core.keyset import Cursors, Order, Page, page_of
from quanheng.server.core.kit.listing.state import ListingState


def keyset_rows(found: "QuerySet[Any]", state: ListingState, columns: Mapping[str, str]) -> Page[Any]:
    """The page of `found` that `state` asks for, with its exact count: two queries.

    For lists of moderate length; a list of millions brings a count of its own.

    Args:
        found: the rows that the filters leave, in any order.
        state: the order, the place and the size.
        columns: of each order of the list, the model's column; it must not be null. The primary key breaks ties.

    Raises:
        Invalid: the cursor is none of this list with these filters in this order.
        KeyError: the state's order has no column.
    """
    sign = "-" if state.is_descending else ""
    keys = dict.fromkeys([sign + columns[state.sort], sign + "pk"])
    page = page_of(
        found, Order(found.model, *keys), Cursors(state.listing, state.scope), cursor=state.cursor, limit=state.size
    )
    return replace(page, count=found.count())
