"""The SI prefixes (SI Brochure, 9th edition, with the four of 2022) and the binary ones (IEC 80000-13).

UCUM (2.2) has neither the four of 2022 nor binary prefixes above tebi. Chinese names: GB 3100 and, for the four, CNAO.
"""

from fractions import Fraction

from quanheng.metrology.units.atoms import Prefix

_TEN = Fraction(10)

DECIMAL: tuple[Prefix, ...] = (
    Prefix("quetta", "Q", _TEN**30, "昆"),
    Prefix("ronna", "R", _TEN**27, "容"),
    Prefix("yotta", "Y", _TEN**24, "尧", "Y"),
    Prefix("zetta", "Z", _TEN**21, "泽", "Z"),
    Prefix("exa", "E", _TEN**18, "艾", "E"),
    Prefix("peta", "P", _TEN**15, "拍", "P"),
    Prefix("tera", "T", _TEN**12, "太", "T"),
    Prefix("giga", "G", _TEN**9, "吉", "G"),
    Prefix("mega", "M", _TEN**6, "兆", "M"),
    Prefix("kilo", "k", _TEN**3, "千", "k"),
    Prefix("hecto", "h", _TEN**2, "百", "h"),
    Prefix("deca", "da", _TEN, "十", "da"),
    Prefix("deci", "d", _TEN**-1, "分", "d"),
    Prefix("centi", "c", _TEN**-2, "厘", "c"),
    Prefix("milli", "m", _TEN**-3, "毫", "m"),
    Prefix("micro", "µ", _TEN**-6, "微", "u"),
    Prefix("nano", "n", _TEN**-9, "纳", "n"),
    Prefix("pico", "p", _TEN**-12, "皮", "p"),
    Prefix("femto", "f", _TEN**-15, "飞", "f"),
    Prefix("atto", "a", _TEN**-18, "阿", "a"),
    Prefix("zepto", "z", _TEN**-21, "仄", "z"),
    Prefix("yocto", "y", _TEN**-24, "幺", "y"),
    Prefix("ronto", "r", _TEN**-27, "柔"),
    Prefix("quecto", "q", _TEN**-30, "亏"),
)
BINARY: tuple[Prefix, ...] = (
    Prefix("kibi", "Ki", Fraction(2**10), ucum="Ki"),
    Prefix("mebi", "Mi", Fraction(2**20), ucum="Mi"),
    Prefix("gibi", "Gi", Fraction(2**30), ucum="Gi"),
    Prefix("tebi", "Ti", Fraction(2**40), ucum="Ti"),
    Prefix("pebi", "Pi", Fraction(2**50)),
    Prefix("exbi", "Ei", Fraction(2**60)),
    Prefix("zebi", "Zi", Fraction(2**70)),
    Prefix("yobi", "Yi", Fraction(2**80)),
)
KILO = next(each for each in DECIMAL if each.name == "kilo")
