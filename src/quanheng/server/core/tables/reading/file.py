"""Any file that may hold a table: found out by its content, not by its name."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading.delimited import DelimitedSheet, delimiter_of, encoding_of
from quanheng.server.core.tables.reading.markup import elements
from quanheng.server.core.tables.reading.ods_scan import OdsScanner
from quanheng.server.core.tables.reading.package import inspected, unpacked
from quanheng.server.core.tables.reading.sheet import Formulas, Sheet, SheetInfo, Traits, UnreadableFile
from quanheng.server.core.tables.reading.workbook import WorkbookSheet, damaged, open_workbook, sheets_of
from quanheng.server.core.tables.reading.xlsx_scan import Compactor, Merge, Scan, Scanner
from quanheng.server.core.tables.wording import said as _

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: A rectangle with this many empty cells for each filled one is written anew without its empty rows.
SPARSE, SPARSE_FROM = 4, 200_000
XLSX_PARTS = {
    "[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels",
    "xl/sharedStrings.xml", "xl/styles.xml",
}  # fmt: skip
ODS_PARTS = {"mimetype", "META-INF/manifest.xml", "content.xml"}


class TableFile(ABC):
    """A file with one or more tables. Use `open_table_file`."""

    def __init__(self, traits: Traits) -> None:
        self.traits = traits

    @property
    def sheets(self) -> tuple[SheetInfo, ...]:
        return self.traits.sheets

    def sheet(self, name: str) -> Sheet:
        """The sheet `name`; the first visible one for an empty name.

        Raises:
            UnreadableFile: there is none, or what it holds is refused.
        """
        return self._open(self._named(name))

    def preview(self, name: str, rows: int) -> Sheet:
        """The first `rows` rows of a sheet that hold something, without looking at the rest where that can be helped."""
        return self.sheet(name)

    def _named(self, name: str) -> str:
        names = [each.name for each in self.sheets]
        if not names:
            raise UnreadableFile(_("The workbook has no sheet with a table."))
        if name and name not in names:
            raise UnreadableFile(_("The workbook has no sheet “%(sheet)s”.") % {"sheet": name})
        return name or next((each.name for each in self.sheets if not each.is_hidden), names[0])

    @abstractmethod
    def _open(self, name: str) -> Sheet: ...


@contextmanager
def open_table_file(path: Path, limits: Limits, traits: Traits | None = None) -> Iterator[TableFile]:
    """The table file at `path`; `traits` found before (or chosen by a person) are trusted for text files.

    Raises:
        UnreadableFile: it is none, a limit is passed, or it is damaged.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise UnreadableFile(
            _("The file has %(size).0f MB; %(limit).0f MB are allowed. Cut it into several files.")
            % {"size": size / 1024**2, "limit": limits.file_bytes / 1024**2}
        )
    if size == 0:
        raise UnreadableFile(_("The file is empty."))
    with path.open("rb") as file:
        start = file.read(8)
    with ExitStack() as stack:
        if start.startswith(ZIP):
            yield _packed(path, limits, stack)
        elif start.startswith(OLE):
            yield XlsFile(path, limits)
        else:
            yield TextFile(path, limits, traits)


class TextFile(TableFile):
    """.csv, .txt, .tsv: one table."""

    def __init__(self, path: Path, limits: Limits, traits: Traits | None) -> None:
        encoding = (traits.encoding if traits else "") or encoding_of(path)
        delimiter = (traits.delimiter if traits else "") or delimiter_of(path, encoding)
        super().__init__(Traits("csv", encoding, delimiter, (SheetInfo(""),)))
        self.path, self.limits = path, limits

    def _open(self, name: str) -> Sheet:
        return DelimitedSheet(self.path, self.traits.encoding, self.traits.delimiter, self.limits)


