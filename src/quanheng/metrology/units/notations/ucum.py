"""UCUM, the Unified Code for Units of Measure 2.2, case-sensitive: `kW.h`, `10*3/uL`, `mm[Hg]`, `mol/kg{dry}.s`.

    unit      = [ "/" ] term
    term      = component { ("." | "/") component }
    component = symbol [ exponent ] notes | number notes | "(" term ")" [ exponent ] notes | notes
    notes     = { "{" annotation "}" }

Operators are read from the left: `J/kg.K` is (J/kg)·K. An annotation means nothing to the size. Exponents of
parentheses and annotations after them are in one of UCUM's two published grammars; they can mean one thing only. `var` and `VA` are read
and written although UCUM lacks them, as QUDT and the makers of meters do; no other unit could be meant.
"""

import re
from fractions import Fraction

from quanheng.metrology.units.atoms import number
from quanheng.metrology.units.errors import IllFormedUnit, UnitError, UnknownUnit
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.notations.limits import check_depth, exponent_of
from quanheng.metrology.units.prefixes import DECIMAL
from quanheng.metrology.units.suggestions import ucum_suggestions
from quanheng.metrology.units.tables import index

#: A symbol, in which brackets hide everything, and its exponent.
_SYMBOL = re.compile(r"(10[*^]|(?:\[[^\[\]]*\]|[^\[\]\s./(){}+\-0-9])+)([+-]?[0-9]+)?")
_EXPONENT = re.compile(r"[+-]?[0-9]+")
_NUMBER = re.compile(r"[0-9]+")
_ANNOTATION = re.compile(r"\{[!-z|~]*\}")
#: Codes of UCUM whose definition there is wrong.
_WRONG = {
    "ph": "UCUM's table says 1 ph = 10⁻⁴ lx, which is wrong: a phot is 10⁴ lx. Write lx",
}
_MOST_DIGITS = 30


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.position, self.depth = text, 0, 0

    def read(self) -> tuple[Factor, ...]:
        factors = self._term(leading_solidus=True)
        if self.position < len(self.text):
            raise self._unexpected()
        return tuple(factors)

    def _term(self, *, leading_solidus: bool = False) -> list[Factor]:
        sign = 1
        if leading_solidus and self._peek() == "/":
            self.position += 1
            sign = -1
        factors = [each.to_the(sign) for each in self._component()]
        while (operator := self._peek()) in (".", "/"):
            self.position += 1
            sign = 1 if operator == "." else -1
            factors += [each.to_the(sign) for each in self._component()]
        return factors

    def _component(self) -> list[Factor]:
        here, factors = self._peek(), []
        if here == "(":
            factors = self._parenthesis()
        elif found := _SYMBOL.match(self.text, self.position):
            self.position = found.end()
            factors = [self._factor(found)]
        elif found := _NUMBER.match(self.text, self.position):
            factors = self._number(found)
        elif here != "{":
            raise self._unexpected()
        while self._peek() == "{":
            self._annotation()
        return factors

    def _factor(self, found: re.Match[str]) -> Factor:
        code = found[1]
        word = index("ucum").get(code)
        if word is None:
            raise self._unknown(code, found.start())
        exponent = exponent_of(found[2], self.text, found.start(2)) if found[2] else 1
        return Factor(word[0], word[1], exponent)

    def _unknown(self, code: str, position: int) -> UnknownUnit:
        if wrong := _WRONG.get(code):
            return UnknownUnit(f"{code!r}: {wrong}", text=self.text, position=position, width=len(code))
        for prefix in DECIMAL:
            if prefix.ucum and (rest := code.removeprefix(prefix.ucum)) != code and rest in index("ucum"):
                reason = f"{rest!r} takes no prefix in UCUM, so {code!r} is no unit"
                return UnknownUnit(reason, text=self.text, position=position, width=len(code))
        reason = f"{code!r} is no UCUM unit"
        return UnknownUnit(
            reason, text=self.text, position=position, width=len(code), suggest=lambda: ucum_suggestions(code)
        )

    def _number(self, found: re.Match[str]) -> list[Factor]:
        value = int(found[0]) if len(found[0]) <= _MOST_DIGITS else 0
        if value == 0:
            raise IllFormedUnit(
                f"a number in a unit is above 0 and has at most {_MOST_DIGITS} digits",
                text=self.text, position=found.start(), width=len(found[0]),
            )  # fmt: skip
        self.position = found.end()
        if self._peek() in ("+", "-"):
            raise IllFormedUnit(
                "a number takes no exponent; powers of ten are written 10*-3", text=self.text, position=self.position
            )
        return [Factor(None, number(Fraction(value)))] if value != 1 else []

    def _parenthesis(self) -> list[Factor]:
        opened = self.position
        self.depth += 1
        check_depth(self.depth, self.text, opened)
        self.position += 1
        factors = self._term()
        if self._peek() != ")":
            raise IllFormedUnit("this parenthesis is not closed", text=self.text, position=opened)
        self.position += 1
        self.depth -= 1
        if (found := _EXPONENT.match(self.text, self.position)) is None:
            return factors
        self.position = found.end()
        exponent = exponent_of(found[0], self.text, found.start())
        return [each.to_the(exponent) for each in factors]

    def _annotation(self) -> None:
        found = _ANNOTATION.match(self.text, self.position)
        if found is None:
            raise IllFormedUnit(
                "an annotation ends with } and holds printable ASCII without braces",
                text=self.text,
                position=self.position,
            )
        self.position = found.end()

    def _peek(self) -> str:
        return self.text[self.position] if self.position < len(self.text) else ""

    def _unexpected(self) -> UnitError:
        here = self._peek()
        if not here:
            reason = "the unit ends where a symbol was expected"
        elif here.isspace():
            reason = "UCUM has no white space; units are multiplied by a full stop"
        else:
            reason = f"{here!r} was not expected here"
        return IllFormedUnit(reason, text=self.text, position=self.position)


def read(text: str) -> tuple[Factor, ...]:
    """The factors of a unit in UCUM.

    Raises:
        UnknownUnit: a symbol is no unit of UCUM.
        IllFormedUnit: the grammar is broken.
    """
    return _Reader(text).read()
