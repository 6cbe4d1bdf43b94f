"""Every notation reads what it should, and `auto` tells them apart or refuses."""

from fractions import Fraction

import pytest

from quanheng.metrology.units import ONE, AmbiguousUnit, Unit, parse

JOULE_PER_KILOGRAM_KELVIN = parse("J/(kg·K)")


@pytest.mark.parametrize(
    ("notation", "text", "same_as"),
    [
        # D-SI
        ("dsi", r"\kilo\watt\hour", "kW·h"),
        ("dsi", r"\metre\per\second\squared", "m/s²"),
        ("dsi", r"\kilogram\metre\tothe{2}\second\tothe{-2}", "kg·m²/s²"),
        ("dsi", r"\milli\metre\cubed", "mm³"),
        ("dsi", r"\metre\tothe{0.5}", "m^(1/2)"),
        ("dsi", r"\metre\tothe{1_2}", "m^(1/2)"),
        ("dsi", r"\per\second", "1/s"),
        ("dsi", r"\joule\per\kilogram\kelvin", "J/(kg·K)"),
        ("dsi", "\\kilo \\metre\n\\hour \\tothe{ -1 }", "km/h"),
        ("dsi", r"\degreeCelsius", "°C"),
        ("dsi", r"\decibel", "dB"),
        ("dsi", r"\mega\gram", "Mg"),
        ("dsi", r"\kibi\byte", "KiB"),
        ("dsi", r"\metre\tothe{0}", "1"),
        ("dsi", r"|kvar⋅h", "kvarh"),
        ("dsi", r"| 亩", "亩"),
        # UCUM
        ("ucum", "kW.h", "kWh"),
        ("ucum", "10*3/uL", "10³/µL"),
        ("ucum", "10^3/uL", "10³/µL"),
        ("ucum", "10*-6", "10⁻⁶"),
        ("ucum", "Cel", "℃"),
        ("ucum", "/min", "1/min"),
        ("ucum", "m/s2", "m/s²"),
        ("ucum", "m.s-2", "m/s²"),
        ("ucum", "m+2", "m²"),
        ("ucum", "kg/(m.s2)", "Pa"),
        ("ucum", "J/kg.K", "J·K/kg"),  # from the left
        ("ucum", "m/s/s", "m/s²"),
        ("ucum", "g/(100.mL)", "g/100mL"),
        ("ucum", "{red_blood_cells}/L", "1/L"),
        ("ucum", "mol{creatinine}/kg{dry}", "mol/kg"),
        ("ucum", "[in_i]", "in"),
        ("ucum", "[lb_av]", "lb"),
        ("ucum", "[psi]", "psi"),
        ("ucum", "mm[H2O]", "mmH₂O"),
        ("ucum", "kcal_th", "千热化学卡"),
        ("ucum", "deg", "°"),
        ("ucum", "'", "′"),
        ("ucum", "''", "″"),
        ("ucum", "l", "L"),
        ("ucum", "har", "ha"),
        ("ucum", "mmho", "mS"),
        ("ucum", "(m/s)2", "m²/s²"),
        ("ucum", "(8.h){shift}", "8 h"),
        ("ucum", "4.[pi].10*-7.N/A2", "4 π·10⁻⁷·N/A²"),
        # QUDT
        ("qudt", "KiloW-HR", "kWh"),
        ("qudt", "M-PER-SEC2", "m/s²"),
        ("qudt", "PER-SEC", "1/s"),
        ("qudt", "W-PER-M2-K", "W/(m²·K)"),
        ("qudt", "KiloVAR-HR", "kvarh"),
        ("qudt", "MilliM_HG", "mmHg"),
        ("qudt", "DEG_C", "°C"),
        ("qudt", "CentiM2", "cm²"),
        ("qudt", "PA-M0dot5", "Pa·m^0.5"),
        ("qudt", "UNITLESS", "1"),
        # common
        ("common", "kWh", "kW·h"),
        ("common", "m s-1", "m/s"),
        ("common", "m s−1", "m/s"),
        ("common", "m·s⁻¹", "m/s"),
        ("common", "m/s^2", "m/s²"),
        ("common", "m/s**2", "m/s²"),
        ("common", "m/s2", "m/s²"),
        ("common", "W m^{-2} K^{-1}", "W/(m²·K)"),
        ("common", "J/(kg K)", "J/(kg·K)"),
        ("common", "(m/s)²", "m²/s²"),
        ("common", "mL/min/kg", "mL/(min·kg)"),
        ("common", "μm", "µm"),
        ("common", "um", "µm"),
        ("common", "\u2126", "Ω"),  # OHM SIGN, a character of its own
        ("common", "kOhm", "kΩ"),
        ("common", "\u212b", "Å"),
        ("common", "㎡", "m²"),
        ("common", "㎏/㎥", "kg/m³"),
        ("common", "ｋＷ・ｈ", "kW·h"),
        ("common", "ｍ／ｓ", "m/s"),
        ("common", "％", "%"),
        ("common", "℃", "°C"),
        ("common", "g/100mL", "g/(100 mL)"),
        ("common", "×10⁹/L", "10⁹/L"),
        ("common", "1/℃", "°C⁻¹"),
        ("common", "nV/√Hz", "nV/Hz^(1/2)"),
        ("common", "rpm", "r/min"),
        ("common", "mmH2O", "mmH₂O"),
        ("common", "mPa·s", "cP"),
        ("common", "mol/(m²·s)", "mol·m⁻²·s⁻¹"),
        # Chinese names
        ("common", "千瓦时", "kW·h"),
        ("common", "千瓦小时", "kW·h"),
        ("common", "千乏时", "kvar·h"),
        ("common", "千伏安时", "kVA·h"),
        ("common", "摄氏度", "°C"),
        ("common", "转每分", "r/min"),
        ("common", "兆帕", "MPa"),
        ("common", "兆帕斯卡", "MPa"),
        ("common", "毫米汞柱", "mmHg"),
        ("common", "米每二次方秒", "m/s²"),
        ("common", "平方毫米", "mm²"),
        ("common", "立方米每小时", "m³/h"),
        ("common", "四次方米", "m⁴"),
        ("common", "焦耳每千克开尔文", "J/(kg·K)"),
        ("common", "瓦每平方米开尔文", "W/(m²·K)"),
        ("common", "每米", "1/m"),
        ("common", "克每100毫升", "g/100mL"),
        ("common", "克/升", "g/L"),
        ("common", "毫克每L", "mg/L"),
        ("common", "牛·米", "N·m"),
        ("common", "角秒", "″"),
        ("common", "公斤", "kg"),
        ("common", "万千瓦时", "10000 kWh"),
        ("common", "次/min", "1/min"),
        ("common", "次每分", "1/min"),
        ("common", "mAs", "mA·s"),
        ("common", "L/100km", "L/(100 km)"),
        ("common", "kgf/cm²", "at"),
    ],
)
def test_a_text_is_read_as_another_spelling_says(notation: str, text: str, same_as: str) -> None:
    assert parse(text, notation) == parse(same_as, "common")


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("斤", Fraction(1, 2)), ("两", Fraction(1, 20)), ("公斤", Fraction(1)), ("亩", Fraction(2000, 3)),
        ("尺", Fraction(1, 3)), ("市里", Fraction(500)), ("转每分", Fraction(1, 60)),
    ],
)  # fmt: skip
def test_chinese_units_have_their_legal_sizes(text: str, factor: Fraction) -> None:
    assert parse(text).scale == factor


