"""What a rule is, and what it finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from quanheng.certificate.checking.subject import Subject

#: Of one rule in one certificate; nobody reads more, and a hostile certificate could have a million.
MOST_FINDINGS = 100


class Severity(StrEnum):
    """How bad a finding is: an error is wrong, a warning is likely wrong, a note is worth knowing."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Wording(NamedTuple):
    """The same in English and Chinese."""

    en: str
    zh: str

    def within(self, language: str) -> str:
        """Chinese for `zh` and its variants, else English."""
        return self.zh if language.startswith("zh") else self.en

    def filled(self, values: dict[str, object]) -> "Wording":
        """With its places filled in; values that are wordings themselves in the same language."""
        english = {name: each.en if isinstance(each, Wording) else each for name, each in values.items()}
        chinese = {name: each.zh if isinstance(each, Wording) else each for name, each in values.items()}
        return Wording(self.en.format_map(english), self.zh.format_map(chinese))


class Found(NamedTuple):
    """What a rule's function yields: where, and the values that its message names."""

    place: str
    values: dict[str, object]


def found(place: str, **values: object) -> Found:
    """A finding at `place`; `values` fill the rule's message."""
    return Found(place, values)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found in one certificate."""

    rule: str
    severity: Severity
    message: Wording
    remedy: Wording
    place: str
    line: int | None = None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "place": self.place,
            "line": self.line,
            "message": self.message._asdict(),
            "remedy": self.remedy._asdict(),
        }


Check = Callable[[Subject], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: what it asks for, how it words a breach, and what to do then."""

    id: str
    severity: Severity
    title: Wording
    message: Wording
    remedy: Wording
    check: Check

    def findings(self, subject: Subject) -> Iterator[Finding]:
        """What is wrong with `subject` by this rule; the first hundred."""
        for place, values in islice(self.check(subject), MOST_FINDINGS):
            yield Finding(self.id, self.severity, self.message.filled(values), self.remedy, place)


def rule(
    identifier: str,
    severity: Severity,
    *,
    title: tuple[str, str],
    message: tuple[str, str],
    remedy: tuple[str, str],
) -> Callable[[Check], Rule]:
    """Make a function a rule. Texts are (English, Chinese)."""

    def made(check: Check) -> Rule:
        return Rule(identifier, severity, Wording(*title), Wording(*message), Wording(*remedy), check)

    return made
