"""Units accepted for use with the SI, with the ratios and logarithmic units (SI Brochure, 9th edition, table 8 and 5.4.7).

Also what the 8th edition listed (bar, mmHg, ångström, nautical mile, barn, knot) and D-SI therefore has.
"""

from fractions import Fraction

from quanheng.metrology.units.atoms import EVERYWHERE, Atom
from quanheng.metrology.units.tables import sizes as of

_DSI = frozenset({"dsi"})
_NOT_COMMON = EVERYWHERE - {"common"}
_NOT_UCUM = EVERYWHERE - {"ucum"}
# CODATA 2018, as in the SI Brochure and in UCUM: measured, relative standard uncertainty 3.0e-10.
_DALTON = of.KG.times("1.66053906660e-27")

ATOMS: tuple[Atom, ...] = (
    Atom("minute", "min", of.MIN, dsi="minute", ucum="min", qudt="MIN", zh="分", more=("分钟",)),
    Atom("hour", "h", of.HOUR, dsi="hour", ucum="h", qudt="HR", zh="小时", more=("时", "hr")),
    Atom("day", "d", of.DAY, dsi="day", ucum="d", qudt="DAY", zh="天", more=("日",)),
    # 度 alone is an angle, a degree Celsius, or the kilowatt hour of an electricity bill: refused.
    Atom("degree", "°", of.DEGREE, dsi="degree", ucum="deg", qudt="DEG", zh="角度", more=("deg",), prefixes=_DSI),
    Atom(
        "arcminute", "′", of.DEGREE.times(Fraction(1, 60)), dsi="arcminute", ucum="'", qudt="ARCMIN", zh="角分",
        more=("'", "arcmin"), more_qudt=("MIN_Angle",), prefixes=_DSI,
    ),
    Atom(
        "arcsecond", "″", of.DEGREE.times(Fraction(1, 3600)), dsi="arcsecond", ucum="''", qudt="ARCSEC", zh="角秒",
        more=("''", "′′", "arcsec"), prefixes=frozenset({"dsi", "qudt"}),
    ),
    Atom(
        "gon", "gon", of.DEGREE.times("0.9"), ucum="gon", qudt="GON", zh="冈", prefixes=frozenset({"common"}),
    ),
    Atom("hectare", "ha", of.M.times(100) ** 2, dsi="hectare", ucum="har", qudt="HA", zh="公顷"),
    # `a` alone may be the are or the year (annus).
    Atom("are", "a", of.M.times(10) ** 2, ucum="ar", qudt="ARE", zh="公亩", more=("are",), prefixes=frozenset({"ucum", "qudt"})),
    Atom(
        "litre", "L", of.L, dsi="litre", ucum="L", qudt="L", zh="升", more=("l", "ℓ"), more_ucum=("l",), prefixes=EVERYWHERE,
    ),
    Atom("tonne", "t", of.KG.times(1000), dsi="tonne", ucum="t", qudt="TONNE", zh="吨", more_qudt=("TON_Metric",), prefixes=EVERYWHERE),
    Atom("dalton", "Da", _DALTON, dsi="dalton", ucum="u", qudt="DA", zh="道尔顿", prefixes=EVERYWHERE, is_measured=True),
    Atom(
        "atomicmassunit", "u", _DALTON, dsi="atomicmassunit", ucum="u", qudt="U", zh="原子质量单位",
        more=("统一原子质量单位",), prefixes=_NOT_COMMON, is_measured=True,
    ),
    Atom(
        "electronvolt", "eV", of.J.times("1.602176634e-19"), dsi="electronvolt", ucum="eV", qudt="EV", zh="电子伏",
        more=("电子伏特",), prefixes=EVERYWHERE,
    ),
    # IAU 2012, Resolution B2: exact. UCUM's AU is an older, measured value; see `customary`.
    Atom("astronomicalunit", "au", of.M.times(149597870700), dsi="astronomicalunit", qudt="AU", zh="天文单位", prefixes=_DSI),
    Atom("one", "1", of.ONE, dsi="one", ucum="1", qudt="UNITLESS", zh="一", more_qudt=("ONE", "NUM")),
    Atom("percent", "%", of.ONE.times("0.01"), dsi="percent", ucum="%", qudt="PERCENT", zh="百分之一", more=("％",)),
    Atom("permille", "‰", of.ONE.times("0.001"), ucum="[ppth]", qudt="PERMILLE", zh="千分之一", more_qudt=("PPTH",)),
    Atom("ppm", "ppm", of.ONE.times("1e-6"), dsi="ppm", ucum="[ppm]", qudt="PPM", zh="百万分之一"),
    # Of the two meanings of billion, the short one is meant everywhere by now; `ppt` still has two.
    Atom("ppb", "ppb", of.ONE.times("1e-9"), ucum="[ppb]", qudt="PPB", zh="十亿分之一"),
    Atom("pptr", "[pptr]", of.ONE.times("1e-12"), ucum="[pptr]", qudt="PPT", zh="万亿分之一"),
    Atom("neper", "Np", of.ONE.marked(neper=1), dsi="neper", ucum="Np", qudt="NP", zh="奈培", prefixes=EVERYWHERE),
    # `B` alone may be the bel or the byte; decibel is deci + bel.
    Atom("bel", "B", of.ONE.marked(bel=1), dsi="bel", ucum="B", qudt="B", zh="贝", more=("Bel", "贝尔"), prefixes=EVERYWHERE),
    Atom("bar", "bar", of.PA.times(100000), dsi="bar", ucum="bar", qudt="BAR", zh="巴", prefixes=EVERYWHERE),
    # Conventional: 13 595.1 kg/m³ × 9.806 65 m/s² × 1 mm (ISO 80000-4). UCUM rounds; see `pressures`.
    Atom("millimetreofmercury", "mmHg", of.PA.times("133.322387415"), dsi="mmHg", qudt="MilliM_HG", zh="毫米汞柱"),
    Atom("angstrom", "Å", of.M.times("1e-10"), dsi="angstrom", ucum="Ao", qudt="ANGSTROM", zh="埃", prefixes=_DSI),
    Atom("nauticalmile", "nmi", of.M.times(1852), dsi="nauticalmile", ucum="[nmi_i]", qudt="MI_N", zh="海里", prefixes=_DSI),
    Atom("knot", "kn", (of.M / of.S).times(Fraction(1852, 3600)), dsi="knot", ucum="[kn_i]", qudt="KN", zh="节", prefixes=_DSI),
    Atom("barn", "b", (of.M**2).times("1e-28"), dsi="barn", ucum="b", qudt="BARN", zh="靶恩", more=("barn",), prefixes=_NOT_UCUM),
)  # fmt: skip
