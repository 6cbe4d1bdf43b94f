"""Models as JSON, read back bit for bit; traced models as well as those written as text.

Schema `quanheng.model/1`, one object:

    schema: "quanheng.model/1"
    inputs: [name], outputs: [name], each name once
    steps: [[operation, argument, …]] in order; an argument is the number of an earlier node. Nodes are numbered from 0:
           first the inputs, then the steps. ["const", number] is a number, the shortest decimal of the float, or one
           of the words "inf", "-inf", "nan". ["solve", equation, start, other, …] is a root, with
           equation: {inputs: [unknown, name, …], steps, results: [node]}
    results: [node], one an output
    text: string, what the model was written as; empty for a traced one. It must say what the steps say.

Operations are those of `operations.OPERATIONS`. Sizes are limited: `MOST_CHARACTERS`, `graph.MOST_NODES`.
"""

import json
import math
from typing import Any

from quanheng.metrology.model.errors import InvalidStoredModel, ModelError
from quanheng.metrology.model.graph import MOST_NESTED, MOST_NODES, Graph, Node
from quanheng.metrology.model.operations import OPERATIONS
from quanheng.metrology.model.parser import parse

SCHEMA = "quanheng.model/1"
#: Enough for a graph of the greatest size.
MOST_CHARACTERS = 100_000_000
_NOT_FINITE = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}


def document_of(graph: Graph, outputs: tuple[str, ...], text: str) -> dict[str, Any]:
    """The model as an object of the schema."""
    return {"schema": SCHEMA, "inputs": list(graph.inputs), "outputs": list(outputs), **_body(graph), "text": text}


def graph_of(document: object) -> tuple[Graph, tuple[str, ...], str]:
    """Graph, names of the outputs and text from an object of the schema.

    Raises:
        InvalidStoredModel: another schema, a member missing or malformed, a text that is another model than the steps.
        ModelTooLarge: beyond the limits.
    """
    if not isinstance(document, dict) or document.get("schema") != SCHEMA:
        found = document.get("schema") if isinstance(document, dict) else type(document).__name__
        raise InvalidStoredModel(f"{found!r} is not a model of the schema {SCHEMA}")
    graph = _graph(document, 0)
    outputs = _names(document, "outputs")
    if len(outputs) != len(graph.outputs):
        raise InvalidStoredModel(f"{len(graph.outputs)} results for the {len(outputs)} outputs {', '.join(outputs)}")
    text = _member(document, "text", str)
    return (_as_written(text, graph, outputs) if text else graph), outputs, text


def read(text: str) -> object:
    """The JSON value.

    Raises:
        InvalidStoredModel: no JSON, or more than the greatest size.
    """
    if len(text) > MOST_CHARACTERS:
        raise InvalidStoredModel(f"{len(text)} characters: a stored model has {MOST_CHARACTERS} at most")
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidStoredModel(f"this is no JSON of a model: {error}") from error


def _refuse_constant(name: str) -> float:
    raise ValueError(f'{name} is no JSON number; a model has it as a word, such as "inf"')


def _body(graph: Graph) -> dict[str, Any]:
    first = len(graph.inputs)
    return {"steps": [_written(node) for node in graph.nodes[first:]], "results": list(graph.outputs)}


def _written(node: Node) -> list[Any]:
    if node.op == "const":
        return ["const", node.value if math.isfinite(node.value) else str(node.value)]
    if node.equation is not None:
        return ["solve", {"inputs": list(node.equation.inputs), **_body(node.equation)}, *node.arguments]
    return [node.op, *node.arguments]


def _as_written(text: str, graph: Graph, outputs: tuple[str, ...]) -> Graph:
    """The graph that the text gives, which knows the places in it."""
    try:
        parsed = parse(text, outputs)
    except ModelError as error:
        raise InvalidStoredModel(f"the text of the stored model is no model: {error}") from error
    # Compared as written: a nan is not equal to itself.
    one, other = (json.dumps([list(each.inputs), _body(each)]) for each in (parsed.graph, graph))
    if parsed.outputs != outputs or one != other:
        raise InvalidStoredModel(
            f"the text {text[:60]!r} and the steps are different models; leave the text empty if the steps are right"
        )
    return parsed.graph


