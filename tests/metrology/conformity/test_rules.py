"""Decision rules: where their limits lie, which side a limit itself belongs to, and what is said."""

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from scipy import stats

from quanheng.metrology.conformity import (
    STANDARD_RULES,
    GlobalRiskLimit,
    GuardBand,
    ManagedRisk,
    Measurement,
    NormalPrior,
    ProbabilityLimit,
    Tolerance,
    Verdict,
    conformance_probability,
    decide,
    global_risk,
    standard_rule,
)

TEN = Tolerance.symmetric(10)


def verdict(value: Any, rule: str, expanded: Any = 2, tolerance: Tolerance = TEN) -> str:
    return decide(Measurement.with_expanded(value, expanded), tolerance, standard_rule(rule)).verdict.value


# ── each rule, on and beside its limits ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ("simple", "10", "pass"),
        ("simple", "-10", "pass"),
        ("simple", "10.0000000000000000001", "fail"),
        # ILAC-G8:09/2019, 4.2.2: w = U = 2
        ("ilac_g8_binary", "8", "pass"),
        ("ilac_g8_binary", "8.001", "fail"),
        # ILAC-G8:09/2019, 4.2.3
        ("ilac_g8_non_binary", "-8", "pass"),
        ("ilac_g8_non_binary", "-8.001", "conditional_pass"),
        ("ilac_g8_non_binary", "10", "conditional_pass"),
        ("ilac_g8_non_binary", "10.001", "conditional_fail"),
        ("ilac_g8_non_binary", "12", "conditional_fail"),
        ("ilac_g8_non_binary", "12.001", "fail"),
        # ASME B89.7.3.1: stringent and relaxed acceptance with 100 % guard bands
        ("asme_b89_7_3_1_stringent", "8.001", "fail"),
        ("asme_b89_7_3_1_relaxed", "12", "pass"),
        ("asme_b89_7_3_1_relaxed", "12.001", "fail"),
        # Z540.3 handbook, method 5: w = U
        ("z540_3_method_5", "8", "pass"),
        ("z540_3_method_5", "8.001", "fail"),
        # TUR = 5: no guard band by method 6
        ("z540_3_method_6", "10", "pass"),
        # √(1 − 1/25)·10 = 9.79796
        ("ncsli_rp_10", "9.797", "pass"),
        ("ncsli_rp_10", "9.798", "fail"),
        # ISO 14253-1:2017: 1.645 u with u = 1
        ("iso_14253_1", "8.355", "pass"),
        ("iso_14253_1", "8.356", "indeterminate"),
        ("iso_14253_1", "11.644", "indeterminate"),
        ("iso_14253_1", "11.645", "fail"),
    ],
)
def test_verdicts_on_and_beside_the_limits(rule: str, value: str, expected: str):
    assert verdict(value, rule) == expected


@pytest.mark.parametrize(
    ("value", "expanded", "expected"),
    [
        # JJF 1094-2002, 5.3.1.4: U ≤ MPEV/3
        ("9", "3", "pass"),
        ("9.001", "3", "fail"),
        # 5.3.1.6: |Δ| ≤ MPEV − U conforms, |Δ| ≥ MPEV + U does not, between them it is undecided.
        ("5.9", "3.1", "pass"),
        ("5.901", "3.1", "indeterminate"),
        ("12.099", "3.1", "indeterminate"),
        ("-12.1", "3.1", "fail"),
        ("12.1", "3.1", "fail"),
    ],
)
def test_the_chinese_verification_rule(value: str, expanded: str, expected: str):
    assert verdict(value, "jjf_1094", expanded, Tolerance.symmetric(9)) == expected


def test_the_rule_of_oiml_r_111():
    # R 111-1:2004, 5.2 and 5.3: U ≤ δm/3, and the conventional mass within ±(δm − U). 1 kg F1: δm = 5 mg.
    f1 = Tolerance.symmetric(5, unit="mg")

    def of(value: str, expanded: str) -> Verdict:
        return decide(Measurement.with_expanded(value, expanded, unit="mg"), f1, standard_rule("oiml_r111")).verdict

    assert of("3.4", "1.6") is Verdict.PASS
    assert of("3.41", "1.6") is Verdict.FAIL
    assert of("0", "1.67") is Verdict.INDETERMINATE
    assert of("0.1", "5/3") is Verdict.PASS


def test_simple_acceptance_with_a_condition_decides_nothing_when_it_fails():
    found = decide(Measurement.with_expanded(0, "3.4"), TEN, standard_rule("simple_one_third"))
    assert (found.verdict, found.applied, found.guard_band) == (Verdict.INDETERMINATE, None, None)
    assert "more than 1/3: nothing can be decided" in found.text()
    assert "减小不确定度之前不能作出判定" in found.text("zh")


