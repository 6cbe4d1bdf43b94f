r"""The notation of D-SI, the format of digital certificates: `\kilo\watt\hour`, `\metre\second\tothe{-2}`.

    unit     = factors [ "\per" factors ] | "|" unit in another notation
    factors  = { [ "\" prefix ] "\" unit [ "\tothe{" exponent "}" | "\squared" | "\cubed" ] }

White space may stand between the words. All that follows `\per` is in the denominator. An exponent is a whole number,
a decimal (`0.5`) or a fraction (`1_2`). `\kilogram` and `\decibel` are words of their own; D-SI 2 excludes prefixes
before `\day`, `\decibel`, `\degreecelsius`, `\hectare`, `\hour`, `\kilogram`, `\minute`, `\mmHg`, `\one`, `\percent`, `\ppm`.
"""

import re
from dataclasses import dataclass, field

from quanheng.metrology.units.atoms import Atom, Prefix
from quanheng.metrology.units.errors import IllFormedUnit, UnknownUnit
from quanheng.metrology.units.exponents import Exponent
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.notations.limits import exponent_of
from quanheng.metrology.units.prefixes import BINARY, DECIMAL, KILO
from quanheng.metrology.units.suggestions import dsi_suggestions
from quanheng.metrology.units.tables import by_name, index

_WORD = re.compile(r"\s*\\([A-Za-z]+)")
_BRACES = re.compile(r"\s*\{([^{}\\]*)\}")
_PREFIXES = {each.name: each for each in (*DECIMAL, *BINARY)}
_POWERS: dict[str, Exponent] = {"squared": 2, "cubed": 3}


@dataclass(slots=True)
class _Reader:
    text: str
    position: int = 0
    sign: int = 1
    prefix: Prefix | None = None
    takes_exponent: bool = False
    factors: list[Factor] = field(default_factory=list)

    def read(self) -> tuple[Factor, ...]:
        end = len(self.text.rstrip())
        while self.position < end:
            found = _WORD.match(self.text, self.position)
            if found is None:
                raise self._ill_formed(r"a D-SI word starts with a backslash, as in \metre", self.position, 1)
            word, start = found[1], found.start(1) - 1
            self.position = found.end()
            self._take(word, start)
        if self.prefix is not None:
            raise self._ill_formed(rf"the prefix \{self.prefix.name} has no unit after it", end - 1, 1)
        if self.text.rstrip().endswith(r"\per"):
            raise self._ill_formed(r"\per has nothing after it", end - 4, 4)
        return tuple(self.factors)

    def _take(self, word: str, start: int) -> None:
        if word == "tothe" or word in _POWERS:
            self._exponent(word, start)
        elif self.prefix is None and word in _PREFIXES:
            self.prefix, self.takes_exponent = _PREFIXES[word], False
        elif self.prefix is None and word == "per":
            if self.sign < 0:
                raise self._ill_formed(r"\per may stand once; use \tothe{-1}", start, 4)
            self.sign, self.takes_exponent = -1, False
        else:
            self._unit(word, start)

    def _unit(self, word: str, start: int) -> None:
        prefix, atom = self._atom(word, start)
        self.factors.append(Factor(prefix, atom, self.sign))
        self.prefix, self.takes_exponent = None, True

    def _atom(self, word: str, start: int) -> tuple[Prefix | None, Atom]:
        prefix = self.prefix
        if prefix is None and word == "kilogram":
            return KILO, by_name()["gram"]
        if prefix is None and word == "decibel":
            return _PREFIXES["deci"], by_name()["bel"]
        found = index("dsi").get(word if prefix is None else f"{prefix.name}\\{word}")
        if found is not None:
            return found
        if prefix is not None and (word in index("dsi") or word in ("kilogram", "decibel")):
            better = (rf"\{prefix.name}\gram",) if word == "kilogram" else ()
            raise IllFormedUnit(
                rf"\{word} takes no prefix in D-SI, so \{prefix.name} cannot stand before it",
                text=self.text, position=start, width=len(word) + 1, suggest=lambda: better,
            )  # fmt: skip
        if prefix is not None and (word in _PREFIXES or word == "per"):
            raise self._ill_formed(rf"the prefix \{prefix.name} has no unit after it", start, len(word) + 1)
        raise UnknownUnit(
            rf"'\{word}' is not a D-SI unit",
            text=self.text, position=start, width=len(word) + 1, suggest=lambda: dsi_suggestions(word),
        )  # fmt: skip

    def _exponent(self, word: str, start: int) -> None:
        if not self.takes_exponent:
            raise self._ill_formed(rf"\{word} has no unit before it that it could raise", start, len(word) + 1)
        exponent = _POWERS.get(word)
        if exponent is None:
            found = _BRACES.match(self.text, self.position)
            if found is None:
                raise self._ill_formed(r"\tothe needs its exponent in braces, as in \tothe{-2}", start, len(word) + 1)
            exponent = exponent_of(found[1].strip(), self.text, found.start(1))
            self.position = found.end()
        self.factors.append(self.factors.pop().to_the(exponent))
        self.takes_exponent = False

    def _ill_formed(self, reason: str, position: int, width: int) -> IllFormedUnit:
        return IllFormedUnit(reason, text=self.text, position=position, width=width)


def read(text: str) -> tuple[Factor, ...]:
    r"""The factors of a unit in D-SI, without the `|` that marks other notations.

    Raises:
        UnknownUnit: a word is no unit of D-SI.
        IllFormedUnit: the grammar is broken.
    """
    return _Reader(text).read()
