"""Text files: which encoding, which delimiter, and their rows, streamed."""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading.sheet import Formulas, Remarks, Rows, UnreadableFile, letters
from quanheng.server.core.tables.wording import said as _, sentences

BLOCK = 1 << 20
DELIMITERS = ",\t;|"
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: What people call them.
ENCODING_NAMES = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "gb18030": "GB18030"}


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file can be read: by its byte order mark, else UTF-8, else GB18030.

    Raises:
        UnreadableFile: it is none of them, or no text.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    for mark, name in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            _require_decodable(path, name)
            return name
    if b"\0" in start:
        # Latin letters and digits in UTF-16 have a zero byte each; a table without a single one would be odd.
        zeros = [start[0::2].count(0), start[1::2].count(0)]
        if max(zeros) > len(start) // 8 and min(zeros) == 0:
            name = "utf-16-be" if zeros[0] else "utf-16-le"
            _require_decodable(path, name)
            return name
        raise UnreadableFile(
            _("This is no text file: it holds zero bytes. Save it as “CSV UTF-8” or as an Excel workbook (.xlsx).")
        )
    if _fault(path, "utf-8") is None:
        return "utf-8"
    _require_decodable(path, "gb18030")
    return "gb18030"


def _fault(path: Path, encoding: str) -> int | None:
    """Where decoding fails, as a byte of the file; None where it does not."""
    decoder = codecs.getincrementaldecoder(encoding)()
    done = 0
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return done - held + error.start
            done += len(block)
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return done
    return None


def _require_decodable(path: Path, encoding: str) -> None:
    fault = _fault(path, encoding)
    if fault is None:
        return
    with path.open("rb") as file:
        row = 1 + sum(block.count(b"\n") for block in _blocks(file, fault))
    if encoding == "gb18030":
        what = _("This text is neither UTF-8 nor GB18030: row %(row)d holds bytes of neither.")
    else:
        what = _("The text says that it is %(encoding)s, but row %(row)d is not.")
    remedy = _("Open it in the program that made it and save it as “CSV UTF-8” or as an Excel workbook (.xlsx).")
    values = {"row": row, "encoding": ENCODING_NAMES.get(encoding, "UTF-16")}
    raise UnreadableFile(sentences(what % values, remedy), row=row)


def _blocks(file: IO[bytes], end: int) -> Iterator[bytes]:
    while end > 0 and (block := file.read(min(BLOCK, end))):
        end -= len(block)
        yield block


def delimiter_of(path: Path, encoding: str) -> str:
    """The delimiter that cuts the first rows into the most columns of one number; a comma where none does."""
    with path.open(encoding=encoding, newline="") as file:
        sample = file.read(64_000)
    if (named := sample[:5].lower()).startswith("sep=") and len(named) == 5:
        return sample[4]  # Excel's own first line
    best, best_rank = ",", (0, 0)
    for delimiter in DELIMITERS:
        widths: Counter[int] = Counter()
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
        with suppress(csv.Error):  # cut in the middle of a cell, or not by this delimiter
            widths.update(len(row) for row in islice(reader, 30) if row)
        widths.pop(1, None)
        if widths:
            width, rows = widths.most_common(1)[0]
            if (rows, width) > best_rank:
                best, best_rank = delimiter, (rows, width)
    return best


class DelimitedSheet:
    """The one sheet of a text file."""

    remarks: Remarks = {}
    formulas = Formulas()

    def __init__(self, path: Path, encoding: str, delimiter: str, limits: Limits) -> None:
        self.path, self.encoding, self.delimiter, self.limits = path, encoding, delimiter, limits
        csv.field_size_limit(limits.cell_characters)

    def chunks(self, size: int) -> Iterator[Rows]:
        with self.path.open(encoding=self.encoding, newline="") as file:
            reader = csv.reader(file, delimiter=self.delimiter, strict=True)
            number, kept = 1, 0
            while rows := self._next(reader, size, number):
                numbers = list(range(number, number + len(rows)))
                number += len(rows)
                if number == 1 + len(rows) and _is_separator_line(rows[0]):
                    del numbers[0], rows[0]
                numbers, rows = without_empty(numbers, rows)
                kept += len(rows)
                require_within(self.limits, kept, numbers, rows)
                if rows:
                    yield numbers, rows

    def _next(self, reader: Iterator[list[str]], size: int, number: int) -> list[list[str]]:
        rows: list[list[str]] = []
        try:
            rows.extend(islice(reader, size))
        except csv.Error as error:
            row = number + len(rows)
            raise UnreadableFile(
                _(
                    "Row %(row)d cannot be cut into cells. Either a quotation mark that opens a cell is never closed, or "
                    "more follows the one that closes it, or a cell is longer than %(limit)d characters."
                )
                % {"row": row, "limit": self.limits.cell_characters},
                row=row,
            ) from error
        return rows


def _is_separator_line(row: list[str]) -> bool:
    return len("".join(row)) in (4, 5) and "".join(row).lower().startswith("sep=")


def without_empty(numbers: list[int], rows: list[list[str]]) -> Rows:
    """Only the rows in which something stands."""
    if all(map(any, rows)):
        return numbers, rows
    kept = [(number, row) for number, row in zip(numbers, rows, strict=True) if any(row)]
    return [number for number, _row in kept], [row for _number, row in kept]


def require_within(limits: Limits, count: int, numbers: list[int], rows: list[list[str]]) -> None:
    """See that neither rows nor columns are too many.

    Raises:
        UnreadableFile: they are.
    """
    if count > limits.rows:
        raise UnreadableFile(
            _("The table has more than %(limit)d rows. Cut it into several files.") % {"limit": limits.rows}
        )
    widest = max(map(len, rows), default=0)
    if widest > limits.columns:
        for number, row in zip(numbers, rows, strict=True):
            filled = max((place for place, cell in enumerate(row) if cell), default=0)
            if filled >= limits.columns:
                raise UnreadableFile(
                    _("Cell %(cell)s lies beyond column %(last)s. Delete what stands there, or move it nearer.")
                    % {"cell": f"{letters(filled)}{number}", "last": letters(limits.columns - 1)},
                    row=number,
                )
