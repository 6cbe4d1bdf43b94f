"""What a worksheet's XML says and its values do not: where it ends, formulas, errors, merged cells.

Read before the values are: the library that reads them takes memory for the whole rectangle around the filled cells,
so that two cells in far corners would be enough to bring a server down.
"""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading.markup import new_parser, parse
from quanheng.server.core.tables.reading.sheet import Formulas, Remark, UnreadableFile, column_number, letters
from quanheng.server.core.tables.wording import said as _

MERGED = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
SHOWN_ADDRESSES = 5


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range; rows from 1, columns from 0, both ends within."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top}:{letters(self.right)}{self.bottom}"


@dataclass(slots=True)
class Scan:
    """What stands where in a worksheet. `filled` counts the cells that hold something."""

    filled: int = 0
    first_row: int = 0
    last_row: int = 0
    last_column: int = -1
    formulas: Formulas = field(default_factory=Formulas)
    remarks: dict[tuple[int, int], Remark] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)

    @property
    def dense_cells(self) -> int:
        """The cells of the rectangle around all that is filled."""
        return (self.last_row - self.first_row + 1) * (self.last_column + 1) if self.filled else 0


def _prefix(root: str) -> str:
    """What stands before every name in this part, because it stands before the name of its first element."""
    if not root.endswith("worksheet"):
        raise UnreadableFile(_("This sheet holds no table but a drawing or a program. Choose another sheet."))
    return root.removesuffix("worksheet")


class Scanner:
    """Reads one worksheet's XML."""

    def __init__(self, limits: Limits) -> None:
        self.limits, self.scan = limits, Scan()
        self.parser = new_parser(self.start)
        self.columns: dict[str, int] = {}
        self.prefix: str | None = None
        self.row, self.column, self.kind = 0, -1, ""
        self.has_formula = self.is_filled = False
        self.text: list[str] = []

    def read(self, part: IO[bytes]) -> Scan:
        """Raises: UnreadableFile: no worksheet, cells too far out, or too many remarkable ones."""
        parse(self.parser, part)
        self._finish_cell()
        if self.scan.dense_cells and self.scan.last_column >= self.limits.columns:
            raise far_column(letters(self.scan.last_column), self.limits)
        return self.scan

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.prefix is None:
            self.prefix = _prefix(name)
        if self.prefix:
            name = name.removeprefix(self.prefix)
        if name == "c":
            self._cell(attributes)
        elif name in ("v", "is"):
            if not self.is_filled:
                self._fill()
            self.text.clear()
        elif name == "row":
            self._finish_cell()
            self.row, self.column = int(attributes.get("r") or self.row + 1), -1
        elif name == "f":
            self.has_formula = True
            self._collect()
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _cell(self, attributes: dict[str, str]) -> None:
        if self.has_formula or self.kind == "e":
            self._finish_cell()
        self.kind, self.is_filled = attributes.get("t", ""), False
        address = attributes.get("r")
        self.column = self._column(address) if address else self.column + 1
        if self.kind == "e":
            self._collect()

    def _column(self, address: str) -> int:
        name = address.rstrip("0123456789")
        number = self.columns.get(name)
        if number is None:
            if not (name.isascii() and name.isalpha() and name.isupper() and len(name) <= 3):
                raise UnreadableFile(_("The workbook names a cell “%(cell)s”; save it again.") % {"cell": address[:20]})
            number = self.columns[name] = column_number(name)
        return number

    def _fill(self) -> None:
        scan = self.scan
        self.is_filled = True
        scan.filled += 1
        scan.first_row = scan.first_row or self.row
        scan.last_row = max(scan.last_row, self.row)
        scan.last_column = max(scan.last_column, self.column)

    def _collect(self) -> None:
        self.text.clear()
        self.parser.CharacterDataHandler = self.text.append

    def _finish_cell(self) -> None:
        """Say what is remarkable about the cell that ends here: its text is known only now."""
        if self.parser.CharacterDataHandler is None:
            return
        self.parser.CharacterDataHandler = None
        text = "".join(self.text).strip()
        where = (self.row, self.column)
        if self.has_formula:
            known = self.scan.formulas
            shown = known.addresses
            if len(shown) < SHOWN_ADDRESSES:
                shown = (*shown, f"{letters(self.column)}{self.row}")
            self.scan.formulas = Formulas(known.count + 1, shown)
            if not (self.is_filled and (text or self.kind == "str")):
                self._remark(where, Remark("formula-without-value"))
        if self.kind == "e" and text:
            self._remark(where, Remark("error-value", text))
        self.has_formula, self.kind = False, ""

    def _remark(self, where: tuple[int, int], remark: Remark) -> None:
        # The cell holds something, if nothing that could be read: the rectangle must reach it.
        if not self.is_filled:
            self._fill()
        self.scan.remarks[where] = remark
        if len(self.scan.remarks) > self.limits.remarks:
            raise UnreadableFile(
                _(
                    "More than %(count)d cells show an error or a formula that was never computed; the last is "
                    "%(cell)s. Open the workbook in Excel or WPS, let it compute, save it, and upload it again."
                )
                % {"count": self.limits.remarks, "cell": f"{letters(where[1])}{where[0]}"}
            )

    def _merge(self, reference: str) -> None:
        found = MERGED.fullmatch(reference)
        if found is None or len(self.scan.merges) >= self.limits.remarks:
            raise UnreadableFile(
                _("The workbook merges cells in a way that cannot be read (%(range)s). Unmerge them and save it again.")
                % {"range": reference[:40] or "?"}
            )
        left, top, right, bottom = found.groups()
        self.scan.merges.append(Merge(int(top), column_number(left), int(bottom), column_number(right)))


