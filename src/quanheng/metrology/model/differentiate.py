"""Derivatives of graphs as graphs: reverse accumulation, written out once, evaluated as often as wanted.

Griewank & Walther, Evaluating Derivatives, 2nd ed., chapter 3. The derivative of an implicit quantity y(x) given by
F(y, x) = 0 is −(∂F/∂x)/(∂F/∂y) at the root.
"""

import math
from collections.abc import Callable, Sequence

from quanheng.metrology.model.graph import Builder, Graph, Node

#: What an operation passes back to each argument, given the node of its own result and the adjoint.
Rule = Callable[["_Reverse", int, tuple[int, ...], int], tuple[int | None, ...]]

_BRANCHING = frozenset({"where", "min", "max"})


def gradient(graph: Graph, wanted: Sequence[int] | None = None) -> Graph:
    """The graph with the same inputs whose outputs are first those of `graph`, then ∂output/∂input row by row.

    Args:
        graph: the model.
        wanted: which of its outputs to differentiate (all).
    """
    builder = Builder(graph.inputs, simplifies=True)
    where = _copy(builder, graph)
    outputs = [where[each] for each in graph.outputs]
    rows: list[int] = []
    for output in outputs if wanted is None else [outputs[each] for each in wanted]:
        rows += _Reverse(builder).row(output)
    return builder.graph([*outputs, *rows])


def hessian(graph: Graph) -> Graph:
    """The graph whose outputs are ∂²output/∂input∂input, output by output, row by row."""
    first, count = gradient(graph), len(graph.inputs)
    partials = first.outputs[len(graph.outputs) :]
    second = gradient(Graph(first.inputs, first.nodes, tuple(partials)))
    rows = second.outputs[len(partials) :]
    assert len(rows) == len(graph.outputs) * count * count  # noqa: S101 (by construction)
    return Graph(second.inputs, second.nodes, tuple(rows))


def _copy(builder: Builder, graph: Graph) -> list[int]:
    """All nodes of `graph` in the builder, none simplified away: the values stay those that were written."""
    where: list[int] = []
    builder.simplifies = False
    for node in graph.nodes:
        arguments = tuple(where[each] for each in node.arguments)
        if node.op == "input":
            where.append(int(node.value))
        elif node.op == "const":
            where.append(builder.const(node.value))
        elif node.equation is not None:
            where.append(builder.solve(node.equation, arguments[0], arguments[1:]))
        else:
            where.append(builder.apply(node.op, *arguments))
    builder.simplifies = True
    return where


