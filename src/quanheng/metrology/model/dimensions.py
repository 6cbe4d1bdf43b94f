"""Whether a model adds like to like: dimensions propagated through the graph."""

from collections.abc import Mapping
from fractions import Fraction

from quanheng.metrology.model.errors import DimensionMismatch, at_place
from quanheng.metrology.model.graph import Graph, Node
from quanheng.metrology.units.dimension import ONE, Dimension

#: Both arguments and the result have one dimension.
_ALIKE = frozenset({"add", "sub", "min", "max", "hypot"})
_COMPARING = frozenset({"lt", "le", "eq", "ne"})
_LOGICAL = frozenset({"and", "or", "not"})
_KEEPING = frozenset({"neg", "abs"})
#: Written signs, for the message.
_SIGNS = {"add": "+", "sub": "-", "lt": "<", "le": "<=", "eq": "==", "ne": "!="}


def output_dimensions(graph: Graph, inputs: Mapping[str, Dimension], text: str = "") -> list[Dimension]:
    """The dimension of each output.

    A bare zero fits every dimension; every other bare number is a pure number.

    Args:
        graph: the model.
        inputs: the dimension of every input.
        text: the model's text, to show the place of a mismatch.

    Raises:
        DimensionMismatch: unlike quantities are added or compared, a function takes a pure number only, or an
            exponent is no plain number. Names both dimensions.
    """
    found: list[Dimension | None] = []  # None: a bare zero, of any dimension
    for index, node in enumerate(graph.nodes):
        known = [found[each] for each in node.arguments]
        try:
            found.append(_dimension_of(node, known, graph, inputs))
        except DimensionMismatch as mismatch:
            if index not in graph.spans or not text:
                raise
            raise DimensionMismatch(at_place(str(mismatch), text, graph.spans[index][0])) from None
    return [found[each] or ONE for each in graph.outputs]


def _dimension_of(  # noqa: C901 (one line an operation)
    node: Node, known: list[Dimension | None], graph: Graph, inputs: Mapping[str, Dimension]
) -> Dimension | None:
    op = node.op
    if op == "input":
        return inputs[graph.inputs[int(node.value)]]
    if op == "const":
        return None if node.value == 0.0 else ONE
    if node.equation is not None:
        return _root(node, known, inputs)
    if op in ("hypot", "atan2"):
        # As √(P² + Q²) they take watts and vars: the squares are of no kind.
        known = [each and each**1 for each in known]
    if op in _ALIKE or op in _COMPARING:
        common = _common(op, known[0], known[1])
        return ONE if op in _COMPARING else common
    if op in _LOGICAL or op == "sign":
        return ONE
    if op in _KEEPING:
        return known[0]
    if op in ("mul", "absorb"):
        if known[0] is None or known[1] is None:
            return None  # zero times anything
        return (known[0] or ONE) * (known[1] or ONE)
    if op == "div":
        if known[0] is None:
            return None
        return (known[0] or ONE) / (known[1] or ONE)
    if op == "sqrt":
        return (known[0] or ONE) ** Fraction(1, 2)
    if op == "pow":
        return _power(node, known, graph)
    if op == "where":
        return _common("where", known[1], known[2])
    if op == "atan2":
        _common("atan2", known[0], known[1])
        return ONE
    if known[0] is not None and not known[0].is_one:
        raise DimensionMismatch(f"{op} takes a pure number, not a quantity of dimension {known[0]}")
    return ONE


def _common(op: str, a: Dimension | None, b: Dimension | None) -> Dimension | None:
    if a is None or b is None or a == b:
        return a or b
    raise DimensionMismatch(f"the two sides of '{_SIGNS.get(op, op)}' differ: {a} and {b}")


def _power(node: Node, known: list[Dimension | None], graph: Graph) -> Dimension:
    base = known[0] or ONE
    exponent = graph.nodes[node.arguments[1]]
    if base.is_one:
        if known[1] is not None and not known[1].is_one:
            raise DimensionMismatch(f"an exponent is a pure number, not a quantity of dimension {known[1]}")
        return ONE
    if exponent.op != "const":
        raise DimensionMismatch(f"a quantity of dimension {base} takes a number written in the model as exponent")
    return base ** Fraction(exponent.value).limit_denominator(1000)


def _root(node: Node, known: list[Dimension | None], inputs: Mapping[str, Dimension]) -> Dimension | None:
    """The unknown has the dimension of its start; the equation is checked with it."""
    assert node.equation is not None  # noqa: S101 (the caller asked)
    names = node.equation.inputs
    inner = {name: each or ONE for name, each in zip(names, known, strict=True)}
    output_dimensions(node.equation, {**inputs, **inner})
    return known[0]