@pytest.mark.parametrize(
    ("tur", "m"),
    # M = 1.04 − exp(0.38 ln TUR − 0.54), by hand: TUR 1: 1.04 − e^−0.54 = 0.4573.
    [(1, 0.4573), (2, 0.2816), (3, 0.1553), (4, 0.0531)],
)
def test_the_multiplier_of_method_6(tur: int, m: float):
    assert float(ManagedRisk("6").multiplier(tur)) == pytest.approx(m, abs=6e-5)


def test_iso_14253_uses_both_limits_where_the_uncertainty_is_not_small():
    narrow = Tolerance.symmetric(2)
    result = Measurement.with_standard("0.2", 1)
    found = decide(result, narrow, ProbabilityLimit())
    limit = float(found.acceptance.upper or 0)
    assert conformance_probability(Measurement.with_standard(limit, 1), narrow) == pytest.approx(0.95, abs=1e-12)
    assert float(found.guard_band or 0) > 1.7
    assert decide(result, Tolerance.symmetric("1.9"), ProbabilityLimit()).acceptance.is_empty
    assert decide(result, Tolerance.symmetric("1.9"), ProbabilityLimit()).verdict is Verdict.INDETERMINATE
    # A tolerance far below the uncertainty: whatever is measured, non-conformity is more probable than 95 %.
    assert decide(result, Tolerance.symmetric("0.01"), ProbabilityLimit()).verdict is Verdict.FAIL


@pytest.mark.parametrize("nu", [math.inf, 3.0, 12.5])
@pytest.mark.parametrize("tolerance", [TEN, Tolerance.at_most(4), Tolerance.at_least(-4)])
def test_the_guarded_limits_have_the_probability_that_was_asked_for(nu: float, tolerance: Tolerance):
    result = Measurement.with_standard(0, "0.7", degrees_of_freedom=nu)
    found = decide(result, tolerance, ProbabilityLimit(0.99))
    for interval, p in ((found.acceptance, 0.99), (found.rejection, 0.01)):
        for limit in (interval.lower, interval.upper):
            if limit is not None:
                at = Measurement.with_standard(limit, "0.7", degrees_of_freedom=nu)
                assert conformance_probability(at, tolerance) == pytest.approx(p, abs=1e-11)


def test_guarded_acceptance_and_rejection_of_jcgm_106_have_two_verdicts():
    cautious, lenient = ProbabilityLimit(0.95, "conformity"), ProbabilityLimit(0.95, "nonconformity")
    at = Measurement.with_standard("9.5", 1)
    assert decide(at, TEN, cautious).verdict is Verdict.FAIL
    assert decide(at, TEN, lenient).verdict is Verdict.PASS
    beyond = Measurement.with_standard("11.7", 1)
    assert decide(beyond, TEN, lenient).verdict is Verdict.FAIL


def test_the_guard_band_of_a_process_has_the_risk_that_was_asked_for():
    prior = NormalPrior(0, 8)
    found = decide(Measurement.with_standard(0, 2), TEN, GlobalRiskLimit(prior, Fraction(1, 100)))
    assert global_risk(prior, 2, TEN, found.acceptance).consumer == pytest.approx(0.01, rel=1e-9)
    conditional = decide(
        Measurement.with_standard(0, 2), TEN, GlobalRiskLimit(prior, Fraction(1, 100), conditional=True)
    )
    assert global_risk(prior, 2, TEN, conditional.acceptance).conditional_consumer == pytest.approx(0.01, rel=1e-9)


# ── risks of the single decision ─────────────────────────────────────────────────────────────────


def test_specific_risk_is_of_the_decision_that_was_made():
    passed = decide(Measurement.with_standard(9, 1), TEN)
    assert passed.specific_risk == pytest.approx(stats.norm.sf(1.0), rel=1e-12)
    failed = decide(Measurement.with_standard(11, 1), TEN)
    assert failed.specific_risk == pytest.approx(stats.norm.sf(1.0), rel=1e-12)
    undecided = decide(Measurement.with_standard(10, 1), TEN, standard_rule("iso_14253_1"))
    assert undecided.specific_risk is None
    assert undecided.conformance_probability == pytest.approx(0.5, abs=1e-12)


def test_ilac_g8_table_1_risks_at_the_acceptance_limit():
    # ILAC-G8:09/2019, table 1: false acceptance below 2.5 % with w = U, 5 % with 0.83 U, 0.16 % with 1.5 U, 1 ppm at 3 U.
    for factor, most in (("1", 0.025), ("0.83", 0.05), ("1.5", 0.0016), ("3", 1e-6)):
        found = decide(Measurement.with_expanded(10 - Fraction(factor) * 2, 2), TEN, GuardBand(Fraction(factor)))
        assert found.verdict is Verdict.PASS
        assert found.specific_risk == pytest.approx(stats.norm.sf(2 * float(factor)), rel=1e-9)
        assert found.specific_risk < most


