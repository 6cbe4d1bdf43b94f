"""Results of propagation as JSON."""

from dataclasses import asdict

import numpy as np

from quanheng.metrology.uncertainty.coverage import require_probability
from quanheng.metrology.uncertainty.errors import InvalidStoredForm
from quanheng.metrology.uncertainty.influences import Influence
from quanheng.metrology.uncertainty.persistence.members import (
    correlations,
    degrees,
    malformed,
    names,
    null,
    opened,
    optional,
    read,
    text,
    written,
)
from quanheng.metrology.uncertainty.propagation import Result

_ARRAYS = {
    "values": 1, "input_values": 1, "input_uncertainties": 1,
    "sensitivities": 2, "shares": 2, "covariance": 2, "contributions": 2,
}  # fmt: skip


def result_to_json(result: Result) -> str:
    """The result as JSON, with the influences that correlate it with other results.

    Raises:
        InvalidStoredForm: a derivative is infinite (with respect to an input that is known exactly).
    """
    arrays = {name: getattr(result, name).tolist() for name in _ARRAYS}
    return written("result", {
        "outputs": result.outputs,
        "inputs": result.inputs,
        **arrays,
        "degrees_of_freedom": [null(each) for each in result.degrees_of_freedom],
        "influences": [opened(asdict(each)) for each in result.influences],
        "correlations": result.correlations,
        "coverage_probability": result.coverage_probability,
        "identifier": result.identifier,
    })  # fmt: skip


def result_from_json(document: str) -> Result:
    """The result again.

    Raises:
        InvalidStoredForm: no JSON, not a result, another schema, a member missing or of the wrong kind, or arrays whose
            sizes do not fit together.
    """
    stored = read(document, "result")
    try:
        sizes = {
            "m": len(stored["outputs"]), "n": len(stored["inputs"]), "k": len(stored["influences"]),
        }  # fmt: skip
        arrays = {name: np.array(stored[name], dtype=np.float64) for name in _ARRAYS}
        result = Result(
            outputs=names(stored["outputs"]),
            inputs=names(stored["inputs"]),
            **arrays,
            degrees_of_freedom=tuple(degrees(each) for each in stored["degrees_of_freedom"]),
            influences=tuple(
                Influence(text(each["identifier"]), degrees(each["degrees_of_freedom"]), optional(each["ensemble"]))
                for each in stored["influences"]
            ),
            correlations=correlations(stored["correlations"]),
            coverage_probability=require_probability(float(stored["coverage_probability"])),
            identifier=text(stored["identifier"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise malformed("result", error) from error
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
