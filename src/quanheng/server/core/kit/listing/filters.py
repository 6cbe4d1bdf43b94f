"""Filters of a list: how each is read from the address, said in words, and written back.

A value that cannot be read is no filter: the list shows everything it would without, the field says what is wrong.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Text

MOST_CHARACTERS = 200
Choices = Sequence[tuple[str, Text]]
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the address says about a filter: its value (None: not set), and what is wrong with it."""

    value: Any = None
    problem: str = ""
    raw: Any = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be chosen: its value, its name, and what tells it from others of that name."""

    value: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Filter(ABC):
    """Base of the filters."""

    key: str
    label: Text
    kind: ClassVar[str] = ""

    @abstractmethod
    def read(self, query: QueryDict) -> Reading:
        """The value in `query`."""

    @abstractmethod
    def pairs(self, value: Any) -> Pairs:
        """The value as it stands in an address, always in the same order."""

    @abstractmethod
    def words(self, value: Any, actor: Actor) -> str:
        """The value as the chip says it."""

    def names(self) -> tuple[str, ...]:
        """The parameters that belong to it."""
        return (self.key,)


@dataclass(frozen=True, slots=True)
class TextFilter(Filter):
    """Search within the list. The value is the text, without spaces around it."""

    placeholder: Text = ""
    kind: ClassVar[str] = "text"

    def read(self, query: QueryDict) -> Reading:
        text = " ".join(query.get(self.key, "").split())[:MOST_CHARACTERS]
        return Reading(text or None, raw=text)

    def pairs(self, value: str) -> Pairs:
        return [(self.key, value)]

    def words(self, value: str, actor: Actor) -> str:
        return value


@dataclass(frozen=True, slots=True)
class ChoiceFilter(Filter):
    """One or several of a few choices. The value is a tuple of them, in the order of the choices."""

    choices: Choices | Callable[[], Choices] = ()
    kind: ClassVar[str] = "choice"

    def options(self) -> Choices:
        return self.choices() if callable(self.choices) else self.choices

    def read(self, query: QueryDict) -> Reading:
        given = [value for value in query.getlist(self.key) if value]
        known = [value for value, _label in self.options()]
        unknown = [value for value in given if value not in known]
        chosen = tuple(value for value in known if value in given)
        problem = _("“%(value)s” is none of the choices.") % {"value": unknown[0]} if unknown else ""
        return Reading(chosen or None, problem, raw=chosen)

    def pairs(self, value: tuple[str, ...]) -> Pairs:
        return [(self.key, each) for each in value]

    def words(self, value: tuple[str, ...], actor: Actor) -> str:
        labels = dict(self.options())
        return _(" or ").join(str(labels[each]) for each in value)


@dataclass(frozen=True, slots=True)
class BooleanFilter(Filter):
    """Yes, no, or both. The value is a truth."""

    yes: Text = ""
    no: Text = ""
    kind: ClassVar[str] = "boolean"

    def read(self, query: QueryDict) -> Reading:
        given = query.get(self.key, "")
        if given not in ("", "yes", "no"):
            return Reading(problem=_("“%(value)s” is neither yes nor no.") % {"value": given[:20]})
        return Reading({"yes": True, "no": False}.get(given), raw=given)

    def pairs(self, value: bool) -> Pairs:
        return [(self.key, "yes" if value else "no")]

    def words(self, value: bool, actor: Actor) -> str:
        return str(self.yes or _("yes")) if value else str(self.no or _("no"))


@dataclass(frozen=True, slots=True)
class DateRange:
    """From a day until a day, both included; either may be open."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class DateRangeFilter(Filter):
    """A range of days. The value is a `DateRange`."""

    kind: ClassVar[str] = "dates"

    def names(self) -> tuple[str, ...]:
        return (f"{self.key}_from", f"{self.key}_to")

    def read(self, query: QueryDict) -> Reading:
        raw = [query.get(name, "").strip()[:20] for name in self.names()]
        days: list[date | None] = []
        for text in raw:
            try:
                days.append(date.fromisoformat(text) if text else None)
            except ValueError:
                problem = _("“%(value)s” is no day. Write it as 2025-11-20.") % {"value": text}
                return Reading(problem=problem, raw=raw)
        start, end = days
        if start and end and start > end:
            return Reading(problem=_("The range ends before it begins."), raw=raw)
        return Reading(DateRange(start, end) if start or end else None, raw=raw)

    def pairs(self, value: DateRange) -> Pairs:
        ends = zip(self.names(), (value.start, value.end), strict=True)
        return [(name, day.isoformat()) for name, day in ends if day]

    def words(self, value: DateRange, actor: Actor) -> str:
        if value.start and value.end:
            return f"{value.start} – {value.end}"
        if value.start:
            return _("from %(day)s") % {"day": value.start}
        return _("until %(day)s") % {"day": value.end}


@dataclass(frozen=True, slots=True)
class ReferenceFilter(Filter):
    """One thing out of many, completed while it is typed. The value is its identifier as text.

    Attributes:
        completion: name of the address that completes (`kit.completion.completed`).
        options: the first things to offer to the actor, for pages without scripts.
        named: of the identifiers chosen, the options; what the actor may not know of is left out.
    """

    completion: str = ""
    options: Callable[[Actor], Iterable[Option]] = field(default=lambda _actor: ())
    named: Callable[[Actor, Sequence[str]], Iterable[Option]] = field(default=lambda _actor, _values: ())
    kind: ClassVar[str] = "reference"

    def read(self, query: QueryDict) -> Reading:
        value = query.get(self.key, "").strip()[:64]
        return Reading(value or None, raw=value)

    def pairs(self, value: str) -> Pairs:
        return [(self.key, value)]

    def words(self, value: str, actor: Actor) -> str:
        return next((option.text for option in self.named(actor, [value])), _("unknown"))
