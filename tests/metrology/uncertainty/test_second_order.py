"""Second order against the Guide's figures and against moments known in closed form."""

import json
import math

import numpy as np
import pytest
from tests.metrology.uncertainty.gauge_block import D, gauge_block

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.errors import InvalidProblem, UncertaintyError
from quanheng.metrology.uncertainty.inputs import Input
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.propagation import propagate
from quanheng.metrology.uncertainty.second_order import second_order


def test_h1_second_order():
    """JCGM 100:2008, H.1.7: terms 11,7 nm and 1,7 nm, u_c = 34 nm."""
    found = second_order(gauge_block(D))
    assert round(found.interaction("dalpha", "theta"), 1) == 11.7
    assert round(found.interaction("alpha_s", "dtheta"), 1) == 1.7
    assert round(float(found.standard_uncertainties[0])) == 34
    assert found.standard_uncertainties[0] == pytest.approx(33.8065, abs=5e-5)


def test_h1_second_order_against_independent_computation(shared):
    expected = json.loads((shared / "reference/jcgm100_annexH.json").read_text())["examples"]["H.1"]
    computed = expected["computed_unrounded_inputs"]
    found = second_order(gauge_block(D))
    terms = [found.interaction("dalpha", "theta"), found.interaction("alpha_s", "dtheta")]
    assert terms == pytest.approx(computed["second_order_terms"], rel=1e-12)
    # The independent computation leaves out the pairs (ls, dalpha, …) whose terms are below a millionth.
    assert found.standard_uncertainties[0] == pytest.approx(computed["u_c_second_order"], rel=1e-7)


def test_a_product_is_exact_with_correlation():
    """Var(XY) of normal X, Y: μx²σy² + μy²σx² + 2μxμyρσxσy + σx²σy²(1 + ρ²); E = μxμy + ρσxσy."""
    rho, (mx, my), (sx, sy) = 0.6, (2.0, -3.0), (0.5, 0.7)
    found = second_order(Problem(Model.parse("x*y"), [Input("x", mx, sx), Input("y", my, sy)], [("x", "y", rho)]))
    variance = (mx * sy) ** 2 + (my * sx) ** 2 + 2 * mx * my * rho * sx * sy + (sx * sy) ** 2 * (1 + rho**2)
    assert found.covariance[0, 0] == pytest.approx(variance, rel=1e-13)
    assert found.corrected_values[0] == pytest.approx(mx * my + rho * sx * sy, rel=1e-13)
    # The pairs' parts add up to the whole Hessian part.
    assert found.interactions.sum() == pytest.approx((sx * sy) ** 2 * (1 + rho**2), rel=1e-12)


def test_the_third_derivative_counts():
    """Var(X³) at μ: 9μ⁴σ² + 36μ²σ⁴ to this order (moments of the normal distribution; + 15σ⁶ beyond)."""
    mu, sigma = 2.0, 0.1
    found = second_order(Problem(Model.parse("x^3"), [Input("x", mu, sigma)]))
    assert found.covariance[0, 0] == pytest.approx(9 * mu**4 * sigma**2 + 36 * mu**2 * sigma**4, rel=1e-12)
    assert found.corrections[0] == pytest.approx(3 * mu * sigma**2, rel=1e-12)


def test_covariance_between_outputs():
    """Cov(X, X³) = 3μ²σ² + 3σ⁴ and Cov(X², X²) = 4μ²σ² + 2σ⁴ for normal X."""
    mu, sigma = 2.0, 0.3
    model = Model.parse(["a = x", "b = x^3", "c = x^2"], outputs=["a", "b", "c"])
    found = second_order(Problem(model, [Input("x", mu, sigma)]))
    assert found.covariance[0, 1] == pytest.approx(3 * mu**2 * sigma**2 + 3 * sigma**4, rel=1e-12)
    assert found.covariance[2, 2] == pytest.approx(4 * mu**2 * sigma**2 + 2 * sigma**4, rel=1e-12)
    assert np.allclose(found.covariance, found.covariance.T, rtol=1e-14)


def test_linear_models_have_no_second_order():
    problem = Problem(Model.parse("2*a - b"), [Input("a", 1.0, 0.1), Input("b", 2.0, 0.3)], [("a", "b", 0.5)])
    found = second_order(problem)
    assert found.covariance == pytest.approx(propagate(problem).covariance, rel=1e-14)
    assert found.corrections.tolist() == [0.0]


def test_where_the_expansion_fails_it_says_so():
    # cos at 0.8 ± 2: the true variance is below 1, the expansion's is negative.
    problem = Problem(Model.parse("sin(x)"), [Input("x", 0.4, 2.0)])
    with pytest.raises(UncertaintyError, match="Monte Carlo"):
        _ = second_order(problem).standard_uncertainties
    with pytest.raises(UncertaintyError, match="not finite"):
        second_order(Problem(Model.parse("sqrt(x)"), [Input("x", 0.0, 0.1)]))
    with pytest.raises(InvalidProblem, match="input 'z'"):
        second_order(Problem(Model.parse("x^2"), [Input("x", 0.0, 0.1)])).interaction("z", "x")


def test_without_uncertainty_there_is_none():
    found = second_order(Problem(Model.parse("exp(x)"), [Input("x", 1.0)]))
    assert (found.corrections[0], found.covariance[0, 0]) == (0.0, 0.0)
    assert found.values[0] == math.e
