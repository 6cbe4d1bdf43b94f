"""Customary masses, forces and yarn counts (UCUM, tables 16 to 18; the pound of 1959 is exact)."""

from fractions import Fraction

from quanheng.metrology.units.atoms import EVERYWHERE, Atom
from quanheng.metrology.units.tables import sizes as of

_OUNCE = of.POUND.times(Fraction(1, 16))

ATOMS: tuple[Atom, ...] = (
    Atom("pound", "lb", of.POUND, ucum="[lb_av]", qudt="LB", zh="磅", more_qudt=("LB_M",)),
    Atom("ounce", "oz", _OUNCE, ucum="[oz_av]", qudt="OZ", zh="盎司", more_qudt=("OZ_M",)),
    Atom("grain", "gr", of.GRAIN, ucum="[gr]", qudt="GRAIN", zh="格令"),
    Atom("dram", "[dr_av]", _OUNCE.times(Fraction(1, 16)), ucum="[dr_av]", qudt="DRAM_US"),
    Atom("shorthundredweight", "[scwt_av]", of.POUND.times(100), ucum="[scwt_av]", qudt="CWT_SHORT", more_qudt=("Hundredweight_US",)),
    Atom("longhundredweight", "[lcwt_av]", of.POUND.times(112), ucum="[lcwt_av]", qudt="CWT_LONG", more_qudt=("Hundredweight_UK",)),
    Atom("shortton", "[ston_av]", of.POUND.times(2000), ucum="[ston_av]", qudt="TON_SHORT", zh="短吨", more_qudt=("TON_US",)),
    Atom("longton", "[lton_av]", of.POUND.times(2240), ucum="[lton_av]", qudt="TON_LONG", zh="长吨", more_qudt=("TON_UK",)),
    Atom("stone", "[stone_av]", of.POUND.times(14), ucum="[stone_av]", qudt="Stone_UK"),
    Atom("pennyweight", "[pwt_tr]", of.GRAIN.times(24), ucum="[pwt_tr]", qudt="DWT", more_qudt=("PENNYWEIGHT",)),
    Atom("troyounce", "[oz_tr]", of.GRAIN.times(480), ucum="[oz_tr]", qudt="OZ_TROY", zh="金衡盎司"),
    Atom("troypound", "[lb_tr]", of.GRAIN.times(5760), ucum="[lb_tr]", qudt="LB_T"),
    Atom("scruple", "[sc_ap]", of.GRAIN.times(20), ucum="[sc_ap]"),
    Atom("apothecariesdram", "[dr_ap]", of.GRAIN.times(60), ucum="[dr_ap]"),
    Atom("apothecariesounce", "[oz_ap]", of.GRAIN.times(480), ucum="[oz_ap]"),
    Atom("apothecariespound", "[lb_ap]", of.GRAIN.times(5760), ucum="[lb_ap]"),
    Atom("metricounce", "[oz_m]", of.GRAM.times(28), ucum="[oz_m]"),
    Atom("carat", "ct", of.GRAM.times("0.2"), ucum="[car_m]", qudt="CARAT", zh="克拉"),
    Atom("goldcarat", "[car_Au]", of.ONE.times(Fraction(1, 24)), ucum="[car_Au]", zh="开金"),
    Atom("tex", "tex", of.GRAM / of.M.times(1000), ucum="tex", qudt="TEX", zh="特克斯", prefixes=EVERYWHERE),
    Atom("denier", "den", of.GRAM / of.M.times(9000), ucum="[den]", qudt="DENIER", zh="旦尼尔", more=("旦",)),
    Atom("gramforce", "gf", of.weight(of.GRAM), ucum="gf", qudt="GM_F", zh="克力", prefixes=EVERYWHERE),
    Atom("poundforce", "lbf", of.weight(of.POUND), ucum="[lbf_av]", qudt="LB_F", zh="磅力", prefixes=frozenset({"qudt"})),
    Atom("slug", "slug", of.weight(of.POUND) / of.FOOT * of.S**2, qudt="SLUG", zh="斯勒格"),
    Atom("poundal", "pdl", (of.POUND * of.FOOT / of.S**2).marked(force=1), qudt="PDL", zh="磅达"),
)  # fmt: skip
