"""Levels and other scales that are no linear multiples of anything: each is a kind of its own (UCUM, tables 20 to 23)."""

from quanheng.metrology.units.atoms import Atom
from quanheng.metrology.units.tables import sizes as of

_UCUM = frozenset({"ucum"})


def _level(name: str, code: str, mark: str) -> Atom:
    """Bels above a reference."""
    return Atom(name, code, of.ONE.marked(**{mark: 1}), ucum=code, prefixes=_UCUM)


ATOMS: tuple[Atom, ...] = (
    Atom("ph", "pH", of.ONE.marked(ph=1), ucum="[pH]", qudt="PH", more=("[pH]",)),
    _level("belsoundpressure", "B[SPL]", "bel_sound_pressure"),
    _level("belvolt", "B[V]", "bel_volt"),
    _level("belmillivolt", "B[mV]", "bel_millivolt"),
    _level("belmicrovolt", "B[uV]", "bel_microvolt"),
    _level("bel10nanovolt", "B[10.nV]", "bel_10_nanovolt"),
    _level("belwatt", "B[W]", "bel_watt"),
    _level("belkilowatt", "B[kW]", "bel_kilowatt"),
    # A-weighted sound pressure level, as sound level meters show it (IEC 61672-1, JJG 188).
    Atom("decibelaweighted", "dB(A)", of.ONE.times("0.1").marked(bel_a_weighted=1), qudt="DeciB_A", zh="A计权分贝", more=("dBA",)),
    Atom("logarithmicbit", "bit_s", of.ONE.marked(logarithmic_bit=1), ucum="bit_s"),
    Atom("slopepercent", "%[slope]", of.ONE.marked(slope_percent=1), ucum="%[slope]"),
    Atom("prismdioptre", "[p'diop]", of.ONE.marked(prism_dioptre=1), ucum="[p'diop]", zh="棱镜度"),
)  # fmt: skip
