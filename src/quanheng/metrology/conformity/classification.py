"""Which accuracy class an instrument meets: the best one whose limits all of its results keep."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from quanheng.metrology.conformity.decision import Decision, decide
from quanheng.metrology.conformity.errors import InvalidMeasurement, OutsideTable
from quanheng.metrology.conformity.exact import shown
from quanheng.metrology.conformity.measurement import Measurement
from quanheng.metrology.conformity.mpe import MpeTable, Point, point_text
from quanheng.metrology.conformity.rules import DecisionRule
from quanheng.metrology.conformity.verdicts import Verdict
from quanheng.metrology.conformity.wording import Reason


@dataclass(frozen=True, slots=True)
class PointResult:
    """The error that was found at a point."""

    point: Point
    error: Measurement


@dataclass(frozen=True, slots=True)
class ClassJudgement:
    """One class, held against all results.

    Attributes:
        is_met: whether every result passes.
        deciding: places of the results that decide: those that do not pass, or, where all do, the one that comes
            closest to its limit.
        decisions: one each result; none where the class does not apply.
        refusal: why the class does not apply, such as a point that its table has no limit for.
    """

    accuracy_class: str
    is_met: bool
    deciding: tuple[int, ...]
    decisions: tuple[Decision, ...]
    reason: Reason
    refusal: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """The best class that is met, or None, and how each class was judged, the best first."""

    accuracy_class: str | None
    judgements: tuple[ClassJudgement, ...]

    def text(self, language: str = "en") -> str:
        """One sentence a class, from the best one to the one that is met.

        Raises:
            InvalidRule: another language than "en" and "zh".
        """
        told = []
        for each in self.judgements:
            told.append(each.reason.text(language))
            if each.is_met:
                break
        return "\n".join(told)


def classify(
    table: MpeTable,
    results: Iterable[PointResult],
    rule: DecisionRule | None = None,
    stage: str | None = None,
    **choices: str,
) -> Classification:
    """The best class of the table that the results meet, by a decision rule.

    Raises:
        InvalidMeasurement: no results.
        InvalidTable, InvalidExpression, UnknownName, UnitMismatch: see `MpeTable.tolerance`; a point without a limit only keeps the
            class from being met.

    Example:
        >>> from quanheng.metrology.conformity.mpe import AccuracyClass, MpeRow
        >>> gauge = MpeTable("pressure gauge", {"span": "MPa"}, "MPa",
        ...     [AccuracyClass(name, (MpeRow.of((), f"{name} % span"),)) for name in ("1", "1.6", "2.5", "4")])
        >>> found = classify(gauge, [
        ...     PointResult({"span": "1.6"}, Measurement.without_uncertainty(error, unit="MPa"))
        ...     for error in ("0.005", "-0.02", "0.01")])
        >>> found.accuracy_class, found.judgements[0].deciding
        ('1.6', (1,))
        >>> print(found.text())
        Class 1 is not met: at span = 1.6 the error is −0.02 MPa, permitted is [−0.016, 0.016] MPa.
        Class 1.6 is met by all 3 results; the closest is span = 1.6 with the error −0.02 MPa of [−0.0256, 0.0256] MPa.
    """
    kept = tuple(results)
    if not kept:
        raise InvalidMeasurement("no results: a class is met by results, at least one")
    judgements = tuple(_judged(table, name, kept, rule, stage, choices) for name in table.class_names)
    best = next((each.accuracy_class for each in judgements if each.is_met), None)
    return Classification(best, judgements)


def _judged(
    table: MpeTable,
    name: str,
    results: tuple[PointResult, ...],
    rule: DecisionRule | None,
    stage: str | None,
    choices: dict[str, str],
) -> ClassJudgement:
    decisions = []
    for each in results:
        try:
            tolerance = table.tolerance(each.point, name, stage, **choices)
        except OutsideTable as outside:
            reason = Reason("class_outside", (("accuracy_class", name), ("point", point_text(each.point))))
            return ClassJudgement(name, False, (), (), reason, str(outside))
        decisions.append(decide(each.error, tolerance, rule))
    failing = tuple(place for place, found in enumerate(decisions) if found.verdict is not Verdict.PASS)
    deciding = failing or (min(range(len(decisions)), key=lambda place: _margin(decisions[place])),)
    first = deciding[0]
    reason = Reason("class_missed" if failing else "class_met", (
        ("accuracy_class", name),
        ("count", str(len(results))),
        ("point", point_text(results[first].point)),
        ("value", shown(decisions[first].measurement.value, table.error_unit)),
        ("tolerance", str(decisions[first].tolerance)),
    ))  # fmt: skip
    return ClassJudgement(name, not failing, deciding, tuple(decisions), reason)


def _margin(decision: Decision) -> Fraction:
    """Distance to the nearer limit, in parts of the tolerance's size, so that points of all sizes compare."""
    value, tolerance = decision.measurement.value, decision.tolerance
    distances = [abs(limit - value) for limit in (tolerance.lower, tolerance.upper) if limit is not None]
    size = tolerance.half_width if tolerance.is_two_sided else abs(tolerance.lower or tolerance.upper or Fraction(0))
    return min(distances) / size if size else min(distances)
