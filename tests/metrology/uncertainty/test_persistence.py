"""What is stored comes back bit for bit, and shared standards stay shared."""

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from tests.metrology.uncertainty.gauge_block import D, gauge_block, gauge_block_9_5

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.errors import (
    InvalidCorrelation,
    InvalidInput,
    InvalidProblem,
    InvalidStoredForm,
    UncertaintyError,
)
from quanheng.metrology.uncertainty.inputs import Input, simultaneous_inputs
from quanheng.metrology.uncertainty.montecarlo import simulate
from quanheng.metrology.uncertainty.persistence import (
    SCHEMA,
    montecarlo_from_json,
    montecarlo_to_json,
    problem_from_json,
    problem_to_json,
    result_from_json,
    result_to_json,
)
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.propagation import Result, propagate
from quanheng.metrology.uncertainty.sharing import covariance_between, input_from

READ = {"a": [1.0, 1.2, 1.1, 0.9], "b": [2.0, 2.3, 2.1, 2.2]}


def correlated(identifier: str = "") -> Problem:
    inputs, correlations = simultaneous_inputs(READ, "bridge", {"a": "V"})
    return Problem(Model.parse(["p = a*b", "q = a/b"], outputs=["q", "p"]), inputs, correlations, 0.9, identifier)


@pytest.mark.parametrize("problem", [gauge_block(D), correlated(), correlated("证书 7")], ids=["H.1", "plain", "named"])
def test_a_problem_and_its_result_come_back_exactly(problem: Problem):
    again = problem_from_json(problem_to_json(problem))
    assert again.inputs == problem.inputs
    assert again.correlations == problem.correlations
    assert problem_to_json(again) == problem_to_json(problem)
    result = propagate(problem)
    stored = result_to_json(result)
    for other in (result_from_json(stored), propagate(again)):
        assert result_to_json(other) == stored
        assert other.estimates == result.estimates
        assert np.array_equal(other.covariance, result.covariance)
        assert other.influences == result.influences


def test_distributions_come_back_as_they_were():
    problem = gauge_block_9_5()
    again = problem_from_json(problem_to_json(problem))
    assert again.inputs == problem.inputs
    assert simulate(again, seed=4, trials=1000, keep=True).samples.tobytes() == (
        simulate(problem, seed=4, trials=1000, keep=True).samples.tobytes()
    )


def test_a_run_comes_back_exactly():
    for problem in (gauge_block_9_5(), Problem(Model.parse("2*a"), [Input("a", 1.0, 0.1, 1)])):
        run = simulate(problem, seed=2**64 - 1, trials=1000)
        stored = montecarlo_to_json(run)
        again = montecarlo_from_json(stored)
        assert montecarlo_to_json(again) == stored
        assert again.standard_errors.tobytes() == run.standard_errors.tobytes()
        assert (again.symmetric, again.is_stable, again.seed) == (run.symmetric, run.is_stable, run.seed)


@settings(max_examples=50, deadline=None)
@given(st.floats(-1e300, 1e300), st.floats(0, 1e100), st.floats(1, 1e6))
def test_every_float_survives(value: float, u: float, nu: float):
    problem = Problem(Model.parse("y = -a"), [Input("a", value, u, nu, influence="standard")])
    assert problem_from_json(problem_to_json(problem)).inputs == problem.inputs


def test_the_schema_is_as_documented():
    stored = json.loads(problem_to_json(gauge_block(D)))
    assert (stored["schema"], stored["kind"]) == (SCHEMA, "problem")
    assert stored["inputs"][0]["name"] == "ls"
    assert stored["inputs"][0]["degrees_of_freedom"] == 18
    assert stored["inputs"][1]["components"][0] == {
        "influence": "repeated", "contribution": 5.8, "degrees_of_freedom": 24.0, "ensemble": None,
    }  # fmt: skip
    assert stored["inputs"][3]["degrees_of_freedom"] is None


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "[" * 100_000, '{"schema": "quanheng.uncertainty/2", "kind": "problem"}',
     '{"schema": "quanheng.uncertainty/1", "kind": "problem"}', '{"schema": "quanheng.uncertainty/1", "kind": "result"}'],
    ids=["empty", "list", "object", "deep", "newer", "bare", "other kind"],
)  # fmt: skip
def test_what_is_no_stored_problem_is_refused(text: str):
    with pytest.raises(InvalidStoredForm):
        problem_from_json(text)


def test_every_missing_or_broken_member_is_refused():
    for dumped, read in (
        (problem_to_json(gauge_block(D)), problem_from_json),
        (result_to_json(propagate(gauge_block(D))), result_from_json),
    ):
        for member in json.loads(dumped):
            stored = json.loads(dumped)
            del stored[member]
            with pytest.raises(InvalidStoredForm):
                read(json.dumps(stored))
            stored[member] = {"wrong": [None]}
            with pytest.raises(UncertaintyError):
                read(json.dumps(stored))


