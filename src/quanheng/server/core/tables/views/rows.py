"""Staged rows as the dry run shows them: some of their cells, the guilty ones marked, and why, with what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from quanheng.server.core.errors import Text
from quanheng.server.core.tables.choices import Fate
from quanheng.server.core.tables.models import ImportBatch, ImportRow
from quanheng.server.core.tables.problems import Fix, Problem
from quanheng.server.core.tables.spec import Column, Kind, TableSpec

#: Of each fate: the kind of its badge and its icon.
SIGNS: dict[str, tuple[str, str]] = {
    Fate.NEW: ("ok", "plus"),
    Fate.UPDATE: ("info", "refresh"),
    Fate.UNCHANGED: ("mute", "circle-minus"),
    Fate.MEND: ("warn", "pencil"),
    Fate.REFUSED: ("bad", "ban"),
}
SHOWN_COLUMNS = 5
SHOWN_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its column and text, and whether it is to be mended or cannot be."""

    label: Text
    text: str
    is_key: bool = False
    is_code: bool = False
    is_fix: bool = False
    is_err: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What an update changes in one column."""

    label: Text
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A problem with the form that mends it: proposals first, then other choices; `equal` rows are mended together."""

    problem: Problem
    label: str
    column: str
    text: str
    equal: int
    choices: tuple[Fix, ...]

    @property
    def why(self) -> str:
        return str(self.problem)


@dataclass(frozen=True, slots=True)
class RowView:
    """One line of the dry run."""

    number: int
    fate: Fate
    cells: list[Cell]
    changes: list[Change] = field(default_factory=list)
    more_changes: int = 0
    repairs: list[Repair] = field(default_factory=list)
    refusals: list[Problem] = field(default_factory=list)

    @property
    def sign(self) -> str:
        return SIGNS[self.fate][0]

    @property
    def icon(self) -> str:
        return SIGNS[self.fate][1]


def shown_columns(spec: TableSpec, batch: ImportBatch, rows: Sequence[ImportRow]) -> list[Column]:
    """The key, then what is wrong or changes in these rows, then what the table begins with; in the table's order."""
    wanted = list(spec.natural_key)
    for row in rows:
        wanted += [key for each in row.problems or [] for key in each["columns"]]
    for row in rows:
        wanted += list(row.before or {})
    wanted += batch.columns
    chosen = [key for key in dict.fromkeys(wanted) if key in batch.columns][:SHOWN_COLUMNS]
    return [column for column in spec.columns if column.key in chosen]


def row_views(
    spec: TableSpec,
    batch: ImportBatch,
    rows: Sequence[ImportRow],
    columns: Sequence[Column],
    equal: Mapping[tuple[str, str, str], int],
) -> list[RowView]:
    """The rows, ready to be shown."""
    return [_view(spec, batch, row, columns, equal) for row in rows]


def _view(
    spec: TableSpec,
    batch: ImportBatch,
    row: ImportRow,
    columns: Sequence[Column],
    equal: Mapping[tuple[str, str, str], int],
) -> RowView:
    problems = [Problem.from_json(each) for each in row.problems or []]
    texts = dict(zip(batch.columns, row.cells, strict=True))
    err = {key for each in problems if each.is_final for key in each.columns}
    fix = {key for each in problems if not each.is_final for key in each.columns} - err
    cells = [
        Cell(
            column.label,
            texts[column.key] if column.key in err | fix else label_of(column, texts[column.key]),
            is_key=column.key in spec.natural_key,
            is_code=column.kind is Kind.CODE,
            is_fix=column.key in fix,
            is_err=column.key in err,
        )
        for column in columns
    ]
    changes = [
        Change(spec.by_key[key].label, label_of(spec.by_key[key], old), label_of(spec.by_key[key], texts[key]))
        for key, old in (row.before or {}).items()
    ]
    return RowView(
        number=row.number,
        fate=Fate(row.fate),
        cells=cells,
        changes=changes[:SHOWN_CHANGES],
        more_changes=max(0, len(changes) - SHOWN_CHANGES),
        repairs=[_repair(spec, each, texts, equal) for each in problems if not each.is_final],
        refusals=[each for each in problems if each.is_final],
    )


def _repair(
    spec: TableSpec, problem: Problem, texts: Mapping[str, str], equal: Mapping[tuple[str, str, str], int]
) -> Repair:
    key = problem.columns[0]
    text = texts[key]
    return Repair(
        problem=problem,
        label=spec.label_of(key),
        column=key,
        text=text,
        equal=equal.get((key, text, problem.code), 1),
        choices=problem.fixes + problem.options,
    )


def label_of(column: Column, text: str) -> str:
    """A cell as a person reads it: choices by their name, truths as yes and no."""
    if column.kind is Kind.CHOICE:
        return str(dict(column.choices).get(text, text))
    if column.kind is Kind.BOOLEAN:
        return {"true": _("yes"), "false": _("no")}.get(text, text)
    return text
