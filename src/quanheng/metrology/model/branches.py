"""Which of several roots an implicit quantity is: roots next to each other lie where the equation crosses zero in turn
upwards and downwards, so a root that is followed from point to point keeps the sign of the slope."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.model.blocks import BlockProgram
from quanheng.metrology.model.differentiate import gradient
from quanheng.metrology.model.graph import Builder, Graph

Array = NDArray[np.float64]


class Branches:
    """The signs of the slopes of all equations of a model at one point, to be found again at others.

    Example:
        >>> from quanheng.metrology.model import Model
        >>> branches = Branches(Model.parse("x = solve(x, x^2 = a, 1)").graph, [4.0])
        >>> branches.first_left(np.array([[4.0, 4.1, 3.9]])) is None
        True
    """

    def __init__(self, graph: Graph, point: Sequence[float]) -> None:
        self._program = BlockProgram(_slopes(graph))
        self._signs = np.sign(self._program.evaluate(np.array(point, dtype=np.float64)[:, None]))

    @staticmethod
    def of(graph: Graph, point: Sequence[float]) -> "Branches | None":
        """None for a model without equations."""
        return Branches(graph, point) if any(node.equation is not None for node in graph.nodes) else None

    def first_left(self, columns: Array) -> int | None:
        """The first of the points (n, k) at which some quantity is another root; None if there is none."""
        found = np.sign(self._program.evaluate(columns))
        is_other = (found * self._signs < 0.0).any(axis=0)
        return int(np.argmax(is_other)) if is_other.any() else None


def _slopes(graph: Graph) -> Graph:
    """∂F/∂x at the root, of each equation F(x, …) = 0."""
    builder = Builder(graph.inputs)
    solved = [index for index, node in enumerate(graph.nodes) if node.equation is not None]
    wanted = [each for index in solved for each in (index, *graph.nodes[index].arguments[1:])]
    nodes = builder.include(replace(graph, outputs=tuple(wanted)), list(range(len(graph.inputs))))
    slopes = []
    for index in solved:
        equation = graph.nodes[index].equation
        assert equation is not None  # noqa: S101 (chosen so)
        count = len(graph.nodes[index].arguments)
        at, nodes = nodes[:count], nodes[count:]
        full = gradient(equation)
        slopes += builder.include(replace(full, outputs=full.outputs[1:2]), at)
    return builder.graph(slopes)
