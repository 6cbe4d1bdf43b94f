"""Units of time, angle, information and astronomy that are neither SI nor accepted with it (UCUM; IEC 80000-13)."""

from fractions import Fraction

from quanheng.metrology.units.atoms import EVERYWHERE, Atom
from quanheng.metrology.units.tables import sizes as of

_UCUM_QUDT = frozenset({"ucum", "qudt"})

ATOMS: tuple[Atom, ...] = (
    Atom("mho", "mho", of.SIEMENS, ucum="mho", qudt="MHO", prefixes=_UCUM_QUDT),
    Atom("stere", "st", of.M**3, ucum="st", qudt="STR", prefixes=_UCUM_QUDT),
    Atom("svedberg", "[S]", of.S.times("1e-13"), ucum="[S]", zh="斯韦德贝里"),
    Atom("circle", "circ", (of.PI * of.RAD).times(2), ucum="circ", zh="圆周"),
    Atom("sphere", "sph", (of.PI * of.SR).times(4), ucum="sph", zh="全球面"),
    Atom("baud", "Bd", (of.S**-1).marked(symbol=1), ucum="Bd", qudt="BAUD", zh="波特", prefixes=EVERYWHERE),
    Atom("bit", "bit", of.BIT, dsi="bit", ucum="bit", qudt="BIT", zh="比特", prefixes=EVERYWHERE, binary=True),
    Atom(
        "byte", "B", of.BIT.times(8), dsi="byte", ucum="By", qudt="BYTE", zh="字节", more=("Byte", "byte"), more_qudt=("OCTET",),
        prefixes=EVERYWHERE, binary=True,
    ),
    # IAU 2015, Resolution B2: 648 000/π astronomical units, exactly. UCUM's `pc` and `AU` are rounded or older values.
    Atom("parsec", "pc", (of.M / of.PI).times(149597870700 * 648000), qudt="PARSEC", zh="秒差距", prefixes=frozenset({"common", "qudt"})),
    Atom("ucumparsec", "pc_UCUM", of.M.times("3.085678e16"), ucum="pc", prefixes=frozenset({"ucum"}), is_measured=True),
    Atom("ucumastronomicunit", "AU", of.M.times(149597870691), ucum="AU", is_measured=True),
    Atom("lightyear", "ly", of.M.times(299792458) * of.ONE.times("31557600"), ucum="[ly]", qudt="LY", zh="光年", prefixes=frozenset({"ucum"})),
    Atom("year", "[a_j]", of.DAY.times("365.25"), ucum="a", qudt="YR", more_ucum=("a_j",), prefixes=frozenset({"qudt"})),
    Atom("tropicalyear", "[a_t]", of.DAY.times("365.24219"), ucum="a_t", qudt="YR_TROPICAL", is_measured=True),
    Atom("gregorianyear", "[a_g]", of.DAY.times("365.2425"), ucum="a_g"),
    Atom("week", "wk", of.DAY.times(7), ucum="wk", qudt="WK", zh="周", more=("星期",)),
    Atom("month", "[mo]", of.DAY.times(Fraction("365.25") / 12), ucum="mo", qudt="MO_MeanJulian", more_ucum=("mo_j",)),
    Atom("gregorianmonth", "[mo_g]", of.DAY.times(Fraction("365.2425") / 12), ucum="mo_g", qudt="MO_MeanGREGORIAN"),
    Atom("synodalmonth", "[mo_s]", of.DAY.times("29.53059"), ucum="mo_s", qudt="MO_Synodic", is_measured=True),
)  # fmt: skip
