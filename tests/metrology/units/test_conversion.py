"""Conversion is exact, shifts values of °C and never their uncertainties."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest

from quanheng.metrology.units import IncompatibleUnits, InvalidQuantity, Scale, convert, parse

# Exact by definition; sources: SI Brochure, 9th ed. (BIPM 2019), NIST SP 811 (2008) appendix B.8, GB 3100-93, GB/T 2589-2020.
EXACT = [
    ("km/h", "m/s", "5/18"), ("m/s", "km/h", "18/5"), ("kW·h", "MJ", "3.6"), ("bar", "kPa", "100"), ("atm", "Pa", "101325"),
    ("mmHg", "Pa", "133.322387415"), ("Torr", "Pa", "20265/152"), ("in", "mm", "25.4"), ("ft", "m", "0.3048"), ("mi", "km", "1.609344"),
    ("nmi", "m", "1852"), ("kn", "m/s", "463/900"), ("lb", "kg", "0.45359237"), ("oz", "g", "28.349523125"), ("lbf", "N", "4.4482216152605"),
    ("kgf", "N", "9.80665"), ("gr", "mg", "64.79891"), ("ct", "mg", "200"), ("at", "Pa", "98066.5"), ("mmH₂O", "Pa", "9.80665"),
    ("[gal_us]", "L", "3.785411784"), ("[gal_br]", "L", "4.54609"), ("[bbl_us]", "L", "158.987294928"), ("Btu_IT", "J", "1055.05585262"),
    ("cal_th", "J", "4.184"), ("cal_IT", "J", "4.1868"), ("eV", "J", "1.602176634e-19"), ("马力", "W", "735.49875"),
    ("au", "m", "149597870700"), ("ly", "m", "9460730472580800"), ("Å", "nm", "0.1"), ("barn", "m²", "1e-28"), ("Ci", "Bq", "37000000000"),
    ("R", "C/kg", "2.58e-4"), ("rem", "Sv", "0.01"), ("erg", "J", "1e-7"), ("dyn", "N", "1e-5"), ("P", "Pa·s", "0.1"), ("St", "m²/s", "1e-4"),
    ("G", "T", "1e-4"), ("Gal", "m/s²", "0.01"), ("tex", "kg/m", "1e-6"), ("亩", "m²", "2000/3"), ("斤", "kg", "0.5"), ("r/min", "r/s", "1/60"),
    ("kgce", "kJ", "29307.6"), ("m³/h", "L/min", "50/3"), ("g/100mL", "kg/m³", "10"), ("KiB", "bit", "8192"), ("ppm", "%", "1e-4"),
    ("mph", "km/h", "1.609344"), ("L/min", "m³/s", "1/60000"), ("d", "s", "86400"), ("ha", "m²", "10000"), ("kWh", "J", "3600000"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "target", "factor"), EXACT)
def test_defined_factors_are_exact(source: str, target: str, factor: str) -> None:
    conversion = parse(source, "common").conversion_to(parse(target, "common"))
    assert conversion.factor == Scale(Fraction(factor))
    assert conversion.inverse().factor == Scale(1 / Fraction(factor))


@pytest.mark.parametrize(
    ("source", "target", "rational", "pi_power"),
    [
        ("°", "rad", Fraction(1, 180), 1),
        ("″", "rad", Fraction(1, 648000), 1),
        ("gon", "°", Fraction(9, 10), 0),
        ("rad", "°", Fraction(180), -1),
        ("°²", "sr", Fraction(1, 32400), 2),
        ("Oe", "A/m", Fraction(250), -1),
    ],
)
def test_powers_of_pi_are_exact(source: str, target: str, rational: Fraction, pi_power: int) -> None:
    assert parse(source, "common").conversion_to(parse(target, "common")).factor == Scale(rational, pi_power)


@pytest.mark.parametrize(
    ("value", "source", "target", "expected"),
    [
        ("20.00", "°C", "K", "293.15"),
        ("0", "K", "°C", "-273.15"),
        ("-40", "°C", "°F", "-40"),
        ("98.6", "°F", "°C", "37.0"),
        ("1.50", "°C", "m°C", "1500"),
        ("100", "[degRe]", "°C", "125"),
    ],
)
def test_temperatures_shift(value: str, source: str, target: str, expected: str) -> None:
    assert convert(Decimal(value), source, target) == Decimal(expected)
    assert convert(Fraction(value), source, target) == Fraction(expected)


def test_uncertainties_of_temperatures_do_not_shift() -> None:
    to_kelvin = parse("°C").conversion_to(parse("K"))
    assert to_kelvin.uncertainty(Decimal("0.05")) == Decimal("0.05")
    assert to_kelvin.uncertainty(0.05) == 0.05
    assert parse("°C").conversion_to(parse("°F")).uncertainty(Fraction(1, 2)) == Fraction(9, 10)
    assert to_kelvin.uncertainty(0) == 0


def test_degrees_celsius_in_a_compound_are_intervals() -> None:
    assert parse("W/(m²·°C)").conversion_to(parse("W/(m²·K)")).value(5) == 5
    assert parse("%/℃").conversion_to(parse("%/°F")).value(Fraction(9)) == 5
    assert parse("°C").offset == Fraction("273.15")
    assert (parse("°C") * parse("m") / parse("m")).offset == 0
    assert str(parse("°C") * parse("m") / parse("m")) == "K"
    assert str(parse("°F") * parse("m") / parse("m")) == "°R"


@pytest.mark.parametrize(
    "bad", [-0.1, float("nan"), float("inf"), Decimal("-0.1"), Decimal("NaN"), Decimal("Infinity"), Fraction(-1, 10)]
)
def test_a_negative_or_infinite_uncertainty_is_refused(bad: float | Decimal | Fraction) -> None:
    with pytest.raises(InvalidQuantity, match=r"finite number not below 0"):
        parse("km").conversion_to(parse("m")).uncertainty(bad)


def test_the_answer_is_of_the_type_of_the_question() -> None:
    conversion = parse("km/h").conversion_to(parse("m/s"))
    assert type(conversion.value(36)) is Fraction
    assert type(conversion.value(Fraction(36))) is Fraction
    assert type(conversion.value(Decimal(36))) is Decimal
    assert type(conversion.value(36.0)) is float
    assert conversion.value(36) == conversion.value(Decimal(36)) == conversion.value(36.0) == 10


def test_decimals_keep_their_places_and_round_once_where_they_have_no_end() -> None:
    assert str(convert(Decimal("36.0"), "km/h", "m/s")) == "10.0"
    assert str(convert(Decimal("1.50"), "kW", "W")) == "1500.00"
    assert str(convert(Decimal("300.00"), "K", "°C")) == "26.85"
    assert convert(Decimal(1), "m/s", "kn") == Decimal("1.943844492440604751619870410367171")  # 900/463 to 34 digits
    # π/2 to 34 digits (OEIS A019669)
    assert convert(Decimal(90), "°", "rad") == Decimal("1.570796326794896619231321691639751")


def test_fractions_refuse_what_is_irrational() -> None:
    with pytest.raises(IncompatibleUnits, match="irrational"):
        convert(90, "°", "rad")
    assert convert(Fraction(1, 2), "°", "″") == 1800


def test_floats_are_rounded_once() -> None:
    """0.1 in → mm: 2.54 exactly as written, where 0.1 × 25.4 in floating point is 2.5399999999999996."""
    assert convert(0.1, "in", "mm") == float(Fraction(0.1) * Fraction("25.4"))
    assert convert(180.0, "°", "rad") == math.pi
    assert convert(float("inf"), "m", "km") == math.inf
    assert math.isnan(convert(float("nan"), "°C", "K"))
    with pytest.raises(InvalidQuantity, match="beyond floating point"):
        convert(1e300, "Qm", "qm")


def test_arrays_are_converted_by_two_numbers() -> None:
    factor, shift = parse("°F").conversion_to(parse("°C")).as_floats()
    assert [factor * each + shift for each in (32.0, 212.0)] == pytest.approx([0.0, 100.0])
