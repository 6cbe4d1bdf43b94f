"""Workbooks by calamine: cells as text, and what their values do not say."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import python_calamine

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading.delimited import require_within, without_empty
from quanheng.server.core.tables.reading.sheet import Formulas, Number, Remark, Rows, SheetInfo, UnreadableFile
from quanheng.server.core.tables.reading.xlsx_scan import Merge
from quanheng.server.core.tables.wording import said as _

#: From here on a floating-point number does not hold every whole number.
EXACT = 10**15


def open_workbook(path: Path) -> python_calamine.CalamineWorkbook:
    """The workbook at `path`.

    Raises:
        UnreadableFile: it is damaged, or protected by a password.
    """
    try:
        return python_calamine.CalamineWorkbook.from_path(path)
    except python_calamine.PasswordError as error:
        raise UnreadableFile(
            _("The file is protected by a password. Save it without one and upload it again.")
        ) from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise damaged() from error


def sheets_of(workbook: python_calamine.CalamineWorkbook) -> tuple[SheetInfo, ...]:
    """The sheets that hold tables, in the order of the workbook."""
    tables = python_calamine.SheetTypeEnum.WorkSheet
    visible = python_calamine.SheetVisibleEnum.Visible
    return tuple(
        SheetInfo(each.name, is_hidden=each.visible != visible)
        for each in workbook.sheets_metadata
        if each.typ == tables
    )


def damaged() -> UnreadableFile:
    """The error for a workbook that its reader gives up on."""
    return UnreadableFile(
        _("The workbook is damaged or unusual. Open it in Excel, WPS or LibreOffice and save it as .xlsx again.")
    )


class WorkbookSheet:
    """A sheet whose extent is known to be harmless.

    `row_numbers` gives the original number of each row where empty rows were left out before.
    """

    def __init__(
        self,
        values: python_calamine.CalamineSheet,
        limits: Limits,
        *,
        remarks: dict[tuple[int, int], Remark] | None = None,
        formulas: Formulas | None = None,
        merges: Iterable[Merge] = (),
        row_numbers: Sequence[int] | None = None,
    ) -> None:
        self.values, self.limits, self.row_numbers = values, limits, row_numbers
        self.remarks = remarks if remarks is not None else {}
        self.formulas = formulas or Formulas()
        self.merges = sorted(merges, key=lambda merge: merge.top)

    def chunks(self, size: int) -> Iterator[Rows]:
        start = self.values.start
        if start is None:
            return
        waiting = [merge for merge in self.merges if merge.bottom > merge.top or merge.right > merge.left]
        padding = [""] * start[1]
        numbers: list[int] = []
        rows: list[list[str]] = []
        kept = 0
        for place, cells in enumerate(self.values.iter_rows()):
            number = self.row_numbers[place] if self.row_numbers else place + 1
            row = padding + [cell if type(cell) is str else text_of(cell) for cell in cells]
            while waiting and waiting[0].top <= number:
                self._remark_merged(waiting.pop(0), number, row)
            numbers.append(number)
            rows.append(row)
            if len(rows) == size:
                kept, numbers, rows = yield from self._kept(kept, numbers, rows)
        if rows:
            yield from self._kept(kept, numbers, rows)

    def _kept(self, kept: int, numbers: list[int], rows: list[list[str]]) -> Any:
        numbers, rows = without_empty(numbers, rows)
        kept += len(rows)
        require_within(self.limits, kept, numbers, rows)
        for number, row in zip(numbers, rows, strict=True):
            if max(map(len, row)) > self.limits.cell_characters:
                raise UnreadableFile(
                    _("A cell in row %(row)d is longer than %(limit)d characters. Shorten it.")
                    % {"row": number, "limit": self.limits.cell_characters},
                    row=number,
                )
        if rows:
            yield numbers, rows
        return kept, [], []

    def _remark_merged(self, merge: Merge, number: int, row: list[str]) -> None:
        """Every cell that the range covers shows nothing of its own; the first one's text is what it shows."""
        shown = row[merge.left] if merge.top == number and merge.left < len(row) else ""
        end = self.values.end
        bottom = min(merge.bottom, merge.top + self.limits.remarks)
        right = min(merge.right, end[1] if end else 0, merge.left + self.limits.columns)
        for covered_row in range(merge.top, bottom + 1):
            for column in range(merge.left, right + 1):
                if (covered_row, column) != (merge.top, merge.left):
                    self.remarks[covered_row, column] = Remark("merged", str(merge), shown)
            if len(self.remarks) > 2 * self.limits.remarks:
                raise UnreadableFile(
                    _(
                        "%(range)s and others are merged: more cells than can be shown. Unmerge them and upload it again."
                    )
                    % {"range": merge}
                )


def text_of(cell: Any) -> str:
    """A cell that is no text, as text: days as 2025-01-31, numbers without loss where there is none."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        whole = float(cell)
        return Number(int(whole) if whole.is_integer() and abs(whole) < EXACT else repr(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return Number(repr(cell.total_seconds() / 86_400))
    return str(cell)
