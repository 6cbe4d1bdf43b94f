"""Customary volumes: US liquid and dry, imperial, metric kitchen measures (UCUM, tables 11 to 14)."""

from fractions import Fraction

from quanheng.metrology.units.atoms import Atom
from quanheng.metrology.units.size import Size
from quanheng.metrology.units.tables import sizes as of

_US_GALLON = (of.INCH**3).times(231)
_US_BUSHEL = (of.INCH**3).times("2150.42")
_IMPERIAL_GALLON = of.L.times("4.54609")


def _part(code: str, whole: Size, parts: int, qudt: str = "") -> Atom:
    """One of so many equal parts of a whole."""
    return Atom(code.strip("[]").replace("_", ""), code, whole.times(Fraction(1, parts)), ucum=code, qudt=qudt)


ATOMS: tuple[Atom, ...] = (
    Atom("usgallon", "[gal_us]", _US_GALLON, ucum="[gal_us]", qudt="GAL_US", zh="美制加仑"),
    Atom("usbarrel", "[bbl_us]", _US_GALLON.times(42), ucum="[bbl_us]", qudt="BBL_US", zh="桶", more_qudt=("BBL", "BBL_US_PET")),
    _part("[qt_us]", _US_GALLON, 4, "QT_US"),
    _part("[pt_us]", _US_GALLON, 8, "PINT_US"),
    _part("[gil_us]", _US_GALLON, 32, "GI_US"),
    _part("[foz_us]", _US_GALLON, 128, "OZ_VOL_US"),
    _part("[fdr_us]", _US_GALLON, 1024),
    _part("[min_us]", _US_GALLON, 61440),
    _part("[cup_us]", _US_GALLON, 16, "CUP_US"),
    _part("[tbs_us]", _US_GALLON, 256, "TBSP"),
    _part("[tsp_us]", _US_GALLON, 768, "TSP"),
    Atom("uscord", "[crd_us]", (of.FOOT**3).times(128), ucum="[crd_us]"),
    Atom("usbushel", "[bu_us]", _US_BUSHEL, ucum="[bu_us]", qudt="BU_US", zh="蒲式耳"),
    Atom("winchestergallon", "[gal_wi]", _US_BUSHEL.times(Fraction(1, 8)), ucum="[gal_wi]", qudt="GAL_US_DRY"),
    _part("[pk_us]", _US_BUSHEL, 4, "PK_US_DRY"),
    _part("[dqt_us]", _US_BUSHEL, 32, "QT_US_DRY"),
    _part("[dpt_us]", _US_BUSHEL, 64, "PINT_US_DRY"),
    Atom("imperialgallon", "[gal_br]", _IMPERIAL_GALLON, ucum="[gal_br]", qudt="GAL_UK", zh="英制加仑", more_qudt=("GAL_IMP",)),
    Atom("imperialpeck", "[pk_br]", _IMPERIAL_GALLON.times(2), ucum="[pk_br]", qudt="PK_UK"),
    Atom("imperialbushel", "[bu_br]", _IMPERIAL_GALLON.times(8), ucum="[bu_br]", qudt="BU_UK"),
    _part("[qt_br]", _IMPERIAL_GALLON, 4, "QT_UK"),
    _part("[pt_br]", _IMPERIAL_GALLON, 8, "PINT_UK"),
    _part("[gil_br]", _IMPERIAL_GALLON, 32, "GI_UK"),
    _part("[foz_br]", _IMPERIAL_GALLON, 160, "OZ_VOL_UK"),
    _part("[fdr_br]", _IMPERIAL_GALLON, 1280),
    _part("[min_br]", _IMPERIAL_GALLON, 76800),
    Atom("metricfluidounce", "[foz_m]", of.ML.times(30), ucum="[foz_m]"),
    Atom("metriccup", "[cup_m]", of.ML.times(240), ucum="[cup_m]"),
    Atom("metricteaspoon", "[tsp_m]", of.ML.times(5), ucum="[tsp_m]"),
    Atom("metrictablespoon", "[tbs_m]", of.ML.times(15), ucum="[tbs_m]"),
    Atom("drop", "[drp]", of.ML.times(Fraction(1, 20)), ucum="[drp]"),
)  # fmt: skip
