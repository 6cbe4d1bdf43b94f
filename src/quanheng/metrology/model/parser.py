"""Reading a model's text: one pass over the tokens, straight into a graph. No `eval`; sizes and depth are bounded.

    statement  = [name "="] expression
    expression = comparison of sums of products of signed powers of: number, name, call, (expression)

`^` and `**` bind tighter than the sign before them and to the right: -a^2 = -(a^2), a^b^c = a^(b^c).
"""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from quanheng.metrology.model.composition import (
    Complex,
    Real,
    Truth,
    Value,
    as_complex,
    combine,
    conjugate,
    exponential,
    integer_power,
    polar,
)
from quanheng.metrology.model.errors import ModelSyntaxError, ModelTooLarge, UnknownFunction, at_place
from quanheng.metrology.model.functions import CONSTANTS, FUNCTIONS, SPECIAL
from quanheng.metrology.model.graph import Builder, Graph
from quanheng.metrology.model.tokens import Token, tokens_of

#: A level costs about a dozen Python frames; forty stay far from the interpreter's own limit wherever we are called.
DEEPEST = 40
MOST_OPERATIONS = 100_000
LARGEST_WHOLE_POWER = 64

#: Binding strength of the binary operators, and what each is.
ADDITIVE = {"+": "add", "-": "sub"}
MULTIPLICATIVE = {"*": "mul", "/": "div"}
COMPARISONS = {
    "<": ("lt", False),
    "<=": ("le", False),
    ">": ("lt", True),
    ">=": ("le", True),
    "==": ("eq", False),
    "!=": ("ne", False),
}


@dataclass(slots=True)
class Parsed:
    """A text read: the graph, the names of its outputs, and what each statement defined."""

    graph: Graph
    outputs: tuple[str, ...]


@dataclass(slots=True)
class Scope:
    """Names that have a value while reading."""

    values: dict[str, Value] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)


