"""A list with its state and its rows: what the templates `kit/listing/*.html` show."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from quanheng.server.core.errors import Text
from quanheng.server.core.kit.listing.columns import Column
from quanheng.server.core.kit.listing.filters import ChoiceFilter, Filter, Option, Reading, ReferenceFilter, TextFilter
from quanheng.server.core.kit.listing.rows import RowPage
from quanheng.server.core.kit.listing.state import ListingState
from quanheng.server.core.kit.numbers import number_text
from quanheng.server.core.kit.queries import saved_views

if TYPE_CHECKING:
    from quanheng.server.core.kit.listing.declaration import Listing


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column, with where a click leads."""

    column: Column
    url: str
    direction: str

    @property
    def icon(self) -> str:
        return {"ascending": "arrow-up", "descending": "arrow-down"}.get(self.direction, "")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its checkbox, and its cells as they stand in the page.

    A page of fifty rows has hundreds of cells; as nodes of a template they take longer than all the rest of the page.
    """

    id: str
    label: str
    cells: SafeString


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set."""

    filter: Filter
    words: str
    url_without: str


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter as a field of the form."""

    filter: Filter
    reading: Reading
    options: list[tuple[Option, bool]]

    @property
    def names(self) -> tuple[str, ...]:
        return self.filter.names()


@dataclass(frozen=True, slots=True)
class ViewTab:
    """A view as a tab; `id` is that of a saved one."""

    key: str
    label: Text
    url: str
    is_current: bool
    id: str = ""


def _cell(opening: str, column: Column, row: Any) -> str:
    title = column.title(row)
    shown = column.shown(row)
    return f'{opening} title="{escape(title)}">{shown}</td>' if title else f"{opening}>{shown}</td>"


class ListingPage:
    """What a template shows of a list."""

    def __init__(self, listing: "Listing", request: HttpRequest, state: ListingState, rows: RowPage) -> None:
        self.listing = listing
        self.request = request
        self.state = state
        self.page = rows
        self.path = request.path

    # ── table ────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def columns(self) -> list[Column]:
        return [column for column in self.listing.columns if column.key in self.state.columns]

    @cached_property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        if not column.sort:
            return Head(column, "", "")
        is_current = column.sort == self.state.sort
        falls = not self.state.is_descending if is_current else column.falls
        direction = ("descending" if self.state.is_descending else "ascending") if is_current else "none"
        return Head(column, self.state.ordered(column.sort, is_descending=falls).address(self.path), direction)

    @cached_property
    def lines(self) -> list[Line]:
        openings = [
            (column, f'<td class="{escape(column.classes)}"' if column.classes else "<td") for column in self.columns
        ]
        return [
            Line(
                self.listing.row_id(row),
                self.listing.row_label(row),
                SafeString("".join(_cell(opening, column, row) for column, opening in openings)),
            )
            for row in self.page.rows
        ]

    @property
    def width(self) -> int:
        """The number of columns, the checkbox included."""
        return len(self.columns) + bool(self.listing.bulk)

    # ── counts and pager ─────────────────────────────────────────────────────────────────────────
    @property
    def has_count(self) -> bool:
        return self.page.count is not None

    @cached_property
    def total(self) -> str:
        """All rows that the filters leave, in words; empty where nobody counted."""
        if self.page.count is None:
            return ""
        return self.listing.count_text(self.page.count, is_exact=self.page.count_is_exact)

    @property
    def total_number(self) -> str:
        return "" if self.page.count is None else number_text(self.page.count)

    @property
    def here(self) -> str:
        """The rows of this page, in words."""
        return self.listing.count_text(len(self.page.rows))

    @property
    def next_url(self) -> str:
        cursor = self.page.next_cursor
        return self.state.at(cursor).address(self.path, has_place=True) if cursor else ""

    @property
    def previous_url(self) -> str:
        cursor = self.page.previous_cursor
        return self.state.at(cursor).address(self.path, has_place=True) if cursor else ""

    @property
    def has_sizes(self) -> bool:
        """Whether another page size would show anything else."""
        is_all = not self.page.next_cursor and not self.page.previous_cursor
        return not is_all or self.state.size != self.listing.sizes[0]

    @property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """Page sizes with their addresses, and which is in use."""
        return [(size, self._with("size", str(size)), size == self.state.size) for size in self.listing.sizes]

    @property
    def density_url(self) -> str:
        return self._with("density", "comfortable" if self.state.is_dense else "dense")

    def _with(self, name: str, value: str) -> str:
        pairs = [pair for pair in self.state.pairs() if pair[0] != name]
        if (name, value) not in self.state.defaults:
            pairs.append((name, value))
        return f"{self.path}?{urlencode(pairs)}" if pairs else self.path

    # ── filters ──────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def search(self) -> FilterField | None:
        """The text filter that stands in the bar itself."""
        first = next((each for each in self.listing.filters if isinstance(each, TextFilter)), None)
        return FilterField(first, self.state.readings[first.key], []) if first else None

    @cached_property
    def conditions(self) -> list[FilterField]:
        """The other filters, as fields."""
        bar = self.search.filter if self.search else None
        return [self._field(each) for each in self.listing.filters if each is not bar]

    def _field(self, each: Filter) -> FilterField:
        reading = self.state.readings[each.key]
        options: list[tuple[Option, bool]] = []
        if isinstance(each, ReferenceFilter):
            offered = {option.value: option for option in each.options(self.request.actor)}
            if reading.value and reading.value not in offered:
                offered.update({option.value: option for option in each.named(self.request.actor, [reading.value])})
            options = [(option, option.value == reading.value) for option in offered.values()]
        elif isinstance(each, ChoiceFilter):
            chosen = reading.value or ()
            options = [(Option(value, str(label)), value in chosen) for value, label in each.options()]
        return FilterField(each, reading, options)

    @property
    def has_problem(self) -> bool:
        return any(reading.problem for reading in self.state.readings.values())

    @cached_property
    def chips(self) -> list[Chip]:
        bar = self.search.filter if self.search else None
        return [
            Chip(each, each.words(reading.value, self.request.actor), self.state.without(each.key).address(self.path))
            for each in self.listing.filters
            if each is not bar and (reading := self.state.readings[each.key]).value is not None
        ]

    @property
    def is_filtered(self) -> bool:
        return bool(self.state.filter_pairs())

    @property
    def shape_pairs(self) -> list[tuple[str, str]]:
        """What the filter form sends along: everything but filters and columns, which are its own fields."""
        return [pair for pair in self.state.pairs() if pair[0] in ("sort", "density", "size", "view")]

    @property
    def column_choices(self) -> Iterator[tuple[Column, bool]]:
        return ((column, column.key in self.state.columns) for column in self.listing.columns)

    # ── views ────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def views(self) -> list[ViewTab]:
        """The views that the list brings, then the person's own; one of them is current."""
        kept = saved_views(self.request.actor, self.listing.key)
        known = [(each.key, each.label, each.query, "") for each in self.listing.views]
        known += [(str(each.pk), each.name, each.query, str(each.pk)) for each in kept]
        wanted = self.state.view if self.state.view in {key for key, *_rest in known} else self._matching(known)
        return [
            ViewTab(key, label, self._view_url(key, query), key == wanted, identity)
            for key, label, query, identity in known
        ]

    def _matching(self, known: list[tuple[str, Any, str, str]]) -> str:
        equal = (key for key, _label, query, _id in known if self._canonical(query) == self.state.canonical)
        return next(equal, known[0][0] if known else "")

    def _view_url(self, key: str, query: str) -> str:
        own = f"{query}&{urlencode([('view', key)])}" if query else ""
        return f"{self.path}?{own}" if own else self.path

    def _canonical(self, query: str) -> str:
        return self.listing.parse(QueryDict(query)).canonical

    @cached_property
    def current_view(self) -> ViewTab | None:
        return next((view for view in self.views if view.is_current), None)

    @property
    def is_view_unchanged(self) -> bool:
        """Whether the list shows exactly what the current view keeps."""
        current = self.current_view
        if current is None:
            return not self.is_filtered
        query = current.url.partition("?")[2]
        return self._canonical(query) == self.state.canonical

    @property
    def can_keep_views(self) -> bool:
        return self.request.actor is not None and self.request.actor.person_id is not None

    # ── acts and files ───────────────────────────────────────────────────────────────────────────
    @property
    def query(self) -> str:
        """The state as the bulk bar and the saved views send it."""
        return self.state.canonical

    @property
    def bulk(self) -> list[tuple[Any, str]]:
        return [(act, reverse(act.url_name)) for act in self.listing.bulk]

    @property
    def exports(self) -> list[tuple[Any, str]]:
        """Files with their addresses, which carry the same filters."""
        filters = urlencode(self.state.filter_pairs())
        return [(each, reverse(each.url_name) + (f"?{filters}" if filters else "")) for each in self.listing.exports]

    @property
    def empty_url(self) -> str:
        return reverse(self.listing.empty.url_name) if self.listing.empty and self.listing.empty.url_name else ""
