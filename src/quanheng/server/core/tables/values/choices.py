"""Choices by their code or their name, and yes and no."""

from collections.abc import Mapping
from difflib import get_close_matches
from functools import partial

from django.utils.translation import gettext_noop

from quanheng.server.core.tables.problems import LANGUAGES, Fix, Problem, in_both_languages, problem
from quanheng.server.core.tables.spec import Column, Kind
from quanheng.server.core.tables.values.text import half_width

TRUE = ("true", "yes", "y", "1", "是", "有", "√", "✓", "✔", "对")
FALSE = ("false", "no", "n", "0", "否", "无", "×", "✗", "✘", "x", "错")
FEW = 12


def _folded(text: str) -> str:
    return "".join(half_width(text).casefold().split())


class Choices:
    """The choices of a column, ready to be looked up."""

    def __init__(self, column: Column) -> None:
        self.column = column
        self.labels: dict[str, Mapping[str, str]] = {}
        self.words: dict[str, str] = {}
        if column.kind is Kind.BOOLEAN:
            self.words = dict.fromkeys(TRUE, "true") | dict.fromkeys(FALSE, "false")
            return
        for code, label in column.choices:
            self.labels[code] = in_both_languages(partial(str, label))
            for word in (code, *self.labels[code].values()):
                self.words[_folded(word)] = code
        for word, code in column.synonyms.items():
            self.words.setdefault(_folded(word), code)

    def choose(self, text: str) -> tuple[str, Problem | None]:
        """The code for `text`, or what may be meant."""
        if (code := self.words.get(_folded(text))) is not None:
            return code, None
        if self.column.kind is Kind.BOOLEAN:
            return text, problem(
                "no-choice",
                self.column.key,
                gettext_noop("“%(text)s” is neither yes nor no."),
                text=text,
                options=[Fix("true", "是 / yes"), Fix("false", "否 / no")],
            )
        near = get_close_matches(_folded(text), list(self.words), n=3, cutoff=0.5)
        codes = list(dict.fromkeys(self.words[word] for word in near))
        others = [code for code in self.labels if code not in codes] if len(self.labels) <= FEW else []
        return text, problem(
            "no-choice",
            self.column.key,
            gettext_noop("“%(text)s” is not among the choices."),
            text=text,
            fixes=[Fix(code, self._label(code)) for code in codes],
            options=[Fix(code, self._label(code)) for code in others],
        )

    def _label(self, code: str) -> str:
        labels = self.labels[code]
        return labels[LANGUAGES[0]]
