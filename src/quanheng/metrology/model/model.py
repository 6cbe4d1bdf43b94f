"""A measurement model: text or function in, graph inside; values, derivatives, dimensions and LaTeX out."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.model.blocks import BlockProgram
from quanheng.metrology.model.differentiate import hessian
from quanheng.metrology.model.dimensions import output_dimensions
from quanheng.metrology.model.errors import ModelError, UndefinedValue
from quanheng.metrology.model.graph import Graph
from quanheng.metrology.model.intervals import Hazard, division_hazards, divisions
from quanheng.metrology.model.latex import latex_of
from quanheng.metrology.model.parser import parse
from quanheng.metrology.model.scalar import Program
from quanheng.metrology.model.stored import document_of, graph_of, read
from quanheng.metrology.model.trace import trace
from quanheng.metrology.units.dimension import Dimension

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Model:
    """Y = f(X1, …, XN) (JCGM 100:2008, 4.1), one or several outputs.

    Immutable; what is computed from it is prepared on first use and kept. Safe to share between threads.

    Example:
        >>> model = Model.parse("l = ls + d - ls*(dalpha*theta + alpha_s*dtheta)")
        >>> model.inputs, model.outputs
        (('ls', 'd', 'dalpha', 'theta', 'alpha_s', 'dtheta'), ('l',))
        >>> model.value(ls=50000623, d=215, dalpha=0, theta=-0.1, alpha_s=11.5e-6, dtheta=0)
        50000838.0
    """

    graph: Graph
    outputs: tuple[str, ...]
    text: str = field(default="", compare=False)

    @classmethod
    def parse(cls, text: str | Sequence[str], outputs: Sequence[str] | None = None) -> "Model":
        """From text: one string, or a list with one statement an item; see `parser.parse`.

        Raises:
            ModelSyntaxError, ModelTooLarge: as their names say, with a caret at the place.
        """
        if not isinstance(text, str):
            text = "\n".join(text)
        parsed = parse(text, outputs)
        return cls(parsed.graph, parsed.outputs, text)

    @classmethod
    def trace(cls, function: Callable[..., Any], inputs: Sequence[str] | None = None) -> "Model":
        """From a Python function, called once; see `trace.trace`.

        Example:
            >>> Model.trace(lambda V, I: V / I).jacobian([5.0, 0.5])[1].tolist()
            [[2.0, -20.0]]
        """
        graph, outputs = trace(function, inputs)
        return cls(graph, outputs)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the input quantities, in the order of every array."""
        return self.graph.inputs

    def to_json(self) -> str:
        """The model as JSON of the schema `quanheng.model/1`; see `stored`.

        Example:
            >>> again = Model.from_json(Model.trace(lambda V, I: V / I).to_json())
            >>> again.value(V=5.0, I=0.5)
            10.0
        """
        return json.dumps(document_of(self.graph, self.outputs, self.text), ensure_ascii=False, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> "Model":
        """The model again, operation by operation.

        Raises:
            InvalidStoredModel: no JSON, another schema, a malformed member, or a text that is another model.
        """
        return cls(*graph_of(read(text)))

    def value(self, **quantities: float) -> float:
        """The single output at these inputs.

        Raises:
            ModelError: several outputs, or inputs missing or unknown.
            UndefinedValue: no finite value there.
        """
        if len(self.outputs) != 1:
            raise ModelError(f"the model has {len(self.outputs)} outputs; use values()")
        return float(self.values(self.ordered(quantities))[0])

    def ordered(self, quantities: Mapping[str, Any]) -> list[Any]:
        """What belongs to each input, in their order.

        Raises:
            ModelError: names the inputs that are missing and those that the model does not have.
        """
        missing = [name for name in self.inputs if name not in quantities]
        unknown = [name for name in quantities if name not in self.inputs]
        if missing or unknown:
            parts = [
                f"{what} {', '.join(names)}" for what, names in (("missing", missing), ("unknown", unknown)) if names
            ]
            raise ModelError(f"inputs of the model {', '.join(self.inputs)}: {'; '.join(parts)}")
        return [quantities[name] for name in self.inputs]

    def values(self, x: Sequence[float] | Array) -> Array:
        """The outputs (m,) at the inputs (n,).

        Raises:
            UndefinedValue: an output is not finite there.
        """
        return self._finite(np.array(self._program.values(self._point(x))), x)

    def jacobian(self, x: Sequence[float] | Array) -> tuple[Array, Array]:
        """The outputs (m,) and their derivatives (m, n) at the inputs (n,), by reverse accumulation.

        Raises:
            UndefinedValue: an output is not finite there; derivatives may be infinite.
        """
        values, rows = self._program.jacobian(self._point(x))
        return self._finite(np.array(values), x), np.array(rows).reshape(len(values), len(self.inputs))

    def hessian(self, x: Sequence[float] | Array) -> Array:
        """The second derivatives (m, n, n) at the inputs (n,)."""
        count = len(self.inputs)
        return np.array(self._hessian.values(self._point(x))).reshape(len(self.outputs), count, count)

    def evaluate(self, columns: Array, out: Array | None = None) -> Array:
        """The outputs (m, k) at k points (n, k), in blocks; nan where the model is not defined.

        Raises:
            ModelError: the columns are not one row an input.
        """
        if columns.ndim != 2 or columns.shape[0] != len(self.inputs):
            raise ModelError(
                f"columns of shape {columns.shape}: one row for each of the {len(self.inputs)} inputs is needed"
            )
        return self._blocks.evaluate(columns, out)

    def dimensions(self, inputs: Mapping[str, Dimension]) -> dict[str, Dimension]:
        """The dimension of every output from those of the inputs.

        Raises:
            DimensionMismatch: unlike quantities are added or compared; shows the place.
        """
        self.ordered(inputs)
        return dict(zip(self.outputs, output_dimensions(self.graph, inputs, self.text), strict=True))

    def division_hazards(self, lower: Sequence[float], upper: Sequence[float]) -> list[Hazard]:
        """Where the model divides by what may be zero while the inputs lie in these ranges."""
        return division_hazards(self.graph, lower, upper)

    @cached_property
    def divides_by_inputs(self) -> bool:
        """Whether there can be hazards at all: somewhere an input, or a product of inputs, is divided by."""
        return bool(divisions(self.graph))

    def latex(self) -> str:
        """The model as LaTeX."""
        return latex_of(self.graph, self.outputs)

    @cached_property
    def _program(self) -> Program:
        return Program(self.graph)

    @cached_property
    def _hessian(self) -> Program:
        return Program(hessian(self.graph))

    @cached_property
    def _blocks(self) -> BlockProgram:
        return BlockProgram(self.graph)

    def _point(self, x: Sequence[float] | Array) -> list[float]:
        point = x.tolist() if isinstance(x, np.ndarray) else [float(each) for each in x]
        if len(point) != len(self.inputs):
            raise ModelError(f"{len(point)} values for the {len(self.inputs)} inputs {', '.join(self.inputs)}")
        return point

    def _finite(self, values: Array, x: Sequence[float] | Array) -> Array:
        if not np.isfinite(values).all():
            where = ", ".join(f"{name} = {value!r}" for name, value in zip(self.inputs, self._point(x), strict=True))
            broken = ", ".join(
                f"{name} is {value}"
                for name, value in zip(self.outputs, values.tolist(), strict=True)
                if not np.isfinite(value)
            )
            raise UndefinedValue(f"the model has no finite value at {where}: {broken}")
        return values
