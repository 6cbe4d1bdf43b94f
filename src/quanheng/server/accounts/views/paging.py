"""One page of a list of moderate length: by keyset, with its exact count."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from quanheng.server.core.keyset import Cursors, Order, Page, page_of
from quanheng.server.core.kit.listing import Listing, ListingState


def page_for(
    rows: "QuerySet[Any]", listing: Listing, state: ListingState, orders: Mapping[str, tuple[str, ...]]
) -> Page[Any]:
    """The page of `rows` that `state` asks for: two queries. `orders`: of each order of the list, its columns.

    Raises:
        Invalid: the cursor is not one of this list with these filters.
    """
    sign = "-" if state.is_descending else ""
    order = Order(rows.model, *(f"{sign}{column}" for column in orders[state.sort]))
    page = page_of(rows, order, Cursors(listing.key, state.scope), cursor=state.cursor, limit=state.size)
    return replace(page, count=rows.order_by().count())
