"""Units of clinical laboratories: amounts, activities, and units that a procedure defines (UCUM, tables 21 to 25)."""

from fractions import Fraction

from quanheng.metrology.units.atoms import EVERYWHERE, NOWHERE, Atom
from quanheng.metrology.units.kinds import PROCEDURE
from quanheng.metrology.units.tables import sizes as of

_UCUM = frozenset({"ucum"})
_UCUM_COMMON = frozenset({"ucum", "common"})
_MERCURY = of.PA.times("133.322")  # UCUM's own, per millimetre

#: Codes whose size is whatever an assay makes it. UCUM: no arbitrary unit converts to any other.
PROCEDURE_DEFINED: tuple[tuple[str, str], ...] = (
    ("[hp_X]", "homoeopathicx"), ("[hp_C]", "homoeopathicc"), ("[hp_M]", "homoeopathicm"), ("[hp_Q]", "homoeopathicq"),
    ("[kp_X]", "korsakovianx"), ("[kp_C]", "korsakovianc"), ("[kp_M]", "korsakovianm"), ("[kp_Q]", "korsakovianq"),
    ("[hp'_X]", "homoeopathicpotencyx"), ("[hp'_C]", "homoeopathicpotencyc"), ("[hp'_M]", "homoeopathicpotencym"),
    ("[hp'_Q]", "homoeopathicpotencyq"),
    ("[arb'U]", "arbitraryunit"), ("[USP'U]", "uspunit"), ("[GPL'U]", "gplunit"), ("[MPL'U]", "mplunit"),
    ("[APL'U]", "aplunit"), ("[beth'U]", "bethesdaunit"), ("[anti'Xa'U]", "antifactorxaunit"), ("[todd'U]", "toddunit"),
    ("[dye'U]", "dyeunit"), ("[smgy'U]", "somogyiunit"), ("[bdsk'U]", "bodanskyunit"), ("[ka'U]", "kingarmstrongunit"),
    ("[knk'U]", "kunkelunit"), ("[mclg'U]", "maclaganunit"), ("[tb'U]", "tuberculinunit"),
    ("[CCID_50]", "cellcultureinfectiousdose"), ("[TCID_50]", "tissuecultureinfectiousdose"),
    ("[EID_50]", "embryoinfectiousdose"), ("[PFU]", "plaqueformingunit"), ("[FFU]", "focusformingunit"),
    ("[CFU]", "colonyformingunit"), ("[IR]", "indexofreactivity"), ("[BAU]", "bioequivalentallergenunit"),
    ("[AU]", "allergenunit"), ("[Amb'a'1'U]", "ragweedallergenunit"), ("[PNU]", "proteinnitrogenunit"),
    ("[Lf]", "limitofflocculation"), ("[D'ag'U]", "dantigenunit"), ("[FEU]", "fibrinogenequivalentunit"),
    ("[ELU]", "elisaunit"), ("[EU]", "ehrlichunit"), ("[hnsf'U]", "hounsfieldunit"),
    ("[NTU]", "nephelometricturbidityunit"), ("[FNU]", "formazinnephelometricunit"),
)  # fmt: skip
_PRINTED = {"[NTU]": ("NTU",), "[FNU]": ("FNU",), "[hnsf'U]": ("HU",), "[CFU]": ("CFU",), "[PFU]": ("PFU",)}
_QUDT = {"[NTU]": "NTU"}


def _procedure_defined(code: str, name: str) -> Atom:
    size = of.ONE.marked(**{PROCEDURE + name: 1})
    return Atom(name, code, size, ucum=code, qudt=_QUDT.get(code, ""), more=_PRINTED.get(code, ()), prefixes=NOWHERE)


ATOMS: tuple[Atom, ...] = (
    Atom(
        "internationalunit", "IU", of.ONE.marked(**{PROCEDURE + "internationalunit": 1}), ucum="[IU]", qudt="IU",
        zh="国际单位", more_ucum=("[iU]",), more=("[IU]", "[iU]"), prefixes=_UCUM_COMMON,
    ),
    *(_procedure_defined(code, name) for code, name in PROCEDURE_DEFINED),
    Atom("enzymeunit", "U", of.MOL.times("1e-6") / of.MIN, ucum="U", qudt="ENZ", zh="酶活力单位", prefixes=_UCUM_COMMON),
    Atom("equivalent", "eq", of.MOL.marked(equivalent=1), ucum="eq", qudt="EQ", zh="当量", more=("Eq",), prefixes=EVERYWHERE - {"dsi"}),
    Atom("osmole", "osm", of.MOL.marked(osmole=1), ucum="osm", qudt="OSM", zh="渗透摩尔", more=("Osm",), prefixes=EVERYWHERE - {"dsi"}),
    Atom("grampercent", "g%", of.GRAM / of.L.times("0.1"), ucum="g%", prefixes=_UCUM),
    Atom("highpowerfield", "[HPF]", of.ONE.marked(microscope_field=1), ucum="[HPF]"),
    Atom("lowpowerfield", "[LPF]", of.ONE.times(100).marked(microscope_field=1), ucum="[LPF]"),
    Atom("metabolicequivalent", "[MET]", of.ML.times("3.5") / of.MIN / of.KG, ucum="[MET]"),
    Atom("peripheralresistanceunit", "[PRU]", _MERCURY * of.S / of.ML, ucum="[PRU]"),
    Atom("woodunit", "[wood'U]", _MERCURY * of.MIN / of.L, ucum="[wood'U]"),
    Atom("dioptre", "dpt", of.M**-1, ucum="[diop]", qudt="DIOPTER", zh="屈光度", more=("D",)),
    Atom(
        "accelerationnoisedensity", "[m/s2/Hz^(1/2)]", of.M / of.S**2 / of.HZ ** Fraction(1, 2), ucum="[m/s2/Hz^(1/2)]",
    ),
    # Relative humidity is a ratio like others, but never to be mixed with a volume or mass fraction.
    Atom("percentrelativehumidity", "%RH", of.ONE.times("0.01").marked(relative_humidity=1), qudt="PERCENT_RH", zh="百分之一相对湿度"),
)  # fmt: skip
