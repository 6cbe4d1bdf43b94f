"""Lists page by page: opaque, signed cursors that hold a place between rows, so that insertions shift nothing.

A cursor belongs to one list with one set of filters; given to another list, or changed, it is refused by name.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, JsonValue

from quanheng.server.core.api.problems import FieldProblem, RequestInvalid

Row = TypeVar("Row")
Shown = TypeVar("Shown", bound=BaseModel)
Page = TypeVar("Page", bound="ListPage[Any]")
_REFERENCE: dict[str, JsonValue] = {"format": "uri-reference"}
#: What is no filter: the place in the list and the number of rows.
NOT_FILTERS = frozenset({"cursor", "limit"})


class PageRequest(BaseModel):
    """Which part of a list is asked for."""

    cursor: str | None = Field(
        None,
        min_length=1,
        max_length=800,
        pattern=r"^[A-Za-z0-9_:=-]+$",
        description="Where to go on: the cursor out of `next` or `previous`. Leave out for the start. 翻页游标。",
    )
    limit: int = Field(50, ge=1, le=200, description="At most so many rows. 每页条数，1–200。")


class ListPage(BaseModel, Generic[Shown]):
    """One page of a list. `next` and `previous` are addresses of the neighbouring pages, null at the ends."""

    items: list[Shown]
    next: str | None = Field(description="Address of the next page, null on the last.", json_schema_extra=_REFERENCE)
    previous: str | None = Field(description="Address of the page before.", json_schema_extra=_REFERENCE)


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """Rows of one page, and the places before and after them where there is more."""

    rows: Sequence[Row]
    next_place: Any = None
    previous_place: Any = None


def keyset_slice(rows: "QuerySet[Any]", *, key: str, place: Any, limit: int) -> Slice[Any]:
    """The rows after (or before) `place` in the order of `key`, a unique column; `-key` goes downwards.

    One query, which uses the column's index whatever the place.
    """
    column, is_downwards = key.removeprefix("-"), key.startswith("-")
    direction, value = place or ("next", None)
    is_forward = direction == "next"
    if value is not None:
        rows = rows.filter(**{f"{column}__{'lt' if is_downwards == is_forward else 'gt'}": value})
    order = column if is_downwards != is_forward else f"-{column}"
    found = list(rows.order_by(order)[: limit + 1])
    has_more = len(found) > limit
    found = found[:limit] if is_forward else found[:limit][::-1]
    if not found:
        return Slice([])
    first, last = (_plain(getattr(row, column)) for row in (found[0], found[-1]))
    return Slice(
        found,
        next_place=["next", last] if (has_more if is_forward else True) else None,
        previous_place=["previous", first] if (value is not None if is_forward else has_more) else None,
    )


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str) else str(value)


def signed_place(request: HttpRequest, place: Any) -> str:
    """The cursor for `place` in the list that `request` asks for."""
    return _signer(request).sign_object(place)


def place_of(request: HttpRequest, cursor: str | None) -> Any:
    """The place that a cursor of this list holds; None without one.

    Raises:
        RequestInvalid: the platform did not make it, or made it for another list or other filters.
    """
    if cursor is None:
        return None
    try:
        return _signer(request).unsign_object(cursor)
    except (BadSignature, ValueError) as error:
        problem = FieldProblem(
            "query",
            "cursor",
            "not-valid",
            _("This cursor was not made for this list and these filters."),
            _("Take it unchanged out of “next” or “previous”, or leave it out to begin at the start."),
            "string",
        )
        raise RequestInvalid(_("The parameter “cursor” is not valid."), [problem]) from error


def _signer(request: HttpRequest) -> Signer:
    filters = sorted(
        (name, value) for name, values in request.GET.lists() for value in values if name not in NOT_FILTERS
    )
    name = hashlib.sha256(urlencode([("", request.path), *filters]).encode()).hexdigest()[:16]
    return Signer(salt=f"quanheng.api.cursor.{name}")


def page_addresses(request: HttpRequest, next_place: Any, previous_place: Any) -> tuple[str | None, str | None]:
    """The addresses of the next and the previous page, relative to the server."""
    return _address(request, next_place), _address(request, previous_place)


def _address(request: HttpRequest, place: Any) -> str | None:
    if place is None:
        return None
    parameters = request.GET.copy()
    parameters["cursor"] = signed_place(request, place)
    return f"{request.path}?{parameters.urlencode()}"


def keyset_page(
    request: HttpRequest,
    page: PageRequest,
    rows: "QuerySet[Any]",
    *,
    key: str,
    shown: Callable[[Any], BaseModel],
    into: type[Page],
) -> Page:
    """The page of `rows` that is asked for, in the order of `key` (see `keyset_slice`), each row as `shown` says.

    Raises:
        RequestInvalid: the cursor is not of this list.
    """
    found = keyset_slice(rows, key=key, place=place_of(request, page.cursor), limit=page.limit)
    following, preceding = page_addresses(request, found.next_place, found.previous_place)
    return into(items=[shown(row) for row in found.rows], next=following, previous=preceding)


def link_header(page: ListPage[Any]) -> dict[str, str]:
    """The neighbouring pages as a Link header (RFC 8288)."""
    links = [(page.next, "next"), (page.previous, "prev")]
    value = ", ".join(f'<{address}>; rel="{relation}"' for address, relation in links if address)
    return {"Link": value} if value else {}