class XlsFile(TableFile):
    """.xls: small by its format, 65 536 rows of 256 columns."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.workbook, self.limits = open_workbook(path), limits
        super().__init__(Traits("xls", sheets=sheets_of(self.workbook)))

    def _open(self, name: str) -> Sheet:
        values = self.workbook.get_sheet_by_name(name)
        merges = [
            Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in values.merged_cell_ranges or ()
        ]
        return WorkbookSheet(values, self.limits, merges=merges)


def _packed(path: Path, limits: Limits, stack: ExitStack) -> TableFile:
    names = {entry.filename for entry in inspected(path, limits)}
    if "xl/workbook.xml" in names:
        copy = stack.enter_context(unpacked(path, limits, _is_xlsx_part))
        return XlsxFile(copy, limits)
    if "content.xml" in names:
        copy = stack.enter_context(unpacked(path, limits, ODS_PARTS.__contains__))
        return OdsFile(copy, limits)
    if "xl/workbook.bin" in names:
        raise UnreadableFile(_("Binary workbooks (.xlsb) are not read. Save it as an Excel workbook (.xlsx)."))
    raise UnreadableFile(_("This packed file is no workbook. Upload .xlsx, .xls, .ods, .csv or .txt."))


def _is_xlsx_part(name: str) -> bool:
    return name in XLSX_PARTS or (name.startswith("xl/worksheets/") and name.endswith(".xml"))


class XlsxFile(TableFile):
    """.xlsx: the copy with the checked parts alone."""

    def __init__(self, copy: Path, limits: Limits) -> None:
        self.copy, self.limits = copy, limits
        self.workbook = open_workbook(copy)
        super().__init__(Traits("xlsx", sheets=sheets_of(self.workbook)))

    def _open(self, name: str) -> Sheet:
        part = self._part_of(name)
        with ZipFile(self.copy) as package, package.open(part) as xml:
            scan = Scanner(self.limits).read(xml)
        rows: list[int] | None = None
        workbook = self.workbook
        if scan.dense_cells > SPARSE_FROM + SPARSE * scan.filled:
            rows = self._compact(part)
            if len(rows) * (scan.last_column + 1) > self.limits.dense_cells:
                raise _too_many_cells(len(rows) * (scan.last_column + 1))
            workbook = open_workbook(self.copy.with_name("compact.xlsx"))
        if scan.dense_cells > self.limits.dense_cells and rows is None:
            raise _too_many_cells(scan.dense_cells)
        values = workbook.get_sheet_by_name(name)
        return WorkbookSheet(
            values, self.limits, remarks=scan.remarks, formulas=scan.formulas, merges=scan.merges, row_numbers=rows
        )

    def _part_of(self, name: str) -> str:
        """Which part holds the sheet."""
        with ZipFile(self.copy) as package:
            with package.open("xl/workbook.xml") as part:
                sheets = {each["name"]: each.get("id", "") for _n, each in elements(part, {"sheet"}) if "name" in each}
            with package.open("xl/_rels/workbook.xml.rels") as part:
                targets = {each.get("Id", ""): each.get("Target", "") for _n, each in elements(part, {"Relationship"})}
            target = targets.get(sheets.get(name, ""), "")
            part_name = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
            if part_name not in package.namelist():
                raise damaged()
        return part_name

    def preview(self, name: str, rows: int) -> Sheet:
        name = self._named(name)
        numbers = self._compact(self._part_of(name), rows)
        with open_workbook(self.copy.with_name("compact.xlsx")) as workbook:
            return WorkbookSheet(workbook.get_sheet_by_name(name), self.limits, row_numbers=numbers)

    def _compact(self, part: str, most: int = 0) -> list[int]:
        """Write `compact.xlsx` with the rows of one sheet that hold something (the first `most`); their numbers."""
        rows: list[int] = []
        with ZipFile(self.copy) as package, ZipFile(self.copy.with_name("compact.xlsx"), "w", ZIP_STORED) as target:
            for entry in package.namelist():
                with package.open(entry) as source, target.open(entry, "w", force_zip64=True) as copy:
                    if entry == part:
                        rows = Compactor(copy, self.limits, most).read(source)
                    elif not entry.startswith("xl/worksheets/"):
                        _pour(source, copy)
                    else:
                        copy.write(b"<worksheet/>")
        return rows


def _too_many_cells(count: int) -> UnreadableFile:
    return UnreadableFile(
        _("The sheet holds %(count)d cells, more than a workbook may have here. Save it as “CSV UTF-8”.")
        % {"count": count}
    )


def _pour(source: IO[bytes], target: IO[bytes]) -> None:
    while block := source.read(1 << 18):
        target.write(block)


class OdsFile(TableFile):
    """.ods: the copy with the checked parts alone."""

    def __init__(self, copy: Path, limits: Limits) -> None:
        with ZipFile(copy) as package, package.open("content.xml") as part:
            self.scans = OdsScanner(limits).read(part)
        self.workbook, self.limits = open_workbook(copy), limits
        super().__init__(Traits("ods", sheets=sheets_of(self.workbook)))

    def _open(self, name: str) -> Sheet:
        scan = self.scans.get(name, Scan())
        return WorkbookSheet(
            self.workbook.get_sheet_by_name(name),
            self.limits,
            remarks=dict(scan.remarks),
            formulas=scan.formulas or Formulas(),
            merges=scan.merges,
        )
