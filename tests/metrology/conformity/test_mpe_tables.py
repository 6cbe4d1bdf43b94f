"""Tables of maximum permissible errors: what they must not be, and how they are stored."""

import pickle
from fractions import Fraction

import pytest
from hypothesis import given, settings, strategies as st
from tests.metrology.conformity.regulations import (
    platinum_thermometer,
    pressure_gauge,
    r76,
    rows,
    stored,
    water_meter,
)

from quanheng.metrology.conformity import (
    InvalidExpression,
    InvalidTable,
    MpeTable,
    OutsideTable,
    UnknownName,
    table_from_dict,
    table_from_json,
    table_to_dict,
    table_to_json,
)
from quanheng.metrology.units import Quantity, UnitError, parse

# ── what a table must not be ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: stored("t", {"m": "kg", "e": "g"}, "g", rows(("m <= 500 e", "0.5 e"))), "mixes 'g' and 'kg'"),
        (lambda: stored("t", {"e": "kg"}, "g", rows(([], "0.5 e"))), "declare one unit for both"),
        (lambda: stored("t", {}, "g", rows(([], "0.5 e"))), "speaks of e, which no unit is declared for"),
        (lambda: stored("t", {}, "g", {}), "has no classes"),
        (lambda: stored("t", {}, "g", {"I": []}), "class 'I' has no rows"),
        (lambda: stored("t", {}, "g", {"": [{"where": []}]}), "has no limit"),
        (
            lambda: stored("t", {}, "g", {"": [{"where": [], "limit": "1", "upper": "1"}]}),
            "'limit' and 'lower' or 'upper'",
        ),
        (lambda: stored("t", {}, "g", rows(([], "1")), stages={"worn": "0"}), "factor 0 at stage 'worn'"),
        (lambda: stored("t", {}, "g", rows(([], "1")), confidence="sure"), "confidence 'sure'"),
        (lambda: stored("t", {}, "g", rows(([], "1")), colour="red"), "no member colour"),
        (lambda: stored("t", {}, "g", {"": [{"where": [], "limit": "1", "unit": "g"}]}), "a row has no member unit"),
        (lambda: stored("t", {}, "g", {"": [{"where": [], "limit": 0.5}]}), "'limit' is a text, not 0.5"),
        (lambda: table_from_dict({"schema": "quanheng.mpe/2"}), "has the schema 'quanheng.mpe/1'"),
        (lambda: table_from_dict({"schema": "quanheng.mpe/1", "name": "t"}), "lacks the member"),
        (lambda: table_from_json("{"), "this is not"),
        (lambda: table_from_json("[" * 100_000), "this is not"),
        (lambda: table_from_json(" " * 2_000_001), "at most 2000000"),
    ],
)
def test_tables_that_contradict_themselves_are_refused(make, said: str):
    with pytest.raises(InvalidTable, match=said):
        make()


def test_two_classes_of_one_name_are_refused():
    twice = table_to_dict(r76())
    twice["classes"].append(twice["classes"][0])
    with pytest.raises(InvalidTable, match="each is named once"):
        table_from_dict(twice)


def test_a_point_with_two_limits_is_refused():
    table = stored("t", {"m": "g"}, "g", rows(("0 <= m <= 5", "1"), ("5 <= m <= 9", "2")))
    assert table.tolerance({"m": 4}).upper == 1
    with pytest.raises(InvalidTable, match="gives 2 limits at m = 5: 0 <= m <= 5; 5 <= m <= 9"):
        table.tolerance({"m": 5})


def test_a_negative_limit_is_refused():
    table = stored("t", {"t": "°C"}, "°C", rows(([], "0.1 % t")))
    with pytest.raises(InvalidTable, match=r"±\(0\.1 % t\) is −0\.02 at t = −20"):
        table.tolerance({"t": -20})


def test_an_unsure_table_is_never_judged_by():
    table = stored("clinical thermometer", {}, "°C", rows(([], "0.1")), confidence="unsure")
    with pytest.raises(InvalidTable, match="marked as unsure"):
        table.tolerance({})


def test_unknown_names_are_told_from_points_outside():
    table = r76()
    with pytest.raises(UnknownName, match="class 'V': there are I, II, III, IIII"):
        table.tolerance({"m": 1, "e": 1}, "V")
    with pytest.raises(UnknownName, match="stage 'repaired': there are initial, in_service"):
        table.tolerance({"m": 1, "e": 1}, "I", "repaired")
    with pytest.raises(UnknownName, match="knows nothing of d"):
        table.tolerance({"m": 1, "e": 1, "d": 1}, "I")
    with pytest.raises(InvalidExpression, match="'e' has no value"):
        table.tolerance({"m": 1}, "I")
    with pytest.raises(UnitError):
        stored("t", {"m": "kilowatts of cheese"}, "g", rows(([], "1")))


def test_a_class_may_require_what_an_instrument_must_be():
    table = table_from_dict({**table_to_dict(r76()), "classes": [
        {**table_to_dict(r76())["classes"][2], "requires": ["0.1 <= e"]}]})  # fmt: skip
    assert table.tolerance({"m": 5, "e": "0.1"}).upper == Fraction(1, 20)
    with pytest.raises(OutsideTable, match=r"class III requires 0\.1 <= e, not m = 5, e = 0\.05"):
        table.tolerance({"m": 5, "e": "0.05"})


# ── stored ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "table", [r76(), water_meter(), pressure_gauge(), platinum_thermometer()], ids=lambda t: t.name
)
def test_a_table_survives_being_stored(table: MpeTable):
    assert table_from_json(table_to_json(table)) == table
    assert pickle.loads(pickle.dumps(table)) == table
    assert table_to_dict(table_from_dict(table_to_dict(table))) == table_to_dict(table)


@settings(max_examples=60, deadline=None)
@given(st.fractions(0, 60, max_denominator=10_000), st.sampled_from(["1 g", "2 g", "5 g", "0.1 g", "10 g"]))
def test_scales_in_grams_and_kilograms_judge_alike(kilograms: Fraction, interval: str):
    e = Quantity(Fraction(interval.split(maxsplit=1)[0]), parse("g"))
    point = {"m": Quantity(kilograms, parse("kg")), "e": e}
    found = []
    for unit in ("g", "kg"):
        try:
            found.append(r76(unit).tolerance(point, "III").to("mg"))
        except OutsideTable:
            found.append(None)
    assert found[0] == found[1]
