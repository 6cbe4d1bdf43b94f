"""An evaluation as a JSON document, schema `quanheng.evaluation/1`.

    schema, title, model, coverage_probability, is_checked_in_units
    outputs: one object an output:
        name, unit (null where the inputs carry none)
        value, standard_uncertainty, degrees_of_freedom, coverage_factor, expanded_uncertainty, interval
        budget: [{name, unit, value, standard_uncertainty, sensitivity, contribution, share}]
        montecarlo: {mean, standard_uncertainty, interval, shortest_interval, trials, seed, stable, gum_validated}
        gum_validated, and why: reason
        quasi: {mean, standard_uncertainty, interval, standard_errors, points, randomisations, seed}; standard_errors has
            mean, standard_uncertainty and interval: how far each may be from the exact figure
        statement: the sentence for a certificate, by Monte Carlo where first order does not hold
    covariance, correlation: of several outputs, in their order

With a single output its members stand at the top level as well. Infinite degrees of freedom, and moments that do not
exist, are null: JSON has no infinity.
"""

import math
from typing import Any

from quanheng.metrology.budget_file.evaluation import Evaluation
from quanheng.metrology.budget_file.sentence import sentence_of
from quanheng.metrology.uncertainty import Estimate, budget as budget_of
from quanheng.metrology.uncertainty.quasi import Quasi

SCHEMA = "quanheng.evaluation/1"
NO_VARIANCE = "an input with two degrees of freedom or fewer has no variance: the interval is all there is to compare"


def answer_of(found: Evaluation) -> dict[str, Any]:
    """The document, made of what JSON knows.

    Example:
        >>> from quanheng.metrology.budget_file.budget import read_budget
        >>> from quanheng.metrology.budget_file.evaluation import evaluate
        >>> budget = read_budget("{model: P = U*I, inputs: {U: {value: 5, standard_uncertainty: 0.1}, I: 2}}")
        >>> answer = answer_of(evaluate(budget, ["gum"]))
        >>> answer["outputs"][0]["value"], answer["standard_uncertainty"], answer["degrees_of_freedom"]
        (10.0, 0.2, None)
    """
    outputs = [_output(found, place) for place in range(len(found.gum.outputs))]
    answer: dict[str, Any] = {
        "schema": SCHEMA,
        "title": found.budget.title,
        "model": found.budget.text,
        "coverage_probability": found.gum.coverage_probability,
        "is_checked_in_units": bool(found.budget.output_units),
    }
    if len(outputs) == 1:
        answer |= outputs[0]
    answer["outputs"] = outputs
    if len(outputs) > 1:
        answer["covariance"] = found.gum.covariance.tolist()
        answer["correlation"] = found.gum.correlation.tolist()
        if found.montecarlo is not None:
            answer["montecarlo"] = {
                "covariance": _matrix(found.montecarlo.covariance.tolist()),
                "correlation": _matrix(found.montecarlo.correlation.tolist()),
            }
    return answer


def _output(found: Evaluation, place: int) -> dict[str, Any]:
    estimate = found.gum.estimates[place]
    output: dict[str, Any] = {
        "name": estimate.name,
        "unit": found.budget.output_units.get(estimate.name),
        **_first_order(estimate),
        "budget": _budget(found, estimate.name),
    }
    if (run := found.montecarlo) is not None:
        validation = found.validations[place] if found.validations else None
        output["montecarlo"] = {
            "mean": _finite(float(run.mean[place])),
            "standard_uncertainty": _finite(float(run.standard_uncertainties[place])),
            "interval": [float(each) for each in run.symmetric[place]],
            "shortest_interval": [float(each) for each in run.shortest[place]],
            "trials": run.trials,
            "seed": run.seed,
            "stable": run.is_stable,
            "gum_validated": validation.is_validated if validation else None,
        }
        output["gum_validated"] = validation.is_validated if validation else None
        output["reason"] = validation.reason if validation else NO_VARIANCE
    if found.quasi is not None:
        output["quasi"] = _quasi(found.quasi, place)
    elif found.quasi_refused:
        output["quasi"] = None
        output["quasi_refused"] = found.quasi_refused
    output["statement"] = sentence_of(found, place)
    return output


def _quasi(run: Quasi, place: int) -> dict[str, Any]:
    estimate = run.estimates[place]
    errors = estimate.standard_errors
    return {
        "mean": _finite(estimate.mean),
        "standard_uncertainty": _finite(estimate.standard_uncertainty),
        "interval": [float(each) for each in estimate.interval],
        "standard_errors": {
            "mean": _finite(errors.mean),
            "standard_uncertainty": _finite(errors.standard_uncertainty),
            "interval": [_finite(float(each)) for each in errors.interval],
        },
        "points": run.points,
        "randomisations": run.randomisations,
        "seed": run.seed,
    }


def _first_order(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": estimate.value + 0.0,  # no −0
        "standard_uncertainty": estimate.standard_uncertainty,
        "degrees_of_freedom": _finite(estimate.degrees_of_freedom),
        "coverage_factor": estimate.coverage_factor,
        "expanded_uncertainty": estimate.expanded_uncertainty,
        "interval": list(estimate.interval),
    }


def _budget(found: Evaluation, output: str) -> list[dict[str, Any]]:
    units = {each.name: each.unit for each in found.budget.problem.inputs}
    return [
        {
            "name": row.name,
            "unit": units[row.name],
            "value": row.value,
            "standard_uncertainty": row.standard_uncertainty,
            "sensitivity": _finite(row.sensitivity + 0.0),
            "contribution": row.contribution,
            "share": row.share + 0.0,  # no −0
        }
        for row in budget_of(found.gum, output).rows
    ]


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None


def _matrix(rows: list[list[float]]) -> list[list[float | None]]:
    return [[_finite(each) for each in row] for row in rows]
