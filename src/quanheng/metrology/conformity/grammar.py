"""The grammar of limits: tokens, and recursive descent over them. See `expressions` for what can be written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from quanheng.metrology.conformity.errors import InvalidExpression
from quanheng.metrology.conformity.exact import exact

#: What an expression is made of; evaluated to exact numbers.
Values = Mapping[str, Fraction]
Term = Callable[[Values], Fraction]

_LONGEST = 500
_DEEPEST = 30
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\.\d+)|(?P<name>[^\W\d]\w*)|(?P<compare><=|>=|==|[<>=≤≥])"
    r"|(?P<sign>[-+*/()|,%‰×·−]))"
)
_FUNCTIONS = {"max": max, "min": min}


@dataclass(frozen=True, slots=True)
class Token:
    """A number, name, comparison or sign, and where it stands."""

    kind: str
    text: str
    position: int


class Parser:
    """Recursive descent over the tokens of one text."""

    def __init__(self, text: str) -> None:
        if not isinstance(text, str) or not text.strip():
            raise InvalidExpression(f"{text!r} is no limit: a text is needed, such as '0.5 e'")
        if len(text) > _LONGEST:
            raise InvalidExpression(f"a limit of {len(text)} characters: at most {_LONGEST} are read")
        self.text, self.tokens, self.at, self.depth = text, list(_tokens(text)), 0, 0
        self.bars = 0
        self.names: set[str] = set()
        self.bare: set[str] = set()

    def take(self, kind: str, *texts: str) -> Token | None:
        """The next token where it is of this kind, and one of these."""
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.kind == kind and (not texts or token.text in texts):
                self.at += 1
                return token
        return None

    def finish(self) -> None:
        """Nothing may follow."""
        if self.at < len(self.tokens):
            raise self.refusal("nothing is expected here")

    def sum(self) -> Term:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise InvalidExpression(f"the limit is nested deeper than {_DEEPEST} levels: {self.text[:60]}…")
        found = self.product()
        while (token := self.take("sign", "+", "-")) is not None:
            found = _joined(token.text, found, self.product())
        self.depth -= 1
        return found

    def product(self) -> Term:
        found = self.factor()
        while True:
            if (token := self.take("sign", "*", "/")) is not None:
                found = _joined(token.text, found, self.factor())
            elif self.starts_factor():
                found = _joined("*", found, self.factor())
            else:
                return found

    def starts_factor(self) -> bool:
        if self.at >= len(self.tokens):
            return False
        token = self.tokens[self.at]
        return token.kind in ("number", "name") or token.text == "(" or (token.text == "|" and not self.bars)

    def factor(self) -> Term:
        if self.take("sign", "-") is not None:
            inner = self.primary()
            return lambda values: -inner(values)
        return self.primary()

    def primary(self) -> Term:
        found = self.operand()
        while (token := self.take("sign", "%", "‰")) is not None:
            found = _joined("/", found, _constant(Fraction(100 if token.text == "%" else 1000)))
        return found

    def operand(self) -> Term:
        if (token := self.take("number")) is not None:
            return _constant(exact("number", token.text, InvalidExpression))
        if (token := self.take("name")) is not None:
            return self.named(token)
        if self.take("sign", "(") is not None:
            bars, self.bars = self.bars, 0
            found = self.sum()
            self.expect(")")
            self.bars = bars
            return found
        if not self.bars and self.take("sign", "|") is not None:
            self.bars += 1
            inner = self.sum()
            self.expect("|")
            self.bars -= 1
            return lambda values: abs(inner(values))
        raise self.refusal("a number, a name or '(' is expected here")

    def named(self, token: Token) -> Term:
        if self.take("sign", "(") is None:
            self.names.add(token.text)
            self.bare.add(token.text)
            return _variable(token.text)
        bars, self.bars = self.bars, 0
        found = self.call(token)
        self.bars = bars
        return found

    def call(self, function: Token) -> Term:
        if function.text == "value":
            name = self.take("name")
            if name is None:
                raise self.refusal("the name of a quantity is expected here")
            self.expect(")")
            self.names.add(name.text)
            return _variable(name.text)
        arguments = [self.sum()]
        while self.take("sign", ",") is not None:
            arguments.append(self.sum())
        self.expect(")")
        if function.text == "abs" and len(arguments) == 1:
            return lambda values: abs(arguments[0](values))
        if (choose := _FUNCTIONS.get(function.text)) is not None and len(arguments) > 1:
            return lambda values: choose(each(values) for each in arguments)
        self.at = self.tokens.index(function)
        raise self.refusal("not a function: there are max(a, b), min(a, b), abs(a) and value(name)")

    def expect(self, sign: str) -> None:
        if self.take("sign", sign) is None:
            raise self.refusal(f"'{sign}' is expected here")

    def refusal(self, reason: str) -> InvalidExpression:
        """What is wrong at the current place."""
        position = self.tokens[self.at].position if self.at < len(self.tokens) else len(self.text)
        first = max(0, position - 40)
        return InvalidExpression(f"{reason}:\n  {self.text[first : position + 20]}\n  {' ' * (position - first)}^")


def _tokens(text: str) -> list[Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            place = at + len(text[at:]) - len(text[at:].lstrip())
            raise InvalidExpression(f"'{text[place]}' has no meaning in a limit:\n  {text[:60]}\n  {' ' * place}^")
        word = match[match.lastgroup]
        found.append(
            Token(match.lastgroup, {"×": "*", "·": "*", "−": "-"}.get(word, word), match.start(match.lastgroup))
        )
        at = match.end()
    return found


def _constant(number: Fraction) -> Term:
    return lambda values: number


def _variable(name: str) -> Term:
    return lambda values: values[name]


def _joined(sign: str, left: Term, right: Term) -> Term:
    match sign:
        case "+":
            return lambda values: left(values) + right(values)
        case "-":
            return lambda values: left(values) - right(values)
        case "*":
            return lambda values: left(values) * right(values)
    return lambda values: left(values) / right(values)
