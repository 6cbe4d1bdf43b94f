"""Many rows at once: every column converted, then the rules that columns fulfil together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop

from quanheng.server.core.tables.problems import Origin, Problem, problem
from quanheng.server.core.tables.reading.sheet import Remark, letters
from quanheng.server.core.tables.spec import TableSpec
from quanheng.server.core.tables.values.convert import Converter


@dataclass(slots=True)
class ConvertedRows:
    """Texts by column, and what is wrong by place of the row."""

    columns: list[list[str]]
    problems: dict[int, list[Problem]] = field(default_factory=dict)

    def add(self, found: Mapping[int, Problem]) -> None:
        """Note one problem a row."""
        for place, wrong in found.items():
            self.problems.setdefault(place, []).append(wrong)


class RowConverter:
    """Converts rows of which only the columns `keys` are known, in this order."""

    def __init__(self, spec: TableSpec, keys: Sequence[str]) -> None:
        self.spec, self.keys = spec, list(keys)
        self.converters = [Converter(spec, spec.by_key[key]) for key in keys]

    def __call__(self, columns: Sequence[Sequence[str]]) -> ConvertedRows:
        rows = ConvertedRows([])
        for converter, cells in zip(self.converters, columns, strict=True):
            converted = converter(cells)
            rows.columns.append(converted.texts)
            rows.add(converted.problems)
        for found in self.rules(rows.columns):
            rows.add(found)
        return rows

    def rules(self, columns: Sequence[Sequence[str]]) -> list[dict[int, Problem]]:
        """What the rules over several columns say about the (converted) columns."""
        by_key = dict(zip(self.keys, columns, strict=True))
        return [{place: wrong.of(Origin.RULE) for place, wrong in rule(by_key).items()} for rule in self.spec.row_rules]

    def remarked(self, rows: ConvertedRows, place: int, column: int, remark: Remark, address: str) -> None:
        """Replace what is said about one cell by what its file says about it."""
        key = self.keys[column]
        said = remark_problem(key, remark, rows.columns[column][place], address)
        if said is not None:
            others = [each for each in rows.problems.get(place, []) if key not in each.columns]
            rows.problems[place] = [*others, said]


def remark_problem(key: str, remark: Remark, text: str, address: str) -> Problem | None:
    """Why a cell cannot be taken as it is read; None where nothing is hidden."""
    if remark.code == "formula-without-value":
        message = gettext_noop(
            "Cell %(cell)s holds a formula that was never computed. Open the file in Excel or WPS, save it, and upload it again, or enter the value here."
        )
        return problem(remark.code, key, message, cell=address)
    if remark.code == "error-value":
        return problem(
            remark.code,
            key,
            gettext_noop("Cell %(cell)s shows the error %(error)s."),
            cell=address,
            error=remark.detail,
        )
    if not remark.instead and not text:
        return None
    message = gettext_noop("Cell %(cell)s is covered by the merged cells %(range)s, so that its own value is not seen.")
    fixes = [each for each in dict.fromkeys([remark.instead, text]) if each]
    return problem(remark.code, key, message, cell=address, range=remark.detail, fixes=fixes)


def address_of(column: int, row: int) -> str:
    """What a spreadsheet calls a cell."""
    return f"{letters(column)}{row}"
