"""Decision rules of published documents by name, and rules as data.

Schema `quanheng.rule/1`: {"schema", "rule"} and the rule's own members:
    "simple": none
    "guard_band": factor (text), zones
    "probability_limit": limit, proof
    "managed_risk": method
    "conditional": condition_rule, largest_ratio (text), otherwise (or null), the two rules without "schema"
A rule over a process (`GlobalRiskLimit`) carries a distribution and is no data.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from quanheng.metrology.conformity.errors import InvalidRule
from quanheng.metrology.conformity.exact import exact
from quanheng.metrology.conformity.rules import (
    Conditional,
    DecisionRule,
    GuardBand,
    ManagedRisk,
    ProbabilityLimit,
    SimpleAcceptance,
)
from quanheng.metrology.conformity.verdicts import Zones

SCHEMA = "quanheng.rule/1"

#: What each is: see the reference page, which names document and clause.
STANDARD_RULES: Mapping[str, DecisionRule] = MappingProxyType({
    "simple": SimpleAcceptance(),
    "jjf_1094": Conditional(SimpleAcceptance(), Fraction(1, 3), GuardBand(Fraction(1), Zones.THREE_WAY)),
    "simple_one_third": Conditional(SimpleAcceptance(), Fraction(1, 3)),
    "simple_one_quarter": Conditional(SimpleAcceptance(), Fraction(1, 4)),
    "simple_one_tenth": Conditional(SimpleAcceptance(), Fraction(1, 10)),
    "oiml_r111": Conditional(GuardBand(Fraction(1)), Fraction(1, 3)),
    "ilac_g8_simple": SimpleAcceptance(),
    "ilac_g8_binary": GuardBand(Fraction(1)),
    "ilac_g8_non_binary": GuardBand(Fraction(1), Zones.NON_BINARY),
    "iso_14253_1": ProbabilityLimit(0.95),
    "jcgm_106_guarded_acceptance": ProbabilityLimit(0.95, "conformity"),
    "jcgm_106_guarded_rejection": ProbabilityLimit(0.95, "nonconformity"),
    "asme_b89_7_3_1_stringent": GuardBand(Fraction(1)),
    "asme_b89_7_3_1_relaxed": GuardBand(Fraction(-1)),
    "asme_b89_7_3_1_4_to_1": Conditional(SimpleAcceptance(), Fraction(1, 4)),
    "z540_3_method_5": ManagedRisk("5"),
    "z540_3_method_6": ManagedRisk("6"),
    "ncsli_rp_10": ManagedRisk("root_difference"),
})  # fmt: skip


def standard_rule(name: str) -> DecisionRule:
    """A published rule by its name.

    Raises:
        InvalidRule: no such name; lists those that there are.

    Example:
        >>> standard_rule("ilac_g8_binary")
        GuardBand(factor=Fraction(1, 1), zones=<Zones.BINARY: 'binary'>)
    """
    if name not in STANDARD_RULES:
        raise InvalidRule(f"decision rule {name!r}: there are {', '.join(STANDARD_RULES)}")
    return STANDARD_RULES[name]


def rule_to_dict(rule: DecisionRule) -> dict[str, Any]:
    """The rule as plain data.

    Raises:
        InvalidRule: a rule that is no data.

    Example:
        >>> rule_to_dict(GuardBand("0.83"))
        {'schema': 'quanheng.rule/1', 'rule': 'guard_band', 'factor': '83/100', 'zones': 'binary'}
    """
    return {"schema": SCHEMA, **_members(rule)}


def rule_from_dict(stored: Mapping[str, Any]) -> DecisionRule:
    """The rule again, checked as any other.

    Raises:
        InvalidRule: another schema, an unknown rule, or a member that is missing, unknown or wrong.
    """
    if not isinstance(stored, Mapping) or stored.get("schema") != SCHEMA:
        raise InvalidRule(f"a stored decision rule has the schema {SCHEMA!r}")
    return _rule({name: value for name, value in stored.items() if name != "schema"})


def _members(rule: DecisionRule) -> dict[str, Any]:
    match rule:
        case SimpleAcceptance():
            return {"rule": rule.name}
        case GuardBand():
            return {"rule": rule.name, "factor": str(rule.factor), "zones": rule.zones.value}
        case ProbabilityLimit():
            return {"rule": rule.name, "limit": rule.limit, "proof": rule.proof}
        case ManagedRisk():
            return {"rule": rule.name, "method": rule.method}
        case Conditional():
            return {
                "rule": rule.name,
                "condition_rule": _members(rule.rule),
                "largest_ratio": str(rule.largest_ratio),
                "otherwise": None if rule.otherwise is None else _members(rule.otherwise),
            }
    raise InvalidRule(f"the rule {rule.name!r} holds a distribution and cannot be stored as data")


def _rule(members: Mapping[str, Any]) -> DecisionRule:
    if not isinstance(members, Mapping):
        raise InvalidRule(f"a decision rule is an object with the member 'rule', not {members!r}")
    kind = members.get("rule")
    given = {name: value for name, value in members.items() if name != "rule"}
    try:
        match kind:
            case "simple":
                return SimpleAcceptance(**given)
            case "guard_band":
                return GuardBand(**given)
            case "probability_limit":
                return ProbabilityLimit(**given)
            case "managed_risk":
                return ManagedRisk(**given)
            case "conditional":
                otherwise = given.pop("otherwise")
                return Conditional(
                    _rule(given.pop("condition_rule")),
                    exact("largest ratio", given.pop("largest_ratio"), InvalidRule),
                    None if otherwise is None else _rule(otherwise),
                    **given,
                )
    except KeyError as error:
        raise InvalidRule(f"decision rule {kind!r}: the member {error} is missing") from error
    except TypeError as error:
        raise InvalidRule(f"decision rule {kind!r}: {error}") from error
    raise InvalidRule(
        f"decision rule {kind!r}: there are simple, guard_band, probability_limit, managed_risk, conditional"
    )