def test_a_prior_changes_the_risk_and_not_the_limits():
    result = Measurement.with_standard("9.5", 1)
    plain, informed = decide(result, TEN), decide(result, TEN, prior=NormalPrior(0, 3))
    assert informed.acceptance == plain.acceptance
    assert (informed.specific_risk or 1) < (plain.specific_risk or 0)


@settings(max_examples=60, deadline=None)
@given(st.floats(-20, 20), st.floats(0.1, 10), st.sampled_from(sorted(STANDARD_RULES)))
def test_verdicts_are_symmetric_and_independent_of_the_unit(value: float, expanded: float, rule: str):
    chosen = standard_rule(rule)
    here = decide(Measurement.with_expanded(value, expanded, unit="mm"), Tolerance.symmetric(10, unit="mm"), chosen)
    mirrored = decide(
        Measurement.with_expanded(-value, expanded, unit="mm"), Tolerance.symmetric(10, unit="mm"), chosen
    )
    elsewhere = decide(
        Measurement.with_expanded(value, expanded, unit="mm"), Tolerance.symmetric("0.01", unit="m"), chosen
    )  # fmt: skip
    assert here.verdict is mirrored.verdict is elsewhere.verdict
    assert here.conformance_probability == pytest.approx(mirrored.conformance_probability, rel=1e-12)
    assert here.conformance_probability == elsewhere.conformance_probability


@settings(max_examples=60, deadline=None)
@given(st.floats(-20, 20), st.floats(0.1, 10), st.fractions(0, 1), st.fractions(0, 1))
def test_a_wider_guard_band_never_accepts_more(value: float, expanded: float, r: Fraction, more: Fraction):
    result = Measurement.with_expanded(value, expanded)
    narrow, wide = decide(result, TEN, GuardBand(r)), decide(result, TEN, GuardBand(r + more))
    assert not wide.verdict.is_accepted or narrow.verdict.is_accepted


# ── what is said ─────────────────────────────────────────────────────────────────────────────────


def test_reasons_are_written_in_both_languages():
    found = decide(
        Measurement.with_expanded("9.1", "2", unit="mg"), Tolerance.symmetric(10, unit="mg"),
        standard_rule("ilac_g8_non_binary"),
    )  # fmt: skip
    assert found.text() == (
        "9.1 mg lies within the tolerance [−10, 10] mg, but closer to its limit than the guard band 2 mg: it passes "
        "conditionally. The probability of conformity is 81.59 %; the risk that this acceptance is wrong is 18.41 %."
    )
    assert found.text("zh") == (
        "9.1 mg 在允许范围 [−10, 10] mg 之内，但距限值不足一个保护带 2 mg：有条件合格。"
        "符合概率为 81.59 %；误判为合格的风险（使用方风险）为 18.41 %。"
    )


@pytest.mark.parametrize(
    ("value", "rule", "said"),
    [
        ("0.1", "iso_14253_1", "no value within the tolerance [−0.4, 0.4] can be shown to conform"),
        ("0.1", "ilac_g8_binary", "accepts no value within the tolerance [−0.4, 0.4], and so rejects 0.1"),
        ("3", "ilac_g8_binary", "3 lies outside the tolerance [−0.4, 0.4]: it does not conform."),
        ("3", "iso_14253_1", "3 reaches or exceeds the rejection limits"),
        ("3", "ilac_g8_non_binary", "3 lies beyond the tolerance [−0.4, 0.4] by more than the guard band 1"),
    ],
)
def test_a_large_uncertainty_is_named_as_the_cause_only_where_it_is(value: str, rule: str, said: str):
    found = decide(Measurement.with_standard(value, "0.5"), Tolerance.symmetric("0.4"), standard_rule(rule))
    assert said in found.text()


@pytest.mark.parametrize(("value", "u"), [("1e300", "1e-300"), ("1e-300", "1e300"), ("1e8", "1e-9"), ("0", "1e-300")])
@pytest.mark.parametrize("rule", sorted(STANDARD_RULES))
def test_extreme_numbers_are_judged_without_overflow(value: str, u: str, rule: str):
    found = decide(Measurement.with_standard(value, u), Tolerance.symmetric(1), standard_rule(rule))
    assert found.text()
    assert 0.0 <= (found.conformance_probability or 0.0) <= 1.0


@settings(max_examples=150, deadline=None)
@given(st.floats(-30, 30), st.floats(0.05, 60), st.sampled_from(sorted(STANDARD_RULES)))
def test_every_decision_can_be_told(value: float, expanded: float, rule: str):
    found = decide(Measurement.with_expanded(value, expanded), TEN, standard_rule(rule))
    for language in ("en", "zh"):
        assert "{" not in found.text(language)
    assert (found.verdict is Verdict.PASS) == (
        found.measurement.value in found.acceptance and not found.acceptance.is_empty
    )
