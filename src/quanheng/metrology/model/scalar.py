"""A graph at one point: values, and the gradient by a numerical reverse sweep over what was computed."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from quanheng.metrology.model.graph import Graph
from quanheng.metrology.model.operations import OPERATIONS
from quanheng.metrology.model.partials import PARTIALS
from quanheng.metrology.model.roots import root

_ADD, _SUB, _MUL, _DIV, _ONE, _TWO, _THREE, _SOLVE = range(8)
_ARITHMETIC = {"add": _ADD, "sub": _SUB, "mul": _MUL, "div": _DIV}
_BY_ARITY = {1: _ONE, 2: _TWO, 3: _THREE}
#: Up to so many nodes the instructions are kept as rows too; more of them would keep the garbage collector busy.
_FEW = 1000

#: Code, result, first argument, second argument, function, and (for three arguments and equations) the rest.
Instruction = tuple[int, int, int, int, Callable[..., float], Any]
Columns = tuple[list[int], list[int], list[int], list[int], list[Callable[..., float]], list[Any]]


class Program:
    """A graph prepared for evaluation at single points. Immutable; may be shared by threads.

    Example:
        >>> from quanheng.metrology.model.parser import parse
        >>> program = Program(parse("a * b + sin(a)").graph)
        >>> program.jacobian([0.0, 3.0])
        ([0.0], [[4.0, 0.0]])
    """

    def __init__(self, graph: Graph) -> None:
        self.inputs = graph.inputs
        self.outputs = graph.outputs
        self._start = [node.value if node.op == "const" else 0.0 for node in graph.nodes]
        self._places = [(index, int(node.value)) for index, node in enumerate(graph.nodes) if node.op == "input"]
        self._is_leading = [index for index, _position in self._places] == list(range(len(graph.inputs)))
        self._columns = _columns(graph)
        self._rows: tuple[Instruction, ...] | None = (
            tuple(zip(*self._columns, strict=True)) if len(graph) <= _FEW else None
        )
        self._partials = [PARTIALS.get(node.op) for node in graph.nodes]

    def values(self, x: Sequence[float]) -> list[float]:
        """The outputs at `x`; nan or infinite where the model is not defined."""
        trace = self._trace(x)
        return [trace[each] for each in self.outputs]

    def jacobian(self, x: Sequence[float]) -> tuple[list[float], list[list[float]]]:
        """The outputs at `x`, and for each the derivatives by every input."""
        trace = self._trace(x)
        return [trace[each] for each in self.outputs], [self._sweep(trace, each) for each in self.outputs]

    def _forward(self) -> Iterable[Instruction]:
        if self._rows is not None:
            return self._rows
        steps: Iterable[Instruction] = zip(*self._columns, strict=True)
        return steps

    def _backward(self) -> Iterable[Instruction]:
        if self._rows is not None:
            return reversed(self._rows)
        steps: Iterable[Instruction] = zip(*(column[::-1] for column in self._columns), strict=True)
        return steps

    def _trace(self, x: Sequence[float]) -> list[float]:
        v = self._start.copy()
        if self._is_leading:
            v[: len(x)] = x
        else:
            for index, position in self._places:
                v[index] = x[position]
        for code, i, a, b, function, rest in self._forward():
            if code == _ADD:
                v[i] = v[a] + v[b]
            elif code == _SUB:
                v[i] = v[a] - v[b]
            elif code == _MUL:
                v[i] = v[a] * v[b]
            elif code == _ONE:
                v[i] = function(v[a])
            elif code == _SOLVE:
                v[i] = _solved(rest, v[a], [v[each] for each in rest.others])
            elif code == _THREE:
                v[i] = function(v[a], v[b], v[rest])
            else:
                v[i] = function(v[a], v[b])
        return v

    def _sweep(self, v: list[float], output: int) -> list[float]:
        d = [0.0] * len(v)
        d[output] = 1.0
        for code, i, a, b, _function, rest in self._backward():
            seed = d[i]
            if seed == 0.0:
                continue
            if code == _ADD:
                d[a] += seed
                d[b] += seed
            elif code == _SUB:
                d[a] += seed
                d[b] -= seed
            elif code == _MUL:
                d[a] += seed * v[b]
                d[b] += seed * v[a]
            elif code == _DIV:
                share = OPERATIONS["div"].scalar(seed, v[b])
                d[a] += share
                d[b] -= share * v[i]
            elif code == _SOLVE:
                _pull_back_root(rest, v, i, seed, d)
            else:
                self._pull_back(v, d, i, (a, b, rest)[: 1 if code == _ONE else 2 if code == _TWO else 3], seed)
        if self._is_leading:
            return d[: len(self.inputs)]
        row = [0.0] * len(self.inputs)
        for index, position in self._places:
            row[position] = d[index]
        return row

    def _pull_back(self, v: list[float], d: list[float], i: int, arguments: tuple[int, ...], seed: float) -> None:
        partials = self._partials[i]
        if partials is None:  # a condition: constant almost everywhere
            return
        for argument, partial in zip(arguments, partials(*(v[each] for each in arguments), v[i]), strict=True):
            if partial != 0.0:
                d[argument] += seed * partial


class _Equation:
    """The equation of an implicit quantity, and the nodes of its other quantities."""

    def __init__(self, graph: Graph, others: tuple[int, ...]) -> None:
        self.program = Program(graph)
        self.others = others


def _columns(graph: Graph) -> Columns:
    columns: Columns = ([], [], [], [], [], [])
    codes, places, first, second, functions, rest = columns
    known = {op: (_ARITHMETIC.get(op, _BY_ARITY[each.arity]), each.scalar) for op, each in OPERATIONS.items()}
    for index, (op, arguments, _value, equation) in enumerate(graph.nodes):
        if not arguments:
            continue
        code, function = known[op] if equation is None else (_SOLVE, abs)
        codes.append(code)
        places.append(index)
        first.append(arguments[0])
        second.append(arguments[1] if len(arguments) > 1 else arguments[0])
        functions.append(function)
        if equation is not None:
            rest.append(_Equation(equation, arguments[1:]))
        else:
            rest.append(arguments[2] if len(arguments) > 2 else 0)
    return columns


def _solved(equation: _Equation, start: float, others: list[float]) -> float:
    def residual(unknown: float) -> tuple[float, float]:
        (value,), (row,) = equation.program.jacobian([unknown, *others])
        return value, row[0]

    return root(residual, start)


def _pull_back_root(equation: _Equation, v: list[float], i: int, seed: float, d: list[float]) -> None:
    _value, (row,) = equation.program.jacobian([v[i], *(v[each] for each in equation.others)])
    scale = -OPERATIONS["div"].scalar(seed, row[0])
    for argument, slope in zip(equation.others, row[1:], strict=True):
        if slope != 0.0:
            d[argument] += scale * slope
