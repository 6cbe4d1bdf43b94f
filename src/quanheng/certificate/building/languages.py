"""Every text of a certificate is in Chinese and in English, or a proper name without language."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from quanheng.certificate.building.errors import InvalidDraft
from quanheng.certificate.model.texts import RichText, Text

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
    elif is_dataclass(part) and type(part).__module__.startswith("quanheng.certificate."):
        for each in fields(part):
            inner = getattr(part, each.name)
            if (
                isinstance(part, RichText)
                and each.name == "text"
                and not inner.contents
                and (part.files or part.formulas)
            ):
                continue
            if inner is not None and not isinstance(inner, str):
                yield from texts_of(inner, f"{field}.{each.name}" if field else each.name)
