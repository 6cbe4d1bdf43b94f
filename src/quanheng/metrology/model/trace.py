"""A model written as a Python function: called once with stand-ins that record what is done to them."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from quanheng.metrology.model.errors import ModelError
from quanheng.metrology.model.functions import FUNCTIONS
from quanheng.metrology.model.graph import Builder, Graph


class Traced:
    """Stands for a quantity while a function is traced. Arithmetic and the functions of this module record a step."""

    __slots__ = ("builder", "node")
    # numpy must ask us, not try to make an array of us.
    __array_ufunc__ = None

    def __init__(self, builder: Builder, node: int) -> None:
        self.builder = builder
        self.node = node

    def _with(self, op: str, other: Any, *, is_swapped: bool = False) -> "Traced":
        if isinstance(other, Traced):
            right = other.node
        elif isinstance(other, (int, float)) and not isinstance(other, bool):
            right = self.builder.const(float(other))
        else:
            return NotImplemented  # type: ignore[no-any-return]  # Python's own sign that another operand may know
        pair = (right, self.node) if is_swapped else (self.node, right)
        return Traced(self.builder, self.builder.apply(op, *pair))

    def __add__(self, other: Any) -> "Traced":
        return self._with("add", other)

    def __radd__(self, other: Any) -> "Traced":
        return self._with("add", other, is_swapped=True)

    def __sub__(self, other: Any) -> "Traced":
        return self._with("sub", other)

    def __rsub__(self, other: Any) -> "Traced":
        return self._with("sub", other, is_swapped=True)

    def __mul__(self, other: Any) -> "Traced":
        return self._with("mul", other)

    def __rmul__(self, other: Any) -> "Traced":
        return self._with("mul", other, is_swapped=True)

    def __truediv__(self, other: Any) -> "Traced":
        return self._with("div", other)

    def __rtruediv__(self, other: Any) -> "Traced":
        return self._with("div", other, is_swapped=True)

    def __pow__(self, other: Any) -> "Traced":
        return self._with("pow", other)

    def __rpow__(self, other: Any) -> "Traced":
        return self._with("pow", other, is_swapped=True)

    def __neg__(self) -> "Traced":
        return Traced(self.builder, self.builder.apply("neg", self.node))

    def __pos__(self) -> "Traced":
        return self

    def __abs__(self) -> "Traced":
        return Traced(self.builder, self.builder.apply("abs", self.node))

    def __lt__(self, other: Any) -> "Condition":
        return self._compared("lt", other)

    def __le__(self, other: Any) -> "Condition":
        return self._compared("le", other)

    def __gt__(self, other: Any) -> "Condition":
        return self._compared("lt", other, is_swapped=True)

    def __ge__(self, other: Any) -> "Condition":
        return self._compared("le", other, is_swapped=True)

    def _compared(self, op: str, other: Any, *, is_swapped: bool = False) -> "Condition":
        result = self._with(op, other, is_swapped=is_swapped)
        if result is NotImplemented:
            raise ModelError(f"a traced quantity cannot be compared with {other!r}")
        return Condition(self.builder, result.node)

    def __bool__(self) -> bool:
        raise ModelError("a traced model cannot branch with if; choose with where(condition, a, b)")

    def __float__(self) -> float:
        raise ModelError(
            "a traced quantity has no number yet; use the functions of quanheng.metrology.model, not math's"
        )


class Condition:
    """Stands for a condition while a function is traced."""

    __slots__ = ("builder", "node")

    def __init__(self, builder: Builder, node: int) -> None:
        self.builder = builder
        self.node = node

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(self.builder, self.builder.apply("and", self.node, other.node))

    def __or__(self, other: "Condition") -> "Condition":
        return Condition(self.builder, self.builder.apply("or", self.node, other.node))

    def __invert__(self) -> "Condition":
        return Condition(self.builder, self.builder.apply("not", self.node))

    def __bool__(self) -> bool:
        raise ModelError("a traced model cannot branch with if; choose with where(condition, a, b)")


def call(name: str, *arguments: Any) -> Any:
    """The function `name` of models on traced quantities and numbers.

    Raises:
        ModelError: no such function, or the wrong number of arguments.
    """
    if name not in FUNCTIONS:
        raise ModelError(f"no function is called {name!r}; there are {', '.join(sorted(FUNCTIONS))}")
    arity, make = FUNCTIONS[name]
    if len(arguments) != arity:
        raise ModelError(f"{name} takes {arity} argument{'s' * (arity != 1)}, not {len(arguments)}")
    builder = next((each.builder for each in arguments if isinstance(each, Traced)), None)
    if builder is None:
        alone = Builder(())
        return alone.nodes[make(alone, *(alone.const(float(each)) for each in arguments))].value
    return Traced(builder, make(builder, *(_node(builder, each) for each in arguments)))


def where(condition: Condition, a: Any, b: Any) -> Traced:
    """`a` where the condition holds, else `b`."""
    builder = condition.builder
    return Traced(builder, builder.apply("where", condition.node, _node(builder, a), _node(builder, b)))


def _node(builder: Builder, value: Any) -> int:
    return value.node if isinstance(value, Traced) else builder.const(float(value))


def trace(function: Callable[..., Any], inputs: Sequence[str] | None = None) -> tuple[Graph, tuple[str, ...]]:
    """Call `function` once and keep what it did.

    Args:
        function: takes the input quantities, gives one result, a sequence of them, or a dict by name.
        inputs: their names; by default those of its parameters.

    Returns: the graph and the names of the outputs (`y`, or `y1`, `y2` …, or the dict's keys).

    Raises:
        ModelError: the function branches on a quantity, or gives something else.
    """
    names = tuple(inputs) if inputs is not None else tuple(inspect.signature(function).parameters)
    builder = Builder(names)
    given = function(*(Traced(builder, position) for position in range(len(names))))
    if isinstance(given, dict):
        results = {str(name): each for name, each in given.items()}
    elif isinstance(given, (list, tuple)):
        results = {f"y{number}": each for number, each in enumerate(given, start=1)}
    else:
        results = {"y": given}
    for name, each in results.items():
        if not isinstance(each, (Traced, int, float)) or isinstance(each, bool):
            raise ModelError(f"the traced function gives {type(each).__name__} for {name}; a quantity is needed")
    return builder.graph([_node(builder, each) for each in results.values()]), tuple(results)
