"""The graph of a model: operations in an order in which each comes after its arguments, equal ones only once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from quanheng.metrology.model.errors import ModelTooLarge
from quanheng.metrology.model.operations import OPERATIONS

MOST_NODES = 2_000_000
#: Equations within equations: the derivatives of each level hold those of the next twice.
MOST_NESTED = 4


class Node(NamedTuple):
    """One step: `op` applied to earlier nodes. `const` has a `value`, `input` the position of the quantity in it.

    `solve` finds the root of `equation` whose unknown is its first input; its arguments are the start and the others.
    """

    op: str
    arguments: tuple[int, ...] = ()
    value: float = 0.0
    equation: "Graph | None" = None


@dataclass(frozen=True, slots=True)
class Graph:
    """A computation: named inputs, nodes in order, and which nodes are the outputs."""

    inputs: tuple[str, ...]
    nodes: tuple[Node, ...]
    outputs: tuple[int, ...]
    #: Where in the model's text a node was written, for errors: (start, end).
    spans: dict[int, tuple[int, int]] = field(default_factory=dict, compare=False)

    def __len__(self) -> int:
        return len(self.nodes)


class Builder:
    """Builds a graph node by node; asks for the same node twice and you get the first again.

    `simplifies` drops what adds zero or multiplies by one or zero: right for derivatives, where such terms abound,
    and not for what a person wrote, whose undefined values must stay undefined.
    """

    def __init__(self, inputs: Sequence[str], *, simplifies: bool = False, most_nodes: int = MOST_NODES) -> None:
        self.inputs = tuple(inputs)
        self.nodes: list[Node] = [Node("input", value=position) for position in range(len(self.inputs))]
        self.spans: dict[int, tuple[int, int]] = {}
        self.simplifies = simplifies
        self.most_nodes = most_nodes
        self._known: dict[Node, int] = {}
        self._numbers: dict[str, int] = {}

    def const(self, value: float) -> int:
        """A number."""
        # By its bits: 0.0 == -0.0 are two numbers, and nan != nan is one.
        bits = float(value).hex()
        found = self._numbers.get(bits)
        if found is None:
            found = self._numbers[bits] = self._added(Node("const", value=float(value)))
        return found

    def apply(self, op: str, *arguments: int) -> int:
        """An operation on earlier nodes; folded at once where all arguments are numbers."""
        if self.simplifies and (simple := self._simplified(op, arguments)) is not None:
            return simple
        nodes = self.nodes
        for each in arguments:
            if nodes[each].op != "const":
                node = Node(op, arguments)
                found = self._known.get(node)
                if found is None:
                    found = self._known[node] = self._added(node)
                return found
        return self.const(OPERATIONS[op].scalar(*(nodes[each].value for each in arguments)))

    def solve(self, equation: Graph, start: int, others: Sequence[int]) -> int:
        """The root of `equation` (its first input the unknown, the rest `others`) found from `start`.

        Raises:
            ModelTooLarge: equations within equations, too deep.
        """
        if _depth(equation) > MOST_NESTED:
            raise ModelTooLarge(f"equations within equations deeper than {MOST_NESTED}")
        self.nodes.append(Node("solve", (start, *others), equation=equation))
        return len(self.nodes) - 1

    def graph(self, outputs: Sequence[int]) -> Graph:
        """The graph so far, with these outputs, without what they do not need."""
        return pruned(Graph(self.inputs, tuple(self.nodes), tuple(outputs), self.spans))

    def include(self, graph: Graph, inputs: Sequence[int]) -> list[int]:
        """Copy `graph` in, its inputs being nodes of this builder; the nodes of its outputs."""
        where: list[int] = []
        for node in graph.nodes:
            if node.op == "input":
                where.append(inputs[int(node.value)])
            elif node.op == "const":
                where.append(self.const(node.value))
            elif node.equation is not None:
                start, *others = (where[each] for each in node.arguments)
                where.append(self.solve(node.equation, start, others))
            else:
                where.append(self.apply(node.op, *(where[each] for each in node.arguments)))
        return [where[each] for each in graph.outputs]

    def _added(self, node: Node) -> int:
        if len(self.nodes) >= self.most_nodes:
            raise ModelTooLarge(f"the model has more than {self.most_nodes} operations")
        self.nodes.append(node)
        return len(self.nodes) - 1

    def _simplified(self, op: str, arguments: tuple[int, ...]) -> int | None:  # noqa: C901 (a list of identities)
        values = [self.nodes[each].value if self.nodes[each].op == "const" else None for each in arguments]
        if op in ("mul", "absorb"):
            if 0.0 in values:
                return self.const(0.0)
            for this, other in ((0, 1), (1, 0)):
                if values[this] == 1.0:
                    return arguments[other]
                if values[this] == -1.0:
                    return self.apply("neg", arguments[other])
        if op == "add":
            for this, other in ((0, 1), (1, 0)):
                if values[this] == 0.0:
                    return arguments[other]
        if op == "sub" and values[1] == 0.0:
            return arguments[0]
        if op == "div" and (values[1] == 1.0 or values[0] == 0.0):
            return arguments[0]
        if op == "pow" and values[1] == 1.0:
            return arguments[0]
        if op == "neg" and self.nodes[arguments[0]].op == "neg":
            return self.nodes[arguments[0]].arguments[0]
        if op == "where" and arguments[1] == arguments[2]:
            return arguments[1]
        return None


def _depth(equation: Graph) -> int:
    """How many equations stand one within the other, this one included."""
    return 1 + max((_depth(node.equation) for node in equation.nodes if node.equation is not None), default=0)


def pruned(graph: Graph) -> Graph:
    """The graph without nodes that no output needs; the inputs all stay."""
    needed = [node.op == "input" for node in graph.nodes]
    for output in graph.outputs:
        needed[output] = True
    for index in range(len(graph.nodes) - 1, -1, -1):
        if needed[index]:
            for argument in graph.nodes[index].arguments:
                needed[argument] = True
    if all(needed):
        return graph
    place: dict[int, int] = {}
    nodes: list[Node] = []
    spans: dict[int, tuple[int, int]] = {}
    for index, node in enumerate(graph.nodes):
        if not needed[index]:
            continue
        place[index] = len(nodes)
        if index in graph.spans:
            spans[len(nodes)] = graph.spans[index]
        arguments = tuple(place[each] for each in node.arguments)
        nodes.append(Node(node.op, arguments, node.value, node.equation))
    return Graph(graph.inputs, tuple(nodes), tuple(place[each] for each in graph.outputs), spans)
