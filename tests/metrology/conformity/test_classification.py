"""The best class that an instrument's results meet."""

import pytest
from tests.metrology.conformity.regulations import pressure_gauge, r76, water_meter

from quanheng.metrology.conformity import (
    InvalidMeasurement,
    Measurement,
    PointResult,
    UnknownName,
    classify,
    standard_rule,
)


def gauge(*errors: tuple[str, str], expanded: str | None = None) -> list[PointResult]:
    """Points of a 1.6 MPa gauge: pressure and error in MPa."""
    return [
        PointResult(
            {"p": p, "span": "1.6"},
            Measurement.without_uncertainty(error, unit="MPa")
            if expanded is None
            else Measurement.with_expanded(error, expanded, unit="MPa"),
        )
        for p, error in errors
    ]


@pytest.mark.parametrize(
    ("worst", "expected"),
    [
        ("0.016", "1"),
        ("0.0161", "1.6"),
        ("0.0256", "1.6"),
        ("0.0257", "2.5"),
        ("0.04", "2.5"),
        ("0.064", "4"),
        ("0.0641", None),
    ],
)
def test_the_best_class_is_found_up_to_its_very_limit(worst: str, expected: str | None):
    found = classify(pressure_gauge(), gauge(("0.4", "0.001"), ("0.8", f"-{worst}"), ("1.2", "0.002")))
    assert found.accuracy_class == expected
    missed = [each for each in found.judgements if not each.is_met]
    assert all(each.deciding == (1,) for each in missed)


def test_the_closest_point_is_told_where_all_are_kept():
    found = classify(pressure_gauge(), gauge(("0.4", "0.010"), ("0.8", "-0.012"), ("1.6", "0.015")))
    # 0.015 of 0.0256 (last tenth) is further from its limit than 0.012 of 0.016.
    assert found.accuracy_class == "1"
    assert found.judgements[0].deciding == (1,)
    assert found.text() == (
        "Class 1 is met by all 3 results; the closest is p = 0.8, span = 1.6 with the error −0.012 MPa of "
        "[−0.016, 0.016] MPa."
    )
    assert found.text("zh").startswith("全部 3 个结果均符合 1 级")


def test_a_guard_band_costs_a_class():
    results = gauge(("0.8", "0.015"), expanded="0.002")
    assert classify(pressure_gauge(), results).accuracy_class == "1"
    guarded = classify(pressure_gauge(), results, standard_rule("ilac_g8_binary"))
    assert guarded.accuracy_class == "1.6"
    assert guarded.judgements[0].decisions[0].acceptance.text() == "[−0.014, 0.014]"


def test_a_point_that_a_class_has_no_limit_for_keeps_it_from_being_met():
    # 3000 e is beyond class IIII, whose table ends at 1000 e.
    results = [PointResult({"m": 3000, "e": 1}, Measurement.without_uncertainty("1.4", unit="g"))]
    found = classify(r76(), results)
    assert found.accuracy_class == "III"
    last = found.judgements[-1]
    assert not last.is_met
    assert "gives no limit at m = 3000" in last.refusal
    assert last.reason.text("zh") == "不符合 IIII 级：该级在 m = 3000, e = 1 处没有规定最大允许误差。"


def test_the_stage_doubles_what_is_permitted():
    point = {"Q": "1", "Q1": "0.016", "Q2": "0.0256", "Q4": "3.125", "T": "20"}
    results = [PointResult(point, Measurement.without_uncertainty("1.8", unit="%"))]
    assert classify(water_meter(), results).accuracy_class == "2"
    assert classify(water_meter(), results, stage="in_service").accuracy_class == "1"


def test_nothing_and_unknown_stages_are_refused():
    with pytest.raises(InvalidMeasurement, match="no results"):
        classify(r76(), [])
    with pytest.raises(UnknownName, match="stage 'worn'"):
        classify(r76(), [PointResult({"m": 1, "e": 1}, Measurement.without_uncertainty(0, unit="g"))], stage="worn")
