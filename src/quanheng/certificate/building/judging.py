"""Conformity of the values of a column: judged as reported, with the limits and the rule stated beside the values."""

import base64
import json
from collections.abc import Callable
from fractions import Fraction
from types import MappingProxyType

from quanheng.certificate.building.errors import InvalidDraft
from quanheng.certificate.building.tables import Column
from quanheng.certificate.building.vocabulary import (
    ACCEPTANCE_LOWER,
    ACCEPTANCE_UPPER,
    CONFORMITY,
    DECISION_RULE,
    TOLERANCE_LOWER,
    TOLERANCE_UPPER,
)
from quanheng.certificate.building.words import rich, said
from quanheng.certificate.model.numbers import Number
from quanheng.certificate.model.quantities import RealValues
from quanheng.certificate.model.results import Data, Quantity, Statement
from quanheng.certificate.model.texts import File, Text
from quanheng.metrology.conformity import (
    Conditional,
    ConformityError,
    Decision,
    DecisionRule,
    GuardBand,
    Interval,
    Measurement,
    ProbabilityLimit,
    Verdict,
    Zones,
    decide,
    rule_to_dict,
    standard_rule,
)

#: The documents that rules come from; of the others the description says all.
NORMS = MappingProxyType({
    "jjf_1094": "JJF 1094-2002", "oiml_r111": "OIML R 111-1:2004", "ilac_g8_simple": "ILAC-G8:09/2019",
    "ilac_g8_binary": "ILAC-G8:09/2019", "ilac_g8_non_binary": "ILAC-G8:09/2019", "iso_14253_1": "ISO 14253-1:2017",
    "jcgm_106_guarded_acceptance": "JCGM 106:2012", "jcgm_106_guarded_rejection": "JCGM 106:2012",
    "asme_b89_7_3_1_stringent": "ASME B89.7.3.1-2001", "asme_b89_7_3_1_relaxed": "ASME B89.7.3.1-2001",
    "asme_b89_7_3_1_4_to_1": "ASME B89.7.3.1-2001", "z540_3_method_5": "ANSI/NCSL Z540.3-2006",
    "z540_3_method_6": "ANSI/NCSL Z540.3-2006", "ncsli_rp_10": "NCSLI RP-10",
})  # fmt: skip

#: Decimal places up to which a limit is written exactly.
_MOST_PLACES = 20


def decisions_of(column: Column, rule: DecisionRule, field: str) -> tuple[Decision, ...]:
    """The decision on each value as the certificate reports it; none for a column without limits.

    Raises:
        InvalidDraft: limits that do not fit the column, or a rule that needs an uncertainty where none is stated.
    """
    tolerances = column.tolerances
    if not tolerances:
        return ()
    if len(tolerances) not in (1, len(column.values)):
        raise InvalidDraft(
            f"{field}.tolerances",
            f"{len(tolerances)} tolerances for {len(column.values)} values: give one, or one each",
        )
    found = []
    for row, value in enumerate(column.values):
        tolerance = tolerances[row if len(tolerances) > 1 else 0]
        if tolerance.unit is None:
            raise InvalidDraft(f"{field}.tolerances", "a tolerance without unit: give it the column's")
        try:
            found.append(decide(_measurement(column, row, value), tolerance, rule))
        except ConformityError as error:
            raise InvalidDraft(f"{field}.values[{row}]", str(error)) from error
    return tuple(found)


def conformity(column: Column, decisions: tuple[Decision, ...], rule_name: str) -> Statement:
    """The statement of conformity of a column: one word a value, limits, and the rule in words and as data."""
    rule = standard_rule(rule_name)
    members: list[Quantity | File] = [
        *_limits(
            decisions, lambda each: each.tolerance.lower, TOLERANCE_LOWER, said("允许下限", "Lower tolerance limit")
        ),
        *_limits(
            decisions, lambda each: each.tolerance.upper, TOLERANCE_UPPER, said("允许上限", "Upper tolerance limit")
        ),
        *_limits(
            decisions,
            lambda each: _acceptance(each).lower,
            ACCEPTANCE_LOWER,
            said("接受下限", "Lower acceptance limit"),
        ),
        *_limits(
            decisions,
            lambda each: _acceptance(each).upper,
            ACCEPTANCE_UPPER,
            said("接受上限", "Upper acceptance limit"),
        ),
        File(
            ref_types=(DECISION_RULE,),
            file_name="decision-rule.json",
            mime_type="application/json",
            base64_text=base64.b64encode(json.dumps(rule_to_dict(rule), sort_keys=True).encode()).decode("ascii"),
        ),
    ]
    norm = NORMS.get(rule_name)
    return Statement(
        ref_types=(CONFORMITY,),
        name=said("符合性判定", "Conformity"),
        convention=rule_name,
        norms=() if norm is None else (norm,),
        declaration=rich(describe(rule)),
        conformity=tuple(_status(each) for each in decisions),
        data=Data(members=tuple(members)),
    )


