"""The notation of print and of every day: `kW⋅h`, `kWh`, `m/s²`, `m s-1`, `J/(kg·K)`, `µm`, `℃`, `g/100 mL`, 千瓦时.

    unit     = [ "/" ] term { [ "·" | "/" | 每 ] term }
    term     = number [ power ] | word [ power ] | "(" unit ")" [ power ] | "√" term
    power    = raised digits | "^" exponent | digits right after the word

Dot, cross, asterisk and space multiply. What follows a solidus and is multiplied needs parentheses (ISO 80000-1,
7.2): `J/kg·K` is refused, because some mean J/(kg·K) by it. A number belongs to the word after it. What is ambiguous is
refused with its readings: `B`, `a`, `cal`, 度 and others (see `words`).
"""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from quanheng.metrology.units.atoms import number
from quanheng.metrology.units.errors import AmbiguousUnit, IllFormedUnit, UnitError, UnknownUnit
from quanheng.metrology.units.exponents import FROM_SUPERSCRIPTS, Exponent
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.notations.chinese import PER, segments
from quanheng.metrology.units.notations.limits import check_depth, exponent_of
from quanheng.metrology.units.notations.words import ambiguity, run_together
from quanheng.metrology.units.suggestions import common_suggestions
from quanheng.metrology.units.tables import by_name, index, is_chinese

#: Units squeezed into one character, such as ㎡ and ㎏.
_SQUEEZED = re.compile("[㍱-㍺㎀-㏟]")
#: The ways to write %RH, which are no percentage of a ronnahenry.
_HUMIDITY = re.compile(r"%\s*(?:RH|rh)(?![A-Za-z0-9])")
_RAISED = str.maketrans("23∕", "²³/")
_MOST_DIGITS = 30

_NUMBER = r"(?P<number>[0-9０-９]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2}(?![0-9]))?)"
_POWER = (
    r"(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⸍]+)"
    r"|(?:\^|\*\*|＾)\s*(?:(?P<caret>[+\-−]?[0-9]+(?:\.[0-9]+)?)|[({]\s*(?P<group>[+\-−]?[0-9]+(?:[./][0-9]+)?)\s*[)}])"
)
_OPERATORS = r"(?P<root>√)|(?P<times>[·⋅∙•・‧×*＊.．])|(?P<per>[/／∕÷])|(?P<open>[(（])|(?P<close>[)）])"
_WORD = r"(?P<word>(?:\[[^\[\]]*\]|[^\s0-9０-９⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⸍^＾·⋅∙•・‧×*＊.．/／∕÷√()（）{}\[\]+\-−])+)(?P<digits>[+\-−]?[0-9]+)?"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int
    exponent: Exponent | None = None


