"""Rules, tolerances and results that cannot be; and rules as data."""

from fractions import Fraction
from typing import Any

import pytest

from quanheng.metrology.conformity import (
    STANDARD_RULES,
    Conditional,
    DensityPrior,
    GlobalRiskLimit,
    GuardBand,
    InvalidMeasurement,
    InvalidRule,
    InvalidTolerance,
    ManagedRisk,
    Measurement,
    NormalPrior,
    ProbabilityLimit,
    SimpleAcceptance,
    Tolerance,
    Verdict,
    Zones,
    decide,
    rule_from_dict,
    rule_to_dict,
    standard_rule,
)

TEN = Tolerance.symmetric(10)


# ── refusals ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["jjf_1094", "simple_one_third", "oiml_r111", "z540_3_method_6", "ncsli_rp_10"])
def test_rules_about_the_width_refuse_a_single_limit(name: str):
    with pytest.raises(InvalidTolerance, match="one limit and no width"):
        decide(Measurement.with_expanded(0, 1), Tolerance.at_most(3), standard_rule(name))


@pytest.mark.parametrize("name", sorted(set(STANDARD_RULES) - {"simple", "ilac_g8_simple"}))
def test_only_simple_acceptance_can_do_without_an_uncertainty(name: str):
    with pytest.raises(InvalidMeasurement, match="states no uncertainty, and the rule"):
        decide(Measurement.without_uncertainty(1), TEN, standard_rule(name))
    found = decide(Measurement.without_uncertainty(1), TEN)
    assert (found.verdict, found.conformance_probability, found.specific_risk) == (Verdict.PASS, None, None)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: GuardBand("many"), "guard band factor 'many'"),
        (lambda: GuardBand(Fraction(-1), Zones.THREE_WAY), "guard band factor −1"),
        (lambda: GuardBand(Fraction(1), "fuzzy"), "zones 'fuzzy'"),
        (lambda: ProbabilityLimit(1.0), r"probability limit 1\.0"),
        (lambda: ProbabilityLimit(0.4), r"probability limit 0\.4"),
        (lambda: ProbabilityLimit(0.9, "neither"), "proof of 'neither'"),
        (lambda: ManagedRisk("7"), "method '7'"),
        (lambda: ManagedRisk("6").multiplier(0), "test uncertainty ratio 0"),
        (lambda: ManagedRisk("root_difference").multiplier("0.5"), "more than 1 is needed"),
        (lambda: Conditional(largest_ratio=Fraction(0)), "largest ratio 0"),
        (lambda: Conditional(Conditional()), "a condition within a condition"),
        (lambda: GlobalRiskLimit(NormalPrior(0, 1), Fraction(2)), "risk limit 2"),
        (lambda: standard_rule("best"), "decision rule 'best': there are simple"),
        (lambda: decide(Measurement.with_expanded(0, 1), TEN).text("fr"), "language 'fr'"),
    ],
)
def test_rules_that_cannot_be_are_refused(make, said: str):
    with pytest.raises(InvalidRule, match=said):
        make()


@pytest.mark.parametrize(
    ("lower", "upper", "said"),
    [
        (1, 1, "lower tolerance limit 1 is not below the upper one, 1"),
        (2, 1, "lower tolerance limit 2 is not below"),
        (float("nan"), 1, "lower tolerance limit nan"),
        (0, float("inf"), "upper tolerance limit inf"),
        (None, None, "permits everything"),
    ],
)
def test_tolerances_that_cannot_be_are_refused(lower, upper, said: str):
    with pytest.raises(InvalidTolerance, match=said):
        Tolerance(lower, upper)
    with pytest.raises(InvalidTolerance, match="half-width 0"):
        Tolerance.symmetric(0)


# ── rules as data ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", sorted(STANDARD_RULES))
def test_every_standard_rule_is_data(name: str):
    rule = standard_rule(name)
    assert rule_from_dict(rule_to_dict(rule)) == rule


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ({}, "has the schema"),
        ({"schema": "quanheng.rule/2", "rule": "simple"}, "has the schema"),
        ({"schema": "quanheng.rule/1", "rule": "magic"}, "'magic'"),
        ({"schema": "quanheng.rule/1", "rule": "guard_band", "width": 1}, "width"),
        ({"schema": "quanheng.rule/1", "rule": "guard_band", "factor": "x"}, "guard band factor 'x'"),
        ({"schema": "quanheng.rule/1", "rule": "conditional", "largest_ratio": "1/3"}, "'otherwise' is missing"),
        ({"schema": "quanheng.rule/1", "rule": "probability_limit", "limit": "high"}, "'probability_limit'"),
    ],
)
def test_stored_rules_are_checked(stored: dict[str, Any], said: str):
    with pytest.raises(InvalidRule, match=said):
        rule_from_dict(stored)


def test_a_rule_over_a_process_is_no_data():
    with pytest.raises(InvalidRule, match="holds a distribution"):
        rule_to_dict(GlobalRiskLimit(DensityPrior.rectangular(0, 1)))


@pytest.mark.parametrize("name", ["simple", "ilac_g8_binary", "asme_b89_7_3_1_relaxed", "z540_3_method_5"])
def test_with_two_verdicts_whatever_is_not_accepted_is_rejected(name: str):
    found = decide(Measurement.with_expanded(0, 2), TEN, standard_rule(name))
    assert found.rejection == found.acceptance


def test_rules_are_values():
    assert {SimpleAcceptance(), SimpleAcceptance(), GuardBand(Fraction(1))} == {standard_rule("simple"), GuardBand()}
