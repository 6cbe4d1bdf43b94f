"""A graph as arrays of numbers: what the compiled machine runs (see `machine`), without compiling the model itself.

Rows are numbered through: first the inputs, then the numbers written in the model, then the registers. A step applies
an opcode to up to three rows and writes a register; a register is never one of the step's own arguments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.model.graph import Graph, Node

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]

#: Operations that IEEE 754 determines to the last bit: the machine and numpy give the same bits.
EXACT = ("add", "sub", "mul", "div", "neg", "abs", "sign", "sqrt", "min", "max", "lt", "le", "eq", "ne", "and", "or",
         "not", "where", "absorb")  # fmt: skip
#: Functions that the system's mathematical library gives to the machine: numpy's may differ in the last place.
APPROXIMATE = ("pow", "exp", "expm1", "log", "log1p", "log10", "log2", "sin", "cos", "tan", "asin", "acos", "atan",
               "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "atan2", "hypot")  # fmt: skip
OPCODES: Mapping[str, int] = MappingProxyType({name: code for code, name in enumerate((*EXACT, *APPROXIMATE))})


@dataclass(frozen=True, eq=False, slots=True)
class Encoded:
    """The steps of a graph, one element of each array a step.

    Attributes:
        opcodes: see `OPCODES`; a, b, c: rows of the arguments (those that a step does not have are its first one).
        results: rows written.
        constants: the numbers of the model, in the order of their rows.
        input_count, register_count: how many rows of inputs stand before, and of registers after the constants.
        outputs: rows of the outputs.
        is_exact: whether every step gives the same bits as numpy.
    """

    opcodes: Numbers
    a: Numbers
    b: Numbers
    c: Numbers
    results: Numbers
    constants: Array
    input_count: int
    register_count: int
    outputs: Numbers
    is_exact: bool

    def workspace(self, block: int) -> Array:
        """Rows for the constants, filled, and for the registers, of `block` points each."""
        work = np.empty((len(self.constants) + self.register_count, block))
        work[: len(self.constants)] = self.constants[:, None]
        return work


def encode(graph: Graph) -> Encoded | None:
    """The graph as arrays; None if it has an implicit quantity, whose equation is a program of its own."""
    if any(node.equation is not None for node in graph.nodes):
        return None
    constants = [index for index, node in enumerate(graph.nodes) if node.op == "const"]
    row = {index: int(node.value) for index, node in enumerate(graph.nodes) if node.op == "input"}
    row |= {index: len(graph.inputs) + place for place, index in enumerate(constants)}
    first = len(graph.inputs) + len(constants)
    registers, count = _registers(graph)
    row |= {index: first + register for index, register in registers.items()}
    steps = [(*_step(node, graph, row), row[index]) for index, node in enumerate(graph.nodes) if index in registers]
    opcodes, a, b, c, results = np.array(steps, dtype=np.int64).reshape(-1, 5).T.copy()
    return Encoded(
        opcodes, a, b, c, results,
        constants=np.array([graph.nodes[index].value for index in constants], dtype=np.float64),
        input_count=len(graph.inputs),
        register_count=count,
        outputs=np.array([row[each] for each in graph.outputs], dtype=np.int64),
        is_exact=bool((opcodes < len(EXACT)).all()),
    )  # fmt: skip


def _step(node: Node, graph: Graph, row: dict[int, int]) -> tuple[int, int, int, int]:
    arguments = [row[each] for each in node.arguments]
    if is_square(node, graph):
        return OPCODES["mul"], arguments[0], arguments[0], arguments[0]
    a, b, c = (*arguments, arguments[0], arguments[0])[:3]
    return OPCODES[node.op], a, b, c


def is_square(node: Node, graph: Graph) -> bool:
    """Whether it is the second power, which is one multiplication everywhere."""
    if node.op != "pow":
        return False
    exponent = graph.nodes[node.arguments[1]]
    return exponent.op == "const" and exponent.value == 2.0


def _registers(graph: Graph) -> tuple[dict[int, int], int]:
    """A register for each step, free again after the last step that reads it."""
    last_use = {argument: index for index, node in enumerate(graph.nodes) for argument in node.arguments}
    last_use.update(dict.fromkeys(graph.outputs, len(graph.nodes)))
    found: dict[int, int] = {}
    free: list[int] = []
    used = 0
    for index, node in enumerate(graph.nodes):
        if node.op in ("input", "const"):
            continue
        if free:
            found[index] = free.pop()
        else:
            found[index], used = used, used + 1
        free += [found[each] for each in {*node.arguments} if last_use[each] == index and each in found]
    return found, used
