"""Lists page by page over HTTP: opaque, signed cursors (see `core.keyset`) inside the addresses of the neighbours.

A cursor belongs to one list with one set of filters; given to another list, or changed, it is refused by name.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, JsonValue

from quanheng.server.core import keyset
from quanheng.server.core.api.problems import FieldProblem, RequestInvalid
from quanheng.server.core.errors import Invalid

Shown = TypeVar("Shown", bound=BaseModel)
Listed = TypeVar("Listed", bound="ListPage[Any]")
_REFERENCE: dict[str, JsonValue] = {"format": "uri-reference"}
#: What is no filter: the place in the list and the number of rows.
NOT_FILTERS = frozenset({"cursor", "limit"})


class PageRequest(BaseModel):
    """Which part of a list is asked for."""

    cursor: str | None = Field(
        None,
        min_length=1,
        max_length=keyset.LONGEST_CURSOR,
        pattern=r"^[A-Za-z0-9_:=-]+$",
        description="Where to go on: the cursor out of `next` or `previous`. Leave out for the start. 翻页游标。",
    )
    limit: int = Field(50, ge=1, le=200, description="At most so many rows. 每页条数，1–200。")


class ListPage(BaseModel, Generic[Shown]):
    """One page of a list. `next` and `previous` are addresses of the neighbouring pages, null at the ends."""

    items: list[Shown]
    next: str | None = Field(
        description="Address of the next page, null on the last. 下一页地址。", json_schema_extra=_REFERENCE
    )
    previous: str | None = Field(
        description="Address of the page before, null on the first. 上一页地址。", json_schema_extra=_REFERENCE
    )


def keyset_page(
    request: HttpRequest,
    asked: PageRequest,
    rows: "QuerySet[Any]",
    order: keyset.Order,
    *,
    shown: Callable[[Any], BaseModel],
    into: type[Listed],
) -> Listed:
    """The page of `rows` that is asked for, in this order, each row as `shown` says. One query.

    Raises:
        RequestInvalid: the cursor is not of this list with these filters.
    """
    with cursor_is_named():
        page = keyset.page_of(rows, order, cursors_of(request), cursor=asked.cursor, limit=asked.limit)
    return listed(request, page, shown=shown, into=into)


def listed(
    request: HttpRequest,
    page: keyset.Page[Any],
    *,
    shown: Callable[[Any], BaseModel],
    into: type[Listed],
    **more: object,
) -> Listed:
    """The page as it is answered, with the addresses of its neighbours; `more` are members of its own."""
    return into(
        items=[shown(row) for row in page.rows],
        next=_address(request, page.next_cursor),
        previous=_address(request, page.previous_cursor),
        **more,
    )


def cursors_of(request: HttpRequest) -> keyset.Cursors:
    """The cursors of the list at the request's address, with its filters."""
    given = sorted((name, value) for name, values in request.GET.lists() for value in values if name not in NOT_FILTERS)
    return keyset.Cursors(f"api {request.path}", urlencode(given))


@contextmanager
def cursor_is_named() -> Iterator[None]:
    """Say of a cursor that is refused that it is a parameter of the address."""
    try:
        yield
    except Invalid as error:
        if "cursor" not in error.fields:
            raise
        remedy = _("Take it unchanged out of “next” or “previous”, or leave it out to begin at the start.")
        problem = FieldProblem("query", "cursor", "not-valid", error.fields["cursor"], remedy, "string")
        raise RequestInvalid(_("The parameter “cursor” is not valid."), [problem]) from error


def _address(request: HttpRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    parameters = request.GET.copy()
    parameters["cursor"] = cursor
    return f"{request.path}?{parameters.urlencode()}"


def link_header(page: ListPage[Any]) -> dict[str, str]:
    """The neighbouring pages as a Link header (RFC 8288)."""
    links = [(page.next, "next"), (page.previous, "prev")]
    value = ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links if address)
    return {"Link": value} if value else {}