def test_ten_cubed_per_microlitre_is_not_thirty_per_microlitre() -> None:
    """A peer multiplies 10 by 3."""
    assert parse("10*3/uL").conversion_to(parse("1/m³")).factor.rational == 10**12
    assert parse("10*3/uL", "ucum").scale == parse("10³/µL").scale == 10**12


def test_two_apostrophes_are_arc_seconds() -> None:
    """A peer reads them as seconds of time."""
    for notation in ("auto", "ucum", "common"):
        second = parse("''", notation)
        assert second.kind == "angle"
        assert (second.scale, second.pi_power) == (Fraction(1, 648000), 1)
        assert parse("'", notation).scale == Fraction(1, 10800)


@pytest.mark.parametrize(
    "text",
    ["min", "h", "d", "m", "kg", "km/h", "L/min", "cd", "Pa", "t", "ha", "°C", "mol/L", "mm[Hg]", "{}/uL", "10*3/uL",
     r"\metre", "KiloW-HR", "M-PER-SEC", "ft", "au", "kn", "N.m", "V.A", "dB", "%", "ppm", "Gy", "千瓦时", "r/min"],
)  # fmt: skip
def test_auto_reads_what_has_one_meaning(text: str) -> None:
    assert isinstance(parse(text), Unit)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("B", ("Bel", "Byte")),
        ("kB", ("kBel", "kByte")),
        ("MB", ("MBel", "MByte")),
        ("a", ("year", "are")),
        ('"', ("arc second", "inch")),
        ("度", ("千瓦时", "角度", "摄氏度")),
        ("度每秒", ("千瓦时", "角度", "摄氏度")),
        ("特", ("特斯拉", "特克斯")),
        ("千卡", ("4.184", "4.1868")),
        ("kcal", ("4.184", "4.1868")),
        ("大气压", ("101 325", "98 066.5")),
        ("ton", ("1000 kg", "2000 lb", "2240 lb")),
        ("hp", ("735.498 75", "745.7")),
        ("M", ("mol/L", "nautical mile")),
        ("U", ("enzymeunit", "atomicmassunit")),
        ("G", ("gauss", "standardgravity")),
        ("KN", ("knot", "kilonewton")),
        ("年", ("365.25", "calendar")),
        ("PA", ("petaampere", "pascal")),
        ("pc", ("parsec", "ucumparsec")),
        ("J/kg·K", ("J/(kg·K)", "J·K/kg")),
        ("J/kg.K", ("J/(kg·K)", "J·K/kg")),
        ("Nm³/h", ("normal conditions",)),
    ],
)
def test_auto_refuses_what_has_several_meanings_and_names_them(text: str, readings: tuple[str, ...]) -> None:
    with pytest.raises(AmbiguousUnit) as refused:
        parse(text)
    for reading in readings:
        assert reading in str(refused.value)


