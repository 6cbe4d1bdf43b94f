"""A stored decision is judged anew, and confirmed or refused."""

import json
import math

import pytest
from hypothesis import given, settings, strategies as st

from quanheng.metrology.conformity import (
    STANDARD_RULES,
    GlobalRiskLimit,
    InvalidRecord,
    Measurement,
    NormalPrior,
    Tolerance,
    decide,
    decision_from_dict,
    decision_to_dict,
    standard_rule,
)

MM = Tolerance.symmetric("0.3", "1/7", unit="mm")


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(sorted(STANDARD_RULES)),
    st.fractions(-2, 2, max_denominator=10**6),
    st.fractions("1/1000", 1, max_denominator=10**6),
    st.sampled_from([math.inf, 4.5]),
)
def test_every_decision_comes_back_from_json(rule: str, value, u, nu: float):
    found = decide(Measurement.with_standard(value, u, degrees_of_freedom=nu, unit="mm"), MM, standard_rule(rule))
    stored = json.loads(json.dumps(decision_to_dict(found)))
    assert decision_from_dict(stored) == found


def test_a_decision_without_uncertainty_and_with_one_limit_comes_back():
    found = decide(Measurement.without_uncertainty(1), Tolerance.at_most("2.50"))
    stored = decision_to_dict(found)
    assert (stored["conformance_probability"], stored["tolerance"]["upper"]) == (None, "2.5")
    assert decision_from_dict(stored) == found


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"verdict": "pass"}, "verdict is 'pass'; judged again it is 'fail'"),
        ({"specific_risk": 0.001}, r"specific_risk is 0\.001"),
        ({"guard_band": "0.1"}, "guard_band is '0.1'"),
        ({"text": {"en": "fine", "zh": "好"}}, "text is"),
        ({"schema": "quanheng.decision/2"}, "has the schema"),
        ({"rule": None}, "cannot be judged again"),
        ({"measurement": {}}, "lacks the member 'degrees_of_freedom'"),
        ({"measurement": None}, "cannot be judged again"),
        ({"tolerance": {"lower": "x", "upper": None, "unit": None, "is_difference": False}}, "lower limit 'x'"),
    ],
)
def test_a_record_that_was_changed_is_refused(change: dict, said: str):
    stored = decision_to_dict(decide(Measurement.with_expanded(2, "0.5"), Tolerance.symmetric(1)))
    with pytest.raises(InvalidRecord, match=said):
        decision_from_dict(stored | change)


def test_a_record_with_a_process_can_be_read_and_not_judged_again():
    rule = GlobalRiskLimit(NormalPrior(0, 1))
    stored = decision_to_dict(decide(Measurement.with_expanded(0, "0.5"), Tolerance.symmetric(1), rule))
    assert stored["rule"] is None
    with pytest.raises(InvalidRecord):
        decision_from_dict(stored)
    informed = decide(Measurement.with_expanded(0, "0.5"), Tolerance.symmetric(1), prior=NormalPrior(0, 1))
    with pytest.raises(InvalidRecord, match="conformance_probability"):
        decision_from_dict(decision_to_dict(informed))
