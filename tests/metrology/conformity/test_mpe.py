"""Maximum permissible errors in the instrument's own terms, on and beside the ends of their intervals."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.metrology.conformity.regulations import (
    R76_STEPS,
    platinum_thermometer,
    pressure_gauge,
    r76,
    rows,
    stored,
    water_meter,
)

from quanheng.metrology.conformity import (
    Measurement,
    MpeTable,
    OutsideTable,
    UnitMismatch,
    Verdict,
    decide,
    table_from_dict,
    table_to_dict,
)
from quanheng.metrology.units import Quantity, parse

# ── in e: scales ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("accuracy_class", ["I", "II", "III", "IIII"])
@pytest.mark.parametrize(("stage", "factor"), [(None, 1), ("initial", 1), ("in_service", 2)])
def test_a_scale_at_and_just_beyond_each_step(accuracy_class: str, stage: str | None, factor: int):
    e = Decimal("0.01")
    steps = [Decimal(end) * e for end in R76_STEPS[accuracy_class] if end]
    table = r76()

    def upper(m: Decimal) -> Fraction | None:
        return table.tolerance({"m": m, "e": e}, accuracy_class, stage).upper

    hair = Decimal("1e-20")
    assert upper(Decimal(0)) == Fraction(1, 200) * factor
    assert upper(steps[0]) == Fraction(1, 200) * factor
    assert upper(steps[0] + hair) == Fraction(1, 100) * factor
    assert upper(steps[1]) == Fraction(1, 100) * factor
    assert upper(steps[1] + hair) == Fraction(3, 200) * factor


def test_half_of_a_hundredth_is_exactly_five_thousandths_and_a_reading_there_conforms():
    limits = r76().tolerance({"m": 5, "e": "0.01"}, "III")
    assert (limits.lower, limits.upper) == (Fraction(-5, 1000), Fraction(5, 1000))
    # As a difference of binary numbers 5.005 − 5 is 0.004999…; 0.015 − 0.01 is 0.005 but not exactly.
    at_limit = Measurement.without_uncertainty(Fraction("5.005") - 5, unit="g")
    assert decide(at_limit, limits).verdict is Verdict.PASS
    beyond = Measurement.without_uncertainty("0.0050000000000000000001", unit="g")
    assert decide(beyond, limits).verdict is Verdict.FAIL


def test_points_outside_are_refused_and_named():
    table = r76("kg")
    with pytest.raises(
        OutsideTable, match=r"R 76 class III gives no limit at m = 50\.005, e = 0\.005; it gives one where"
    ):
        table.tolerance({"m": "50.005", "e": "0.005"}, "III")
    with pytest.raises(OutsideTable, match="no limit at m = −1"):
        table.tolerance({"m": -1, "e": "0.005"}, "III")
    assert table.tolerance({"m": 5000, "e": "0.005"}, "I").upper == Fraction(3, 400)


def test_quantities_are_converted_and_other_kinds_refused():
    table = r76("kg")
    grams = table.tolerance({"m": Quantity(5000, parse("g")), "e": Quantity(5, parse("g"))}, "III")
    assert grams == table.tolerance({"m": 5, "e": "0.005"}, "III")
    with pytest.raises(UnitMismatch, match="m is in 'm', which does not convert to 'kg'"):
        table.tolerance({"m": Quantity(5, parse("m")), "e": "0.005"}, "III")


def test_the_shared_table_of_scales_is_this_one(shared: Path):
    data = yaml.safe_load((shared / "data" / "instruments-jjg.yaml").read_text(encoding="utf-8"))
    rows = next(each for each in data["instruments"] if each["id"] == "nawi-digital")["mpe"]["rows"]
    for row in rows:
        for accuracy_class in R76_STEPS:
            low, high = row[accuracy_class]
            at = Fraction(high if high is not None else 10 * low)
            limits = r76().tolerance({"m": at, "e": 1}, accuracy_class)
            assert limits.upper == Fraction(str(row["mpe_e"]))


# ── in percent of reading, of span; mixed; asymmetric; by formula ────────────────────────────────


@pytest.mark.parametrize(
    ("flow", "temperature", "limit"),
    [("0.016", 20, 5), ("0.0255", 20, 5), ("0.0256", 20, 2), ("3.125", 30, 2), ("3.125", "30.1", 3), ("1", "0.1", 2)],
)
def test_a_water_meter_of_class_2(flow: str, temperature: Any, limit: int):
    point = {"Q": flow, "Q1": "0.016", "Q2": "0.0256", "Q4": "3.125", "T": temperature}
    found = water_meter().tolerance(point, "2")
    assert (found.lower, found.upper, str(found.unit)) == (-limit, limit, "%")
    assert water_meter().tolerance(point, "2", "in_service").upper == 2 * limit


@pytest.mark.parametrize("point", [{"Q": "3.126"}, {"Q": "0.0159"}, {"T": "0.05"}])
def test_a_water_meter_outside_its_range(point: dict[str, str]):
    whole = {"Q": "1", "Q1": "0.016", "Q2": "0.0256", "Q4": "3.125", "T": "20"} | point
    with pytest.raises(OutsideTable, match="gives no limit at Q ="):
        water_meter().tolerance(whole, "2")


def test_a_pressure_gauge_of_class_1_6():
    table = pressure_gauge()
    assert table.tolerance({"p": "1.44", "span": "1.6"}, "1.6").upper == Fraction("0.0256")
    assert table.tolerance({"p": "1.45", "span": "1.6"}, "1.6").upper == Fraction("0.04")
    bar = Quantity(16, parse("bar"))
    assert table.tolerance({"p": bar, "span": bar}, "1.6").upper == Fraction("0.04")


@pytest.mark.parametrize(("t", "limit"), [(0, "0.15"), (100, "0.35"), (-100, "0.35"), ("-0.5", "0.151")])
def test_a_platinum_thermometer_of_class_a(t: Any, limit: str):
    found = platinum_thermometer().tolerance({"t": t}, "A")
    assert found.upper == Fraction(limit)
    kelvin = Measurement.without_uncertainty(Quantity(Decimal(limit), parse("K")))
    assert decide(kelvin, found).verdict is Verdict.PASS
    beyond = Measurement.without_uncertainty(Quantity(Decimal(limit) + Decimal("1e-9"), parse("°C")))
    assert decide(beyond, found).verdict is Verdict.FAIL


def test_reading_and_digits():
    meter = stored("multimeter", {"V": "V", "d": "V"}, "V", rows(([], "0.5 % |V| + 2 d")))
    assert meter.tolerance({"V": "-19.99", "d": "0.01"}).upper == Fraction("0.11995")


def test_a_length_that_adds_to_its_limit():
    machine = stored("machine", {"L": "mm"}, "mm", rows(("0 <= L <= 2000", "0.01 + 1e-5 L")))
    assert machine.tolerance({"L": Quantity(Decimal("0.5"), parse("m"))}).upper == Fraction("0.015")
    printed = stored("machine", {"L": "mm"}, "um", rows(("0 <= L <= 2000", "0.3 + 0.005 value(L)")))
    assert printed.tolerance({"L": 500}).to("mm").upper == Fraction("0.0028")


def test_the_larger_of_two():
    analyser = stored("CO", {"x": "%"}, "%", rows(([], "max(0.06, 5 % x)")))
    assert [analyser.tolerance({"x": x}).upper for x in ("0.5", "1.2", "5")] == [
        Fraction("0.06"),
        Fraction("0.06"),
        Fraction("0.25"),
    ]


def test_a_heat_meter_of_class_2():
    # OIML R 75-1:2002: ±(3 + 4 ΔΘmin/ΔΘ + 0.02 qp/q) %
    table = stored(
        "heat meter", {"ΔΘmin": "K", "ΔΘ": "K", "qp": "m3/h", "q": "m3/h"}, "%",
        rows(("ΔΘmin <= ΔΘ", "3 + 4 ΔΘmin/ΔΘ + 0.02 qp/q")),
    )  # fmt: skip
    assert table.tolerance({"ΔΘmin": 3, "ΔΘ": 30, "qp": "1.5", "q": "0.3"}).upper == Fraction("3.5")


def test_a_taximeter_whose_limits_differ():
    table = stored("taximeter", {}, "%", {"": [{"where": [], "lower": "-4", "upper": "1"}]})
    found = table.tolerance({})
    assert (found.lower, found.upper) == (-4, 1)
    worn = table_from_dict({**table_to_dict(table), "stages": {"new": "1", "worn": "3/2"}}).tolerance({}, stage="worn")
    assert (worn.lower, worn.upper) == (-6, Fraction(3, 2))
    radar = stored("radar", {"v": "km/h"}, "km/h", {"": [
        {"where": "v < 100", "lower": "-6", "upper": "0"}, {"where": "100 <= v", "lower": "-6 % v", "upper": "0"}]})  # fmt: skip
    assert radar.tolerance({"v": 100}).lower == -6
    assert radar.tolerance({"v": 120}).lower == Fraction("-7.2")
    one_sided = stored("leak", {}, "Pa", {"": [{"where": [], "upper": "5"}]})
    assert one_sided.tolerance({}).lower is None


@pytest.mark.parametrize(
    ("power", "limit"), [("-6", "0.06"), ("6.25", "0.09"), ("-9", "0.09"), ("12.5", "0.18"), ("-20.25", "0.25")]
)
def test_a_focimeter_of_either_sign(power: str, limit: str):
    # ISO 8598-1
    steps = [("|F| <= 6", "0.06"), ("6 < |F| <= 9", "0.09"), ("9 < |F| <= 12", "0.12"), ("12 < |F| <= 20", "0.18")]
    table = stored("focimeter", {"F": "m-1"}, "m-1", rows(*steps, ("20 < |F|", "0.25")))
    assert table.tolerance({"F": power}).upper == Fraction(limit)


def test_a_sound_level_meter_by_frequency():
    # IEC 61672-1:2013, class 1; limits in dB
    table = stored("sound level meter", {"f": "Hz"}, "dB", {"1": [
        {"where": "f = 1000", "limit": "0.7"},
        {"where": "f = 8000", "lower": "-2.5", "upper": "1.5"},
    ]})  # fmt: skip
    found = table.tolerance({"f": Quantity(8, parse("kHz"))})
    assert (found.lower, found.upper) == (Fraction(-5, 2), Fraction(3, 2))
    with pytest.raises(OutsideTable, match="no limit at f = 900"):
        table.tolerance({"f": 900})


def test_a_clinical_thermometer_whose_limits_differ():
    glass = stored("glass thermometer", {"t": "°C"}, "°C", {"": [
        {"where": "35 <= t <= 42", "lower": "-0.15", "upper": "0.10"}]})  # fmt: skip
    found = glass.tolerance({"t": Quantity(Fraction("310.15"), parse("K"))})
    assert (found.lower, found.upper) == (Fraction(-3, 20), Fraction(1, 10))


def test_rows_for_choices():
    meter = stored("energy meter", {"I": "A", "Ib": "A"}, "%", {"1": [
        {"where": "0.05 Ib <= I < 0.1 Ib", "limit": "1.5", "given": {"cosφ": "1.0"}},
        {"where": "0.1 Ib <= I", "limit": "1.0", "given": {"cosφ": "1.0"}},
        {"where": "0.1 Ib <= I < 0.2 Ib", "limit": "1.5", "given": {"cosφ": "0.5L"}},
    ]})  # fmt: skip
    assert meter.tolerance({"I": 1, "Ib": 10}, cosφ="1.0").upper == 1
    assert meter.tolerance({"I": 1, "Ib": 10}, cosφ="0.5L").upper == Fraction(3, 2)
    with pytest.raises(OutsideTable, match=r"cosφ = 0\.8C"):
        meter.tolerance({"I": 1, "Ib": 10}, cosφ="0.8C")


# ── by nominal value: weights ────────────────────────────────────────────────────────────────────


def weights(shared: Path) -> tuple[MpeTable, list[dict[str, Any]]]:
    data = json.loads((shared / "data" / "oiml-r111-mpe.json").read_text(encoding="utf-8"), parse_float=str)
    classes: dict[str, list[dict[str, Any]]] = {name: [] for name in data["classes"]}
    for row in data["rows"]:
        number, unit = row["nominal"].split()
        grams = parse(unit).conversion_to(parse("g")).value(Decimal(number))
        for name, limit in row["mpe_mg"].items():
            if limit is not None:
                classes[name].append({"where": f"nominal = {grams}", "limit": str(limit)})
    return stored("R 111", {"nominal": "g"}, "mg", classes), data["rows"]


def test_weights_of_all_classes_and_sizes(shared: Path):
    table, data = weights(shared)
    looked_up = 0
    for row in data:
        number, unit = row["nominal"].split()
        nominal = Quantity(Decimal(number), parse(unit))
        for name, limit in row["mpe_mg"].items():
            if limit is None:
                with pytest.raises(OutsideTable, match="gives no limit at nominal"):
                    table.tolerance({"nominal": nominal}, name)
            else:
                assert table.tolerance({"nominal": nominal}, name).upper == Fraction(str(limit))
                looked_up += 1
    assert looked_up > 100


@pytest.mark.parametrize(
    ("nominal", "accuracy_class", "limit"),
    [("1 kg", "E1", "0.5"), ("1 kg", "E2", "1.6"), ("1 kg", "F1", "5"), ("20 kg", "M1", "1000"), ("1 g", "F2", "0.3")],
)
def test_weights_of_oiml_r_111_table_1(shared: Path, nominal: str, accuracy_class: str, limit: str):
    number, unit = nominal.split()
    found = weights(shared)[0].tolerance({"nominal": Quantity(int(number), parse(unit))}, accuracy_class)
    assert found.upper == Fraction(limit)


def test_weights_between_sizes_have_no_limit(shared: Path):
    with pytest.raises(OutsideTable, match=r"nominal = 3\b"):
        weights(shared)[0].tolerance({"nominal": 3}, "F1")
