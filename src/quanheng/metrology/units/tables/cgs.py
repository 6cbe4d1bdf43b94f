"""Units of the CGS system and older units of radiation (SI Brochure, 8th edition, table 9; UCUM, tables 6 and 7)."""

from quanheng.metrology.units.atoms import EVERYWHERE, Atom
from quanheng.metrology.units.tables import sizes as of

_UCUM_QUDT = frozenset({"ucum", "qudt"})
_GRAM, _CM = of.GRAM, of.CM
_DYNE = of.N.times("1e-5")
_OERSTED = (of.A / of.M / of.PI).times(250)
_STILB = of.CD / _CM**2

ATOMS: tuple[Atom, ...] = (
    Atom("erg", "erg", of.J.times("1e-7"), dsi="erg", ucum="erg", qudt="ERG", zh="尔格", prefixes=EVERYWHERE),
    Atom("dyne", "dyn", _DYNE, dsi="dyne", ucum="dyn", qudt="DYN", zh="达因", prefixes=EVERYWHERE),
    Atom("poise", "P", _GRAM / _CM / of.S, dsi="poise", ucum="P", qudt="POISE", zh="泊", prefixes=EVERYWHERE),
    Atom("stokes", "St", _CM**2 / of.S, dsi="stokes", ucum="St", qudt="ST", zh="斯托克斯", more=("斯托",), prefixes=EVERYWHERE),
    Atom("stilb", "sb", _STILB, dsi="stilb", ucum="sb", qudt="STILB", zh="熙提", prefixes=_UCUM_QUDT | {"dsi"}),
    # UCUM's table says 1e-4 lx, which is wrong by 1e8: its code `ph` is refused (see `notations.ucum`).
    Atom("phot", "ph", of.LX.times(10000), dsi="phot", qudt="PHOT", zh="辐透", prefixes=frozenset({"dsi", "qudt"})),
    Atom("gal", "Gal", _CM / of.S**2, dsi="gal", ucum="Gal", qudt="GALILEO", zh="伽", prefixes=EVERYWHERE),
    Atom("maxwell", "Mx", of.WB.times("1e-8"), dsi="maxwell", ucum="Mx", qudt="MX", zh="麦克斯韦", prefixes=EVERYWHERE),
    Atom("gauss", "G", of.T.times("1e-4"), dsi="gauss", ucum="G", qudt="GAUSS", zh="高斯", more=("Gs",), prefixes=EVERYWHERE),
    Atom("oersted", "Oe", _OERSTED, dsi="oersted", ucum="Oe", qudt="OERSTED", zh="奥斯特", prefixes=EVERYWHERE),
    Atom("gilbert", "Gb", _OERSTED * _CM, ucum="Gb", qudt="GI", zh="吉伯", prefixes=_UCUM_QUDT),
    Atom("biot", "Bi", of.A.times(10), ucum="Bi", qudt="BIOT", zh="毕奥", prefixes=_UCUM_QUDT),
    Atom("lambert", "Lmb", _STILB / of.PI, ucum="Lmb", qudt="LA", zh="朗伯", prefixes=_UCUM_QUDT),
    Atom("kayser", "Ky", _CM**-1, ucum="Ky", qudt="KY", zh="凯塞", prefixes=_UCUM_QUDT),
    Atom("curie", "Ci", of.BQ.times(37 * 10**9), ucum="Ci", qudt="CI", zh="居里", prefixes=EVERYWHERE),
    Atom("roentgen", "R", (of.C / of.KG).times("2.58e-4"), ucum="R", qudt="R", zh="伦琴", prefixes=EVERYWHERE),
    # The printed symbol is `rad`, which is the radian's: only UCUM and QUDT can tell them apart.
    Atom("radiationabsorbeddose", "RAD", of.GY.times("0.01"), ucum="RAD", qudt="RAD_R", zh="拉德", prefixes=_UCUM_QUDT),
    Atom("rem", "rem", of.SV.times("0.01"), ucum="REM", qudt="REM", zh="雷姆", prefixes=EVERYWHERE),
)  # fmt: skip
