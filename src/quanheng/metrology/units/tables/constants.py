"""Constants of nature that serve as units (UCUM, table 7; D-SI), and the powers of ten.

Values: exact since 2019 where the SI defines them, else UCUM's for UCUM's codes and CODATA 2022 for the others.
"""

from fractions import Fraction

from quanheng.metrology.units.atoms import NOWHERE, Atom
from quanheng.metrology.units.size import Size
from quanheng.metrology.units.tables import sizes as of

_DSI = frozenset({"dsi"})
_UCUM = frozenset({"ucum"})
_LIGHT = (of.M / of.S).times(299792458)
_CHARGE = of.C.times("1.602176634e-19")
_ACTION = of.J.times("6.62607015e-34") * of.S


def _constant(name: str, code: str, size: Size, dsi: str = "", qudt: str = "", is_measured: bool = False) -> Atom:
    prefixes = _UCUM | (_DSI if dsi else NOWHERE)
    return Atom(name, code, size, ucum=code, dsi=dsi, qudt=qudt, prefixes=prefixes, is_measured=is_measured)


ATOMS: tuple[Atom, ...] = (
    Atom("ten", "10", of.ONE.times(10), ucum="10*", more_ucum=("10^",)),
    Atom("pi", "π", of.PI, ucum="[pi]"),
    _constant("speedoflight", "[c]", _LIGHT, dsi="clight"),
    _constant("elementarycharge", "[e]", _CHARGE, dsi="elementarycharge", qudt="ElementaryCharge"),
    _constant("planckconstant", "[h]", _ACTION),
    _constant("boltzmannconstant", "[k]", of.J.times("1.380649e-23") / of.K),
    _constant("vacuumpermittivity", "[eps_0]", (of.F / of.M).times("8.854187817e-12"), is_measured=True),
    _constant("vacuumpermeability", "[mu_0]", (of.PI * of.N / of.A**2).times("4e-7"), is_measured=True),
    _constant("electronmass", "[m_e]", of.KG.times("9.1093837139e-31"), dsi="electronmass", is_measured=True),
    _constant("protonmass", "[m_p]", of.KG.times("1.67262192595e-27"), is_measured=True),
    _constant("gravitationalconstant", "[G]", (of.M**3 / of.KG / of.S**2).times("6.67430e-11"), is_measured=True),
    _constant("standardgravity", "[g]", of.GN, qudt="G"),
    Atom("reducedplanckconstant", "ħ", (_ACTION / of.PI).times(Fraction(1, 2)), dsi="planckbar", prefixes=_DSI),
    Atom("bohr", "a₀", of.M.times("5.29177210544e-11"), dsi="bohr", prefixes=_DSI, is_measured=True),
    Atom("hartree", "Eₕ", of.J.times("4.3597447222060e-18"), dsi="hartree", qudt="E_h", prefixes=_DSI, is_measured=True),
    Atom("atomicunittime", "ħ/Eₕ", of.S.times("2.4188843265864e-17"), dsi="atomicunittime", prefixes=_DSI, is_measured=True),
    Atom("naturalunittime", "ħ/(mₑc²)", of.S.times("1.28808866644e-21"), dsi="naturalunittime", prefixes=_DSI, is_measured=True),
)  # fmt: skip
