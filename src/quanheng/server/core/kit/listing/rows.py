"""What the query of a list gives back: the rows of one page, and where the pages beside it begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol


class RowPage(Protocol):
    """One page of rows. `next` and `previous` are cursors, None at the ends; `count` None where nobody counted."""

    @property
    def rows(self) -> Sequence[Any]: ...
    @property
    def next(self) -> str | None: ...
    @property
    def previous(self) -> str | None: ...
    @property
    def count(self) -> int | None: ...
    @property
    def count_is_exact(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Rows:
    """The plain form of a `RowPage`."""

    rows: Sequence[Any]
    next: str | None = None
    previous: str | None = None
    count: int | None = None
    count_is_exact: bool = True
