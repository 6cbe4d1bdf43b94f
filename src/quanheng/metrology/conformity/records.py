"""A decision as a record that a certificate can carry.

Schema `quanheng.decision/1`, an object with
    verdict: text
    measurement: {value, standard_uncertainty or null, coverage_factor: texts; degrees_of_freedom: number or null where
        infinite; unit: text or null}
    tolerance: {lower, upper: text or null; unit: text or null; is_difference: true or false}
    rule, applied: see `standard_rules`; null for a rule that is no data; `applied` also where no rule applied
    acceptance, rejection: {lower, upper: text or null}, or null for an empty interval
    guard_band: text or null; conformance_probability, specific_risk: number or null
    reasons: [{message, parameters: {name: text}}]; text: {en, zh}
Numbers as texts are exact: decimals, or fractions such as "1/3".
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from quanheng.metrology.conformity.decision import Decision, decide
from quanheng.metrology.conformity.errors import InvalidRecord
from quanheng.metrology.conformity.exact import exact
from quanheng.metrology.conformity.measurement import Measurement
from quanheng.metrology.conformity.rules import DecisionRule, GlobalRiskLimit
from quanheng.metrology.conformity.standard_rules import rule_from_dict, rule_to_dict
from quanheng.metrology.conformity.tolerance import Interval, Tolerance
from quanheng.metrology.conformity.wording import LANGUAGES
from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.units import Unit

SCHEMA = "quanheng.decision/1"


def decision_to_dict(decision: Decision) -> dict[str, Any]:
    """The decision with all that it rests on.

    Example:
        >>> found = decide(Measurement.with_expanded("0.004", "0.001", unit="g"), Tolerance.symmetric("0.005", unit="g"))
        >>> stored = decision_to_dict(found)
        >>> stored["verdict"], stored["acceptance"], stored["measurement"]["standard_uncertainty"]
        ('pass', {'lower': '-0.005', 'upper': '0.005'}, '0.0005')
    """
    measurement, tolerance = decision.measurement, decision.tolerance
    nu = measurement.degrees_of_freedom
    return {
        "schema": SCHEMA,
        "verdict": decision.verdict.value,
        "measurement": {
            "value": _text(measurement.value),
            "standard_uncertainty": _text(measurement.standard_uncertainty),
            "coverage_factor": _text(measurement.coverage_factor),
            "degrees_of_freedom": None if math.isinf(nu) else nu,
            "unit": _unit(measurement.unit),
        },
        "tolerance": {
            "lower": _text(tolerance.lower),
            "upper": _text(tolerance.upper),
            "unit": _unit(tolerance.unit),
            "is_difference": tolerance.is_difference,
        },
        "rule": _rule(decision.rule),
        "applied": _rule(decision.applied),
        "acceptance": _interval(decision.acceptance),
        "rejection": _interval(decision.rejection),
        "guard_band": _text(decision.guard_band),
        "conformance_probability": decision.conformance_probability,
        "specific_risk": decision.specific_risk,
        "reasons": [{"message": each.message, "parameters": dict(each.parameters)} for each in decision.reasons],
        "text": {language: decision.text(language) for language in LANGUAGES},
    }


def decision_from_dict(stored: Mapping[str, Any]) -> Decision:
    """The decision again: judged anew from its result, tolerance and rule, and compared with what is stored.

    A decision with a prior has another probability than the result alone gives; it is a record to read, and is refused
    here.

    Raises:
        InvalidRecord: another schema, a member missing or wrong, a rule that is no data, or a stored verdict, limit,
            probability or sentence that judging anew does not give.
    """
    if not isinstance(stored, Mapping) or stored.get("schema") != SCHEMA:
        raise InvalidRecord(f"a stored decision has the schema {SCHEMA!r}")
    try:
        found = decide(
            _measurement(stored["measurement"]), _tolerance(stored["tolerance"]), rule_from_dict(stored["rule"])
        )
    except KeyError as error:
        raise InvalidRecord(f"the stored decision lacks the member {error}") from error
    except (MetrologyError, TypeError, AttributeError) as error:
        raise InvalidRecord(f"the stored decision cannot be judged again: {error}") from error
    again = decision_to_dict(found)
    for name, value in again.items():
        if name not in stored or not _agree(stored[name], value):
            raise InvalidRecord(f"the stored decision's {name} is {stored.get(name)!r}; judged again it is {value!r}")
    return found


def _agree(stored: Any, found: Any) -> bool:
    """Equal; probabilities up to the last places, which differ between machines."""
    if isinstance(stored, float) and isinstance(found, float):
        return math.isclose(stored, found, rel_tol=1e-9, abs_tol=1e-300)
    return bool(stored == found)


def _measurement(stored: Mapping[str, Any]) -> Measurement:
    nu = stored["degrees_of_freedom"]
    return Measurement(
        exact("value", stored["value"], InvalidRecord),
        _number("standard uncertainty", stored["standard_uncertainty"]),
        exact("coverage factor", stored["coverage_factor"], InvalidRecord),
        math.inf if nu is None else float(nu),
        stored["unit"],
    )


def _tolerance(stored: Mapping[str, Any]) -> Tolerance:
    lower, upper = _number("lower limit", stored["lower"]), _number("upper limit", stored["upper"])
    return Tolerance(lower, upper, stored["unit"], bool(stored["is_difference"]))


def _number(name: str, text: str | None) -> Fraction | None:
    return None if text is None else exact(name, text, InvalidRecord)


def _rule(rule: DecisionRule | None) -> dict[str, Any] | None:
    return None if rule is None or isinstance(rule, GlobalRiskLimit) else rule_to_dict(rule)


def _interval(interval: Interval) -> dict[str, str | None] | None:
    return None if interval.is_empty else {"lower": _text(interval.lower), "upper": _text(interval.upper)}


def _text(number: Fraction | None) -> str | None:
    """An exact decimal where there is a short one, else a fraction."""
    if number is None:
        return None
    rest, tens = number.denominator, 0
    while rest % 10 == 0:
        rest, tens = rest // 10, tens + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, tens = rest // prime, tens + 1
    if rest != 1 or tens > 20:
        return str(number)
    if not tens:
        return str(number.numerator)
    scaled = str(abs(number.numerator) * 10**tens // number.denominator).rjust(tens + 1, "0")
    return ("-" if number < 0 else "") + f"{scaled[:-tens]}.{scaled[-tens:]}"


def _unit(unit: Unit | None) -> str | None:
    return None if unit is None else str(unit) or "1"
