"""From the text of a model to its tokens."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from quanheng.metrology.model.errors import ModelSyntaxError, ModelTooLarge, at_place

#: A model from outside is a formula, not a program; 64 KiB hold one of several thousand operations.
MOST_CHARACTERS = 65_536

NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
#: Raised signs and letters belong to no name: a⁴ is a power of a, not a quantity called a4.
NAME = re.compile(r"[^\W\d⁰¹²³⁴-⁹ⁱⁿ][^\W⁰¹²³⁴-⁹ⁱⁿ]*")
SYMBOLS = ("**", "<=", ">=", "==", "!=", "+", "-", "*", "/", "^", "(", ")", ",", "=", "<", ">", ";")
#: What people paste out of documents, and what it means here.
TYPOGRAPHIC = {
    "−": "-", "–": "-", "×": "*", "·": "*", "⋅": "*", "∙": "*", "÷": "/", "∕": "/",
    "≤": "<=", "≥": ">=", "≠": "!=", "（": "(", "）": ")", "，": ",", "；": ";", "＝": "=", "＋": "+",
    "／": "/", "＊": "*",
}  # fmt: skip
#: An exponent as print has it: a⁻¹, 10²³.
RAISED = re.compile("(?P<sign>[⁺⁻]?)(?P<digits>[⁰¹²³⁴-⁹]+)")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")


@dataclass(frozen=True, slots=True)
class Token:
    """A number, a name, a symbol or the end, and where it stands in the text."""

    kind: str
    text: str
    start: int
    end: int


def tokens_of(text: str) -> Iterator[Token]:
    """The tokens of a model's text; statements are separated by `;` or by lines, `#` begins a comment.

    Raises:
        ModelTooLarge: more than 64 KiB.
        ModelSyntaxError: a character that no model holds.
    """
    if len(text) > MOST_CHARACTERS:
        raise ModelTooLarge(f"the model's text has {len(text)} characters; at most {MOST_CHARACTERS} are read")
    position, depth = 0, 0
    while position < len(text):
        character = text[position]
        if character == "\n" and depth == 0:
            yield Token("symbol", ";", position, position + 1)
            position += 1
        elif character.isspace():
            position += 1
        elif character == "#":
            end = text.find("\n", position)
            position = end if end >= 0 else len(text)
        elif raised := RAISED.match(text, position):
            yield from _power_of(raised, text)
            position = raised.end()
        else:
            token = _token_at(text, position)
            depth += (token.text == "(") - (token.text == ")")
            yield token
            position = token.end
    yield Token("end", "", len(text), len(text))


def _power_of(raised: re.Match[str], text: str) -> Iterator[Token]:
    start, end = raised.span()
    if text[end:].lstrip(" \t")[:1] == "^" or text[end:].lstrip(" \t")[:2] == "**":
        raise ModelSyntaxError(at_place("a power of a power needs parentheses: (a²)^3 or a^(2^3)", text, end))
    yield Token("symbol", "^", start, start + 1)
    if raised["sign"]:
        yield Token("symbol", raised["sign"].translate(LOWERED), start, start + 1)
    yield Token("number", raised["digits"].translate(LOWERED), start, end)


def _token_at(text: str, position: int) -> Token:
    character = text[position]
    if found := NUMBER.match(text, position):
        if (name := NAME.match(text, found.end())) is not None:
            raise ModelSyntaxError(at_place(f"write the product: {found.group()} * {name.group()}", text, found.end()))
        return Token("number", found.group(), position, found.end())
    if found := NAME.match(text, position):
        # One spelling of a name: µ (micro sign) and μ (mu) look alike and must not be two quantities.
        return Token("name", unicodedata.normalize("NFKC", found.group()), position, found.end())
    if character in TYPOGRAPHIC:
        return Token("symbol", _canonical(TYPOGRAPHIC[character]), position, position + 1)
    for symbol in SYMBOLS:
        if text.startswith(symbol, position):
            return Token("symbol", _canonical(symbol), position, position + len(symbol))
    raise ModelSyntaxError(at_place(f"{character!r} has no meaning in a model", text, position))


def _canonical(symbol: str) -> str:
    return "^" if symbol == "**" else symbol
