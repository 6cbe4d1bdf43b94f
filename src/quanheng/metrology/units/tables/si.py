"""The base units of the SI and the derived units with names of their own (SI Brochure, 9th edition, tables 2 and 4).

Chinese names are the short ones of GB 3100 (帕 for 帕斯卡) where they are usual in print; the full ones are read, too.
"""

from fractions import Fraction

from quanheng.metrology.units.atoms import EVERYWHERE, Atom
from quanheng.metrology.units.tables import sizes as of

#: °C takes prefixes in the SI; D-SI excludes them (rule R010).
_NOT_DSI = EVERYWHERE - {"dsi"}

ATOMS: tuple[Atom, ...] = (
    Atom("metre", "m", of.M, dsi="metre", ucum="m", qudt="M", zh="米", prefixes=EVERYWHERE),
    # D-SI has \kilogram as one word; other prefixes go before \gram.
    Atom("gram", "g", of.GRAM, dsi="gram", ucum="g", qudt="GM", zh="克", prefixes=EVERYWHERE),
    Atom("second", "s", of.S, dsi="second", ucum="s", qudt="SEC", zh="秒", prefixes=EVERYWHERE),
    Atom("ampere", "A", of.A, dsi="ampere", ucum="A", qudt="A", zh="安", more=("安培",), prefixes=EVERYWHERE),
    Atom("kelvin", "K", of.K, dsi="kelvin", ucum="K", qudt="K", zh="开尔文", more=("开",), prefixes=EVERYWHERE),
    Atom("mole", "mol", of.MOL, dsi="mole", ucum="mol", qudt="MOL", zh="摩尔", more=("摩",), prefixes=EVERYWHERE),
    Atom("candela", "cd", of.CD, dsi="candela", ucum="cd", qudt="CD", zh="坎德拉", more=("坎",), prefixes=EVERYWHERE),
    Atom("radian", "rad", of.RAD, dsi="radian", ucum="rad", qudt="RAD", zh="弧度", prefixes=EVERYWHERE),
    Atom("steradian", "sr", of.SR, dsi="steradian", ucum="sr", qudt="SR", zh="球面度", prefixes=EVERYWHERE),
    Atom("hertz", "Hz", of.HZ, dsi="hertz", ucum="Hz", qudt="HZ", zh="赫", more=("赫兹",), prefixes=EVERYWHERE),
    Atom("newton", "N", of.N, dsi="newton", ucum="N", qudt="N", zh="牛", more=("牛顿",), prefixes=EVERYWHERE),
    Atom("pascal", "Pa", of.PA, dsi="pascal", ucum="Pa", qudt="PA", zh="帕", more=("帕斯卡",), prefixes=EVERYWHERE),
    Atom("joule", "J", of.J, dsi="joule", ucum="J", qudt="J", zh="焦", more=("焦耳",), prefixes=EVERYWHERE),
    Atom("watt", "W", of.W, dsi="watt", ucum="W", qudt="W", zh="瓦", more=("瓦特",), prefixes=EVERYWHERE),
    Atom("coulomb", "C", of.C, dsi="coulomb", ucum="C", qudt="C", zh="库", more=("库仑",), prefixes=EVERYWHERE),
    Atom("volt", "V", of.V, dsi="volt", ucum="V", qudt="V", zh="伏", more=("伏特",), prefixes=EVERYWHERE),
    Atom("farad", "F", of.F, dsi="farad", ucum="F", qudt="FARAD", zh="法", more=("法拉",), prefixes=EVERYWHERE),
    Atom("ohm", "Ω", of.OHM, dsi="ohm", ucum="Ohm", qudt="OHM", zh="欧", more=("欧姆", "Ohm", "ohm"), prefixes=EVERYWHERE),
    Atom("siemens", "S", of.SIEMENS, dsi="siemens", ucum="S", qudt="S", zh="西", more=("西门子",), prefixes=EVERYWHERE),
    Atom("weber", "Wb", of.WB, dsi="weber", ucum="Wb", qudt="WB", zh="韦", more=("韦伯",), prefixes=EVERYWHERE),
    # 特 alone is short for 特斯拉 and for 特克斯: refused.
    Atom("tesla", "T", of.T, dsi="tesla", ucum="T", qudt="T", zh="特斯拉", prefixes=EVERYWHERE),
    Atom("henry", "H", of.H, dsi="henry", ucum="H", qudt="H", zh="亨", more=("亨利",), prefixes=EVERYWHERE),
    Atom(
        "degreecelsius", "°C", of.K, origin=Fraction("273.15"), dsi="degreecelsius", ucum="Cel", qudt="DEG_C", zh="摄氏度",
        more=("℃", "degC"), more_dsi=("degreeCelsius",), prefixes=_NOT_DSI,
    ),
    Atom("lumen", "lm", of.LM, dsi="lumen", ucum="lm", qudt="LM", zh="流明", more=("流",), prefixes=EVERYWHERE),
    Atom("lux", "lx", of.LX, dsi="lux", ucum="lx", qudt="LUX", zh="勒克斯", more=("勒",), prefixes=EVERYWHERE),
    Atom("becquerel", "Bq", of.BQ, dsi="becquerel", ucum="Bq", qudt="BQ", zh="贝可", more=("贝可勒尔",), prefixes=EVERYWHERE),
    Atom("gray", "Gy", of.GY, dsi="gray", ucum="Gy", qudt="GRAY", zh="戈", more=("戈瑞",), prefixes=EVERYWHERE),
    Atom("sievert", "Sv", of.SV, dsi="sievert", ucum="Sv", qudt="SV", zh="希", more=("希沃特",), prefixes=EVERYWHERE),
    Atom("katal", "kat", of.KAT, dsi="katal", ucum="kat", qudt="KAT", zh="卡塔尔", prefixes=EVERYWHERE),
)  # fmt: skip