def _graph(document: dict[str, Any], depth: int) -> Graph:
    if depth > MOST_NESTED:
        raise InvalidStoredModel(f"equations within equations deeper than {MOST_NESTED}")
    inputs = _names(document, "inputs")
    steps = _member(document, "steps", list)
    if len(inputs) + len(steps) > MOST_NODES:
        raise InvalidStoredModel(f"{len(steps)} steps: a model has {MOST_NODES} operations at most")
    nodes = [Node("input", value=position) for position in range(len(inputs))]
    for step in steps:
        nodes.append(_step(step, len(nodes), depth))
    results = _member(document, "results", list)
    if not results:
        raise InvalidStoredModel("a model without results; at least one is needed")
    return Graph(inputs, tuple(nodes), tuple(_node(each, len(nodes), "results") for each in results))


def _step(step: object, index: int, depth: int) -> Node:
    if not isinstance(step, list) or not step or not isinstance(step[0], str):
        raise InvalidStoredModel(f"node {index} is {_shown(step)}; a list [operation, argument, …] is needed")
    op, *arguments = step
    if op == "const":
        return Node("const", value=_number(arguments, index))
    if op == "solve":
        return _root(arguments, index, depth)
    if op not in OPERATIONS:
        raise InvalidStoredModel(f"node {index}: there is no operation {op[:40]!r}")
    if len(arguments) != OPERATIONS[op].arity:
        raise InvalidStoredModel(f"node {index}: {op} takes {OPERATIONS[op].arity} arguments, not {len(arguments)}")
    return Node(op, tuple(_node(each, index, f"node {index}") for each in arguments))


def _root(arguments: list[Any], index: int, depth: int) -> Node:
    if not arguments or not isinstance(arguments[0], dict):
        raise InvalidStoredModel(f'node {index}: "solve" is followed by its equation, an object')
    equation, given = _graph(arguments[0], depth + 1), arguments[1:]
    if len(equation.outputs) != 1 or len(equation.inputs) != len(given) or not given:
        raise InvalidStoredModel(
            f"node {index}: an equation of {len(equation.inputs)} inputs and {len(equation.outputs)} results with "
            f"{len(given)} arguments; one result, and an argument for each input are needed"
        )
    return Node("solve", tuple(_node(each, index, f"node {index}") for each in given), equation=equation)


def _number(arguments: list[Any], index: int) -> float:
    value = arguments[0] if len(arguments) == 1 else arguments
    if isinstance(value, str) and value in _NOT_FINITE:
        return _NOT_FINITE[value]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidStoredModel(f'node {index}: {_shown(value)} is no number, nor one of "inf", "-inf", "nan"')
    try:
        found = float(value)
    except OverflowError:
        found = math.inf
    if math.isinf(found):
        raise InvalidStoredModel(f"node {index}: the number is too large for a float")
    return found


def _node(given: object, before: int, where: str) -> int:
    if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given < before:
        raise InvalidStoredModel(f"{where}: {_shown(given)} is not the number of an earlier node, 0 to {before - 1}")
    return given


def _names(document: dict[str, Any], member: str) -> tuple[str, ...]:
    names = _member(document, member, list)
    if not all(isinstance(each, str) and each for each in names) or len(set(names)) != len(names):
        raise InvalidStoredModel(f"{member} are {_shown(names)}; names are needed, each once")
    return tuple(names)


def _member(document: dict[str, Any], name: str, kind: type) -> Any:
    found = document.get(name)
    if not isinstance(found, kind):
        raise InvalidStoredModel(f"{name} of the stored model is {_shown(found)}; a {kind.__name__} is needed")
    return found


def _shown(given: object) -> str:
    text = repr(given) if not isinstance(given, dict | list) or len(given) < 10 else f"a {type(given).__name__}"
    return text if len(text) <= 80 else text[:79] + "…"