def describe(rule: DecisionRule) -> Text:
    """A decision rule in words, in Chinese and English."""
    zh, en = _described(rule)
    return said(f"判定规则：{zh}。", f"Decision rule: {en}.")


def _described(rule: DecisionRule) -> tuple[str, str]:
    match rule:
        case GuardBand():
            if not rule.factor:
                return _SIMPLE
            side = ("内缩", "inside") if rule.factor > 0 else ("外扩", "outside")
            times = "" if abs(rule.factor) == 1 else f"{float(abs(rule.factor)):g} "
            extra = _ZONES.get(rule.zones, ("", ""))
            return (
                f"接受限为允许限{side[0]} {times}U{extra[0]}",
                f"acceptance limits lie {times}U {side[1]} the tolerance limits{extra[1]}",
            )
        case ProbabilityLimit():
            what = {"both": ("合格或不合格", "conformity or non-conformity"), "conformity": ("合格", "conformity"),
                    "nonconformity": ("不合格", "non-conformity")}[rule.proof]  # fmt: skip
            p = f"{100 * rule.limit:g} %"
            return f"符合概率达到 {p} 方判为{what[0]}", f"{what[1]} is stated where its probability is at least {p}"
        case Conditional():
            inner, other = _described(rule.rule), None if rule.otherwise is None else _described(rule.otherwise)
            otherwise = ("不作判定", "nothing is decided") if other is None else other
            ratio = str(rule.largest_ratio)
            return (
                f"U 不大于最大允许误差绝对值的 {ratio} 时，{inner[0]}；否则，{otherwise[0]}",
                f"where U is at most {ratio} of the maximum permissible error, {inner[1]}; otherwise, {otherwise[1]}",
            )
    if rule.name == "managed_risk":
        return "按误接受风险不大于 2 % 设保护带", "a guard band keeps the risk of false acceptance at 2 % or less"
    return _SIMPLE


_SIMPLE = (
    "结果在允许限之内即判为合格，不另计不确定度",
    "a result within the tolerance limits conforms; the uncertainty is not counted further",
)
_ZONES = {
    Zones.THREE_WAY: (
        ",超出拒绝限方判为不合格，其间待定",
        "; between acceptance and rejection limits nothing is shown",
    ),
    Zones.NON_BINARY: (
        ",其间为有条件合格或有条件不合格",
        "; between them and the limits it passes or fails conditionally",
    ),
}


def _measurement(column: Column, row: int, value: str) -> Measurement:
    stated = column.uncertainty
    if stated is None:
        return Measurement.without_uncertainty(value, unit=column.unit)
    u = stated.stated[row if len(stated.stated) > 1 else 0]
    k = stated.factors[row if len(stated.factors) > 1 else 0]
    return Measurement.with_expanded(value, u, Fraction(k), unit=column.unit)


def _acceptance(decision: Decision) -> Interval:
    """The acceptance limits; none where nothing can be accepted."""
    return Interval(None, None) if decision.acceptance.is_empty else decision.acceptance


def _status(decision: Decision) -> str:
    """The verdict in the words of DCC; where neither is shown, that conformity is not."""
    return {Verdict.PASS: "pass", Verdict.FAIL: "fail", Verdict.CONDITIONAL_PASS: "conditionalPass",
            Verdict.CONDITIONAL_FAIL: "conditionalFail", Verdict.INDETERMINATE: "noPass"}[decision.verdict]  # fmt: skip


def _limits(
    decisions: tuple[Decision, ...], pick: Callable[[Decision], Fraction | None], ref_type: str, name: Text
) -> list[Quantity]:
    found = [pick(each) for each in decisions]
    texts = [_digits(each) for each in found if each is not None]
    if len(texts) != len(found):
        return []
    unit = decisions[0].tolerance.unit
    numbers = tuple(Number(each) for each in (texts[:1] if len(set(texts)) == 1 else texts))
    values = RealValues(
        form="real" if len(numbers) == 1 else "realListXMLList",
        values=numbers,
        units=("\\one" if unit is None else unit.format("dsi"),),
    )
    return [Quantity(ref_types=(ref_type,), name=name, values=values)]


def _digits(limit: Fraction) -> str:
    """A limit as an exact decimal; a limit that is none, such as 1/3, to 15 digits."""
    rest, places = limit.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for prime in (2, 5):
        while rest % prime == 0:
            rest, places = rest // prime, places + 1
    if rest != 1 or places > _MOST_PLACES:
        return f"{float(limit):.15g}"
    digits = str(abs(limit.numerator) * 10**places // limit.denominator).rjust(places + 1, "0")
    return ("-" if limit < 0 else "") + (digits if not places else f"{digits[:-places]}.{digits[-places:]}")
