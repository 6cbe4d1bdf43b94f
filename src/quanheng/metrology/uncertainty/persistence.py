"""Problems and results as JSON, read back bit for bit.

Schema `quanheng.uncertainty/1`. Numbers are the shortest decimals that denote the same float; infinite degrees of
freedom are null. Every document is an object with `schema` and `kind`.

kind "problem":
    model: {text: string, outputs: [name]}, or for one traced from a function an object of the schema quanheng.model/1
    inputs: [{name, value, standard_uncertainty, degrees_of_freedom, ensemble, unit, distribution, influence,
              components: [{influence, contribution, degrees_of_freedom, ensemble}],
              component_correlations: [[influence, influence, r]]}]
    correlations: [[name, name, r]]; coverage_probability: number; identifier: string
kind "result":
    outputs, inputs: [name]; values, input_values, input_uncertainties: [number];
    sensitivities, shares, covariance, contributions: [[number]], one row an output;
    degrees_of_freedom: [number or null];
    influences: [{identifier, degrees_of_freedom, ensemble}], in the order of the columns of contributions;
    correlations: [[identifier, identifier, r]]; coverage_probability: number; identifier: string
"""

import json
import math
from dataclasses import asdict
from typing import Any

import numpy as np

from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.correlation import Correlation
from quanheng.metrology.uncertainty.coverage import require_probability
from quanheng.metrology.uncertainty.errors import InvalidStoredForm
from quanheng.metrology.uncertainty.influences import Influence
from quanheng.metrology.uncertainty.inputs import Component, Input
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.propagation import Result

SCHEMA = "quanheng.uncertainty/1"
_ARRAYS = {
    "values": 1, "input_values": 1, "input_uncertainties": 1,
    "sensitivities": 2, "shares": 2, "covariance": 2, "contributions": 2,
}  # fmt: skip


def problem_to_json(problem: Problem) -> str:
    """The problem as JSON."""
    model = problem.model
    return _written("problem", {
        "model": {"text": model.text, "outputs": list(model.outputs)} if model.text else json.loads(model.to_json()),
        "inputs": [_open(asdict(each)) for each in problem.inputs],
        "correlations": problem.correlations,
        "coverage_probability": problem.coverage_probability,
        "identifier": problem.identifier,
    })  # fmt: skip


def problem_from_json(text: str) -> Problem:
    """The problem again, checked as any other.

    Raises:
        InvalidStoredForm: no JSON, not a problem, another schema, or a member missing or of the wrong kind.
        MetrologyError: what it describes cannot be; see `Problem`.
    """
    stored = _read(text, "problem")
    try:
        return Problem(
            _model(stored["model"]),
            [_input(each) for each in stored["inputs"]],
            _correlations(stored["correlations"]),
            stored["coverage_probability"],
            _text(stored["identifier"]),
        )
    except MetrologyError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed("problem", error) from error


def result_to_json(result: Result) -> str:
    """The result as JSON, with the influences that correlate it with other results.

    Raises:
        InvalidStoredForm: a derivative is infinite (with respect to an input that is known exactly).
    """
    arrays = {name: getattr(result, name).tolist() for name in _ARRAYS}
    return _written("result", {
        "outputs": result.outputs,
        "inputs": result.inputs,
        **arrays,
        "degrees_of_freedom": [_null(each) for each in result.degrees_of_freedom],
        "influences": [_open(asdict(each)) for each in result.influences],
        "correlations": result.correlations,
        "coverage_probability": result.coverage_probability,
        "identifier": result.identifier,
    })  # fmt: skip


