"""One column of many rows, converted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils import translation
from django.utils.translation import gettext_noop

from quanheng.server.core.errors import Invalid
from quanheng.server.core.tables.problems import LANGUAGES, Fix, Problem, problem
from quanheng.server.core.tables.reading.sheet import Number
from quanheng.server.core.tables.spec import Column, Kind, TableSpec
from quanheng.server.core.tables.values.choices import Choices
from quanheng.server.core.tables.values.dates import day
from quanheng.server.core.tables.values.numbers import number, out_of_range, plain_numbers
from quanheng.server.core.tables.values.text import as_code, cleaned, half_width, has_lost_digits

Single = Callable[[str], tuple[str, Problem | None]]
#: Converted values are remembered up to this many: columns of choices and days hold few different ones.
REMEMBERED = 50_000
AS_NUMBER = "\0"  # stands before what the file holds as a number; no cleaned text holds it


@dataclass(slots=True)
class Converted:
    """The texts of a column as the database takes them (as they came where something is wrong), and what is wrong."""

    texts: list[str]
    problems: dict[int, Problem] = field(default_factory=dict)


class Converter:
    """Converts the cells of one column."""

    def __init__(self, spec: TableSpec, column: Column) -> None:
        self.column = column
        self.is_key = column.key in spec.natural_key
        self.convert = {
            Kind.TEXT: self._texts,
            Kind.CODE: self._codes,
            Kind.INTEGER: self._numbers,
            Kind.DECIMAL: self._numbers,
            Kind.DATE: self._days,
            Kind.BOOLEAN: self._choices,
            Kind.CHOICE: self._choices,
            Kind.REFERENCE: self._references,
        }[column.kind]
        self.plain = plain_numbers(column) if column.kind in (Kind.INTEGER, Kind.DECIMAL) else None
        self.choices = Choices(column) if column.kind in (Kind.CHOICE, Kind.BOOLEAN) else None
        self.known: dict[str, tuple[str, Problem | None]] = {}

    def __call__(self, cells: Sequence[str]) -> Converted:
        column = self.column
        texts = cleaned(cells)
        result = self.convert(cells, texts)
        if column.max_length and max(map(len, result.texts)) > column.max_length:
            for place, text in enumerate(result.texts):
                if len(text) > column.max_length and place not in result.problems:
                    result.problems[place] = _too_long(column, text)
        if column.is_required and "" in result.texts:
            for place, text in enumerate(result.texts):
                if not text:
                    result.problems[place] = self._missing()
        return result

    def _missing(self) -> Problem:
        column = self.column
        if self.is_key:
            message = gettext_noop(
                "%(column)s is missing: without it this row cannot be told from others. Fill it in the file and upload it again."
            )
            return problem("missing-key", column.key, message, column=column.label, is_final=True)
        return problem("missing", column.key, gettext_noop("%(column)s is missing."), column=column.label)

    def _texts(self, cells: Sequence[str], texts: list[str]) -> Converted:
        result = Converted(texts)
        self._see_lost_digits(cells, result)
        return self._parsed(result)

    def _codes(self, cells: Sequence[str], texts: list[str]) -> Converted:
        if (accepts := self.column.accepts) is not None:
            odd = [place for place, text in enumerate(texts) if text and not accepts(text)]
            for place in odd:
                texts[place] = as_code(texts[place])
            result = Converted(texts)
            self._see_lost_digits(cells, result)
            return self._parsed(result, odd)
        result = Converted(
            [text if text.isascii() and text.isalnum() and text == text.upper() else as_code(text) for text in texts]
        )
        self._see_lost_digits(cells, result)
        return self._parsed(result)

    def _numbers(self, cells: Sequence[str], texts: list[str]) -> Converted:
        assert self.plain is not None  # noqa: S101 (made for these kinds)
        result = Converted(texts)
        for place, match in enumerate(map(self.plain.fullmatch, texts)):
            if match is None:
                texts[place], wrong = number(self.column, texts[place])
                if wrong is not None:
                    result.problems[place] = wrong
        if not result.problems:
            result.problems = out_of_range(self.column, texts)
        else:
            right = ["" if place in result.problems else text for place, text in enumerate(texts)]
            result.problems |= out_of_range(self.column, right)
        return result

    def _days(self, cells: Sequence[str], texts: list[str]) -> Converted:
        # A number of days counts as a day where the file holds it as a number, and is only proposed where it is text.
        marked = [
            AS_NUMBER + cell if isinstance(cell, Number) else text for cell, text in zip(cells, texts, strict=True)
        ]
        return self._remembered(marked, self._day)

    def _day(self, marked: str) -> tuple[str, Problem | None]:
        if not marked:
            return "", None
        text = marked.removeprefix(AS_NUMBER)
        return day(self.column, Number(text) if text is not marked else text)

    def _choices(self, cells: Sequence[str], texts: list[str]) -> Converted:
        assert self.choices is not None  # noqa: S101 (made for these kinds)
        choose = self.choices.choose
        return self._remembered(texts, lambda text: choose(text) if text else ("", None))

    def _references(self, cells: Sequence[str], texts: list[str]) -> Converted:
        return self._remembered(texts, lambda text: (narrow if (narrow := half_width(text)).isascii() else text, None))

    def _remembered(self, texts: Sequence[str], single: Single) -> Converted:
        if len(self.known) > REMEMBERED:
            self.known.clear()
        known = self.known
        for text in set(texts) - known.keys():
            known[text] = single(text)
        found = [known[text] for text in texts]
        return Converted(
            [text for text, _wrong in found],
            {place: wrong for place, (_text, wrong) in enumerate(found) if wrong is not None},
        )

    def _parsed(self, result: Converted, places: Sequence[int] | None = None) -> Converted:
        if (parse := self.column.parse) is None:
            return result
        if places is None:
            accepts = self.column.accepts
            places = [p for p, text in enumerate(result.texts) if text and not (accepts and accepts(text))]
        for place in places:
            if place in result.problems or not result.texts[place]:
                continue
            text, wrong = self._asked(parse, result.texts[place])
            result.texts[place] = text
            if wrong is not None:
                result.problems[place] = wrong
        return result

    def _asked(self, parse: Callable[[str], str], text: str) -> tuple[str, Problem | None]:
        """What the app's own check says, in both languages: its message may have been made in one of them."""
        said: dict[str, str] = {}
        for language in LANGUAGES:
            try:
                with translation.override(language):
                    return parse(text), None
            except Invalid as error:
                said[language], code = str(error.detail), error.code
                suggestion = str(error.extra.get("suggestion") or "")
        return text, Problem(code, (self.column.key,), said, (Fix(suggestion),) if suggestion else ())

    def _see_lost_digits(self, cells: Sequence[str], result: Converted) -> None:
        if set(map(type, cells)) - {str}:
            for place, cell in enumerate(cells):
                if has_lost_digits(cell):
                    result.problems[place] = problem(
                        "digits-lost",
                        self.column.key,
                        gettext_noop(
                            "The file holds %(text)s as a number and has lost its last digits. Format the column as text and type it again."
                        ),
                        text=cell,
                    )


def _too_long(column: Column, text: str) -> Problem:
    return problem(
        "too-long",
        column.key,
        gettext_noop("%(count)s characters; %(limit)s fit."),
        count=len(text),
        limit=column.max_length,
        fixes=[text[: column.max_length].strip()],
    )
