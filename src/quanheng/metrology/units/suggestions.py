"""What may have been meant by a word that is no unit: looked for only when an error is raised."""

import difflib
from collections.abc import Iterable
from functools import cache
from types import MappingProxyType

from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.notations.words import run_together
from quanheng.metrology.units.prefixes import BINARY, DECIMAL
from quanheng.metrology.units.tables import ATOMS, Word, index, words_of

_MOST = 3
#: Longer words resemble nothing, and comparing them would take long.
_LONGEST = 40
#: Words of LaTeX's siunitx, which D-SI resembles.
_SIUNITX = {
    "square": [r"\metre\squared"],
    "cubic": [r"\metre\cubed"],
    "celsius": [r"\degreecelsius"],
    "raiseto": [r"\metre\tothe{2}"],
}
_PREFIXES = {each.name: each for each in (*DECIMAL, *BINARY)}


def dsi_suggestions(word: str) -> tuple[str, ...]:
    r"""D-SI spellings for a macro that D-SI lacks.

    Example:
        >>> dsi_suggestions("kilowatt"), dsi_suggestions("meter"), dsi_suggestions("kWh")
        (("'\\kilo\\watt'",), ("'\\metre'",), ("'\\kilo\\watt\\hour'",))
    """
    known = index("dsi")
    found: list[str] = []
    lower = word.lower()
    for name in _PREFIXES:
        rest = lower.removeprefix(name)
        if lower.startswith(name) and f"{name}\\{rest}" in known:
            found.append(rf"\{name}\{rest}")
    found = found or _by_symbol(word, "dsi")
    found = found or [*_SIUNITX.get(lower, ())]
    if not found:
        found += [rf"\{each}" for each in _close(lower, [*_PREFIXES, *_bare("dsi"), "kilogram", "tothe", "per"])]
    if not found:
        for name in _PREFIXES:
            if lower.startswith(name):
                found += [rf"\{name}\{each}" for each in _close(lower.removeprefix(name), _bare("dsi"))]
    return _quoted(found)


def ucum_suggestions(code: str) -> tuple[str, ...]:
    """UCUM codes for a symbol that UCUM lacks.

    Example:
        >>> ucum_suggestions("°C"), ucum_suggestions("mmHg"), ucum_suggestions("kWh")
        (("'Cel'",), ("'mm[Hg]'",), ("'kW.h'",))
    """
    found = _by_symbol(code, "ucum") or [*_folded("ucum").get(code.casefold(), ())]
    return _quoted(found or _close(code, index("ucum")))


def qudt_suggestions(word: str) -> tuple[str, ...]:
    """QUDT names for a word that is none."""
    return _quoted([*_folded("qudt").get(word.casefold(), ())] or _close(word, index("qudt")))


def common_suggestions(word: str) -> tuple[str, ...]:
    """Printed symbols for a word that is none.

    Example:
        >>> common_suggestions("Kw"), common_suggestions("kilometre")
        (("'kW'",), ("'km'",))
    """
    found = [*_folded("common").get(word.casefold(), ())]
    found = found or [symbol for symbol in (_symbol(meant) for meant in _named(word)) if symbol]
    return _quoted(found or _close(word, index("common")))


def _by_symbol(word: str, notation: str) -> list[str]:
    """How the notation spells what the word is as a printed symbol: kWh is `kW.h` in UCUM."""
    meant = index("common").get(word)
    factors = (Factor(*meant),) if meant else run_together().get(word, ())
    text = ""
    for each in factors:
        prefix, name = each.prefix, each.atom.dsi if notation == "dsi" else each.atom.ucum
        spelling = name if prefix is None else f"{prefix.name}\\{name}" if notation == "dsi" else prefix.ucum + name
        if not name or spelling not in index(notation):
            return []
        if notation == "dsi":
            text += f"\\{spelling}" + ("" if each.exponent == 1 else f"\\tothe{{{each.exponent}}}")
        else:
            text += ("" if not text else "." if each.exponent > 0 else "/") + spelling
    return [text] if text else []


def _named(word: str) -> list[Word]:
    lower = word.lower().replace("_", "")
    meant = index("dsi").get(lower) or index("ucum").get(word) or index("qudt").get(word)
    if meant is None:
        meant = next(
            (
                index("dsi")[split]
                for name in _PREFIXES
                if (split := f"{name}\\{lower.removeprefix(name)}") in index("dsi")
            ),
            None,
        )
    return [meant] if meant else []


def _symbol(word: Word) -> str:
    return (word[0].symbol if word[0] else "") + word[1].symbol


@cache
def _bare(notation: str) -> tuple[str, ...]:
    return tuple([spelling for atom in ATOMS for spelling in words_of(atom, notation)])


@cache
def _folded(notation: str) -> MappingProxyType[str, tuple[str, ...]]:
    """The words of a notation by their form without regard to case; those with common prefixes first."""
    words: dict[str, tuple[str, ...]] = {}
    usual = (None, "kilo", "mega", "milli", "micro", "hecto", "centi", "giga", "nano")
    for wanted in (True, False):
        spellings = {word: prefix for word, (prefix, _) in index(notation).items()}
        if notation == "common":
            spellings |= {word: factors[0].prefix for word, factors in run_together().items()}
        for word, prefix in spellings.items():
            if ((prefix.name if prefix else None) in usual) is wanted:
                key = word.casefold()
                words[key] = (*words.get(key, ()), word)
    return MappingProxyType(words)


def _close(word: str, among: Iterable[str]) -> list[str]:
    return difflib.get_close_matches(word, among, n=_MOST, cutoff=0.7) if len(word) <= _LONGEST else []


def _quoted(words: Iterable[str]) -> tuple[str, ...]:
    return tuple([f"'{each}'" for each in dict.fromkeys(words)])[:_MOST]