@cache
def _pattern() -> re.Pattern[str]:
    # Symbols that hold digits or signs, such as mmH2O and dB(A), are found before their parts.
    special = [
        word
        for word in index("common")
        if re.search(r"[0-9()/]", re.sub(r"\[[^\]]*\]", "", word)) and word not in ("1", "10")
    ]
    literal = "|".join(re.escape(each) for each in sorted(special, key=len, reverse=True))
    return re.compile(rf"(?P<space>\s+)|(?P<literal>{literal})(?![A-Za-z0-9])|{_NUMBER}|{_POWER}|{_OPERATORS}|{_WORD}")


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    position, pattern = 0, _pattern()
    while position < len(text):
        found = pattern.match(text, position)
        if found is None or found.end() == position:
            raise IllFormedUnit(f"{text[position]!r} was not expected here", text=text, position=position)
        kind = found.lastgroup or ""
        if kind in ("raised", "caret", "group"):
            written = found[kind].translate(FROM_SUPERSCRIPTS)
            tokens.append(_Token("power", found[0], position, exponent_of(written, text, position)))
            if kind == "caret" and re.match(r"\s*[/∕]\s*[0-9]", text[found.end() :]):
                raise AmbiguousUnit(
                    f"{found[0]!r} before a solidus may be the whole exponent or its numerator; write ^(1/2) for a root",
                    text=text, position=position, width=len(found[0]),
                )  # fmt: skip
        elif kind in ("word", "digits"):
            tokens.append(_Token("word", found["word"], position))
            if found["digits"] and found["word"].endswith(PER):
                position = found.end("word")  # the digits of 克每100毫升 are a number
                continue
            if found["digits"]:
                start = found.start("digits")
                tokens.append(_Token("power", found["digits"], start, exponent_of(found["digits"], text, start)))
        elif kind == "literal":
            tokens.append(_Token("word", found[0], position))
        elif kind != "space":
            tokens.append(_Token(kind, found[0], position))
        position = found.end()
    return tokens


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = _SQUEEZED.sub(lambda found: unicodedata.normalize("NFKC", found[0]).translate(_RAISED), text)
        self.text = _HUMIDITY.sub("%RH", self.text)
        self.tokens, self.next, self.depth = _tokens(self.text), 0, 0

    def read(self) -> tuple[Factor, ...]:
        if self._kind() == "times" and self._kind(1) == "number":
            self.next += 1  # as in ×10⁹/L
        factors = self._product()
        if self.next < len(self.tokens):
            raise self._unexpected()
        return tuple(factors)

    def _product(self) -> list[Factor]:
        factors: list[Factor] = []
        under_solidus, sign = False, 1
        if self._kind() == "per":
            self.next += 1
            under_solidus, sign = True, -1
        while True:
            terms, sign = self._term(sign)
            factors += terms
            kind = self._kind()
            if kind == "per":
                under_solidus, sign = True, -1
            elif kind not in ("times", "number", "word", "open", "root"):
                return factors
            elif under_solidus and not self._opens_with_per():
                raise self._ambiguous_product()
            if kind in ("per", "times"):
                self.next += 1

    def _term(self, sign: int) -> tuple[list[Factor], int]:
        """One term, in the numerator or under the line; and the side on which the next one stands."""
        kind = self._kind()
        if kind == "number":
            value = self._number()
            if self._kind() in ("word", "open"):
                terms, sign = self._term(sign)
                return [each.to_the(sign) for each in value] + terms, sign
            if self._kind() == "number" or (self._kind() == "times" and self._kind(1) == "number"):
                raise IllFormedUnit(
                    "two numbers are not multiplied in a unit; 10*3 is UCUM for 10³",
                    text=self.text, position=self.tokens[self.next].position,
                )  # fmt: skip
            return [each.to_the(sign) for each in value], sign
        if kind == "word":
            return self._word(sign)
        if kind == "open":
            return self._parenthesis(sign), sign
        if kind == "root":
            self.next += 1
            terms, sign = self._term(sign)
            return [each.to_the(Fraction(1, 2)) for each in terms], sign
        raise self._unexpected()

    def _number(self) -> list[Factor]:
        token = self.tokens[self.next]
        self.next += 1
        if token.text[:3] in ("10e", "10E"):
            raise AmbiguousUnit(
                f"{token.text!r} is ten times 1e{token.text[3:]}, and often meant for 10^{token.text[3:]}; write one of them",
                text=self.text, position=token.position, width=len(token.text),
            )  # fmt: skip
        power = self._power()
        value = Fraction(token.text) if len(token.text) <= _MOST_DIGITS else Fraction(0)
        if value == 0:
            raise IllFormedUnit(
                f"a number in a unit is above 0 and has at most {_MOST_DIGITS} digits",
                text=self.text, position=token.position, width=len(token.text),
            )  # fmt: skip
        if value == 10 and power is not None:
            return [Factor(None, by_name()["ten"], power)]
        return [Factor(None, number(value), 1 if power is None else power)] if value != 1 else []

    def _word(self, sign: int) -> tuple[list[Factor], int]:
        token = self.tokens[self.next]
        self.next += 1
        found = _known(token.text)
        if found is None and is_chinese(token.text):
            return self._run(segments(token.text, self.text, token.position), sign)
        if (power := self._power()) is not None and found is None and token.text in run_together():
            raise AmbiguousUnit(
                f"{token.text!r} is a product, and an exponent after it may be meant for the last unit or for both"
                + ("; a cubic metre at normal conditions is m³, with the conditions stated beside" if token.text == "Nm" else ""),
                text=self.text, position=token.position, width=len(token.text),
            )  # fmt: skip
        factors = (found,) if found else self._unusual(token)
        return [each.to_the(sign * (1 if power is None else power)) for each in factors], sign

    def _unusual(self, token: _Token) -> tuple[Factor, ...]:
        if meanings := ambiguity(token.text):
            raise AmbiguousUnit(
                f"{token.text!r} has more than one meaning: {' or '.join(meanings)}",
                text=self.text, position=token.position, width=len(token.text),
            )  # fmt: skip
        if product := run_together().get(token.text):
            return product
        raise UnknownUnit(
            f"{token.text!r} is no unit",
            text=self.text, position=token.position, width=len(token.text), suggest=lambda: common_suggestions(token.text),
        )  # fmt: skip

    def _run(self, found: list[Factor | None], sign: int) -> tuple[list[Factor], int]:
        factors: list[Factor] = []
        for each in found:
            if each is None:
                sign = -1
            else:
                factors.append(each.to_the(sign))
        power = self._power()
        if power is not None and found[-1] is not None:
            factors.append(factors.pop().to_the(power))
        elif (power is not None or found[-1] is None) and self._kind() not in ("number", "word", "open"):
            raise self._unexpected()
        return factors, sign

    def _parenthesis(self, sign: int) -> list[Factor]:
        opened = self.tokens[self.next].position
        self.depth += 1
        check_depth(self.depth, self.text, opened)
        self.next += 1
        factors = self._product()
        if self._kind() != "close":
            raise IllFormedUnit("this parenthesis is not closed", text=self.text, position=opened)
        self.next += 1
        self.depth -= 1
        power = self._power()
        return [each.to_the(sign * (1 if power is None else power)) for each in factors]

    def _power(self) -> Exponent | None:
        if self._kind() != "power":
            return None
        self.next += 1
        return self.tokens[self.next - 1].exponent

    def _kind(self, ahead: int = 0) -> str:
        place = self.next + ahead
        return self.tokens[place].kind if place < len(self.tokens) else ""

    def _opens_with_per(self) -> bool:
        return self._kind() == "word" and self.tokens[self.next].text.startswith(PER)

    def _ambiguous_product(self) -> UnitError:
        return AmbiguousUnit(
            "a product after a solidus needs parentheses: J/(kg·K), or J·K/kg if that is meant",
            text=self.text, position=self.tokens[self.next].position,
        )  # fmt: skip

    def _unexpected(self) -> UnitError:
        if self.next >= len(self.tokens):
            return IllFormedUnit("the unit ends where a symbol was expected", text=self.text, position=len(self.text))
        token = self.tokens[self.next]
        return IllFormedUnit(
            f"{token.text!r} was not expected here", text=self.text, position=token.position, width=len(token.text)
        )


def _known(word: str) -> Factor | None:
    """The unit of a symbol that has one meaning; other forms of the same characters count as the same."""
    if ambiguity(word):
        return None
    found = index("common").get(word) or index("common").get(unicodedata.normalize("NFKC", word))
    return Factor(*found) if found else None


def read(text: str) -> tuple[Factor, ...]:
    """The factors of a unit in the common notation.

    Raises:
        UnknownUnit: a word is no unit.
        AmbiguousUnit: a word, or a product after a solidus, has more than one meaning.
        IllFormedUnit: the grammar is broken.
    """
    return _Reader(text).read()
