"""Columns of a list: what stands in the head, and how a cell is written."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from quanheng.server.core.errors import Text
from quanheng.server.core.kit.numbers import NOTHING, number_text


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        key: its name in the address, and the row's attribute when there is no `cell`.
        label: its head.
        cell: from a row, what is shown; a plain text is escaped.
        link: from a row, the address that the cell opens; give it to the column that names the thing.
        sort: the name that the query knows its order by; empty where the list cannot be ordered by it.
        falls: the first click orders downwards, as for dates and amounts.
        is_numeric: set at the right; numbers are grouped.
        is_code: read letter by letter: numbers of things.
        is_hidden: shown only when chosen.
        is_fixed: cannot be left out.
        is_clipped: long texts are cut at the width that is left.
        hint: what the head means, on hovering and for screen readers.
    """

    key: str
    label: Text
    cell: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None
    sort: str = ""
    falls: bool = False
    is_numeric: bool = False
    is_code: bool = False
    is_hidden: bool = False
    is_fixed: bool = False
    is_clipped: bool = False
    hint: Text = ""

    @property
    def classes(self) -> str:
        """The classes of its cells."""
        named = {"q-r": self.is_numeric, "q-clip": self.is_clipped}
        return " ".join(name for name, holds in named.items() if holds)

    def shown(self, row: Any) -> SafeString:
        """The cell of `row`."""
        value = self.cell(row) if self.cell else getattr(row, self.key)
        if self.is_numeric and isinstance(value, int | float) and not isinstance(value, bool):
            value = number_text(value)
        text = conditional_escape(NOTHING if value is None or value == "" else value)
        if self.is_code:
            text = format_html('<span class="q-code">{}</span>', text)
        if self.link and (url := self.link(row)):
            return format_html('<a class="q-l" href="{}">{}</a>', url, text)
        return SafeString(text)

    def title(self, row: Any) -> str:
        """The whole text of a cell that may be cut."""
        if not self.is_clipped:
            return ""
        value = self.cell(row) if self.cell else getattr(row, self.key)
        return "" if value is None or isinstance(value, SafeString) else str(value)