def parse(text: str, outputs: Sequence[str] | None = None) -> Parsed:
    """Read `text`.

    Args:
        text: statements `name = expression`, separated by `;` or lines; a single expression alone is called `y`.
        outputs: the names that are results, `name.re` and `name.im` being parts of a complex one; by default those that no later statement uses.

    Raises:
        ModelSyntaxError: what is wrong, with a caret at the place.
        ModelTooLarge: beyond the limits on characters, nesting and operations.
    """
    return _Parser(text).parse(outputs)


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens_of(text))
        self.index = 0
        self.depth = 0
        self.scope = Scope()
        self.builder = Builder(self._free_names(), most_nodes=MOST_OPERATIONS)
        for position, name in enumerate(self.builder.inputs):
            self.scope.values[name] = Real(position)

    # ── statements ──

    def parse(self, outputs: Sequence[str] | None) -> Parsed:
        assigned: dict[str, Value] = {}
        while self._peek().kind != "end":
            if self._take(";"):
                continue
            name, value = self._statement(bool(assigned))
            assigned[name] = self.scope.values[name] = value
            if self._peek().kind != "end":
                self._expect(";", "the statement should end here, with a line or ';'")
        if not assigned:
            raise ModelSyntaxError("the model is empty; write, for example, l = ls + d")
        wanted = list(outputs) if outputs is not None else [n for n in assigned if n not in self.scope.used]
        return self._result(assigned, wanted or list(assigned))

    def _result(self, assigned: dict[str, Value], wanted: list[str]) -> Parsed:
        names: list[str] = []
        nodes: list[int] = []
        if twice := [name for index, name in enumerate(wanted) if name in wanted[:index]]:
            raise ModelSyntaxError(f"the output '{twice[0]}' is asked for twice")
        for name in wanted:
            whole, _point, part = name.rpartition(".")
            complex_ = assigned.get(whole)
            if isinstance(complex_, Complex) and part in ("re", "im"):
                names.append(name)
                nodes.append(complex_.re if part == "re" else complex_.im)
                continue
            if name not in assigned:
                raise ModelSyntaxError(f"no statement defines the output '{name}'; defined are: {', '.join(assigned)}")
            value = assigned[name]
            if isinstance(value, Truth):
                raise ModelSyntaxError(f"'{name}' is a condition, not a quantity; choose with where(condition, a, b)")
            parts = [("", value.node)] if isinstance(value, Real) else [(".re", value.re), (".im", value.im)]
            names += [name + suffix for suffix, _node in parts]
            nodes += [node for _suffix, node in parts]
        self.builder.spans.update(self._spans())
        return Parsed(self.builder.graph(nodes), tuple(names))

    def _statement(self, is_later: bool) -> tuple[str, Value]:
        token, following = self._peek(), self._peek(1)
        if token.kind == "name" and following.text == "=":
            if token.text in CONSTANTS or token.text in FUNCTIONS or token.text in SPECIAL:
                raise self._error(f"'{token.text}' has a meaning already; choose another name", token)
            if token.text in self.builder.inputs:
                raise self._error(f"'{token.text}' is used before it is defined here", token)
            if token.text in self.scope.values:
                raise self._error(f"'{token.text}' is defined twice", token)
            self.index += 2
            return token.text, self._expression()
        value = self._expression()
        if self._peek().text == "=":
            raise self._error(
                "left of '=' stands one name; write an equation as solve(unknown, equation, start)", self._peek()
            )
        if is_later:
            raise self._error("with several statements each needs a name: name = expression", token)
        return "y", value

    def _free_names(self) -> list[str]:
        """The input quantities in the order in which they appear: names that nothing defines."""
        defined, free, bound = set[str](), dict[str, None](), self._bound_names()
        for index, token in enumerate(self.tokens):
            if token.kind != "name" or token.text in CONSTANTS:
                continue
            following = self.tokens[index + 1].text
            starts = index == 0 or self.tokens[index - 1].text == ";"
            if following == "=" and starts:
                defined.add(token.text)
            elif (
                following != "(" and token.text not in defined and token.text not in SPECIAL and token.text not in bound
            ):
                free.setdefault(token.text)
        return list(free)

    def _bound_names(self) -> set[str]:
        """The unknowns of equations: solve(name, …)."""
        return {
            self.tokens[index + 2].text
            for index, token in enumerate(self.tokens[:-2])
            if token.text == "solve" and self.tokens[index + 1].text == "("
        }

    # ── expressions, from the loosest operator to the tightest ──

    def _expression(self) -> Value:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ModelTooLarge(at_place(f"nested deeper than {DEEPEST} levels", self.text, self._peek().start))
        value = self._disjunction()
        self.depth -= 1
        return value

    def _disjunction(self) -> Value:
        return self._logical("or", self._conjunction)

    def _conjunction(self) -> Value:
        return self._logical("and", self._negation)

    def _logical(self, word: str, part: Callable[[], Value]) -> Value:
        value = part()
        while self._peek().text == word:
            at = self._next()
            value = Truth(self.builder.apply(word, self._truth(value, at), self._truth(part(), at)))
        return value

    def _negation(self) -> Value:
        if self._peek().text == "not":
            at = self._next()
            self._descend(at)
            value = Truth(self.builder.apply("not", self._truth(self._negation(), at)))
            self.depth -= 1
            return value
        return self._comparison()

    def _comparison(self) -> Value:
        left = self._sum()
        if (symbol := self._peek().text) not in COMPARISONS:
            return left
        at = self._next()
        right = self._sum()
        if self._peek().text in COMPARISONS:
            raise self._error("write a < b and b < c", self._peek())
        op, is_swapped = COMPARISONS[symbol]
        a, b = self._real(left, at), self._real(right, at)
        return Truth(self._apply(at, op, *((b, a) if is_swapped else (a, b))))

    def _sum(self) -> Value:
        return self._chain(ADDITIVE, self._product)

    def _product(self) -> Value:
        return self._chain(MULTIPLICATIVE, self._signed)

    def _chain(self, operators: dict[str, str], part: Callable[[], Value]) -> Value:
        value = part()
        while (symbol := self._peek().text) in operators:
            at = self._next()
            right = part()
            result = combine(self.builder, operators[symbol], self._number(value, at), self._number(right, at))
            value = self._mark(result, at)
        return value

    def _signed(self) -> Value:
        token = self._peek()
        if token.text not in ("-", "+"):
            return self._power()
        self._next()
        self._descend(token)
        value = self._number(self._signed(), token)
        self.depth -= 1
        if token.text == "+":
            return value
        if isinstance(value, Complex):
            return Complex(self.builder.apply("neg", value.re), self.builder.apply("neg", value.im))
        return Real(self.builder.apply("neg", value.node))

    def _power(self) -> Value:
        base = self._atom()
        if self._peek().text != "^":
            return base
        at = self._next()
        self._descend(at)
        exponent = self._number(self._signed(), at)
        self.depth -= 1
        known = self._number(base, at)
        if isinstance(known, Complex):
            return integer_power(self.builder, known, self._whole(exponent, at))
        if isinstance(exponent, Complex):
            raise self._error("a complex exponent needs exp(exponent * ln(base))", at)
        return Real(self._apply(at, "pow", known.node, exponent.node))

    def _atom(self) -> Value:
        token = self._next()
        if token.kind == "number":
            return Real(self.builder.const(float(token.text)))
        if token.kind == "name":
            if self._peek().text == "(":
                return self._call(token)
            if token.text in CONSTANTS:
                return Real(self.builder.const(CONSTANTS[token.text]))
            if token.text in self.scope.values:
                self.scope.used.add(token.text)
                return self.scope.values[token.text]
            if token.text in SPECIAL:
                raise self._error(f"'{token.text}' has a meaning already; choose another name", token)
            raise self._error(f"'{token.text}' has no value here", token)
        if token.text == "(":
            value = self._expression()
            self._expect(")", "a ) is missing")
            return value
        if token.kind == "end":
            raise self._error("the model ends where a number, a name or ( should follow", token)
        if self.text[token.start] == "\n":
            raise self._error("the line ends where a number, a name or ( should follow; "
                              "an expression over several lines stands in parentheses", token)  # fmt: skip
        raise self._error(f"a number, a name or ( should stand here, not {token.text!r}", token)

    # ── calls ──

    def _call(self, name: Token) -> Value:
        self._expect("(", "a ( is missing")
        if name.text == "solve":
            return self._solve(name)
        arguments = [self._expression()]
        while self._take(","):
            arguments.append(self._expression())
        self._expect(")", f"a ) or , is missing in {name.text}(…)")
        if name.text in SPECIAL:
            return self._special(name, arguments)
        if name.text not in FUNCTIONS:
            close = difflib.get_close_matches(name.text.lower(), [*FUNCTIONS, *SPECIAL], 1)
            hint = f"; did you mean {close[0]}(…)?" if close else f"; for a product write {name.text} * (…)"
            raise UnknownFunction(at_place(f"no function is called {name.text!r}{hint}", self.text, name.start))
        arity, make = FUNCTIONS[name.text]
        self._require_count(name, arguments, arity, arity)
        if name.text in ("exp", "abs") and isinstance(arguments[0], Complex):
            if name.text == "exp":
                return exponential(self.builder, arguments[0])
            return Real(self.builder.apply("hypot", arguments[0].re, arguments[0].im))
        return self._mark(Real(make(self.builder, *(self._real(each, name) for each in arguments))), name)

    def _special(self, name: Token, arguments: list[Value]) -> Value:
        builder, word = self.builder, name.text
        if word == "where":
            return self._where(name, arguments)
        if word in ("and", "or", "not"):
            raise self._error(f"write it between conditions: a < b {word} c < d", name)
        if word in ("min", "max", "sum", "mean"):
            self._require_count(name, arguments, 1, MOST_OPERATIONS)
            total = self._real(arguments[0], name)
            for each in arguments[1:]:
                total = self._apply(name, "add" if word in ("sum", "mean") else word, total, self._real(each, name))
            count = builder.const(float(len(arguments)))
            return Real(self._apply(name, "div", total, count) if word == "mean" else total)
        if word in ("complex", "polar"):
            self._require_count(name, arguments, 2, 2)
            first, second = (self._real(each, name) for each in arguments)
            return Complex(first, second) if word == "complex" else polar(builder, first, second)
        self._require_count(name, arguments, 1, 1)
        value = as_complex(builder, self._number(arguments[0], name))
        if word == "conj":
            return conjugate(builder, value)
        if word == "arg":
            return Real(builder.apply("atan2", value.im, value.re))
        return Real(value.re if word == "re" else value.im)

    def _where(self, name: Token, arguments: list[Value]) -> Value:
        self._require_count(name, arguments, 3, 3)
        condition = self._truth(arguments[0], name)
        a, b = self._number(arguments[1], name), self._number(arguments[2], name)
        if isinstance(a, Real) and isinstance(b, Real):
            return Real(self._apply(name, "where", condition, a.node, b.node))
        left, right = as_complex(self.builder, a), as_complex(self.builder, b)
        return Complex(
            self.builder.apply("where", condition, left.re, right.re),
            self.builder.apply("where", condition, left.im, right.im),
        )

    def _solve(self, name: Token) -> Value:
        """solve(unknown, equation, start): the equation is read into a graph of its own."""
        unknown = self._next()
        if unknown.kind != "name" or unknown.text in self.scope.values or unknown.text in CONSTANTS:
            raise self._error("the unknown of solve(unknown, equation, start) is a new name", unknown)
        self._expect(",", "solve takes three arguments: solve(unknown, equation, start)")
        outer, scope = self.builder, self.scope
        known = {key: value for key, value in scope.values.items() if isinstance(value, Real)}
        self.builder = Builder((unknown.text, *known), most_nodes=MOST_OPERATIONS)
        self.scope = Scope({each: Real(position) for position, each in enumerate(self.builder.inputs)}, self.scope.used)
        residual = self._real(self._expression(), name)
        if self._take("="):
            residual = self._apply(name, "sub", residual, self._real(self._expression(), name))
        equation = self.builder.graph([residual])
        self.builder, self.scope = outer, scope
        self._expect(",", "solve takes three arguments: solve(unknown, equation, start)")
        start = self._real(self._expression(), name)
        self._expect(")", "a ) is missing")
        if 0 not in {argument for node in equation.nodes for argument in node.arguments}:
            raise self._error(f"the equation does not contain its unknown '{unknown.text}'", unknown)
        return Real(outer.solve(equation, start, [value.node for value in known.values()]))

    # ── small things ──

    def _peek(self, ahead: int = 0) -> Token:
        return self.tokens[min(self.index + ahead, len(self.tokens) - 1)]

    def _next(self) -> Token:
        token = self._peek()
        self.index += 1
        return token

    def _take(self, symbol: str) -> bool:
        if self._peek().kind == "symbol" and self._peek().text == symbol:
            self.index += 1
            return True
        return False

    def _expect(self, symbol: str, message: str) -> None:
        token = self._peek()
        if self._take(symbol):
            return
        if token.kind in ("name", "number") or token.text == "(":
            message += "; a product is written with *"
        raise self._error(message, token)

    def _descend(self, token: Token) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ModelTooLarge(at_place(f"nested deeper than {DEEPEST} levels", self.text, token.start))

    def _error(self, message: str, token: Token) -> ModelSyntaxError:
        return ModelSyntaxError(at_place(message, self.text, token.start))

    def _real(self, value: Value, at: Token) -> int:
        if isinstance(value, Real):
            return value.node
        what = "a condition" if isinstance(value, Truth) else "a complex number"
        raise self._error(f"a real number is needed here, not {what}", at)

    def _number(self, value: Value, at: Token) -> Real | Complex:
        if isinstance(value, Truth):
            raise self._error("a condition cannot be computed with; choose with where(condition, a, b)", at)
        return value

    def _truth(self, value: Value, at: Token) -> int:
        if isinstance(value, Truth):
            return value.node
        raise self._error("a condition such as a < b is needed here", at)

    def _whole(self, exponent: Real | Complex, at: Token) -> int:
        node = self.builder.nodes[exponent.node] if isinstance(exponent, Real) else None
        if node is None or node.op != "const" or not node.value.is_integer() or abs(node.value) > LARGEST_WHOLE_POWER:
            raise self._error(f"a complex number takes whole powers up to {LARGEST_WHOLE_POWER}", at)
        return int(node.value)

    def _require_count(self, name: Token, arguments: list[Value], least: int, most: int) -> None:
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"at least {least}"
            raise self._error(f"{name.text} takes {wanted} argument{'s' * (least != 1)}, not {len(arguments)}", name)

    def _apply(self, at: Token, op: str, *arguments: int) -> int:
        node = self.builder.apply(op, *arguments)
        self.builder.spans.setdefault(node, (at.start, at.end))
        return node

    def _mark(self, value: Real | Complex, at: Token) -> Real | Complex:
        if isinstance(value, Real):
            self.builder.spans.setdefault(value.node, (at.start, at.end))
        return value

    def _spans(self) -> dict[int, tuple[int, int]]:
        return self.builder.spans
