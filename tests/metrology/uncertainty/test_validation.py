"""The verdict on the GUM's framework, with the published comparisons of JCGM 101:2008, clause 9."""

import math
from dataclasses import dataclass

import numpy as np
import pytest
from tests.metrology.uncertainty.gauge_block import D, gauge_block

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.coverage import student_t
from quanheng.metrology.uncertainty.errors import InvalidInput, InvalidProblem, UncertaintyError
from quanheng.metrology.uncertainty.inputs import Input
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.propagation import propagate
from quanheng.metrology.uncertainty.second_order import second_order
from quanheng.metrology.uncertainty.validation import (
    Joint,
    compare_intervals,
    numerical_tolerance,
    validate,
    validate_joint,
)


@dataclass(frozen=True)
class Simulation:
    """A Monte Carlo result with one output, as published."""

    standard_uncertainty: float
    interval: tuple[float, float]
    shortest_one: tuple[float, float] = (math.nan, math.nan)
    outputs: tuple[str, ...] = ("y",)
    coverage_probability: float = 0.95

    @property
    def standard_uncertainties(self) -> np.ndarray:
        return np.array([self.standard_uncertainty])

    @property
    def symmetric(self) -> list[tuple[float, float]]:
        return [self.interval]

    @property
    def shortest(self) -> list[tuple[float, float]]:
        return [self.shortest_one]


@pytest.mark.parametrize(
    ("u", "digits", "tolerance"),
    [
        (0.00035, 2, 0.000005),  # JCGM 101:2008, 7.9.2, example 1: 35e-5 g
        (0.00035, 1, 0.00005),  # example 2: 4e-4 g
        (2.0, 1, 0.5),
        (2.0, 2, 0.05),
        (0.0996, 2, 0.005),  # is 0.10 with two digits
        (96.0, 1, 50.0),  # is 1e2 with one digit
        (3.4e-300, 2, 5e-302),
    ],
)
def test_numerical_tolerance(u, digits, tolerance):
    assert numerical_tolerance(u, digits) == tolerance


def _sum_of_four(*standard_uncertainties: float) -> Problem:
    inputs = [Input(f"x{i}", 0.0, u, distribution="rectangular") for i, u in enumerate(standard_uncertainties)]
    return Problem(Model.parse("y = x0 + x1 + x2 + x3"), inputs)


@pytest.mark.parametrize(
    ("standard_uncertainties", "u", "end", "difference", "validated"),
    [
        ((1, 1, 1, 1), 2.0, 1.959963984540054 * 2, 0.0, True),  # 9.2.2, normal inputs: exact
        ((1, 1, 1, 1), 2.0, 3.879406741347821, 0.04, True),  # 9.2.3: d = 0.04 within 0.05
        ((1, 1, 1, 10), 10.1, 17.015771590950912, 2.9, False),  # 9.2.4: d = 2.9 beyond 0.5
    ],
)
def test_additive_model(standard_uncertainties, u, end, difference, validated):
    result = propagate(_sum_of_four(*standard_uncertainties))
    (found,) = validate(result, Simulation(u, (-end, end)))
    assert found.is_validated is validated
    assert [each.difference for each in found.checks] == pytest.approx(
        [difference] * 2, abs=0.05 if end > 10 else 0.005
    )
    assert found.checks[0].tolerance == (0.5 if end > 10 else 0.05)
    assert ("not validated" in found.reason) is not validated


MASS = Problem(
    Model.parse("dm = (m + d)*(1 + (a - 1.2)*(1/w - 1/r)) - 100000"),
    [
        Input("m", 100000, 0.05),
        Input("d", 1.234, 0.02),
        Input.from_half_width("a", 1.2, 0.1),
        Input.from_half_width("w", 8000, 1000),
        Input.from_half_width("r", 8000, 50),
    ],
)
PUBLISHED = (1.0834, 1.3825)


def test_an_uncertainty_that_few_far_draws_inflate_does_not_hide_a_wrong_interval():
    """1/x with x from N(1; 0.49): its interval is [0.51, 25.7], by the quantiles 1/(1 ± 1.96·0.49), and no variance exists.

    A standard deviation of drawn values, 1900 in one run, would make δ = 50 and let any interval pass.
    """
    result = propagate(Problem(Model.parse("y = 1/x"), [Input("x", 1.0, 0.49)]))
    (found,) = validate(result, Simulation(1900.0, (1 / 1.9604, 1 / 0.0396)))
    assert not found.is_validated
    assert found.checks[0].tolerance == 0.005


def test_where_first_order_sees_no_uncertainty_the_tolerance_is_of_the_other():
    """JCGM 101:2008, 9.4.2.2: x₁² + x₂² at zero."""
    result = propagate(Problem(Model.parse("y = x^2"), [Input("x", 0.0, 0.005)]))
    (found,) = validate(result, Simulation(35e-6, (0.0, 126e-6)))
    assert not found.is_validated
    assert found.checks[0].tolerance == pytest.approx(0.5e-6)


@pytest.mark.parametrize("digits", [1, 2])
def test_mass_calibration_of_first_order_is_not_validated(digits):
    """9.3, table 6: d_low = 0.0451, d_high = 0.0430 against δ = 0.005 (one digit), and all the more against 0.0005."""
    estimate = propagate(MASS).estimate()
    found = compare_intervals("dm", estimate.interval, PUBLISHED, 0.0754, digits)
    assert not found.is_validated
    assert [each.difference for each in found.checks] == pytest.approx([0.0451, 0.0430], abs=1e-4)


