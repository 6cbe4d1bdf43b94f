"""All units with a name of their own, by subject, and the indexes through which each notation finds them."""

from functools import cache
from types import MappingProxyType

from quanheng.metrology.units.atoms import Atom, Prefix
from quanheng.metrology.units.prefixes import BINARY, DECIMAL
from quanheng.metrology.units.tables import (
    accepted,
    cgs,
    clinical,
    constants,
    further,
    lengths,
    logarithmic,
    masses,
    metering,
    pressures,
    si,
    volumes,
)

#: In the order of precedence: the first atom with a spelling is the one that is read, all that share it are equal.
ATOMS: tuple[Atom, ...] = (
    *si.ATOMS, *accepted.ATOMS, *cgs.ATOMS, *further.ATOMS, *metering.ATOMS, *constants.ATOMS,
    *masses.ATOMS, *lengths.ATOMS, *volumes.ATOMS, *pressures.ATOMS, *logarithmic.ATOMS, *clinical.ATOMS,
)  # fmt: skip

#: What a word of a notation stands for.
Word = tuple[Prefix | None, Atom]
Index = MappingProxyType[str, Word]


@cache
def by_name() -> MappingProxyType[str, Atom]:
    """Every atom by its name."""
    return MappingProxyType({atom.name: atom for atom in ATOMS})


def prefixes_of(atom: Atom, notation: str) -> tuple[Prefix, ...]:
    """The prefixes that may stand before the atom in that notation."""
    if notation not in atom.prefixes:
        return ()
    allowed = (*DECIMAL, *BINARY) if atom.binary else DECIMAL
    return tuple([each for each in allowed if each.ucum]) if notation == "ucum" else allowed


def words_of(atom: Atom, notation: str) -> tuple[str, ...]:
    """The spellings of the atom in that notation, the preferred one first; Chinese names are among the common ones."""
    if notation == "common":
        spellings = (atom.symbol, *atom.more, atom.zh)
    elif notation == "dsi":
        spellings = (atom.dsi, *atom.more_dsi)
    elif notation == "ucum":
        spellings = (atom.ucum, *atom.more_ucum)
    else:
        spellings = (atom.qudt, *atom.more_qudt)
    return tuple([each for each in spellings if each])


@cache
def index(notation: str) -> Index:
    """Every word of the notation, prefixes included. A word that is a unit without a prefix is never split."""
    words: dict[str, Word] = {}
    for atom in ATOMS:
        for spelling in words_of(atom, notation):
            words.setdefault(spelling, (None, atom))
    for atom in ATOMS:
        for spelling in words_of(atom, notation):
            for prefix in prefixes_of(atom, notation):
                for written in _prefixed(prefix, spelling, notation):
                    words.setdefault(written, (prefix, atom))
    return MappingProxyType(words)


#: The micro sign, the Greek letter that looks the same, and the letter of those who have neither.
MICRO = ("µ", "μ", "u")


def _prefixed(prefix: Prefix, spelling: str, notation: str) -> tuple[str, ...]:
    if notation == "ucum":
        return (prefix.ucum + spelling,)
    if notation == "qudt":
        return (prefix.qudt + spelling,)
    if notation == "dsi":
        return (f"{prefix.name}\\{spelling}",)
    if is_chinese(spelling):
        return (prefix.zh + spelling,) if prefix.zh else ()
    return tuple([micro + spelling for micro in MICRO]) if prefix.name == "micro" else (prefix.symbol + spelling,)


def is_chinese(text: str) -> bool:
    """Whether the text holds a Chinese character."""
    return any("㐀" <= each <= "鿿" for each in text)
