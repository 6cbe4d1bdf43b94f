"""Ranges of a graph over ranges of its inputs: enough to see where something divides by what may be zero."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from quanheng.metrology.model.graph import Graph, Node

Range = tuple[float, float]
EVERYWHERE: Range = (-math.inf, math.inf)
#: Operations whose result grows with their argument.
_RISING = {
    "exp": math.exp, "expm1": math.expm1, "sinh": math.sinh, "asinh": math.asinh, "atan": math.atan,
    "tanh": math.tanh, "sign": lambda a: float((a > 0) - (a < 0)),
}  # fmt: skip
_RISING_ABOVE_ZERO = {"sqrt": math.sqrt, "log": math.log, "log10": math.log10, "log2": math.log2}


@dataclass(frozen=True, slots=True)
class Hazard:
    """A division whose denominator may be zero within the inputs' ranges."""

    node: int
    denominator: Range
    inputs: tuple[str, ...]


def division_hazards(graph: Graph, lower: Sequence[float], upper: Sequence[float]) -> list[Hazard]:
    """Where the model divides by something whose range contains zero.

    Args:
        graph: the model.
        lower, upper: the range of each input, in the order of `graph.inputs`.

    Interval arithmetic forgets that the same quantity occurs twice, so a range may be too wide, never too narrow; only
    denominators that are a single input, or a product, power or sign of such, are reported, for these are exact.
    """
    ranges: list[Range] = []
    hazards = []
    for index, node in enumerate(graph.nodes):
        known = [ranges[each] for each in node.arguments]
        if node.op == "input":
            ranges.append((lower[int(node.value)], upper[int(node.value)]))
            continue
        ranges.append(_range_of(node, known))
        bottom = _denominator(node, graph)
        if bottom is not None and ranges[bottom][0] <= 0.0 <= ranges[bottom][1] and _is_plain(graph, bottom):
            names = tuple(graph.inputs[int(graph.nodes[each].value)] for each in sorted(_inputs_of(graph, bottom)))
            hazards.append(Hazard(index, ranges[bottom], names))
    return hazards


def _denominator(node: Node, graph: Graph) -> int | None:
    if node.op == "div":
        return node.arguments[1]
    if node.op == "pow":
        exponent = graph.nodes[node.arguments[1]]
        return node.arguments[0] if exponent.op == "const" and exponent.value < 0 else None
    return None


def _is_plain(graph: Graph, index: int) -> bool:
    node = graph.nodes[index]
    if node.op == "input":
        return True
    if node.op in ("neg", "abs"):
        return _is_plain(graph, node.arguments[0])
    if node.op in ("mul", "pow"):
        return all(graph.nodes[each].op == "const" or _is_plain(graph, each) for each in node.arguments)
    return False


def _inputs_of(graph: Graph, index: int) -> set[int]:
    node = graph.nodes[index]
    return {index} if node.op == "input" else set().union(*(_inputs_of(graph, each) for each in node.arguments))


def _range_of(node: Node, known: list[Range]) -> Range:  # noqa: C901 (one line an operation)
    if node.op == "const":
        return node.value, node.value
    if node.op == "neg":
        return -known[0][1], -known[0][0]
    if node.op == "add":
        return known[0][0] + known[1][0], known[0][1] + known[1][1]
    if node.op == "sub":
        return known[0][0] - known[1][1], known[0][1] - known[1][0]
    if node.op == "mul":
        return _span([_times(a, b) for a in known[0] for b in known[1]])
    if node.op == "abs":
        low, high = known[0]
        return (0.0 if low <= 0.0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
    if node.op in _RISING:
        return _raised(_RISING[node.op], known[0])
    if node.op in _RISING_ABOVE_ZERO and known[0][0] > 0.0:
        return _raised(_RISING_ABOVE_ZERO[node.op], known[0])
    if node.op in ("sin", "cos"):
        return -1.0, 1.0
    if node.op == "pow" and known[1][0] == known[1][1] and known[0][0] > 0.0:
        try:
            return _span([known[0][0] ** known[1][0], known[0][1] ** known[1][0]])
        except OverflowError:
            return 0.0, math.inf
    if node.op == "div" and not known[1][0] <= 0.0 <= known[1][1]:
        return _span([a / b for a in known[0] for b in known[1]])
    return EVERYWHERE


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0.0 or b == 0.0 else a * b


def _span(values: list[float]) -> Range:
    return (min(values), max(values)) if not any(math.isnan(each) for each in values) else EVERYWHERE


def _raised(function: object, known: Range) -> Range:
    def at(value: float) -> float:
        try:
            return function(value)  # type: ignore[operator, no-any-return]  # one of the tables' functions
        except OverflowError:
            return math.inf if value > 0 else -math.inf

    return at(known[0]), at(known[1])
