"""Tables of results of a draft in YAML, with evaluations from files beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path, PurePosixPath

from quanheng.certificate.building import Column, Evaluation, Expanded, Labels, Observation, Table
from quanheng.certificate.building.vocabulary import (
    CORRECTION,
    ERROR,
    MEASURED,
    NOMINAL,
    REFERENCE,
    REPEATABILITY,
    RESULT,
    SETTING,
)
from quanheng.certificate.draft_file.entries import Entry, choice, refused
from quanheng.metrology.budget_file import MOST_CHARACTERS, read_budget
from quanheng.metrology.conformity import Tolerance
from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.uncertainty import Result, propagate, result_from_json
from quanheng.metrology.units import UnitError, parse

#: What a column may be, and the type that the certificate gives it.
TYPES = {
    "nominal": NOMINAL, "reference": REFERENCE, "measured": MEASURED, "error": ERROR, "setting": SETTING,
    "correction": CORRECTION, "repeatability": REPEATABILITY, "result": RESULT,
}  # fmt: skip


class Tables:
    """Reads tables; evaluations come from files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: dict[str, _Evaluated] = {}

    def table(self, entry: Entry) -> Table:
        """A table."""
        return Table(
            name=entry.said("name"), columns=entry.entries("columns", self._column), note=entry.optional_said("note")
        )

    def _column(self, entry: Entry) -> Column | Labels:
        name = entry.said("name")
        if entry.has("words"):
            return Labels(name=name, words=entry.words("words"))
        ref_type = TYPES[choice(entry, "type", list(TYPES))]
        unit, kind = entry.text("unit"), entry.optional_text("quantity_kind")
        try:
            parse(unit)
        except UnitError as error:
            raise refused(entry.tree("unit").place, str(error)) from error
        tolerances = _tolerances(entry, unit)
        if not entry.has("evaluation"):
            return Column(
                name=name,
                ref_type=ref_type,
                values=entry.numbers("values"),
                unit=unit,
                uncertainty=entry.optional_entry("uncertainty", _expanded),
                tolerances=tolerances,
                quantity_kind=kind,
            )
        evaluations = entry.entry("evaluation", lambda each: self._evaluations(each, unit))
        factor = entry.number("k") if entry.has("k") else None
        try:
            return Column.evaluated(
                name, ref_type, evaluations, unit, coverage_factor=factor, tolerances=tolerances, quantity_kind=kind
            )
        except MetrologyError as error:
            raise refused(entry.place, str(error)) from error

    def _evaluations(self, entry: Entry, unit: str) -> tuple[Evaluation, ...]:
        found = self._evaluated(entry)
        outputs = entry.words("outputs") if entry.has("outputs") else found.result.outputs
        for each in outputs:
            if each not in found.result.outputs:
                raise refused(entry.place, f"no output {each!r}; there are {', '.join(found.result.outputs)}")
            own = found.units.get(each)
            if own is not None and parse(own) != parse(unit):
                raise refused(
                    entry.place, f"{each} is evaluated in {own!r}, and the column is in {unit!r}: give both the same"
                )
        return tuple(Evaluation(found.result, each) for each in outputs)

    def _evaluated(self, entry: Entry) -> "_Evaluated":
        name = entry.text("file")
        place = entry.tree("file").place
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise refused(place, f"{name!r}: name a file beside the draft, without '..'")
        if name not in self.found:
            try:
                self.found[name] = _read(self.folder / name)
            except (OSError, ValueError) as error:
                raise refused(place, f"{name}: {error}") from error
        return self.found[name]


@dataclass(frozen=True, slots=True)
class _Evaluated:
    """An evaluation of a file, and the units of its outputs where the file says them."""

    result: Result
    units: Mapping[str, str]


def _read(path: Path) -> _Evaluated:
    """A stored result (quanheng.uncertainty/1), or a budget that is evaluated now, to first order."""
    with path.open(encoding="utf-8") as stream:
        text = stream.read(MOST_CHARACTERS + 1)
    if path.suffix == ".json":
        return _Evaluated(result_from_json(text), {})
    budget = read_budget(text)
    return _Evaluated(propagate(budget.problem), budget.output_units)


def observation(entry: Entry) -> Observation:
    """A finding that is no quantity."""
    return Observation(name=entry.said("name"), found=entry.said("found"), conforms=entry.optional_truth("conforms"))


def _expanded(entry: Entry) -> Expanded:
    return Expanded(
        stated=entry.numbers("expanded"),
        factors=entry.numbers("k"),
        probabilities=entry.numbers("p"),
        distributions=entry.words("distribution") if entry.has("distribution") else ("normal",),
    )


def _tolerances(entry: Entry, unit: str) -> tuple[Tolerance, ...]:
    """`mpe` (±, one or one each), or `lower` and `upper`, one or one each."""
    try:
        if entry.has("mpe"):
            return tuple(Tolerance.symmetric(Decimal(each), unit=unit) for each in entry.numbers("mpe"))
        lower = entry.numbers("lower") if entry.has("lower") else None
        upper = entry.numbers("upper") if entry.has("upper") else None
        if lower is None and upper is None:
            return ()
        if lower is None or upper is None:
            one_sided = Tolerance.at_most if lower is None else Tolerance.at_least
            return tuple(one_sided(Decimal(each), unit=unit) for each in (upper or lower or ()))
        if len(lower) != len(upper):
            raise refused(entry.place, f"{len(lower)} lower and {len(upper)} upper limits: give as many of both")
        return tuple(
            Tolerance.between(Decimal(low), Decimal(high), unit=unit) for low, high in zip(lower, upper, strict=True)
        )
    except MetrologyError as error:
        raise refused(entry.place, str(error)) from error
