"""Every text of a certificate is in Chinese and in English, or a proper name without language."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache

from quanheng.certificate.building.errors import InvalidDraft
from quanheng.certificate.model.texts import RichText, Text

#: Members that hold words or numbers only, and are long.
_WITHOUT_TEXTS = ("evaluations", "tolerances", "uncertainty", "words", "place", "ref_types", "ref_ids")

LANGUAGES = ("zh", "en")


def check_languages(part: object, field: str) -> None:
    """Refuse a text that somebody could not read.

    Raises:
        InvalidDraft: a text in some languages but not in both, or an empty one.
    """
    for where, text in texts_of(part, field):
        if not text.contents or any(not each.text.strip() for each in text.contents):
            raise InvalidDraft(where, "an empty text: write it, or leave the part out")
        missing = [each for each in LANGUAGES if each not in text.languages]
        if text.languages and missing:
            raise InvalidDraft(
                where, f"{text.contents[0].text[:40]!r} is missing in {' and '.join(missing)}: give it in zh and en"
            )
        if len(text.contents) != len({each.lang for each in text.contents}):
            raise InvalidDraft(where, f"{text.contents[0].text[:40]!r}: one text a language")


def texts_of(part: object, field: str) -> Iterator[tuple[str, Text]]:
    """Every text within a part, with the path that leads there."""
    if isinstance(part, Text):
        yield field, part
    elif isinstance(part, tuple):
        for place, each in enumerate(part):
            if not isinstance(each, str):
                yield from texts_of(each, f"{field}[{place}]")
    elif is_dataclass(part):
        kind: type = type(part)
        for name in _members(kind):
            inner = getattr(part, name)
            if inner is None or isinstance(inner, str) or inner == ():
                continue
            if isinstance(part, RichText) and name == "text" and not inner.contents and (part.files or part.formulas):
                continue
            yield from texts_of(inner, f"{field}.{name}" if field else name)


@cache
def _members(kind: type) -> tuple[str, ...]:
    """The members of a part in which texts may be; numbers, results and tolerances have none."""
    if not kind.__module__.startswith("quanheng.certificate.") or not is_dataclass(kind):
        return ()
    return tuple(each.name for each in fields(kind) if each.name not in _WITHOUT_TEXTS)
