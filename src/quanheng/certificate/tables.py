"""Results as rows: for a table on paper, a spreadsheet, CSV, Arrow, pandas.

The columns of a table are the quantities of one list (or of one result, where its quantities stand in no list). Each
quantity gives its value, and where it states them a unit, an uncertainty, k and p. A quantity of one value among columns
of several holds for every row.
"""

import csv
import importlib
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quanheng.certificate.errors import Unavailable
from quanheng.certificate.model import (
    Certificate,
    ComplexValues,
    HybridValues,
    NoQuantity,
    Number,
    Point,
    Quantity,
    QuantityList,
    RealValues,
    Result,
    Values,
    Words,
)
from quanheng.metrology.units import UnitError, parse


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the number and its uncertainty, or a text.

    Attributes:
        text: as written in the certificate.
        value: the number; None of texts and of NaN.
        unit: in D-SI notation.
        point: with the uncertainty; None of texts and complex values.
    """

    text: str
    value: Decimal | None = None
    unit: str = ""
    point: Point | None = None

    @property
    def standard_uncertainty(self) -> Decimal | None:
        """u; None where it is not known."""
        return self.point.uncertainty.standard if self.point and self.point.uncertainty else None

    @property
    def expanded_uncertainty(self) -> Decimal | None:
        """U; None where it is not stated."""
        return self.point.uncertainty.expanded if self.point and self.point.uncertainty else None


@dataclass(frozen=True, slots=True)
class Column:
    """One quantity of a table."""

    name: str
    quantity: Quantity
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Columns that are equally long."""

    title: str
    columns: tuple[Column, ...]

    def __len__(self) -> int:
        return max((len(each.cells) for each in self.columns), default=0)

    def cell(self, row: int, column: int) -> Cell:
        """The cell; a column of one cell holds it in every row, and one that is too short is empty below."""
        cells = self.columns[column].cells
        if len(cells) == 1:
            return cells[0]
        return cells[row] if row < len(cells) else Cell("")

    def records(self) -> Iterator[dict[str, Any]]:
        """Each row as a dictionary: `NAME`, and where they are stated `NAME (unit)`, `NAME (u)`, `(U)`, `(k)` and `(p)`.

        Values are Decimal, or text where there is no number.
        """
        keys = _keys(self.columns)
        for row in range(len(self)):
            record: dict[str, Any] = {}
            for number, column in enumerate(self.columns):
                record.update(_record(keys[number], self.cell(row, number), column))
            yield record

    def to_csv(self) -> str:
        """The rows as CSV with a line of names; numbers as written in the certificate."""
        rows = list(self.records())
        names = list(dict.fromkeys(name for row in rows for name in row))
        stream = io.StringIO()
        writer = csv.DictWriter(stream, names, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(
            {name: "" if value is None else _harmless(value) for name, value in row.items()} for row in rows
        )
        return stream.getvalue()

    def to_arrow(self) -> Any:
        """A `pyarrow.Table`; decimals become floating point.

        Raises:
            Unavailable: pyarrow is not installed.
        """
        return _library("pyarrow").Table.from_pylist([_floats(each) for each in self.records()])

    def to_pandas(self) -> Any:
        """A `pandas.DataFrame`; decimals become floating point.

        Raises:
            Unavailable: pandas is not installed.
        """
        return _library("pandas").DataFrame([_floats(each) for each in self.records()])


def tables(certificate: Certificate, *languages: str) -> Iterator[Table]:
    """Every table of the results.

    Args:
        certificate: as read.
        languages: in which names are wanted, best first; `zh` and `en` when not given.
    """
    wanted = languages or ("zh", "en")
    for result in certificate.all_results():
        yield from _of_result(result, wanted)


def to_table(part: QuantityList | Result, *languages: str) -> Table:
    """The table of the quantities that stand directly in a list or in a result.

    Args:
        part: of the model.
        languages: in which names are wanted, best first; `zh` and `en` when not given.
    """
    wanted = languages or ("zh", "en")
    if isinstance(part, QuantityList):
        return _table(part.name.within(*wanted) if part.name else "", part.columns, wanted)
    direct = tuple(each for each in part.data.members if isinstance(each, Quantity))
    return _table(part.name.within(*wanted), direct, wanted)


def cells_of(values: Values) -> tuple[Cell, ...]:
    """The cells of a quantity's values; of a hybrid those in SI units."""
    if isinstance(values, RealValues):
        return tuple(_cell(each) for each in values.points())
    if isinstance(values, HybridValues):
        return cells_of(values.alternatives[0])
    if isinstance(values, ComplexValues):
        between = " ∠ " if values.is_polar else " + i·"
        pairs = zip(values.first, values.second, strict=False)
        unit = values.units[0] if values.units else ""
        return tuple(Cell(f"{first}{between}{second}", unit=unit) for first, second in pairs)
    if isinstance(values, Words):
        return tuple(Cell(each) for each in values.words)
    if isinstance(values, NoQuantity):
        return (Cell(values.text.within("zh", "en")),)
    return tuple(cell for each in values.members for cell in cells_of(each))


def printed_unit(unit: str) -> str:
    r"""A D-SI unit as it is printed; as written where it cannot be read.

    Example:
        >>> printed_unit(r"\metre\second\tothe{-2}"), printed_unit(r"\furlongs")
        ('m/s²', '\\furlongs')
    """
    try:
        return "" if parse(unit, "dsi").is_one and unit == r"\one" else str(parse(unit, "dsi"))
    except UnitError:
        return unit


def holds_one_column(part: QuantityList) -> bool:
    """Whether a list is itself a column: single values without names or types, one below the other."""
    return len(part.columns) > 1 and all(
        each.name is None and not each.ref_types and isinstance(each.values, RealValues) and len(each) == 1
        for each in part.members
        if isinstance(each, Quantity)
    )


def _column_of_list(part: QuantityList, languages: tuple[str, ...]) -> Column:
    cells = tuple(cell for each in part.columns for cell in cells_of(each.values))
    return Column(part.name.within(*languages) if part.name else "", part.columns[0], cells)


def _of_result(result: Result, languages: tuple[str, ...]) -> Iterator[Table]:
    title = result.name.within(*languages)
    direct = to_table(result, *languages)
    if direct.columns:
        yield direct
    by_columns = [each for each in result.data.members if isinstance(each, QuantityList) and holds_one_column(each)]
    if by_columns:
        yield Table(title, tuple(_column_of_list(each, languages) for each in by_columns))
    for each in result.data.lists():
        if not each.columns or any(each is other for other in by_columns):
            continue
        table = to_table(each, *languages)
        yield Table(" · ".join(filter(None, (title, table.title))), table.columns)


def _table(title: str, quantities: tuple[Quantity, ...], languages: tuple[str, ...]) -> Table:
    columns = []
    for number, quantity in enumerate(quantities, 1):
        name = quantity.name.within(*languages) if quantity.name else ""
        name = name or _label(quantity) or (quantity.ref_types[0] if quantity.ref_types else f"{number}")
        columns.append(Column(name, quantity, cells_of(quantity.values)))
    return Table(title, tuple(columns))


def _label(quantity: Quantity) -> str:
    """The D-SI label of its only value, which is a name in certificates that name nothing else."""
    real = quantity.real
    return real.labels[0] if real is not None and len(real.labels) == 1 else ""


def _cell(point: Point) -> Cell:
    number: Number = point.value
    return Cell(number.text, number.value if number.is_known else None, point.unit, point)


def _keys(columns: tuple[Column, ...]) -> list[str]:
    """The names of the columns, with their numbers where another one has the same."""
    counts = Counter(each.name for each in columns)
    return [each.name if counts[each.name] == 1 else f"{each.name} #{n}" for n, each in enumerate(columns, 1)]


def _record(key: str, cell: Cell, column: Column) -> dict[str, Any]:
    is_number = any(each.point is not None for each in column.cells)
    record: dict[str, Any] = {key: cell.value if is_number else cell.text}
    if any(each.unit for each in column.cells):
        record[f"{key} (unit)"] = cell.unit
    if not any(each.point and each.point.uncertainty for each in column.cells):
        return record
    stated = cell.point.uncertainty if cell.point else None
    return record | {
        f"{key} (u)": cell.standard_uncertainty,
        f"{key} (U)": cell.expanded_uncertainty,
        f"{key} (k)": stated.k if stated else None,
        f"{key} (p)": stated.p if stated else None,
    }


def _harmless(value: object) -> str:
    """A text that a spreadsheet would take for a formula gets an apostrophe before it; numbers stay as they are."""
    text = str(value)
    return f"'{text}" if not isinstance(value, Decimal) and text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _floats(record: dict[str, Any]) -> dict[str, Any]:
    return {name: float(each) if isinstance(each, Decimal) else each for name, each in record.items()}


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError as error:
        raise Unavailable(f"{name} is not installed; pip install {name}") from error
