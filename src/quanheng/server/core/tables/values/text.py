"""Texts: what is invisible goes, what can be read stays."""

import re
import unicodedata
from collections.abc import Sequence

from quanheng.server.core.tables.reading.sheet import Number

#: Control characters but tab and line feed, the two invisible marks that programs leave behind, and no characters.
INVISIBLE = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u200b\\ufeff\\ufffe\\uffff"
SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_invisible = re.compile(f"[{INVISIBLE}]")
_needs_care = re.compile(f"[{INVISIBLE}\r]")
#: A text that begins with one of these may be taken for a formula by a spreadsheet.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def cleaned(cells: Sequence[str]) -> list[str]:
    """The texts without surrounding spaces, invisible characters and the apostrophe that marks a text as text."""
    joined = "\x1e".join(cells)
    if joined.count("\x1e") >= len(cells) or _needs_care.search(joined.replace("\x1e", "")):
        return [clean(cell) for cell in cells]
    stripped = list(map(str.strip, cells))
    if "'" in joined:
        stripped = [clean(cell) if cell[:1] == "'" else cell for cell in stripped]
    return stripped


def clean(text: str) -> str:
    """One text, cleaned. `quanheng_clean` in the database does the same, but for the apostrophe."""
    text = tidy(text)
    return text[1:].strip() if text[:1] == "'" else text


def tidy(text: str) -> str:
    """One text without surrounding spaces and invisible characters, and with line feeds alone between lines."""
    return _invisible.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def guarded(text: str) -> str:
    """A text as it goes into a text file: no spreadsheet takes it for a formula, and `clean` gives it back.

    Example:
        >>> guarded("=1+1"), guarded("'tis"), guarded("plain"), clean(guarded("=1+1"))
        ("'=1+1", "''tis", 'plain', '=1+1')
    """
    return f"'{text}" if text[:1] in ("'", *FORMULA_SIGNS) and text else text


def half_width(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)


def as_code(text: str) -> str:
    """An identifying text: half-width capitals without any space."""
    return "".join(half_width(text).upper().split())


def has_lost_digits(cell: str) -> bool:
    """Whether the file holds this as a number of more digits than numbers keep."""
    return isinstance(cell, Number) and ("e" in cell or "E" in cell or sum(map(str.isdigit, cell)) > 15)