@pytest.mark.parametrize(
    ("text", "notation", "scale"),
    [
        ("kB", "ucum", parse("kBel").scale),
        ("G", "ucum", Fraction(1, 10000)),
        ("G", "qudt", Fraction("9.80665")),
        ("a", "ucum", Fraction(31557600)),
        ("U", "qudt", Fraction("1.66053906660e-27")),
        ("ft", "ucum", Fraction(1, 10**12)),
        ("ft", "common", Fraction("0.3048")),
        ("J/kg.K", "ucum", Fraction(1)),
    ],
)
def test_naming_the_notation_decides(text: str, notation: str, scale: Fraction) -> None:
    assert parse(text, notation).scale == scale


def test_one_is_one_in_every_notation() -> None:
    for text, notation in (("1", "auto"), (r"\one", "dsi"), ("1", "ucum"), ("UNITLESS", "qudt"), ("{}", "ucum")):
        assert parse(text, notation) is not None
        assert parse(text, notation) == ONE
        assert parse(text, notation).is_one


def test_factors_stay_in_the_order_in_which_they_are_written() -> None:
    written = r"\kilogram\tothe{1}\metre\tothe{-3}\kilogram\tothe{-1}\metre\tothe{3}"
    unit = parse(written)
    assert str(unit) == "kg⋅m⁻³⋅kg⁻¹⋅m³"
    assert unit == ONE
    assert unit.format("dsi") == written.replace(r"\tothe{1}", "")


def test_white_space_around_a_unit_does_not_count() -> None:
    assert parse("  km/h\n") == parse("km/h")