def test_tampered_content_is_checked_like_any_other():
    stored = json.loads(problem_to_json(gauge_block(D)))
    stored["inputs"][0]["standard_uncertainty"] = -25.0
    with pytest.raises(InvalidInput, match="ls: standard uncertainty -25"):
        problem_from_json(json.dumps(stored))
    result = json.loads(result_to_json(propagate(gauge_block(D))))
    result["covariance"] = [[1.0, 2.0]]
    with pytest.raises(InvalidStoredForm, match="covariance has the shape"):
        result_from_json(json.dumps(result))


def test_traced_and_complex_models_are_stored_too():
    traced = Model.trace(lambda a, b: {"p": a * b, "q": a / b + 1 / 3})
    inputs, correlations = simultaneous_inputs(READ, "bridge")
    for model in (traced, Model.parse("Z = complex(a, b) * a")):
        problem = Problem(model, inputs, correlations)
        again = problem_from_json(problem_to_json(problem))
        assert again.model == model
        assert result_to_json(propagate(again)) == result_to_json(propagate(problem))


def weighing(identifier: str, difference: float) -> Result:
    inputs = [Input("s", 100.0, 0.3, influence="standard 12"), Input("d", difference, 0.4)]
    return result_from_json(result_to_json(propagate(Problem(Model.parse("m = s + d"), inputs, identifier=identifier))))


def test_two_certificates_that_share_a_standard_stay_correlated():
    """Difference and sum of two masses weighed against one standard: it cancels, and it counts twice."""
    first, second = weighing("A", 0.1), weighing("B", 0.2)
    assert covariance_between(first, second) == pytest.approx(0.09, rel=1e-15)
    inputs = [input_from(first, name="m1"), input_from(second, name="m2")]
    model = Model.parse(["difference = m1 - m2", "total = m1 + m2"], outputs=["difference", "total"])
    result = propagate(Problem(model, inputs, identifier="C"))
    assert result.standard_uncertainties == pytest.approx([math.sqrt(0.32), math.sqrt(0.32 + 0.36)], rel=1e-14)
    assert result.influences_on("total") == pytest.approx({"standard 12": 0.6, "A/d": 0.4, "B/d": 0.4})
    # And on: the total is still correlated with the first certificate.
    assert covariance_between(result, first, "total") == pytest.approx(0.6 * 0.3 + 0.4 * 0.4, rel=1e-14)


def test_a_result_is_fully_correlated_with_itself():
    result = propagate(correlated("R"))
    for i, one in enumerate(result.outputs):
        for j, other in enumerate(result.outputs):
            assert covariance_between(result, result, one, other) == pytest.approx(result.covariance[i, j], rel=1e-12)


def test_correlation_and_ensemble_travel_with_the_influences():
    """Taken on in two steps, the readings of one ensemble give what they give in one."""
    direct = propagate(correlated("R")).estimate("p")
    inputs, correlations = simultaneous_inputs(READ, "bridge")
    means = propagate(
        Problem(Model.parse(["c = 1*a", "d = 1*b"], outputs=["c", "d"]), inputs, correlations, identifier="R")
    )
    # c depends on a only and d on b only: what correlates a and b must come along all the same.
    assert input_from(means, "c").component_correlations == means.correlations
    for taken in (means, result_from_json(result_to_json(means))):
        inputs = [input_from(taken, "c"), input_from(taken, "d")]
        stored = problem_to_json(Problem(Model.parse("p = c*d"), inputs, coverage_probability=0.9))
        found = propagate(problem_from_json(stored)).estimate()
        assert found.standard_uncertainty == pytest.approx(direct.standard_uncertainty, rel=1e-12)
        assert found.degrees_of_freedom == pytest.approx(3.0)
    # And through two certificates of which each carries one of the two.
    c, d = (
        propagate(Problem(Model.parse(f"y = {name}"), [input_from(means, name)], identifier=f"cert {name}"))
        for name in "cd"
    )
    assert covariance_between(c, d) == pytest.approx(means.covariance[0, 1], rel=1e-12)


def test_results_that_cannot_be_told_apart_or_contradict_are_refused():
    nameless, named = weighing("", 0.1), weighing("A", 0.1)
    for attempt in (lambda: input_from(nameless), lambda: covariance_between(nameless, named)):
        with pytest.raises(InvalidProblem, match="no identifier"):
            attempt()
    other = [Input("s", 100.0, 0.3, 5, influence="standard 12")]
    with pytest.raises(InvalidProblem, match="standard 12 is described differently"):
        covariance_between(named, propagate(Problem(Model.parse("2*s"), other, identifier="B")))
    x, y = Input("x", 1.0, 0.1, influence="X"), Input("y", 1.0, 0.1, influence="Y")
    one, two = (propagate(Problem(Model.parse("x + y"), [x, y], [("x", "y", r)], identifier="B")) for r in (0.1, 0.2))
    with pytest.raises(InvalidCorrelation, match=r"X and Y is 0\.1"):
        covariance_between(one, two)
