"""Units of metering and of Chinese trade: electricity, revolutions, pulses, 市制 (GB 3100, GB 3102.5, IEC 80000-6)."""

from fractions import Fraction

from quanheng.metrology.units.atoms import EVERYWHERE, Atom
from quanheng.metrology.units.size import Size
from quanheng.metrology.units.tables import sizes as of

_NOT_DSI = EVERYWHERE - {"dsi"}
_POWER = of.V * of.A
_JIN = of.KG.times("0.5")
_CHI = of.M.times(Fraction(1, 3))


def _trade(name: str, symbol: str, size: Size, *more: str) -> Atom:
    """A Chinese customary unit (市制), printed by its name; the metric system defines it."""
    return Atom(name, symbol, size, zh=symbol, more=more)


ATOMS: tuple[Atom, ...] = (
    # UCUM has neither; the codes are those that QUDT and instrument makers write, and no other unit could be meant.
    Atom("var", "var", _POWER.marked(reactive_power=1), ucum="var", qudt="VAR", zh="乏", more=("Var", "VAR"), prefixes=_NOT_DSI),
    Atom("voltampere", "VA", _POWER.marked(apparent_power=1), ucum="VA", qudt="VA", zh="伏安", prefixes=_NOT_DSI),
    # GB 3100: 1 r/min = (1/60) s⁻¹. (QUDT counts a revolution as 2π rad; ours converts to neither radians nor hertz.)
    Atom("revolution", "r", of.ONE.marked(revolution=1), qudt="REV", zh="转", more=("rev",)),
    Atom("pulse", "imp", of.ONE.marked(pulse=1), zh="脉冲", more=("pulse", "个脉冲")),
    # What is counted is said beside the unit: 次每分, 个/mL.
    Atom("count", "个", of.ONE, zh="个", more=("次",)),
    _trade("jin", "斤", _JIN, "市斤"),
    _trade("liang", "两", _JIN.times(Fraction(1, 10)), "市两"),
    _trade("qian", "钱", _JIN.times(Fraction(1, 100))),
    _trade("dan", "担", _JIN.times(100), "市担"),
    _trade("li", "市里", of.M.times(500)),
    _trade("zhang", "丈", _CHI.times(10), "市丈"),
    _trade("chi", "尺", _CHI, "市尺"),
    _trade("cun", "寸", _CHI.times(Fraction(1, 10)), "市寸"),
    _trade("mu", "亩", (of.M**2).times(Fraction(2000, 3)), "市亩"),
    Atom("gongjin", "公斤", of.KG, zh="公斤"),
    Atom("gongli", "公里", of.M.times(1000), zh="公里"),
)  # fmt: skip