def far_column(name: str, limits: Limits) -> UnreadableFile:
    """The error for something that stands too far to the right."""
    return UnreadableFile(
        _("Something stands in column %(column)s, beyond column %(last)s. Delete it, or move it nearer.")
        % {"column": name, "last": letters(limits.columns - 1)}
    )


class _Enough(Exception):
    """As many rows were written as are wanted."""


class Compactor:
    """Writes a worksheet's XML anew without its empty rows; remembers which row was which. Stops after `most` rows."""

    def __init__(self, target: IO[bytes], limits: Limits, most: int = 0) -> None:
        self.target, self.limits, self.most = target, limits, most
        self.rows: list[int] = []
        self.column = "A"
        self.prefix: str | None = None
        self.row, self.cells, self.depth_skipped = 0, 0, 0
        self.buffer: list[str] = []

    def read(self, part: IO[bytes]) -> list[int]:
        """The original number of each row that was kept."""
        self.target.write(b'<?xml version="1.0" encoding="UTF-8"?>\n<worksheet xmlns="http://schemas.')
        self.target.write(b'openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
        parser = new_parser(self.start)
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        with suppress(_Enough):
            parse(parser, part)
        self.target.write(b"</sheetData></worksheet>")
        return self.rows

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.prefix is None:
            self.prefix = _prefix(name)
        name = name.removeprefix(self.prefix)
        if self.depth_skipped or name in ("rPh", "rPr"):  # how it is read aloud, and in which font
            self.depth_skipped += 1
        elif name == "row":
            self.row = int(attributes.get("r") or self.row + 1)
            self.buffer, self.cells = [], 0
        elif name == "c":
            kept: dict[str, str] = {key: attributes[key] for key in ("t", "s") if key in attributes}
            if "r" in attributes:
                self.column = attributes["r"].rstrip("0123456789")
                kept["r"] = f"{self.column}{len(self.rows) + 1}"
            self._open("c", kept)
        elif name in ("v", "is", "t", "r"):
            if name in ("v", "is"):
                self.cells += 1
                if column_number(self.column) >= self.limits.columns:
                    raise far_column(self.column, self.limits)
            self._open(name, {key: value for key, value in attributes.items() if key == "xml:space"})

    def end(self, name: str) -> None:
        name = name.removeprefix(self.prefix or "")
        if self.depth_skipped:
            self.depth_skipped -= 1
        elif name in ("c", "v", "is", "t", "r"):
            self.buffer.append(f"</{name}>")
        elif name == "row" and self.cells:
            self.rows.append(self.row)
            self.target.write(f'<row r="{len(self.rows)}">{"".join(self.buffer)}</row>'.encode())
            self.buffer = []
            if len(self.rows) == self.most:
                raise _Enough

    def text(self, text: str) -> None:
        if not self.depth_skipped and self.buffer and self.buffer[-1][:2] != "</" and self.buffer[-1][:2] != "<c":
            self.buffer.append(escape(text))

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
        self.buffer.append(f"<{name}{said}>")
