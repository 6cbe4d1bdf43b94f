"""Tables of results of a draft in YAML, with evaluations from files beside it."""

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

#: What a column may be, and the type that the certificate gives it.
TYPES = {
    "nominal": NOMINAL, "reference": REFERENCE, "measured": MEASURED, "error": ERROR, "setting": SETTING,
    "correction": CORRECTION, "repeatability": REPEATABILITY, "result": RESULT,
}  # fmt: skip


class Tables:
    """Reads tables; evaluations come from files of one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.results: dict[str, Result] = {}

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
        evaluations = entry.entry("evaluation", self._evaluations)
        factor = entry.numbers("k")[0] if entry.has("k") else None
        try:
            return Column.evaluated(
                name, ref_type, evaluations, unit, coverage_factor=factor, tolerances=tolerances, quantity_kind=kind
            )
        except MetrologyError as error:
            raise refused(entry.place, str(error)) from error

    def _evaluations(self, entry: Entry) -> tuple[Evaluation, ...]:
        result = self._result(entry)
        outputs = entry.words("outputs") if entry.has("outputs") else result.outputs
        for each in outputs:
            if each not in result.outputs:
                raise refused(entry.place, f"no output {each!r}; there are {', '.join(result.outputs)}")
        return tuple(Evaluation(result, each) for each in outputs)

    def _result(self, entry: Entry) -> Result:
        name = entry.text("file")
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts:
            raise refused(entry.tree("file").place, f"{name!r}: name a file beside the draft, without '..'")
        if name not in self.results:
            self.results[name] = self._evaluated(name, entry)
        return self.results[name]

    def _evaluated(self, name: str, entry: Entry) -> Result:
        place = entry.tree("file").place
        try:
            with (self.folder / name).open(encoding="utf-8") as stream:
                text = stream.read(MOST_CHARACTERS + 1)
            # A stored result (quanheng.uncertainty/1), or a budget that is evaluated now, to first order.
            return result_from_json(text) if name.endswith(".json") else propagate(read_budget(text).problem)
        except (OSError, UnicodeDecodeError, MetrologyError) as error:
            raise refused(place, f"{name}: {error}") from error


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
