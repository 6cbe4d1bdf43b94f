"""Customary pressures, energies, powers and temperatures (UCUM, tables 7, 18 and 19; ISO 80000-4 and -5)."""

from fractions import Fraction

from quanheng.metrology.units.atoms import EVERYWHERE, Atom
from quanheng.metrology.units.tables import sizes as of

_NOT_DSI = EVERYWHERE - {"dsi"}
_UCUM = frozenset({"ucum"})
_UCUM_QUDT = frozenset({"ucum", "qudt"})
_RANKINE = of.K.times(Fraction(5, 9))
_KILOJOULE = of.J.times(1000)
_WATER = of.PA.times("9806.65")
# UCUM's column of mercury is 133.322 kPa/m exactly; the conventional one, `mmHg`, has 133.322387415 Pa/mm.
_UCUM_MERCURY = of.PA.times(133322)
_CALORIE_TH, _CALORIE_IT = of.J.times("4.184"), of.J.times("4.1868")
_HORSEPOWER_METRIC = of.W.times("735.49875")

ATOMS: tuple[Atom, ...] = (
    Atom("atmosphere", "atm", of.PA.times(101325), ucum="atm", qudt="ATM", zh="标准大气压"),
    Atom("technicalatmosphere", "at", of.PA.times("98066.5"), ucum="att", qudt="ATM_T", zh="工程大气压"),
    Atom("torr", "Torr", of.PA.times(Fraction(101325, 760)), qudt="TORR", zh="托", prefixes=frozenset({"common", "qudt"})),
    Atom("psi", "psi", of.PA.times(of.weight(of.POUND).scale.rational / of.INCH.scale.rational**2), ucum="[psi]", qudt="PSI"),
    # Conventional water: 1000 kg/m³ under standard gravity.
    Atom("metreofwater", "mH₂O", _WATER, ucum="m[H2O]", qudt="M_H2O", zh="米水柱", more=("mH2O",), prefixes=_UCUM_QUDT),
    Atom("centimetreofwater", "cmH₂O", _WATER.times("0.01"), ucum="cm[H2O]", qudt="CentiM_H2O", zh="厘米水柱", more=("cmH2O",)),
    Atom("millimetreofwater", "mmH₂O", _WATER.times("0.001"), ucum="mm[H2O]", qudt="MilliM_H2O", zh="毫米水柱", more=("mmH2O",)),
    Atom("inchofwater", "inH₂O", _WATER * of.INCH / of.M, ucum="[in_i'H2O]", qudt="IN_H2O", zh="英寸水柱", more=("inH2O",)),
    Atom("ucummetreofmercury", "m[Hg]", _UCUM_MERCURY, ucum="m[Hg]", prefixes=_UCUM),
    Atom("ucuminchofmercury", "[in_i'Hg]", _UCUM_MERCURY * of.INCH / of.M, ucum="[in_i'Hg]"),
    Atom("inchofmercury", "inHg", of.PA.times(Fraction("133.322387415") * Fraction("25.4")), qudt="IN_HG", zh="英寸汞柱"),
    # The printed `cal` and 卡 stand for five sizes: only these names say which.
    Atom("thermochemicalcalorie", "cal_th", _CALORIE_TH, ucum="cal_th", qudt="CAL_TH", zh="热化学卡", more_ucum=("cal",), prefixes=_NOT_DSI),
    Atom("internationaltablecalorie", "cal_IT", _CALORIE_IT, ucum="cal_IT", qudt="CAL_IT", zh="国际蒸汽表卡", prefixes=_NOT_DSI),
    Atom("calorie15", "cal_[15]", of.J.times("4.18580"), ucum="cal_[15]", qudt="CAL_15DEG_C", prefixes=_UCUM_QUDT, is_measured=True),
    Atom("calorie20", "cal_[20]", of.J.times("4.18190"), ucum="cal_[20]", qudt="CAL_20DEG_C", prefixes=_UCUM_QUDT, is_measured=True),
    Atom("meancalorie", "cal_m", of.J.times("4.19002"), ucum="cal_m", qudt="CAL_MEAN", prefixes=_UCUM_QUDT, is_measured=True),
    Atom("nutritioncalorie", "[Cal]", _CALORIE_TH.times(1000), ucum="[Cal]"),
    Atom("btu39", "[Btu_39]", _KILOJOULE.times("1.05967"), ucum="[Btu_39]", qudt="BTU_39DEG_F", is_measured=True),
    Atom("btu59", "[Btu_59]", _KILOJOULE.times("1.05480"), ucum="[Btu_59]", qudt="BTU_59DEG_F", is_measured=True),
    Atom("btu60", "[Btu_60]", _KILOJOULE.times("1.05468"), ucum="[Btu_60]", qudt="BTU_60DEG_F", is_measured=True),
    Atom("meanbtu", "[Btu_m]", _KILOJOULE.times("1.05587"), ucum="[Btu_m]", qudt="BTU_MEAN", is_measured=True),
    Atom("internationaltablebtu", "Btu_IT", _KILOJOULE.times("1.05505585262"), ucum="[Btu_IT]", qudt="BTU_IT", zh="英热单位"),
    Atom("thermochemicalbtu", "Btu_th", _KILOJOULE.times("1.054350"), ucum="[Btu_th]", qudt="BTU_TH", more_ucum=("[Btu]",)),
    Atom("metrichorsepower", "[hp_m]", _HORSEPOWER_METRIC, qudt="HP_Metric", zh="马力", more=("米制马力",)),
    Atom("horsepower", "[HP]", of.W.times((of.weight(of.POUND) * of.FOOT).scale.rational * 550), ucum="[HP]", qudt="HP", zh="英制马力"),
    # GB/T 2589-2020: 29 307.6 kJ a kilogram of standard coal.
    Atom("gramofcoalequivalent", "gce", of.J.times("29307.6"), zh="克标准煤", more=("克标煤",), prefixes=frozenset({"common"})),
    Atom("tonneofcoalequivalent", "tce", of.J.times("29.3076e9"), zh="吨标准煤", more=("吨标煤",)),
    Atom("fahrenheit", "°F", _RANKINE, origin=Fraction("459.67") * Fraction(5, 9), ucum="[degF]", qudt="DEG_F", zh="华氏度", more=("℉", "degF")),
    Atom("rankine", "°R", _RANKINE, ucum="[degR]", qudt="DEG_R", zh="兰氏度"),
    Atom("reaumur", "[degRe]", of.K.times(Fraction(5, 4)), origin=Fraction("273.15"), ucum="[degRe]", zh="列氏度"),
)  # fmt: skip
