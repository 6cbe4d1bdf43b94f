"""Words of the common notation that are not simply a symbol with a prefix: run-together products, and ambiguous ones."""

from functools import cache
from types import MappingProxyType

from quanheng.metrology.units.atoms import Prefix
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.prefixes import DECIMAL
from quanheng.metrology.units.tables import MICRO, by_name

#: Products and quotients that are written as one word; a prefix belongs to the first unit.
_RUN_TOGETHER: tuple[tuple[str, tuple[tuple[str, int], ...], bool], ...] = (
    ("Wh", (("watt", 1), ("hour", 1)), True),
    ("varh", (("var", 1), ("hour", 1)), True),
    ("VAh", (("voltampere", 1), ("hour", 1)), True),
    ("Ah", (("ampere", 1), ("hour", 1)), True),
    ("Nm", (("newton", 1), ("metre", 1)), True),
    ("rpm", (("revolution", 1), ("minute", -1)), False),
    ("mph", (("mile", 1), ("hour", -1)), False),
    ("As", (("ampere", 1), ("second", 1)), True),
    ("bps", (("bit", 1), ("second", -1)), True),
)

_CALORIES = ("cal_th (4.184 J)", "cal_IT (4.1868 J)")
_HORSEPOWER = ("马力 (metric, 735.498 75 W)", "英制马力 (745.7 W)")
#: Spellings with more than one meaning, and how to write each.
AMBIGUOUS: MappingProxyType[str, tuple[str, ...]] = MappingProxyType({
    "度": ("千瓦时 (kW⋅h, on an electricity bill)", "角度 (°, an angle)", "摄氏度 (°C)"),
    "特": ("特斯拉 (T)", "特克斯 (tex)"),
    "卡": ("热化学卡 (4.184 J)", "国际蒸汽表卡 (4.1868 J)"),
    "千卡": ("千热化学卡 (4.184 kJ)", "千国际蒸汽表卡 (4.1868 kJ)"),
    "大卡": ("千热化学卡 (4.184 kJ)", "千国际蒸汽表卡 (4.1868 kJ)"),
    "大气压": ("标准大气压 (atm, 101 325 Pa)", "工程大气压 (at, 98 066.5 Pa)"),
    "加仑": ("美制加仑 (3.785 411 784 L)", "英制加仑 (4.546 09 L)"),
    "里": ("公里 (km)", "市里 (500 m)"),
    "B": ("Bel (a level)", "Byte (8 bit)"),
    "b": ("barn (10⁻²⁸ m²: \\barn in D-SI)", "bit"),
    "a": ("the year (a_j in UCUM)", "the are (100 m²: ar in UCUM)"),
    "M": ("mol/L", "nmi (nautical mile)"),
    "cal": _CALORIES,
    "kcal": tuple(["k" + each.replace(" J", " kJ") for each in _CALORIES]),
    "Btu": ("Btu_IT", "Btu_th"),
    "BTU": ("Btu_IT", "Btu_th"),
    "hp": _HORSEPOWER,
    "HP": _HORSEPOWER,
    "gal": ("Gal (cm/s²)", "[gal_us]", "[gal_br]"),
    "ton": ("t (1000 kg)", "[ston_av] (2000 lb)", "[lton_av] (2240 lb)"),
    "kt": ("kn (knot)", "10⁶ kg (kilotonne)"),
    "KN": ("kn (knot)", "kN (kilonewton)"),
    "年": ("[a_j] (365.25 d)", "[a_g] (365.2425 d)", "a calendar year"),
    "月": ("[mo] (1/12 of 365.25 d)", "a calendar month"),
    "ppt": ("‰", "[pptr] (10⁻¹²)"),
    '"': ("″ (arc second)", "in (inch)"),
    "pt": ("[pt_us] (pint)", "10⁻⁹ kg (picotonne)", "a typographic point"),
    "qt": ("[qt_us] (quart)", "10⁻²⁷ kg (quectotonne)"),
    "PS": ("马力 (metric horsepower, 735.498 75 W)", "10¹⁵ S (petasiemens)"),
    "RH": ("%RH (relative humidity)", "10²⁷ H (ronnahenry)"),
    "db": ("dB (a level)", "10⁻²⁹ m² (decibarn)"),
})  # fmt: skip


def ambiguity(word: str) -> tuple[str, ...]:
    """The meanings of a word that has more than one; nothing for others.

    Example:
        >>> ambiguity("kB")
        ('kBel', 'kByte')
    """
    if meanings := AMBIGUOUS.get(word):
        return meanings
    prefix, unit = word[:-1], word[-1:]
    if unit == "B" and word != "dB" and any(prefix == each.symbol for each in DECIMAL):
        return f"{word}el", f"{word}yte"
    if unit == "b" and prefix in ("k", "M", "G", "T"):
        return f"{prefix}bit", f"{prefix}barn", *(("Gb (gilbert)",) if prefix == "G" else ())
    return ()


@cache
def run_together() -> MappingProxyType[str, tuple[Factor, ...]]:
    """Products that are written as one word, by every spelling."""
    atoms = by_name()
    words: dict[str, tuple[Factor, ...]] = {}
    for spelling, parts, takes_prefix in _RUN_TOGETHER:
        for prefix in (None, *(DECIMAL if takes_prefix else ())):
            (first, exponent), *others = parts
            factors = (
                Factor(prefix, atoms[first], exponent),
                *[Factor(None, atoms[name], power) for name, power in others],
            )
            for symbol in _symbols(prefix):
                words[symbol + spelling] = factors
    return MappingProxyType(words)


def _symbols(prefix: Prefix | None) -> tuple[str, ...]:
    if prefix is None:
        return ("",)
    return MICRO if prefix.name == "micro" else (prefix.symbol,)
