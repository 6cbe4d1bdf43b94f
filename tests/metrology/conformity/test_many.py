"""Thousands of results at once: the same as one by one."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.metrology.conformity.regulations import r76, stored

from quanheng.metrology.conformity import (
    STANDARD_RULES,
    GlobalRiskLimit,
    InvalidMeasurement,
    InvalidRule,
    InvalidTolerance,
    Measurement,
    NormalPrior,
    OutsideTable,
    ProbabilityLimit,
    Tolerance,
    Verdict,
    decide,
    decide_many,
    limits_at,
    standard_rule,
)

decimals = st.integers(-1300, 1300).map(lambda n: n / 100)
RULES = {
    **STANDARD_RULES,
    "guarded": ProbabilityLimit(0.9, "conformity"),
    "lenient": ProbabilityLimit(0.9, "nonconformity"),
}


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(sorted(RULES)),
    st.lists(st.tuples(decimals, st.integers(1, 700).map(lambda n: n / 200)), min_size=1, max_size=12),
    st.sampled_from([math.inf, 5.0]),
)
def test_arrays_give_the_same_as_one_by_one(rule: str, results: list[tuple[float, float]], nu: float):
    values, uncertainties = zip(*results, strict=True)
    many = decide_many(values, uncertainties, -10.0, 10.0, RULES[rule], degrees_of_freedom=nu)
    for place, (value, u) in enumerate(results):
        one = decide(
            Measurement.with_standard(value, u, degrees_of_freedom=nu), Tolerance.symmetric(10), RULES[rule]
        )  # fmt: skip
        assert many.verdicts[place] == one.verdict.value
        assert many.conformance_probability[place] == pytest.approx(one.conformance_probability, rel=1e-9, abs=1e-300)
        if one.specific_risk is None:
            assert np.isnan(many.specific_risk[place])
        else:
            assert many.specific_risk[place] == pytest.approx(one.specific_risk, rel=1e-9, abs=1e-300)
        if not one.acceptance.is_empty and one.acceptance.upper is not None:
            assert many.acceptance_upper[place] == pytest.approx(float(one.acceptance.upper), rel=1e-12, abs=1e-13)


def test_a_result_on_a_limit_is_on_it_though_binary_numbers_are_not():
    # 0.3 − 2·0.1 is 0.09999999999999998 in binary.
    found = decide_many([0.1], [0.1], -0.3, 0.3, standard_rule("ilac_g8_binary"))
    assert found.verdicts.tolist() == ["pass"]
    assert decide_many([0.1000001], [0.1], -0.3, 0.3, standard_rule("ilac_g8_binary")).verdicts.tolist() == ["fail"]


@pytest.mark.parametrize(("u", "half"), [(0.05, 0.3), (0.1, 0.6), (0.15, 0.9), (0.35, 2.1), (0.55, 3.3)])
def test_a_ratio_of_exactly_one_third_is_one_third_though_binary_numbers_are_not(u: float, half: float):
    found = decide_many([0.99 * half], [u], -half, half, standard_rule("jjf_1094"))
    assert found.verdicts.tolist() == ["pass"]
    assert found.acceptance_upper[0] == half


def test_each_result_may_have_its_own_limits():
    found = decide_many([0.9, 0.9, 0.9], 0.1, [-1, -0.5, -np.inf], [1, 0.5, 1e9], standard_rule("simple"))
    assert found.verdicts.tolist() == ["pass", "fail", "pass"]
    assert found.count(Verdict.PASS) == 2
    assert found.conformance_probability[2] == 1.0


@pytest.mark.parametrize("rule", ["simple", "ilac_g8_non_binary", "iso_14253_1"])
def test_one_sided_limits_judge_as_one_by_one(rule: str):
    values = np.linspace(-3, 3, 25).round(2)
    upper = decide_many(values, 0.5, -np.inf, 1.0, standard_rule(rule)).verdicts
    lower = decide_many(-values, 0.5, -1.0, np.inf, standard_rule(rule)).verdicts
    for place, value in enumerate(values.tolist()):
        one = decide(Measurement.with_standard(value, 0.5), Tolerance.at_most(1), standard_rule(rule)).verdict
        assert upper[place] == lower[place] == one.value


def test_a_hundred_thousand_results():
    rng = np.random.default_rng(7)
    y, u = rng.normal(0, 5, 100_000), rng.uniform(0.5, 2.0, 100_000)
    found = decide_many(y, u, -10, 10, standard_rule("iso_14253_1"))
    assert sum(found.count(verdict) for verdict in Verdict) == 100_000
    for place in range(0, 100_000, 9973):
        one = decide(
            Measurement.with_standard(y[place], u[place]), Tolerance.symmetric(10), standard_rule("iso_14253_1")
        )
        assert found.verdicts[place] == one.verdict.value


def test_limits_of_a_table_serve_many_results():
    points = [{"m": m, "e": "0.01"} for m in ("1", "5", "5.01", "20", "20.01")]
    lower, upper = limits_at(r76(), points, "III")
    assert upper.tolist() == (-lower).tolist() == [0.005, 0.005, 0.01, 0.01, 0.015]
    found = decide_many([0.005, -0.005, 0.0101, 0.01, 0.0149], 0.001, lower, upper)
    assert found.verdicts.tolist() == ["pass", "pass", "fail", "pass", "pass"]
    with pytest.raises(OutsideTable, match=r"no limit at m = 101"):
        limits_at(r76(), [*points, {"m": 101, "e": "0.01"}], "III")
    one_sided = stored("leak", {}, "Pa", {"": [{"where": [], "upper": "5"}]})
    assert [each.tolist() for each in limits_at(one_sided, [{}])] == [[-math.inf], [5.0]]


def test_bad_input_is_refused_with_its_place():
    with pytest.raises(InvalidMeasurement, match=r"standard uncertainty -1\.0 at place 1"):
        decide_many([0, 0], [1, -1], -1, 1)
    with pytest.raises(InvalidMeasurement, match="value nan at place 0"):
        decide_many([np.nan, 0], 1, -1, 1)
    with pytest.raises(InvalidTolerance, match=r"lower limit 1\.0 at place 0"):
        decide_many([0], 1, 1, 1)
    with pytest.raises(InvalidTolerance, match="no limit at place 1"):
        decide_many([0, 0], 1, [-1, -np.inf], [1, np.inf])
    with pytest.raises(InvalidRule, match="at place 1 has one limit"):
        decide_many([0, 0], 1, [-1, -np.inf], 1, standard_rule("jjf_1094"))
    with pytest.raises(InvalidRule, match="one result at a time"):
        decide_many([0], 1, -1, 1, GlobalRiskLimit(NormalPrior(0, 1), Fraction(1, 50)))
    with pytest.raises(InvalidMeasurement, match="coverage factor 0"):
        decide_many([0], 1, -1, 1, coverage_factor=0)
    with pytest.raises(InvalidMeasurement, match="-1 degrees of freedom"):
        decide_many([0], 1, -1, 1, degrees_of_freedom=-1)
    with pytest.raises(InvalidMeasurement, match=r"value 1e\+80 at place 0"):
        decide_many([1e80], 1, -1, 1)
    with pytest.raises(InvalidMeasurement, match="2 dimensions"):
        decide_many([[0.0]], 1, -1, 1)
