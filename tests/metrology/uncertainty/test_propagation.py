"""Laws that first-order propagation keeps whatever the numbers."""

import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.errors import UncertaintyError
from quanheng.metrology.uncertainty.inputs import Component, Input
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.propagation import propagate

NAMES = ("a", "b", "c")
LINEAR = Model.parse("2*a - 3*b + 0.5*c")
CURVED = Model.parse(["P = a*b + exp(c/10)", "Q = a - b*c"], outputs=["P", "Q"])
values = st.floats(-10, 10)
sizes = st.floats(0.01, 10)
coefficients = st.floats(-0.49, 0.49)


def problem_of(model: Model, x: tuple, u: tuple, r: tuple) -> Problem:
    inputs = [Input(name, at, size) for name, at, size in zip(NAMES, x, u, strict=True)]
    return Problem(model, inputs, [("a", "b", r[0]), ("a", "c", r[1]), ("b", "c", r[2])])


triples = st.tuples(values, values, values), st.tuples(sizes, sizes, sizes), st.tuples(*[coefficients] * 3)


@settings(deadline=None)
@given(*triples)
def test_linear_models_are_exact(x: tuple, u: tuple, r: tuple):
    result = propagate(problem_of(LINEAR, x, u, r))
    g = np.array([2.0, -3.0, 0.5])
    matrix = np.array([[1, r[0], r[1]], [r[0], 1, r[2]], [r[1], r[2], 1]]) * np.outer(u, u)
    assert result.sensitivities[0].tolist() == g.tolist()
    assert result.covariance[0, 0] == pytest.approx(g @ matrix @ g, rel=1e-9, abs=1e-9)
    assert result.values[0] == pytest.approx(g @ np.array(x), abs=1e-12)


@settings(deadline=None)
@given(*triples)
def test_shares_add_up_to_one(x: tuple, u: tuple, r: tuple):
    result = propagate(problem_of(CURVED, x, u, r))
    variance = np.diagonal(result.covariance)
    for row in np.flatnonzero(variance > 1e-6).tolist():
        assert result.shares[row].sum() == pytest.approx(1.0, rel=1e-9)