def result_from_json(text: str) -> Result:
    """The result again.

    Raises:
        InvalidStoredForm: no JSON, not a result, another schema, a member missing or of the wrong kind, or arrays whose
            sizes do not fit together.
    """
    stored = _read(text, "result")
    try:
        sizes = {
            "m": len(stored["outputs"]), "n": len(stored["inputs"]), "k": len(stored["influences"]),
        }  # fmt: skip
        arrays = {name: np.array(stored[name], dtype=np.float64) for name in _ARRAYS}
        result = Result(
            outputs=_names(stored["outputs"]),
            inputs=_names(stored["inputs"]),
            **arrays,
            degrees_of_freedom=tuple(_degrees(each) for each in stored["degrees_of_freedom"]),
            influences=tuple(
                Influence(_text(each["identifier"]), _degrees(each["degrees_of_freedom"]), _optional(each["ensemble"]))
                for each in stored["influences"]
            ),
            correlations=_correlations(stored["correlations"]),
            coverage_probability=require_probability(float(stored["coverage_probability"])),
            identifier=_text(stored["identifier"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _malformed("result", error) from error
    _require_shapes(result, **sizes)
    return result


def _require_shapes(result: Result, m: int, n: int, k: int) -> None:
    shapes = {
        "values": (m,), "input_values": (n,), "input_uncertainties": (n,), "sensitivities": (m, n), "shares": (m, n),
        "covariance": (m, m), "contributions": (m, k),
    }  # fmt: skip
    for name, shape in shapes.items():
        found = getattr(result, name)
        if found.shape != shape:
            raise InvalidStoredForm(f"{name} has the shape {found.shape}; {shape} fits the outputs and inputs")
        if not np.isfinite(found).all():
            raise InvalidStoredForm(f"{name} holds a number that is not finite")
    if len(result.degrees_of_freedom) != m:
        raise InvalidStoredForm(f"{len(result.degrees_of_freedom)} degrees of freedom for {m} outputs")


def _model(stored: dict[str, Any]) -> Model:
    if "schema" in stored:
        return Model.from_json(json.dumps(stored))
    return Model.parse(_text(stored["text"]), _names(stored["outputs"]))


def _input(stored: dict[str, Any]) -> Input:
    components = tuple(
        Component(
            _text(each["influence"]),
            each["contribution"],
            _degrees(each["degrees_of_freedom"]),
            _optional(each["ensemble"]),
        )
        for each in stored["components"]
    )
    between = _correlations(stored["component_correlations"])
    if components:
        return Input.from_components(
            stored["name"], stored["value"], components, between, unit=_optional(stored["unit"])
        )
    return Input(
        stored["name"],
        stored["value"],
        stored["standard_uncertainty"],
        _degrees(stored["degrees_of_freedom"]),
        _optional(stored["ensemble"]),
        _optional(stored["unit"]),
        stored["distribution"],
        _optional(stored["influence"]),
    )


def _correlations(stored: list[Any]) -> tuple[Correlation, ...]:
    return tuple((str(a), str(b), float(r)) for a, b, r in stored)


def _text(stored: object) -> str:
    if not isinstance(stored, str):
        raise TypeError(f"{stored!r} is not text")
    return stored


def _optional(stored: object) -> str | None:
    return None if stored is None else _text(stored)


def _names(stored: object) -> tuple[str, ...]:
    if not isinstance(stored, list):
        raise TypeError(f"{stored!r} is not a list of names")
    return tuple(_text(each) for each in stored)


def _null(number: float) -> float | None:
    return None if math.isinf(number) else number


def _degrees(stored: float | None) -> float:
    return math.inf if stored is None else float(stored)


def _open(stored: Any) -> Any:
    """The same with null for infinite degrees of freedom, at any depth."""
    if isinstance(stored, dict):
        return {key: _null(value) if key == "degrees_of_freedom" else _open(value) for key, value in stored.items()}
    return [_open(each) for each in stored] if isinstance(stored, list | tuple) else stored


def _written(kind: str, members: dict[str, Any]) -> str:
    try:
        return json.dumps({"schema": SCHEMA, "kind": kind, **members}, ensure_ascii=False, allow_nan=False)
    except ValueError as error:
        raise InvalidStoredForm(f"a {kind} with a number that is not finite cannot be stored: {error}") from error


def _read(text: str, kind: str) -> dict[str, Any]:
    try:
        stored = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise InvalidStoredForm(f"this is no JSON of a {kind}: {error}") from error
    if not isinstance(stored, dict) or stored.get("schema") != SCHEMA or stored.get("kind") != kind:
        found = (
            {key: stored.get(key) for key in ("schema", "kind")} if isinstance(stored, dict) else type(stored).__name__
        )
        raise InvalidStoredForm(f"{found} is not a {kind} of the schema {SCHEMA}")
    return stored


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON number")


def _malformed(kind: str, error: Exception) -> InvalidStoredForm:
    said = f"{error} is missing" if isinstance(error, KeyError) else str(error)
    return InvalidStoredForm(f"this {kind} of the schema {SCHEMA} is malformed: {said}")
