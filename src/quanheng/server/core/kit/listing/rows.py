"""What the query of a list gives back: the rows of one page, and the cursors of the pages beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class RowPage(Protocol):
    """One page of rows; `core.keyset.Page` is one.

    The cursors are None at the ends; `count` is None where nobody counted.
    """

    @property
    def rows(self) -> Sequence[Any]: ...
    @property
    def next_cursor(self) -> str | None: ...
    @property
    def previous_cursor(self) -> str | None: ...
    @property
    def count(self) -> int | None: ...
    @property
    def count_is_exact(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows that come from no queryset."""

    rows: Sequence[Any]
    next_cursor: str | None = None
    previous_cursor: str | None = None
    count: int | None = None
    count_is_exact: bool = True