@settings(deadline=None)
@given(*triples, st.floats(0.001, 1000))
def test_uncertainty_scales_with_its_inputs(x: tuple, u: tuple, r: tuple, factor: float):
    once = propagate(problem_of(CURVED, x, u, r))
    scaled = propagate(problem_of(CURVED, x, tuple(factor * each for each in u), r))
    assert scaled.covariance == pytest.approx(once.covariance * factor**2, rel=1e-9, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(*triples, st.permutations(range(3)))
def test_the_order_of_inputs_does_not_matter(x: tuple, u: tuple, r: tuple, order: list):
    problem = problem_of(CURVED, x, u, r)
    shuffled = Problem(CURVED, [problem.inputs[i] for i in order], [(b, a, r) for a, b, r in problem.correlations])
    assert propagate(shuffled).covariance == pytest.approx(propagate(problem).covariance, rel=1e-12, abs=1e-12)


@settings(deadline=None)
@given(*triples)
def test_covariance_of_outputs_is_symmetric_and_not_doubled(x: tuple, u: tuple, r: tuple):
    result = propagate(problem_of(CURVED, x, u, r))
    both = propagate(problem_of(Model.parse("a*b + exp(c/10) + a - b*c"), x, u, r))
    c = result.covariance
    assert c[0, 1] == c[1, 0]
    assert both.covariance[0, 0] == pytest.approx(c[0, 0] + c[1, 1] + 2 * c[0, 1], rel=1e-7, abs=1e-7)


def test_a_single_input_keeps_its_degrees_of_freedom():
    for nu in range(1, 60):
        found = propagate(Problem(Model.parse("3*a"), [Input("a", 1.0, 0.1, nu)])).estimate()
        assert found.truncated_degrees_of_freedom == nu


def test_an_ensemble_is_one_component_for_welch_satterthwaite():
    """Readings taken together have n − 1 degrees of freedom, whatever is computed of them (Willink 2007)."""
    a, b = Input("a", 1.0, 0.3, 5, "e"), Input("b", 2.0, 0.4, 5, "e")
    joint = propagate(Problem(Model.parse("a + b"), [a, b], [("a", "b", 0.8)])).estimate()
    assert joint.standard_uncertainty == pytest.approx(math.sqrt(0.09 + 0.16 + 2 * 0.8 * 0.12))
    assert joint.degrees_of_freedom == pytest.approx(5)
    # With a third, independent input: u_c⁴ / ((u_a+b)⁴/5 + u_c⁴/8); ignoring correlation gives another number.
    c = Input("c", 0.0, 0.5, 8)
    found = propagate(Problem(Model.parse("a + b + c"), [a, b, c], [("a", "b", 0.8)])).estimate()
    variance = 0.442
    assert found.degrees_of_freedom == pytest.approx((variance + 0.25) ** 2 / (variance**2 / 5 + 0.25**2 / 8))
    ignoring = (variance + 0.25) ** 2 / (0.3**4 / 5 + 0.4**4 / 5 + 0.5**4 / 8)
    assert abs(found.degrees_of_freedom - ignoring) > 1


def test_correlated_reliable_inputs_leave_the_degrees_of_freedom_to_the_others():
    a, b, c = Input("a", 1.0, 0.3), Input("b", 2.0, 0.4), Input("c", 0.0, 0.5, 8)
    found = propagate(Problem(Model.parse("a + b + c"), [a, b, c], [("a", "b", 0.8)])).estimate()
    assert found.degrees_of_freedom == pytest.approx(0.692**2 / (0.25**2 / 8))


def test_what_cancels_has_no_uncertainty():
    found = propagate(
        Problem(Model.parse("a - b"), [Input("a", 1.0, 0.3), Input("b", 1.0, 0.3)], [("a", "b", 1.0)])
    ).estimate()
    assert (found.standard_uncertainty, found.degrees_of_freedom, found.interval) == (0.0, math.inf, (0.0, 0.0))


def test_inputs_that_share_an_influence_are_correlated():
    standard = Component("CERT-7", 0.3)
    a = Input.from_components("a", 1.0, [standard, Component("own-a", 0.4)])
    b = Input.from_components("b", 1.0, [standard, Component("own-b", 0.4)])
    problem = Problem(Model.parse(["s = a + b", "d = a - b"], outputs=["s", "d"]), [a, b])
    result = propagate(problem)
    assert result.covariance == pytest.approx(np.array([[0.68, 0.0], [0.0, 0.32]]), abs=1e-15)
    assert result.influences_on("s") == pytest.approx({"CERT-7": 0.6, "own-a": 0.4, "own-b": 0.4})
    assert result.influences_on("d") == pytest.approx({"CERT-7": 0.0, "own-a": 0.4, "own-b": -0.4})
    assert result.shares.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert problem.influences.input_covariance() == pytest.approx(np.array([[0.25, 0.09], [0.09, 0.25]]))


def test_an_infinite_derivative_is_refused_only_where_it_matters():
    model = Model.parse("sqrt(a) + b")
    with pytest.raises(UncertaintyError, match=r"a at 0\.0 ± 0\.1"):
        propagate(Problem(model, [Input("a", 0.0, 0.1), Input("b", 1.0, 0.1)]))
    found = propagate(Problem(model, [Input("a", 0.0), Input("b", 1.0, 0.1)])).estimate()
    assert found.standard_uncertainty == pytest.approx(0.1)


def test_many_inputs_take_time_in_proportion():
    """A dense matrix over 20 000 inputs would need 3 GB; this passes because none is made."""
    names = [f"x{i}" for i in range(20_000)]
    model = Model.trace(lambda *x: sum(x[1:], x[0]), inputs=names)
    found = propagate(Problem(model, [Input(name, 1.0, 0.1) for name in names])).estimate()
    assert found.standard_uncertainty == pytest.approx(0.1 * math.sqrt(20_000))
