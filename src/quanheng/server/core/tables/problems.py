"""What is wrong with a value or a row of a table: why, in both languages, and what would be right."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from django.utils import translation
from django.utils.translation import gettext as _

from quanheng.server.core.errors import Text

LANGUAGES = ("zh-hans", "en")


class Origin(StrEnum):
    """Who found a problem: it is found anew when that one looks again."""

    CELL = "cell"
    RULE = "rule"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Fix:
    """A value proposed instead; `label` is what a person reads where the value is a code."""

    value: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row cannot be written as it stands.

    `columns` are the keys of the cells to blame. A final problem is not cured by another value in one cell, so that
    the row is refused; the others are to be mended. `fixes` are proposals for the first of `columns`, the likeliest
    first; `options` are what can be chosen where nothing is more likely than the rest.
    """

    code: str
    columns: tuple[str, ...]
    why: Mapping[str, str]
    fixes: tuple[Fix, ...] = ()
    is_final: bool = False
    origin: Origin = Origin.CELL
    options: tuple[Fix, ...] = ()

    def of(self, origin: Origin) -> Self:
        """The same problem, found by another."""
        return replace(self, origin=origin)

    def as_json(self) -> dict[str, Any]:
        """As it is kept beside the staged row."""
        return {
            "code": self.code,
            "columns": list(self.columns),
            "why": dict(self.why),
            "fixes": [[fix.value, fix.label] for fix in self.fixes],
            "options": [[fix.value, fix.label] for fix in self.options],
            "final": self.is_final,
            "from": self.origin.value,
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(
            code=kept["code"],
            columns=tuple(kept["columns"]),
            why=kept["why"],
            fixes=tuple(Fix(value, label) for value, label in kept["fixes"]),
            is_final=kept["final"],
            origin=Origin(kept["from"]),
            options=tuple(Fix(value, label) for value, label in kept["options"]),
        )

    def __str__(self) -> str:
        """Why, in the reader's language."""
        return in_readers_language(self.why)


def in_readers_language(said: Mapping[str, str]) -> str:
    """What was said in both languages, in the reader's."""
    return said.get(translation.get_language() or LANGUAGES[0]) or said[LANGUAGES[0]]


def in_both_languages(render: Callable[[], Text]) -> dict[str, str]:
    """What `render` says, by language. It is called once in each."""
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(render())
    return said


def problem(
    code: str,
    columns: str | Sequence[str],
    message: str,
    *,
    fixes: Sequence[Fix | str] = (),
    options: Sequence[Fix] = (),
    is_final: bool = False,
    **values: Any,
) -> Problem:
    """A problem whose `message` is a msgid with named places for `values` (a lazy label among them is translated too).

    Mark the msgid with `gettext_noop`, so that it gets into the catalogue.
    """
    where = (columns,) if isinstance(columns, str) else tuple(columns)
    proposals = tuple(fix if isinstance(fix, Fix) else Fix(fix) for fix in fixes)
    said = _rendered(message, tuple(values.items()))
    return Problem(code, where, said, proposals, is_final, options=tuple(options))


@lru_cache(maxsize=10_000)
def _rendered(message: str, values: tuple[tuple[str, Any], ...]) -> Mapping[str, str]:
    # A column that is wrong from top to bottom says the same in every row.
    return in_both_languages(lambda: _(message) % {name: str(value) for name, value in values})
