"""Units are written as each notation writes them, or refused where it cannot."""

import pytest

from quanheng.metrology.units import UnwritableUnit, parse


@pytest.mark.parametrize(
    ("text", "unicode", "latex", "html", "dsi", "ucum", "qudt", "zh"),
    [
        ("kWh", "kW⋅h", r"\mathrm{kW}\cdot \mathrm{h}", "kW⋅h", r"\kilo\watt\hour", "kW.h", "KiloW-HR", "千瓦时"),
        ("km/h", "km/h", r"\mathrm{km}/\mathrm{h}", "km/h", r"\kilo\metre\hour\tothe{-1}", "km/h", "KiloM-PER-HR", "千米每小时"),
        ("m/s²", "m/s²", r"\mathrm{m}/\mathrm{s}^{2}", "m/s<sup>2</sup>", r"\metre\second\tothe{-2}", "m/s2", "M-PER-SEC2", "米每二次方秒"),
        (
            "W/(m²·K)", "W/(m²⋅K)", r"\mathrm{W}/(\mathrm{m}^{2}\cdot \mathrm{K})", "W/(m<sup>2</sup>⋅K)",
            r"\watt\metre\tothe{-2}\kelvin\tothe{-1}", "W/(m2.K)", "W-PER-M2-K", "瓦每平方米开尔文",
        ),
        ("1/s", "s⁻¹", r"\mathrm{s}^{-1}", "s<sup>−1</sup>", r"\second\tothe{-1}", "s-1", "PER-SEC", "每秒"),
        ("kg", "kg", r"\mathrm{kg}", "kg", r"\kilogram", "kg", "KiloGM", "千克"),
        ("℃", "°C", r"\mathrm{{}^{\circ}C}", "°C", r"\degreecelsius", "Cel", "DEG_C", "摄氏度"),
        ("µΩ", "µΩ", r"\mathrm{\text{µ}\Omega}", "µΩ", r"\micro\ohm", "uOhm", "MicroOHM", "微欧"),
        ("dB", "dB", r"\mathrm{dB}", "dB", r"\decibel", "dB", "DeciB", "分贝"),
        ("1", "1", "1", "1", r"\one", "1", "UNITLESS", "一"),
        ("%", "%", r"\mathrm{\%}", "%", r"\percent", "%", "PERCENT", "百分之一"),
    ],
)  # fmt: skip
def test_each_notation(text: str, unicode: str, latex: str, html: str, dsi: str, ucum: str, qudt: str, zh: str) -> None:
    unit = parse(text)
    written = tuple(unit.format(each) for each in ("unicode", "latex", "html", "dsi", "ucum", "qudt", "zh"))
    assert written == (unicode, latex, html, dsi, ucum, qudt, zh)


@pytest.mark.parametrize(
    ("text", "notation", "written"),
    [
        ("10*3/uL", "unicode", "10³/µL"),
        ("10⁻⁶/K", "unicode", "10⁻⁶/K"),
        ("10⁻⁶/K", "ucum", "10*-6/K"),
        ("g/100mL", "unicode", "g/(100\u202fmL)"),
        ("g/100mL", "ucum", "g/(100.mL)"),
        ("g/100mL", "zh", "克每100毫升"),
        ("V/√Hz", "unicode", "V/Hz¹⸍²"),
        ("V/√Hz", "dsi", r"\volt\hertz\tothe{-0.5}"),
        ("V/√Hz", "html", "V/Hz<sup>1/2</sup>"),
        ("m^(1/3)", "dsi", r"\metre\tothe{1_3}"),
        ("V/√Hz", "qudt", "V-PER-HZ0dot5"),
        ("kvar·h", "ucum", "kvar.h"),
        ("[in_i'H2O]", "html", "inH₂O"),
        ("kByte", "unicode", "kByte"),
        ("KiB", "unicode", "KiB"),
    ],
)
def test_less_usual_units(text: str, notation: str, written: str) -> None:
    assert parse(text).format(notation) == written


@pytest.mark.parametrize(
    ("text", "notation", "hint"),
    [
        ("kvar·h", "dsi", "|kvar"),
        ("斤", "ucum", "UCUM has no spelling"),
        ("m°C", "dsi", "D-SI has no spelling"),
        ("Qm", "ucum", "UCUM has no spelling"),
        ("V/√Hz", "ucum", "no fractional exponents"),
        ("min·m", "zh", "would be read as another unit"),
        ("V·A", "zh", "would be read as another unit"),
        ("m^10", "zh", "no Chinese name for the exponent 10"),
        ("m^(1/3)", "qudt", "decimals"),
        ("imp/kWh", "qudt", "QUDT has no spelling"),
        ("au", "ucum", "UCUM has no spelling"),
        ("m", "siunitx", "unicode, latex, html, dsi, ucum, qudt, zh"),
    ],
)
def test_what_a_notation_lacks_is_refused(text: str, notation: str, hint: str) -> None:
    with pytest.raises(UnwritableUnit) as refused:
        parse(text).format(notation)
    assert hint in str(refused.value)


def test_a_unit_is_never_written_as_another() -> None:
    """UCUM has no quecto; its `Pa` is the pascal, not a petayear."""
    with pytest.raises(UnwritableUnit):
        parse("PetaYR", "qudt").format("ucum")


def test_what_d_si_lacks_can_be_marked() -> None:
    unit = parse("kvar·h")
    assert parse(f"|{unit}", "dsi") == unit