class _Reverse:
    """One backward sweep over the builder's nodes."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        # A branch not taken may be undefined there; its derivative must then count as nothing.
        self.times = "absorb" if any(node.op in _BRANCHING for node in builder.nodes) else "mul"

    def row(self, output: int) -> list[int]:
        """∂output/∂input for every input."""
        builder = self.builder
        adjoints: dict[int, int] = {output: builder.const(1.0)}
        for index in range(output, -1, -1):
            adjoint = adjoints.get(index)
            if adjoint is None:
                continue
            node = builder.nodes[index]
            for argument, part in zip(node.arguments, self._parts(node, index, adjoint), strict=True):
                if part is not None:
                    known = adjoints.get(argument)
                    adjoints[argument] = part if known is None else builder.apply("add", known, part)
        zero = builder.const(0.0)
        return [adjoints.get(position, zero) for position in range(len(builder.inputs))]

    def _parts(self, node: Node, result: int, adjoint: int) -> tuple[int | None, ...]:
        if node.equation is not None:
            return self._implicit(node, result, adjoint)
        rule = RULES.get(node.op)
        return rule(self, result, node.arguments, adjoint) if rule else (None,) * len(node.arguments)

    def _implicit(self, node: Node, result: int, adjoint: int) -> tuple[int | None, ...]:
        assert node.equation is not None  # noqa: S101 (the caller asked)
        slopes = gradient(node.equation)
        partials = Graph(slopes.inputs, slopes.nodes, slopes.outputs[1:])
        by_unknown, *by_others = self.builder.include(partials, [result, *node.arguments[1:]])
        scale = self.neg(self.div(adjoint, by_unknown))
        return (None, *(self.mul(scale, each) for each in by_others))

    # ── building blocks ──

    def apply(self, op: str, *arguments: int) -> int:
        return self.builder.apply(op, *arguments)

    def const(self, value: float) -> int:
        return self.builder.const(value)

    def mul(self, adjoint: int, partial: int) -> int:
        return self.builder.apply(self.times, adjoint, partial)

    def div(self, adjoint: int, denominator: int) -> int:
        if self.times == "absorb":
            return self.mul(adjoint, self.apply("div", self.const(1.0), denominator))
        return self.apply("div", adjoint, denominator)

    def neg(self, a: int) -> int:
        return self.apply("neg", a)

    def square(self, a: int) -> int:
        return self.apply("mul", a, a)


def _one(partial: Callable[[_Reverse, int, int], int]) -> Rule:
    """The rule of a function of one argument from its derivative, given argument and result."""
    return lambda sweep, result, arguments, adjoint: (sweep.mul(adjoint, partial(sweep, arguments[0], result)),)


def _over(denominator: Callable[[_Reverse, int, int], int]) -> Rule:
    """The same where the derivative is one over something."""
    return lambda sweep, result, arguments, adjoint: (sweep.div(adjoint, denominator(sweep, arguments[0], result)),)


def _power(sweep: _Reverse, result: int, arguments: tuple[int, ...], adjoint: int) -> tuple[int | None, ...]:
    base, exponent = arguments
    known = sweep.builder.nodes[exponent]
    if known.op == "const":
        lower = sweep.apply("pow", base, sweep.const(known.value - 1.0)) if known.value != 2.0 else base
        return sweep.mul(adjoint, sweep.apply("mul", exponent, lower)), None
    lower = sweep.apply("pow", base, sweep.apply("sub", exponent, sweep.const(1.0)))
    by_base = sweep.mul(adjoint, sweep.apply("mul", exponent, lower))
    return by_base, sweep.mul(adjoint, sweep.apply("mul", result, sweep.apply("log", base)))


def _choice(sweep: _Reverse, _result: int, arguments: tuple[int, ...], adjoint: int) -> tuple[int | None, ...]:
    condition, zero = arguments[0], sweep.const(0.0)
    return None, sweep.apply("where", condition, adjoint, zero), sweep.apply("where", condition, zero, adjoint)


def _extreme(is_smaller_first: bool) -> Rule:
    def rule(sweep: _Reverse, _result: int, arguments: tuple[int, ...], adjoint: int) -> tuple[int | None, ...]:
        a, b = arguments
        first = sweep.apply("le", a, b) if is_smaller_first else sweep.apply("le", b, a)
        zero = sweep.const(0.0)
        return sweep.apply("where", first, adjoint, zero), sweep.apply("where", first, zero, adjoint)

    return rule


def _arctangent(sweep: _Reverse, _result: int, arguments: tuple[int, ...], adjoint: int) -> tuple[int | None, ...]:
    y, x = arguments
    size = sweep.apply("add", sweep.square(x), sweep.square(y))
    scaled = sweep.div(adjoint, size)
    return sweep.mul(scaled, x), sweep.neg(sweep.mul(scaled, y))


def _one_minus_square(sweep: _Reverse, a: int) -> int:
    return sweep.apply("sub", sweep.const(1.0), sweep.square(a))


def _root(sweep: _Reverse, a: int) -> int:
    return sweep.apply("sqrt", a)


RULES: dict[str, Rule] = {
    "add": lambda s, r, a, d: (d, d),
    "sub": lambda s, r, a, d: (d, s.neg(d)),
    "mul": lambda s, r, a, d: (s.mul(d, a[1]), s.mul(d, a[0])),
    "div": lambda s, r, a, d: (s.div(d, a[1]), s.neg(s.mul(s.div(d, a[1]), r))),
    "pow": _power,
    "neg": lambda s, r, a, d: (s.neg(d),),
    "abs": _one(lambda s, a, r: s.apply("sign", a)),
    "sqrt": _over(lambda s, a, r: s.apply("mul", s.const(2.0), r)),
    "exp": _one(lambda s, a, r: r),
    "expm1": _one(lambda s, a, r: s.apply("add", r, s.const(1.0))),
    "log": _over(lambda s, a, r: a),
    "log1p": _over(lambda s, a, r: s.apply("add", a, s.const(1.0))),
    "log10": _over(lambda s, a, r: s.apply("mul", a, s.const(math.log(10.0)))),
    "log2": _over(lambda s, a, r: s.apply("mul", a, s.const(math.log(2.0)))),
    "sin": _one(lambda s, a, r: s.apply("cos", a)),
    "cos": _one(lambda s, a, r: s.neg(s.apply("sin", a))),
    "tan": _one(lambda s, a, r: s.apply("add", s.const(1.0), s.square(r))),
    "asin": _over(lambda s, a, r: _root(s, _one_minus_square(s, a))),
    "acos": _over(lambda s, a, r: s.neg(_root(s, _one_minus_square(s, a)))),
    "atan": _over(lambda s, a, r: s.apply("add", s.const(1.0), s.square(a))),
    "sinh": _one(lambda s, a, r: s.apply("cosh", a)),
    "cosh": _one(lambda s, a, r: s.apply("sinh", a)),
    "tanh": _one(lambda s, a, r: _one_minus_square(s, r)),
    "asinh": _over(lambda s, a, r: _root(s, s.apply("add", s.square(a), s.const(1.0)))),
    "acosh": _over(lambda s, a, r: _root(s, s.apply("sub", s.square(a), s.const(1.0)))),
    "atanh": _over(lambda s, a, r: _one_minus_square(s, a)),
    "atan2": _arctangent,
    "hypot": lambda s, r, a, d: (s.mul(s.div(d, r), a[0]), s.mul(s.div(d, r), a[1])),
    "min": _extreme(is_smaller_first=True),
    "max": _extreme(is_smaller_first=False),
    "where": _choice,
    "absorb": lambda s, r, a, d: (s.mul(d, a[1]), s.mul(d, a[0])),
}
