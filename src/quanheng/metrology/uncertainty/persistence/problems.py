"""Problems as JSON."""

import json
from dataclasses import asdict
from typing import Any, cast

from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.distributions import Distribution, distribution_from_dict
from quanheng.metrology.uncertainty.inputs import Component, Input
from quanheng.metrology.uncertainty.persistence.members import (
    correlations,
    degrees,
    malformed,
    names,
    opened,
    optional,
    read,
    text,
    written,
)
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.shapes import ShapeName


def problem_to_json(problem: Problem) -> str:
    """The problem as JSON."""
    model = problem.model
    return written("problem", {
        "model": {"text": model.text, "outputs": list(model.outputs)} if model.text else json.loads(model.to_json()),
        "inputs": [_stored_input(each) for each in problem.inputs],
        "correlations": problem.correlations,
        "coverage_probability": problem.coverage_probability,
        "identifier": problem.identifier,
    })  # fmt: skip


def problem_from_json(document: str) -> Problem:
    """The problem again, checked as any other.

    Raises:
        InvalidStoredForm: no JSON, not a problem, another schema, or a member missing or of the wrong kind.
        MetrologyError: what it describes cannot be; see `Problem`.
    """
    stored = read(document, "problem")
    try:
        return Problem(
            _model(stored["model"]),
            [_input(each) for each in stored["inputs"]],
            correlations(stored["correlations"]),
            stored["coverage_probability"],
            text(stored["identifier"]),
        )
    except MetrologyError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise malformed("problem", error) from error


def _model(stored: dict[str, Any]) -> Model:
    if "schema" in stored:
        return Model.from_json(json.dumps(stored))
    return Model.parse(text(stored["text"]), names(stored["outputs"]))


def _stored_input(each: Input) -> Any:
    shape = each.distribution
    stored = opened(asdict(each))
    return {**stored, "distribution": shape.to_dict() if isinstance(shape, Distribution) else shape}


def _input(stored: dict[str, Any]) -> Input:
    components = tuple(
        Component(
            text(each["influence"]),
            each["contribution"],
            degrees(each["degrees_of_freedom"]),
            optional(each["ensemble"]),
        )
        for each in stored["components"]
    )
    between = correlations(stored["component_correlations"])
    if components:
        return Input.from_components(
            stored["name"], stored["value"], components, between, unit=optional(stored["unit"])
        )
    shape = stored["distribution"]
    return Input(
        stored["name"],
        stored["value"],
        stored["standard_uncertainty"],
        degrees(stored["degrees_of_freedom"]),
        optional(stored["ensemble"]),
        optional(stored["unit"]),
        cast("ShapeName", shape) if isinstance(shape, str) else distribution_from_dict(shape),
        optional(stored["influence"]),
    )
