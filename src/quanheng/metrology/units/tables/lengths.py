"""Customary lengths, areas and volumes: international, US survey and British (UCUM, tables 8 to 15; exact by definition)."""

from fractions import Fraction

from quanheng.metrology.units.atoms import Atom
from quanheng.metrology.units.size import Size
from quanheng.metrology.units.tables import sizes as of

# Mendenhall order of 1893: a US survey foot is 1200/3937 m. British inch of 1895: 2.539 998 cm.
_US_FOOT = of.M.times(Fraction(1200, 3937))
_US_ROD = _US_FOOT.times("16.5")
_US_MILE = _US_ROD.times(320)
_BR_INCH = of.M.times("0.02539998")
_BR_FOOT = _BR_INCH.times(12)
_BR_ROD = _BR_FOOT.times("16.5")
_PIED = of.M.times("0.3248")


def _plain(name: str, code: str, size: Size, qudt: str = "", zh: str = "") -> Atom:
    """A unit that only UCUM spells, printed by its code."""
    return Atom(name, code, size, ucum=code, qudt=qudt, zh=zh)


ATOMS: tuple[Atom, ...] = (
    Atom("inch", "in", of.INCH, ucum="[in_i]", qudt="IN", zh="英寸"),
    Atom("foot", "ft", of.FOOT, ucum="[ft_i]", qudt="FT", zh="英尺"),
    Atom("yard", "yd", of.YARD, ucum="[yd_i]", qudt="YD", zh="码"),
    Atom("mile", "mi", of.MILE, ucum="[mi_i]", qudt="MI", zh="英里"),
    _plain("fathom", "[fth_i]", of.FOOT.times(6), "FATH", "英寻"),
    _plain("squareinch", "[sin_i]", of.INCH**2),
    _plain("squarefoot", "[sft_i]", of.FOOT**2),
    _plain("squareyard", "[syd_i]", of.YARD**2),
    _plain("cubicinch", "[cin_i]", of.INCH**3),
    _plain("cubicfoot", "[cft_i]", of.FOOT**3),
    _plain("cubicyard", "[cyd_i]", of.YARD**3),
    _plain("boardfoot", "[bf_i]", (of.INCH**3).times(144), "FBM"),
    _plain("cord", "[cr_i]", (of.FOOT**3).times(128), "CORD"),
    _plain("mil", "[mil_i]", of.INCH.times("0.001"), "MilLength", "密耳"),
    _plain("circularmil", "[cml_i]", (of.PI * of.INCH.times("0.001") ** 2).times(Fraction(1, 4)), "MIL_Circ"),
    _plain("hand", "[hd_i]", of.INCH.times(4)),
    _plain("ussurveyfoot", "[ft_us]", _US_FOOT, "FT_US"),
    _plain("ussurveyyard", "[yd_us]", _US_FOOT.times(3)),
    _plain("ussurveyinch", "[in_us]", _US_FOOT.times(Fraction(1, 12))),
    _plain("usrod", "[rd_us]", _US_ROD),
    _plain("uschain", "[ch_us]", _US_ROD.times(4), "CHAIN_US"),
    _plain("uslink", "[lk_us]", _US_ROD.times(Fraction(4, 100))),
    _plain("ramdenschain", "[rch_us]", _US_FOOT.times(100)),
    _plain("ramdenslink", "[rlk_us]", _US_FOOT),
    _plain("usfathom", "[fth_us]", _US_FOOT.times(6)),
    _plain("usfurlong", "[fur_us]", _US_ROD.times(40), "FUR"),
    _plain("usmile", "[mi_us]", _US_MILE, "MI_US"),
    _plain("usacre", "[acr_us]", (_US_ROD**2).times(160), zh="英亩"),
    _plain("ussquarerod", "[srd_us]", _US_ROD**2),
    _plain("ussquaremile", "[smi_us]", _US_MILE**2),
    _plain("section", "[sct]", _US_MILE**2),
    _plain("township", "[twp]", (_US_MILE**2).times(36)),
    _plain("usmil", "[mil_us]", _US_FOOT.times(Fraction(1, 12000))),
    _plain("britishinch", "[in_br]", _BR_INCH),
    _plain("britishfoot", "[ft_br]", _BR_FOOT),
    _plain("britishrod", "[rd_br]", _BR_ROD),
    _plain("britishchain", "[ch_br]", _BR_ROD.times(4)),
    _plain("britishlink", "[lk_br]", _BR_ROD.times(Fraction(4, 100))),
    _plain("britishfathom", "[fth_br]", _BR_FOOT.times(6)),
    _plain("britishpace", "[pc_br]", _BR_FOOT.times("2.5")),
    _plain("britishyard", "[yd_br]", _BR_FOOT.times(3)),
    _plain("britishmile", "[mi_br]", _BR_FOOT.times(5280)),
    _plain("britishnauticalmile", "[nmi_br]", _BR_FOOT.times(6080)),
    _plain("britishknot", "[kn_br]", _BR_FOOT.times(6080) / of.HOUR),
    _plain("britishacre", "[acr_br]", (_BR_FOOT.times(3) ** 2).times(4840)),
    _plain("line", "[lne]", of.INCH.times(Fraction(1, 12))),
    _plain("point", "[pnt]", of.INCH.times(Fraction(1, 72))),
    _plain("pica", "[pca]", of.INCH.times(Fraction(1, 6)), "PCA"),
    _plain("printerspoint", "[pnt_pr]", of.INCH.times("0.013837")),
    _plain("printerspica", "[pca_pr]", of.INCH.times("0.166044")),
    _plain("pied", "[pied]", _PIED),
    _plain("pouce", "[pouce]", _PIED.times(Fraction(1, 12))),
    _plain("ligne", "[ligne]", _PIED.times(Fraction(1, 144))),
    _plain("didot", "[didot]", _PIED.times(Fraction(1, 864))),
    _plain("cicero", "[cicero]", _PIED.times(Fraction(1, 72))),
    _plain("smoot", "[smoot]", of.INCH.times(67)),
    _plain("charriere", "[Ch]", of.MM.times(Fraction(1, 3))),
    _plain("mesh", "[mesh_i]", of.INCH**-1, "MESH", "目"),
)  # fmt: skip
