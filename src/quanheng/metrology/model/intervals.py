"""Where a model divides by what may be zero while its inputs lie in given ranges."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from quanheng.metrology.model.graph import Graph, Node

Range = tuple[float, float]
EVERYWHERE: Range = (-math.inf, math.inf)


@dataclass(frozen=True, slots=True)
class Hazard:
    """A division whose denominator may be zero within the inputs' ranges."""

    node: int
    denominator: Range
    inputs: tuple[str, ...]


def divisions(graph: Graph) -> list[tuple[int, int]]:
    """The divisions by an input, or by a product, power or sign of inputs: (node, denominator)."""
    if not any(node.op in ("div", "pow") for node in graph.nodes):
        return []
    is_plain = _plain(graph)
    found = ((index, _denominator(node, graph)) for index, node in enumerate(graph.nodes))
    return [(index, bottom) for index, bottom in found if bottom is not None and is_plain[bottom]]


def division_hazards(graph: Graph, lower: Sequence[float], upper: Sequence[float]) -> list[Hazard]:
    """Where the model divides by something whose range contains zero.

    Args:
        graph: the model.
        lower, upper: the range of each input, in the order of `graph.inputs`.

    Interval arithmetic forgets that the same quantity occurs twice, so a range may be too wide, never too narrow; only
    denominators that are a single input, or a product, power or sign of such, are reported, for these are exact.
    """
    suspects = divisions(graph)
    if not suspects:
        return []
    ranges = _ranges(graph, {bottom for _index, bottom in suspects}, lower, upper)
    return [
        Hazard(index, ranges[bottom], tuple(graph.inputs[each] for each in sorted(_inputs_of(graph, bottom))))
        for index, bottom in suspects
        if ranges[bottom][0] <= 0.0 <= ranges[bottom][1]
    ]


def _denominator(node: Node, graph: Graph) -> int | None:
    if node.op == "div":
        return node.arguments[1]
    if node.op == "pow":
        exponent = graph.nodes[node.arguments[1]]
        return node.arguments[0] if exponent.op == "const" and exponent.value < 0 else None
    return None


def _plain(graph: Graph) -> list[bool]:
    """Of each node, whether it is an input, or a product, power or sign of inputs and numbers."""
    found: list[bool] = []
    for node in graph.nodes:
        if node.op in ("neg", "abs"):
            found.append(found[node.arguments[0]])
        elif node.op in ("mul", "pow"):
            found.append(all(graph.nodes[each].op == "const" or found[each] for each in node.arguments))
        else:
            found.append(node.op == "input")
    return found


def _below(graph: Graph, wanted: set[int]) -> set[int]:
    """The nodes that these need, themselves included."""
    found, left = set(wanted), list(wanted)
    while left:
        fresh = [each for each in graph.nodes[left.pop()].arguments if each not in found]
        found.update(fresh)
        left += fresh
    return found


def _inputs_of(graph: Graph, index: int) -> set[int]:
    return {int(graph.nodes[each].value) for each in _below(graph, {index}) if graph.nodes[each].op == "input"}


def _ranges(graph: Graph, wanted: set[int], lower: Sequence[float], upper: Sequence[float]) -> dict[int, Range]:
    ranges: dict[int, Range] = {}
    for index in sorted(_below(graph, wanted)):
        node = graph.nodes[index]
        if node.op == "input":
            ranges[index] = lower[int(node.value)], upper[int(node.value)]
        elif node.op == "const":
            ranges[index] = node.value, node.value
        else:
            ranges[index] = _range_of(node.op, [ranges[each] for each in node.arguments])
    return ranges


def _range_of(op: str, known: list[Range]) -> Range:
    if op == "neg":
        return -known[0][1], -known[0][0]
    if op == "mul":
        return _span([_times(a, b) for a in known[0] for b in known[1]])
    if op == "abs":
        low, high = known[0]
        return (0.0 if low <= 0.0 <= high else min(abs(low), abs(high))), max(abs(low), abs(high))
    if op == "pow" and known[1][0] == known[1][1] and known[0][0] > 0.0:
        try:
            return _span([known[0][0] ** known[1][0], known[0][1] ** known[1][0]])
        except OverflowError:
            return 0.0, math.inf
    return EVERYWHERE


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0.0 or b == 0.0 else a * b


def _span(values: list[float]) -> Range:
    return (min(values), max(values)) if not any(math.isnan(each) for each in values) else EVERYWHERE
