"""What an OpenDocument table's XML says and its values do not: repeated rows, formulas, merged cells."""

from dataclasses import dataclass, field
from typing import IO

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading.markup import bare, new_parser, parse
from quanheng.server.core.tables.reading.sheet import Formulas, Remark, UnreadableFile, letters
from quanheng.server.core.tables.reading.xlsx_scan import SHOWN_ADDRESSES, Merge, Scan
from quanheng.server.core.tables.wording import said as _

MOST = 1 << 24  # repetitions beyond every spreadsheet's size


@dataclass(slots=True)
class _Table:
    scan: Scan = field(default_factory=Scan)
    row: int = 1
    column: int = 0
    repeat: int = 1
    is_in_row: bool = False


class OdsScanner:
    """Reads `content.xml`: one scan for each table, by its name."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.tables: dict[str, _Table] = {}
        self.now: _Table | None = None

    def read(self, part: IO[bytes]) -> dict[str, Scan]:
        """Raises: UnreadableFile: no tables, or one that unfolds to more than can be held."""
        parser = new_parser(self.start)
        parser.EndElementHandler = self.end
        parse(parser, part)
        for name, table in self.tables.items():
            scan = table.scan
            if scan.dense_cells > self.limits.dense_cells or scan.last_column >= self.limits.columns:
                last = f"{letters(scan.last_column)}{scan.last_row}"
                raise UnreadableFile(
                    _("Sheet “%(sheet)s” reaches to cell %(cell)s. Delete what stands far from the table.")
                    % {"sheet": name, "cell": last}
                )
        return {name: table.scan for name, table in self.tables.items()}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = bare(name)
        if name not in ("table", "table-row", "table-cell", "covered-table-cell"):
            return
        plain = {bare(key): value for key, value in attributes.items()}
        if name == "table":
            self.now = self.tables.setdefault(plain.get("name", ""), _Table())
        elif self.now is not None and name == "table-row":
            self.now.repeat, self.now.column = _count(plain, "number-rows-repeated"), 0
        elif self.now is not None:
            self._cell(self.now, plain, is_covered=name == "covered-table-cell")

    def end(self, name: str) -> None:
        if self.now is not None and bare(name) == "table-row":
            self.now.row += self.now.repeat

    def _cell(self, table: _Table, plain: dict[str, str], *, is_covered: bool) -> None:
        width = _count(plain, "number-columns-repeated")
        scan = table.scan
        if "value-type" in plain or "formula" in plain:
            scan.filled += min(MOST, width * table.repeat)
            scan.first_row = scan.first_row or table.row
            scan.last_row = max(scan.last_row, table.row + table.repeat - 1)
            scan.last_column = max(scan.last_column, table.column + width - 1)
        if "formula" in plain:
            self._formula(table, has_value="value-type" in plain)
        if not is_covered:
            down, right = _count(plain, "number-rows-spanned"), _count(plain, "number-columns-spanned")
            if (down > 1 or right > 1) and len(scan.merges) < self.limits.remarks:
                scan.merges.append(Merge(table.row, table.column, table.row + down - 1, table.column + right - 1))
        table.column += width

    def _formula(self, table: _Table, *, has_value: bool) -> None:
        known = table.scan.formulas
        shown = known.addresses
        if len(shown) < SHOWN_ADDRESSES:
            shown = (*shown, f"{letters(table.column)}{table.row}")
        table.scan.formulas = Formulas(known.count + 1, shown)
        if not has_value and len(table.scan.remarks) < self.limits.remarks:
            table.scan.remarks[table.row, table.column] = Remark("formula-without-value")


def _count(plain: dict[str, str], name: str) -> int:
    text = plain.get(name, "1")
    return min(MOST, max(1, int(text))) if text.isascii() and text.isdigit() and len(text) < 9 else MOST