def test_mass_calibration_of_second_order_is_validated_to_one_digit():
    """9.3, table 6: d_low = 0.0036, d_high = 0.0015 within δ = 0.005. To two digits, δ = 0.0005, it would not be."""
    found = second_order(MASS)
    y, u = float(found.corrected_values[0]), float(found.standard_uncertainties[0])
    half_width = student_t(0.95, math.inf) * u
    gum = (y - half_width, y + half_width)
    assert gum == pytest.approx((1.087, 1.381), abs=5e-4)
    verdict = compare_intervals("dm", gum, PUBLISHED, 0.0754, 1)
    assert verdict.is_validated
    assert [each.difference for each in verdict.checks] == pytest.approx([0.0036, 0.0015], abs=2e-4)
    assert not compare_intervals("dm", gum, PUBLISHED, 0.0754, 2).is_validated


def test_gauge_block():
    """9.5: [745.5, 930.5] against the computed [744.4, 931.7]: further apart than 0.5 nm, not than 5 nm."""
    estimate = propagate(gauge_block(D)).estimate()
    simulated = (744.409 + 50e6, 931.678 + 50e6)
    assert not compare_intervals("l", estimate.interval, simulated, 35.807, 2).is_validated
    assert compare_intervals("l", estimate.interval, simulated, 35.807, 1).is_validated


def test_comparison_loss_where_first_order_gives_no_uncertainty():
    """9.4 at x1 = 0: first order says 0 ± 0, the exact shortest interval is [0, 150]·1e-6."""
    problem = Problem(Model.parse("y = x1^2 + x2^2"), [Input("x1", 0.0, 0.005), Input("x2", 0.0, 0.005)])
    (found,) = validate(propagate(problem), Simulation(50e-6, (1e-6, 184e-6), (0.0, 150e-6)), interval="shortest")
    assert not found.is_validated
    assert found.checks[0].holds
    assert not found.checks[1].holds
    assert found.checks[1].difference == 150e-6


def test_the_interval_asked_for_decides():
    result = propagate(_sum_of_four(1, 1, 1, 1))
    simulation = Simulation(2.0, (-3.9, 3.9), (-3.5, 4.3))
    assert validate(result, simulation)[0].is_validated
    assert not validate(result, simulation, interval="shortest")[0].is_validated


def test_what_does_not_vary_must_be_the_same_number():
    problem = Problem(Model.parse("y = 2*x"), [Input("x", 1.5, 0.0)])
    assert validate(propagate(problem), Simulation(0.0, (3.0, 3.0)))[0].is_validated
    assert not validate(propagate(problem), Simulation(0.0, (3.0, 3.1)))[0].is_validated


def test_an_interval_that_is_not_a_number_is_not_validated():
    assert not compare_intervals("y", (0.0, math.nan), (0.0, 1.0), 0.3).is_validated


COVARIANCE = np.array([[1.0, 0.5], [0.5, 2.0]])


@pytest.mark.parametrize(
    ("values", "covariance", "k", "failing"),
    [
        ([0.0, 0.0], COVARIANCE, 2.45, []),
        ([0.04, -0.04], COVARIANCE, 2.45, []),
        ([0.06, 0.0], COVARIANCE, 2.45, ["estimate of a"]),
        ([0.0, 0.0], COVARIANCE * 1.2, 2.45, ["u(a)", "u(b)"]),
        ([0.0, 0.0], COVARIANCE * [[1, 0.5], [0.5, 1]], 2.45, ["largest eigenvalue of the correlation matrix"]),
        ([0.0, 0.0], COVARIANCE, 2.21, ["coverage factor"]),
    ],
)
def test_several_outputs(values, covariance, k, failing):
    """JCGM 102:2011, clause 8: each of the four kinds of comparison can fail alone."""
    gum = Joint.of(np.array(values), np.array(covariance), k)
    found = validate_joint(["a", "b"], gum, Joint.of(np.zeros(2), COVARIANCE, 2.44))
    assert [each.subject for each in found.checks if not each.holds] == failing
    assert found.is_validated is not bool(failing)


def test_largest_eigenvalue_of_three_equally_correlated():
    """1 + (m - 1) r."""
    joint = Joint.of(np.zeros(3), np.diag([0.7, 0.7, 0.7]) + 0.3, 2.8)
    assert joint.largest_eigenvalue == pytest.approx(1.6, rel=1e-12)


def test_refusals():
    result = propagate(_sum_of_four(1, 1, 1, 1))
    with pytest.raises(InvalidInput, match=r"0\.0"):
        numerical_tolerance(0.0)
    with pytest.raises(InvalidInput, match="nan"):
        numerical_tolerance(math.nan)
    with pytest.raises(InvalidInput, match="3 significant digits"):
        numerical_tolerance(1.0, 3)
    with pytest.raises(InvalidProblem, match=r"0\.95 beside a Monte Carlo result for 0\.99"):
        validate(result, Simulation(2.0, (-4, 4), coverage_probability=0.99))
    with pytest.raises(InvalidProblem, match="a result for y beside a Monte Carlo result for z"):
        validate(result, Simulation(2.0, (-4, 4), outputs=("z",)))
    with pytest.raises(InvalidProblem, match="'narrowest'"):
        validate(result, Simulation(2.0, (-4, 4)), interval="narrowest")
    with pytest.raises(UncertaintyError, match="not finite"):
        Joint.of(np.array([0.0, math.nan]), COVARIANCE, 2.0)
    with pytest.raises(UncertaintyError, match=r"\(3,\) and covariance \(2, 2\)"):
        Joint.of(np.zeros(3), COVARIANCE, 2.0)
    two = Joint.of(np.zeros(2), COVARIANCE, 2.0)
    with pytest.raises(InvalidProblem, match="3 outputs, 2 GUM estimates"):
        validate_joint(["a", "b", "c"], two, two)
