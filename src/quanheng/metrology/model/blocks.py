"""A graph at many points at once: block by block, each small enough to stay in the processor's cache."""

import importlib.util
import sys
from dataclasses import replace
from functools import cached_property
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.model.differentiate import gradient
from quanheng.metrology.model.encoding import Encoded, encode
from quanheng.metrology.model.graph import Graph, pruned
from quanheng.metrology.model.operations import OPERATIONS
from quanheng.metrology.model.roots import Places, roots

#: Points a block: 32 KiB a register, so that the registers of a usual model fit into the second-level cache.
BLOCK = 4096

#: Operations times points from which on it pays to load the compiled machine for this alone (that takes a second).
WORTH_LOADING = 5_000_000_000
_MACHINE = "quanheng.metrology.model.machine"

Array = NDArray[np.float64]


class BlockProgram:
    """A graph prepared for evaluation of whole columns. Registers are reused as soon as nobody needs them.

    Example:
        >>> from quanheng.metrology.model.parser import parse
        >>> program = BlockProgram(parse("a * b").graph)
        >>> program.evaluate(np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
        array([[ 4., 10., 18.]])
    """

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.outputs = graph.outputs
        self._equations = {
            index: BlockProgram(_with_slope(node.equation))
            for index, node in enumerate(graph.nodes)
            if node.equation is not None
        }
        self._slots, self.registers = _allocate(graph)

    @cached_property
    def _encoded(self) -> Encoded | None:
        return encode(self.graph)

    def encoded(self) -> Encoded | None:
        """The steps for the compiled machine (see `machine`); None if there is an implicit quantity among them."""
        return self._encoded

    def evaluate(self, columns: Array, out: Array | None = None) -> Array:
        """The outputs (m, k) at `columns` (n, k): one row a quantity, one column a point.

        The compiled machine takes over where it is loaded already or the work is worth loading it, and where it gives
        the same bits; so the result is the same with numba and without.
        """
        count = columns.shape[1]
        result = np.empty((len(self.outputs), count)) if out is None else out
        machine = _machine(count * len(self._slots)) if count >= BLOCK else None
        encoded = self.encoded() if machine and _is_plain(columns) and _is_plain(result) else None
        if machine and encoded and encoded.is_exact:
            e, work = encoded, encoded.workspace(BLOCK)
            machine.evaluate(e.opcodes, e.a, e.b, e.c, e.results, e.outputs, columns, work, result)
            return result
        return self._evaluated_by_numpy(columns, result)

    def _evaluated_by_numpy(self, columns: Array, result: Array) -> Array:
        count = columns.shape[1]
        scratch = np.empty((self.registers, min(BLOCK, count)))
        with np.errstate(all="ignore"):
            for first in range(0, count, BLOCK):
                last = min(first + BLOCK, count)
                self._block(columns[:, first:last], scratch[:, : last - first], result[:, first:last])
        return result

    def _block(self, columns: Array, scratch: Array, result: Array) -> None:
        v: list[Any] = []
        for index, node in enumerate(self.graph.nodes):
            if node.op == "input":
                v.append(columns[int(node.value)])
            elif node.op == "const":
                v.append(node.value)
            else:
                slot = scratch[self._slots[index]]
                arguments = [v[each] for each in node.arguments]
                if node.equation is not None:
                    self._solve(index, arguments, slot)
                else:
                    OPERATIONS[node.op].array(*arguments, out=slot)
                v.append(slot)
        for row, output in enumerate(self.outputs):
            result[row] = v[output]

    def _solve(self, index: int, arguments: list[Any], slot: Array) -> None:
        """The roots at the points of the block, all by the same steps at once."""
        program = self._equations[index]
        count = len(slot)
        start, *others = (np.broadcast_to(np.asarray(each, dtype=np.float64), (count,)) for each in arguments)
        columns = np.empty((len(arguments), count))
        for row, each in enumerate(others, start=1):
            columns[row] = each

        def residuals(unknown: Array, places: Places) -> tuple[Array, Array]:
            # Points that have arrived are left out; before that none need be copied.
            at = columns if len(places) == count else columns[:, places]
            at[0] = unknown
            value, slope = program.evaluate(at)
            return value, slope

        slot[...] = roots(residuals, start)


def _with_slope(equation: Graph) -> Graph:
    """Two outputs: the equation's value, and its derivative by the unknown, which is its first input."""
    full = gradient(equation)
    return pruned(replace(full, outputs=full.outputs[:2]))


def _machine(work: int) -> ModuleType | None:
    """The compiled machine, if it is loaded or worth loading and numba is there."""
    loaded = sys.modules.get(_MACHINE)
    if loaded is None and work >= WORTH_LOADING and importlib.util.find_spec("numba"):
        loaded = importlib.import_module(_MACHINE)
    return loaded


def _is_plain(array: Array) -> bool:
    """What the machine was compiled for."""
    return array.dtype == np.float64 and array.flags.c_contiguous and array.flags.writeable


def _allocate(graph: Graph) -> tuple[dict[int, int], int]:
    """A register for each node that needs one; free again after the node's last use."""
    last_use = {argument: index for index, node in enumerate(graph.nodes) for argument in node.arguments}
    last_use.update(dict.fromkeys(graph.outputs, len(graph.nodes)))
    slots: dict[int, int] = {}
    free: list[int] = []
    used = 0
    for index, node in enumerate(graph.nodes):
        if node.op in ("input", "const"):
            continue
        # Ufuncs may write over their own argument, so what dies here can be taken at once; `where` and `absorb` may not.
        dying = {a for a in node.arguments if last_use.get(a) == index and a in slots}
        if node.op in ("where", "absorb") or node.equation is not None:
            slot, used = (free.pop(), used) if free else (used, used + 1)
            free += [slots[each] for each in dying]
        else:
            free += [slots[each] for each in dying]
            slot, used = (free.pop(), used) if free else (used, used + 1)
        slots[index] = slot
    return slots, used
