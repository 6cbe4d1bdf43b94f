"""Which row names the columns, and what it calls them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading.sheet import Sheet, UnreadableFile
from quanheng.server.core.tables.wording import said as _

BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]")
SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Header:
    """The heading row: its number, its texts, and some rows below it."""

    row: int
    labels: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]


def folded(label: str) -> str:
    """A heading as it is compared: half-width, small letters, without spaces, marks and what stands in brackets.

    Example:
        >>> folded("统一社会信用代码（18 位）*"), folded("Credit Code")
        ('统一社会信用代码', 'creditcode')
    """
    plain = unicodedata.normalize("NFKC", label).casefold()
    return _letters(BRACKETED.sub("", plain)) or _letters(plain)


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def find_header(sheet: Sheet, known: Iterable[str], limits: Limits, row: int = 0) -> Header:
    """The heading row: `row` where a person chose it, else the one among the first that names most known columns.

    Raises:
        UnreadableFile: the sheet is empty, or holds nothing below its headings.
    """
    wanted = {folded(label) for label in known}
    first = next(iter(sheet.chunks(limits.header_within + SAMPLES)), ([], []))
    numbered = [(number, [cell.strip() for cell in cells]) for number, cells in zip(*first, strict=True)]
    if not numbered:
        raise UnreadableFile(_("The sheet is empty."))
    place = _place_of(numbered, wanted, row, limits)
    number, cells = numbered[place]
    while cells and not cells[-1]:
        cells.pop()
    samples = tuple(tuple(sample) for _number, sample in numbered[place + 1 : place + 1 + SAMPLES])
    if not samples:
        raise UnreadableFile(_("Below the headings in row %(row)d stands nothing.") % {"row": number})
    widest = max(len(cells), *(_width(sample) for sample in samples))
    return Header(number, tuple(cells + [""] * (widest - len(cells))), samples)


def _place_of(numbered: Sequence[tuple[int, list[str]]], wanted: set[str], row: int, limits: Limits) -> int:
    if row:
        found = [place for place, (number, _cells) in enumerate(numbered) if number == row]
        if not found:
            raise UnreadableFile(
                _("Row %(row)d is empty or not among the first %(count)d; the headings must stand there.")
                % {"row": row, "count": limits.header_within}
            )
        return found[0]
    hits = [len(wanted & {folded(cell) for cell in cells if cell}) for _number, cells in numbered]
    if max(hits) > 0:
        return hits.index(max(hits))
    filled = [sum(map(bool, cells)) for _number, cells in numbered]
    # A title above the table stands alone in its row.
    return next((place for place, count in enumerate(filled) if count > 1), 0)


def _width(cells: Sequence[str]) -> int:
    return max((place + 1 for place, cell in enumerate(cells) if cell), default=0)
