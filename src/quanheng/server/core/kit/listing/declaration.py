"""The declaration of a list: what it shows, what it can be filtered by, and what can be done with its rows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from quanheng.server.core.errors import Text
from quanheng.server.core.kit.listing.columns import Column
from quanheng.server.core.kit.listing.filters import Filter, Pairs
from quanheng.server.core.kit.listing.page import ListingPage
from quanheng.server.core.kit.listing.rows import RowPage
from quanheng.server.core.kit.listing.state import ListingState
from quanheng.server.core.kit.numbers import number_text

LONGEST_CURSOR = 1200


@dataclass(frozen=True, slots=True)
class FixedView:
    """A view that the list brings: a name, and its filters as they stand in an address."""

    key: str
    label: Text
    query: str = ""


@dataclass(frozen=True, slots=True)
class BulkAct:
    """An act on the chosen rows: a verb, where it is sent to, and the question before. `{n}` stands for the number."""

    label: Text
    icon: str
    url_name: str
    title: Text = ""
    text: Text = ""
    is_danger: bool = False


@dataclass(frozen=True, slots=True)
class Export:
    """A file of the rows that the filters leave."""

    label: Text
    url_name: str
    icon: str = "download"


@dataclass(frozen=True, slots=True)
class Empty:
    """What an empty list says, and the one act that makes its first row."""

    title: Text
    text: Text = ""
    verb: Text = ""
    url_name: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list page. Every part is explained in `docs/reference/kit.md`.

    Attributes:
        key: names the list for saved views: `app.things`.
        counted: `ngettext_lazy("%(number)s thing", "%(number)s things", "count")`.
        columns: in their order; at least one with a link.
        filters: the first text filter is the search field of the bar, the others stand under “Condition”.
        default_sort: a column's `sort`, with `-` for downwards.
        row_id: of a row, what the checkbox sends.
        row_label: of a row, how the checkbox names it.
    """

    key: str
    counted: Any
    columns: tuple[Column, ...]
    filters: tuple[Filter, ...] = ()
    default_sort: str = ""
    sizes: tuple[int, ...] = (20, 50, 100)
    views: tuple[FixedView, ...] = ()
    bulk: tuple[BulkAct, ...] = ()
    exports: tuple[Export, ...] = ()
    empty: Empty | None = None
    is_dense: bool = True
    row_id: Callable[[Any], str] = lambda row: str(row.pk)
    row_label: Callable[[Any], str] = str

    def __post_init__(self) -> None:
        if self.default_sort.removeprefix("-") not in {*self.sorts, ""}:
            raise ValueError(f"listing {self.key}: no column is ordered by {self.default_sort!r}")

    @property
    def sorts(self) -> dict[str, Column]:
        return {column.sort: column for column in self.columns if column.sort}

    @property
    def usual_columns(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns if not column.is_hidden)

    @property
    def default_pairs(self) -> Pairs:
        return [
            ("sort", self.default_sort),
            ("columns", ",".join(self.usual_columns)),
            ("density", "dense" if self.is_dense else "comfortable"),
            ("size", str(self.sizes[0])),
        ]

    def count_text(self, count: int, *, is_exact: bool = True) -> str:
        """`1 227 organisations`, `about 1 000 000 organisations`."""
        text = self.counted % {"count": count, "number": number_text(count)}
        return text if is_exact else _("about %(count)s") % {"count": text}

    def read(self, request: HttpRequest) -> ListingState:
        """The state that the address of `request` asks for."""
        return self.parse(request.GET)

    def parse(self, query: QueryDict) -> ListingState:
        """The state that `query` describes; what it does not know it leaves out."""
        order = query.get("sort", "")
        if order.removeprefix("-") not in self.sorts:
            order = self.default_sort
        chosen = {key for part in query.getlist("columns") for key in part.split(",")}
        shown = tuple(column.key for column in self.columns if column.key in chosen or column.is_fixed)
        size = query.get("size", "")
        return ListingState(
            listing=self.key,
            readings={each.key: each.read(query) for each in self.filters},
            filters=self.filters,
            sort=order.removeprefix("-"),
            is_descending=order.startswith("-"),
            size=int(size) if size.isdecimal() and int(size) in self.sizes else self.sizes[0],
            columns=shown if chosen & {column.key for column in self.columns} else self.usual_columns,
            cursor=query.get("cursor", "")[:LONGEST_CURSOR] or None,
            is_dense={"dense": True, "comfortable": False}.get(query.get("density", ""), self.is_dense),
            view=query.get("view", "")[:40],
            defaults=self.default_pairs,
        )

    def page(self, request: HttpRequest, state: ListingState, rows: RowPage) -> ListingPage:
        """What the templates show."""
        return ListingPage(self, request, state, rows)

    def respond(
        self,
        request: HttpRequest,
        template: str,
        state: ListingState,
        rows: RowPage,
        context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The whole page; for a change of filter, order or place by htmx the table alone."""
        page = self.page(request, state, rows)
        is_part = request.headers.get("HX-Target") == "listing-results"
        response = render(
            request, "kit/listing/part.html" if is_part else template, {**(context or {}), "listing": page}
        )
        if is_part:
            response.headers["HX-Push-Url"] = state.address(request.path, has_place=True)
        patch_vary_headers(response, ["HX-Target"])
        return response
