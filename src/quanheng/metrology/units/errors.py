"""What can be wrong with a unit, and how the place is shown."""

import unicodedata
from collections.abc import Callable

from quanheng.metrology.errors import MetrologyError

#: A message shows so much of the text around the place.
SHOWN = 60


class UnitError(MetrologyError):
    """Base of the errors of units.

    Attributes:
        text: the unit as it was written, or "".
        position: where in the text the fault is, counted in characters from 0, or None.
    """

    _suggestions: tuple[str, ...] | None

    def __init__(
        self,
        reason: str,
        *,
        text: str = "",
        position: int | None = None,
        width: int = 1,
        suggest: Callable[[], tuple[str, ...]] = tuple,
    ) -> None:
        super().__init__(reason)
        self.reason, self.text, self.position, self.width = reason, text, position, width
        self._suggest, self._suggestions = suggest, None

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Spellings that may have been meant. Looked for when somebody asks: a text is tried in several notations."""
        if self._suggestions is None:
            self._suggestions = self._suggest()
        return self._suggestions

    def __str__(self) -> str:
        meant = f"; did you mean {' or '.join(self.suggestions)}?" if self.suggestions else ""
        place = f"\n{caret(self.text, self.position, self.width)}" if self.text and self.position is not None else ""
        return f"{self.reason}{meant}{place}"

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.reason, self.text, self.position, self.width, self.suggestions)


class UnknownUnit(UnitError):
    """No unit is spelled like this in that notation."""


class IllFormedUnit(UnitError):
    """The spelling breaks the notation's grammar."""


class AmbiguousUnit(UnitError):
    """The spelling stands for more than one unit."""


class UnwritableUnit(UnitError):
    """The notation has no spelling for this unit."""


class IncompatibleUnits(UnitError):
    """The two units measure different kinds of quantity, or no exact conversion between them exists."""


class InvalidQuantity(UnitError):
    """A quantity without a finite value, or an uncertainty that is negative or not finite."""


def _rebuild(
    kind: type[UnitError], reason: str, text: str, position: int | None, width: int, suggestions: tuple[str, ...]
) -> UnitError:
    return kind(reason, text=text, position=position, width=width, suggest=lambda: suggestions)


def caret(text: str, position: int, width: int) -> str:
    r"""Two lines: the text, and carets under the place. Wide characters count as two columns.

    Example:
        >>> print(caret(r"\kilowatt\hour", 0, 9))
          \kilowatt\hour
          ^^^^^^^^^
    """
    first = max(0, position - SHOWN // 2)
    cut = text[first : first + SHOWN].replace("\n", " ").replace("\t", " ")
    before, place = text[first:position], text[position : min(position + width, first + SHOWN)]
    more = "…" if first else ""
    rest = "…" if first + SHOWN < len(text) else ""
    return f"  {more}{cut}{rest}\n  {' ' * (columns(before) + len(more))}{'^' * max(1, columns(place))}"


def columns(text: str) -> int:
    """How many columns of a terminal the text takes."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
