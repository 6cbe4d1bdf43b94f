"""Quantities of different kinds stay apart; coherent products that nobody marked suit any kind."""

import itertools
from fractions import Fraction

import pytest

from quanheng.metrology.units import IncompatibleUnits, parse


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("N·m", "torque"), ("kgf·m", "torque"), ("lbf·ft", "torque"), ("J/rad", "torque"), ("J", "energy"), ("N·m·rad", "energy"),
        ("kW·h", "energy"), ("W·s", "energy"), ("eV", "energy"), ("cal_th", "energy"), ("kgce", "energy"),
        ("W", "power"), ("J/s", "power"), ("var", "reactive_power"), ("VA", "apparent_power"),
        ("kvar·h", "reactive_energy"), ("kVA·h", "apparent_energy"),
        ("Hz", "frequency"), ("Bq", "activity"), ("Ci", "activity"), ("rad/s", "angular_velocity"), ("°/s", "angular_velocity"),
        ("rad/s²", "angular_acceleration"), ("r/min", "rotational_frequency"), ("imp/s", "pulse_rate"), ("1/s", ""),
        ("Gy", "absorbed_dose"), ("Sv", "dose_equivalent"), ("mSv/h", "dose_equivalent_rate"), ("J/kg", ""), ("m²/s²", ""),
        ("rad", "angle"), ("°", "angle"), ("sr", "solid_angle"), ("rad²", "solid_angle"), ("1", ""), ("%", ""), ("mol/mol", ""),
        ("cd", "luminous_intensity"), ("lm", "luminous_flux"), ("cd·sr", "luminous_flux"), ("lx", "illuminance"),
        ("cd/m²", "luminance"), ("lm/m²", "illuminance"),
        ("N", "force"), ("kg·m/s²", ""), ("N/m²", ""), ("Pa", ""), ("V·A", ""),
        ("imp/kWh", "meter_constant"), ("imp/kvarh", "reactive_meter_constant"),
        ("bit", "information"), ("bit/s", "information_rate"), ("dB", "bel"), ("Np", "neper"),
    ],
)  # fmt: skip
def test_dimension_and_marks_give_the_kind(text: str, kind: str) -> None:
    assert parse(text, "common").kind == kind


CONVERTIBLE = [
    ("kg·m²/s²", "J"), ("kg·m²/s²", "N·m"), ("W·s", "J"), ("J/kg", "Gy"), ("J/kg", "Sv"), ("1/s", "Hz"), ("1/s", "Bq"),
    ("1/s", "rad/s"), ("1/s", "r/min"), ("V·A", "W"), ("V·A", "VA"), ("V·A", "var"), ("m/m", "rad"), ("N·m/s", "W"), ("J/m", "N"),
    ("Pa·m³", "J"), ("J/m³", "Pa"), ("N/m²", "Pa"), ("W/A", "V"), ("lm/m²", "lx"), ("m·rad/s", "m/s"), ("imp/kWh", "1/kWh"),
    ("kvar·h", "kg·m²/s²"), ("mol", "kmol"), ("bit", "1"), ("kByte", "bit"), ("deg", "gon"), ("°C", "K"), ("Ci", "Bq"),
    ("dB", "Bel"), ("mSv/h", "µSv/min"), ("U", "kat"), ("dB/km", "Bel/m"),
]  # fmt: skip
REFUSED = [
    ("N·m", "J"), ("N·m", "kW·h"), ("Hz", "Bq"), ("Hz", "rad/s"), ("Hz", "r/min"), ("r/min", "rad/s"), ("imp/s", "Hz"),
    ("Gy", "Sv"), ("mGy/h", "mSv/h"), ("W", "var"), ("W", "VA"), ("var", "VA"), ("kW·h", "kvar·h"), ("kW·h", "kVA·h"),
    ("kvar·h", "kVA·h"), ("imp/kWh", "imp/kvarh"), ("cd", "lm"), ("lx", "cd/m²"), ("W/sr", "W"), ("W/m²", "W/(m²·sr)"),
    ("rad", "sr"), ("rad", "bit"), ("r", "rad"), ("Np", "dB"), ("dB", "1"), ("Np", "1"), ("dB", "dB(A)"), ("[pH]", "1"),
    ("IU", "1"), ("IU/mL", "1/mL"), ("NTU", "FNU"), ("%RH", "rad"), ("eq", "osm"), ("m", "s"), ("kg/m³", "mol/m³"),
]  # fmt: skip


@pytest.mark.parametrize(("left", "right"), CONVERTIBLE)
def test_generic_units_suit_any_kind_and_kinds_suit_themselves(left: str, right: str) -> None:
    a, b = parse(left, "common"), parse(right, "common")
    assert a.is_convertible_to(b)
    assert b.is_convertible_to(a)
    assert a.conversion_to(b).then(b.conversion_to(a)).factor.rational == 1


@pytest.mark.parametrize(("left", "right"), REFUSED)
def test_different_kinds_never_convert(left: str, right: str) -> None:
    for source, target in ((left, right), (right, left)):
        a, b = parse(source, "common"), parse(target, "common")
        assert not a.is_convertible_to(b)
        with pytest.raises(IncompatibleUnits) as refused:
            a.conversion_to(b)
        message = str(refused.value)
        for unit in (a, b):
            assert f"'{unit}'" in message
            assert str(unit.dimension) in message
            assert (unit.kind or "generic") in message


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        ("Np", "dB", "irrational"),
        ("r/min", "rad/s", "2π"),
        ("Hz", "rad/s", "ω = 2π·f"),
        ("Gy", "Sv", "quality factor"),
        ("N·m", "J", "N⋅m⋅rad = J"),
        ("IU", "1", "defined by a procedure"),
        ("[pH]", "1", "a scale of its own"),
        ("m", "s", "the dimensions differ"),
    ],
)
def test_a_refusal_says_why(left: str, right: str, reason: str) -> None:
    with pytest.raises(IncompatibleUnits) as refused:
        parse(left, "common").conversion_to(parse(right, "common"))
    assert reason in str(refused.value).replace("other scale of its own", "a scale of its own")


def test_a_kind_does_not_depend_on_the_order_or_on_detours() -> None:
    newton, metre, second, watt = (parse(each) for each in ("N", "m", "s", "W"))
    assert (newton * metre).kind == (metre * newton).kind == "torque"
    assert (newton * metre * metre / metre).kind == "torque"
    assert ((newton / metre) * metre**2).kind == "torque"
    assert (watt * second / second) == watt
    assert (watt * second) == parse("J")
    assert (watt * second) ** 2 / (watt * second) == parse("J")


def test_without_its_kind_a_product_suits_any() -> None:
    """Work is force times length, too."""
    work = (parse("N") * parse("m")).without_kind()
    assert work.kind == ""
    assert work.conversion_to(parse("J")).factor.rational == 1
    assert str(work) == "N⋅m"


def test_refusal_is_symmetric_over_all_kinds() -> None:
    units = [parse(text, "common") for text in {each for pair in CONVERTIBLE + REFUSED for each in pair}]
    for a, b in itertools.combinations(units, 2):
        assert a.is_convertible_to(b) == b.is_convertible_to(a)


def test_the_bel_and_the_decibel_convert_exactly() -> None:
    assert parse("Bel").conversion_to(parse("dB")).value(Fraction(3, 2)) == 15
