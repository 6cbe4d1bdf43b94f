"""The state of a list: filters, order, columns and place, read from the address and written back into it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from quanheng.server.core.kit.listing.filters import Filter, Pairs, Reading


@dataclass(frozen=True, slots=True)
class ListingState:
    """What a reader asked a list for. The query reads `value()`, `sort`, `is_descending`, `cursor`, `size`.

    `cursor` is a place between rows that the query itself handed out; `scope` is what it belongs to.
    """

    listing: str
    readings: Mapping[str, Reading]
    filters: tuple[Filter, ...]
    sort: str
    is_descending: bool
    size: int
    columns: tuple[str, ...]
    cursor: str | None = None
    is_dense: bool = False
    view: str = ""
    defaults: Pairs = field(default_factory=list)

    def value(self, key: str) -> Any:
        """The value of the filter `key`; None where it is not set.

        Raises:
            KeyError: the list has no such filter.
        """
        return self.readings[key].value

    @property
    def order(self) -> str:
        """The order as one word: `name`, `-registered`."""
        return f"-{self.sort}" if self.is_descending else self.sort

    def filter_pairs(self) -> Pairs:
        """The filters that are set, as they stand in an address."""
        found: Pairs = []
        for each in self.filters:
            value = self.readings[each.key].value
            if value is not None:
                found += each.pairs(value)
        return found

    def shape_pairs(self) -> Pairs:
        """Order, columns, density and size, where they are not those of the list."""
        mine = [
            ("sort", self.order),
            ("columns", ",".join(self.columns)),
            ("density", "dense" if self.is_dense else "comfortable"),
            ("size", str(self.size)),
        ]
        return [pair for pair in mine if pair not in self.defaults]

    def pairs(self, *, has_place: bool = False, has_view: bool = True) -> Pairs:
        """The whole state; the place among the rows only on request, as any other change begins again at the top."""
        found = self.filter_pairs() + self.shape_pairs()
        if has_view and self.view:
            found.append(("view", self.view))
        if has_place and self.cursor:
            found.append(("cursor", self.cursor))
        return found

    @property
    def scope(self) -> str:
        """What a cursor belongs to, as one text: the filters and the order (`keyset.Cursors(name, state.scope)`)."""
        return urlencode([*self.filter_pairs(), ("sort", self.order)])

    @property
    def canonical(self) -> str:
        """Filters and shape as one text: two states are equal when these are."""
        return urlencode(self.pairs(has_view=False))

    def without(self, key: str) -> "ListingState":
        """The state with the filter `key` not set."""
        return replace(self, readings={**self.readings, key: Reading()}, cursor=None)

    def ordered(self, sort: str, *, is_descending: bool) -> "ListingState":
        return replace(self, sort=sort, is_descending=is_descending, cursor=None)

    def at(self, cursor: str) -> "ListingState":
        return replace(self, cursor=cursor)

    def address(self, path: str, *, has_place: bool = False) -> str:
        """The address of this state."""
        pairs = self.pairs(has_place=has_place)
        return f"{path}?{urlencode(pairs)}" if pairs else path
