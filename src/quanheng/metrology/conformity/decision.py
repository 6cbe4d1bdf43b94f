"""The decision: verdict, limits, probability, risk, and why."""

from dataclasses import dataclass
from fractions import Fraction

from quanheng.metrology.conformity.exact import as_float, shown
from quanheng.metrology.conformity.measurement import Measurement
from quanheng.metrology.conformity.prior import Prior
from quanheng.metrology.conformity.probability import conformance_probabilities_of
from quanheng.metrology.conformity.rules import Conditional, DecisionRule, GuardBands, SimpleAcceptance
from quanheng.metrology.conformity.tolerance import EMPTY, Interval, Tolerance
from quanheng.metrology.conformity.verdicts import Verdict, Zones
from quanheng.metrology.conformity.wording import Reason, percent


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one result, and everything that it rests on.

    Attributes:
        verdict: see `Verdict`.
        measurement: as judged, in the tolerance's unit.
        rule: the rule that was asked for.
        applied: the rule that gave the limits; another one where a condition chose it; None where none could.
        acceptance, rejection: passed within `acceptance`; failed outside `rejection`.
        guard_band: w, from the tolerance limits inwards to the acceptance limits; None where nothing can be accepted.
        conformance_probability: p_c; None where no uncertainty is stated.
        specific_risk: of this decision being wrong: R_C* = 1 − p_c where accepted, R_P* = p_c where rejected (JCGM
            106:2012, 9.3); None where nothing is decided or no uncertainty is stated.
        reasons: in the order of the argument.
    """

    verdict: Verdict
    measurement: Measurement
    tolerance: Tolerance
    rule: DecisionRule
    applied: DecisionRule | None
    acceptance: Interval
    rejection: Interval
    guard_band: Fraction | None
    conformance_probability: float | None
    specific_risk: float | None
    reasons: tuple[Reason, ...]

    def text(self, language: str = "en") -> str:
        """The reasons as sentences, in English ("en") or Chinese ("zh").

        Raises:
            InvalidRule: another language.
        """
        return ("" if language == "zh" else " ").join(each.text(language) for each in self.reasons)


def decide(
    measurement: Measurement,
    tolerance: Tolerance,
    rule: DecisionRule | None = None,
    prior: Prior | None = None,
) -> Decision:
    """Judge a result by a rule; by simple acceptance where none is given.

    All comparisons are exact: a result on a limit is on it.

    Args:
        prior: for the probability of conformity and the specific risk; the limits are the rule's own affair.

    Raises:
        UnitMismatch: result and tolerance in units that do not belong together.
        InvalidMeasurement: the rule needs an uncertainty, and none is stated.
        InvalidTolerance: the rule needs two limits, and there is one.
        InvalidPrior: the result is impossible under the prior.

    Example:
        >>> from quanheng.metrology.conformity.rules import GuardBand
        >>> found = decide(Measurement.with_expanded("0.004", "0.002", unit="g"), Tolerance.symmetric("0.005", unit="g"),
        ...                GuardBand())
        >>> found.verdict.value, str(found.acceptance), round(found.specific_risk, 3)
        ('fail', '[−0.003, 0.003]', 0.841)
        >>> print(found.text())
        0.004 g lies outside the acceptance limits [−0.003, 0.003] g: it does not conform. The probability of conformity is 84.13 %, which is the risk that this rejection is wrong.
    """
    rule = SimpleAcceptance() if rule is None else rule
    own = measurement.in_unit_of(tolerance)
    reasons: list[Reason] = []
    applied: DecisionRule | None = rule
    if isinstance(rule, Conditional):
        applied = rule.choose(tolerance, own)
        reasons.append(_condition(rule, applied, tolerance, own))
    bands = GuardBands(None, None) if applied is None else applied.guard_bands(tolerance, own)
    acceptance = EMPTY if bands.acceptance is None else tolerance.interval.shrunk(bands.acceptance)
    rejection = EMPTY if bands.rejection is None else tolerance.interval.shrunk(-bands.rejection)
    if applied is None:
        verdict = Verdict.INDETERMINATE
    else:
        verdict = verdict_of(own.value, tolerance.interval, acceptance, rejection, applied.zones)
        reasons.append(_reason(verdict, applied.zones, own, tolerance, acceptance, rejection, bands))
    p_c, risk = None, None
    if own.standard_uncertainty is not None:
        p_c, p_not = conformance_probabilities_of(own, tolerance, prior)
        risk = p_not if verdict.is_accepted else p_c if verdict.is_rejected else None
        reasons.append(_probability(verdict, p_c, p_not))
    return Decision(
        verdict, own, tolerance, rule, applied, acceptance, rejection, bands.acceptance, p_c, risk, tuple(reasons)
    )


def verdict_of(
    value: Fraction, tolerance: Interval, acceptance: Interval, rejection: Interval, zones: Zones
) -> Verdict:
    """The verdict by where the value lies; see `Zones`."""
    if not acceptance.is_empty and value in acceptance:
        return Verdict.PASS
    if zones is Zones.THREE_WAY:
        shown_to_fail = rejection.is_empty or not rejection.holds_inside(value)
        return Verdict.FAIL if shown_to_fail else Verdict.INDETERMINATE
    if zones is Zones.NON_BINARY:
        if value in tolerance:
            return Verdict.CONDITIONAL_PASS
        return Verdict.CONDITIONAL_FAIL if value in rejection else Verdict.FAIL
    return Verdict.FAIL


def _reason(
    verdict: Verdict,
    zones: Zones,
    measurement: Measurement,
    tolerance: Tolerance,
    acceptance: Interval,
    rejection: Interval,
    bands: GuardBands,
) -> Reason:
    unit = tolerance.unit
    message = verdict.value
    if verdict is Verdict.FAIL:
        message = {Zones.BINARY: "fail", Zones.THREE_WAY: "fail_shown", Zones.NON_BINARY: "fail_beyond"}[zones]
        if acceptance.is_empty and zones is Zones.BINARY:
            message = "nothing_accepted" if measurement.value in tolerance else "fail_outside"
    elif verdict is Verdict.INDETERMINATE and acceptance.is_empty:
        message = "nothing_acceptable"
    expanded = measurement.expanded_uncertainty
    return Reason(message, (
        ("value", shown(measurement.value, unit)),
        ("tolerance", str(tolerance)),
        ("acceptance", acceptance.text(unit)),
        ("rejection", rejection.text(unit)),
        ("guard_band", "" if bands.acceptance is None else shown(bands.acceptance, unit)),
        ("expanded_uncertainty", "" if expanded is None else shown(expanded, unit)),
    ))  # fmt: skip


def _condition(
    rule: Conditional, applied: DecisionRule | None, tolerance: Tolerance, measurement: Measurement
) -> Reason:
    ratio = rule.ratio(tolerance, measurement)
    if ratio <= rule.largest_ratio:
        message = "uncertainty_small" if isinstance(applied, SimpleAcceptance) else "uncertainty_suits"
    else:
        message = "uncertainty_too_large" if applied is None else "uncertainty_counts"
    expanded = measurement.expanded_uncertainty
    return Reason(message, (
        ("expanded_uncertainty", "" if expanded is None else shown(expanded, tolerance.unit)),
        ("half_width", shown(tolerance.half_width, tolerance.unit)),
        ("ratio", f"{as_float(ratio):.3g}"),
        ("largest_ratio", str(rule.largest_ratio)),
    ))  # fmt: skip


def _probability(verdict: Verdict, p_c: float, p_not: float) -> Reason:
    if verdict.is_accepted:
        return Reason("consumer_risk", (("probability", percent(p_c)), ("risk", percent(p_not))))
    message = "producer_risk" if verdict.is_rejected else "conformance_probability"
    return Reason(message, (("probability", percent(p_c)),))
