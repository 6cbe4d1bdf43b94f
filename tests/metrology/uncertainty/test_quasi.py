"""Randomised quasi-Monte Carlo: closed forms within the stated error as often as stated, exact linear models, replay, refusals."""

import math
import time
from dataclasses import astuple

import numpy as np
import pytest
from scipy.stats import ncx2, norm, t as student

from quanheng.metrology.model import Model, UndefinedValue
from quanheng.metrology.uncertainty.distributions import (
    Arcsine,
    CurvilinearTrapezoid,
    Normal,
    Rectangular,
    ScaledShiftedT,
    Triangular,
)
from quanheng.metrology.uncertainty.errors import InvalidProblem
from quanheng.metrology.uncertainty.inputs import Component, Input, simultaneous_inputs
from quanheng.metrology.uncertainty.montecarlo import simulate
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.quasi import Quasi, integrate

drawn = Input.from_distribution

#: JCGM 101:2008, 9.5: the gauge block with the distributions of table 10.
GAUGE_BLOCK = Problem(
    Model.parse("dL = Ls + D + d1 + d2 - Ls*(dalpha*(theta0 + Delta) + alpha_s*dtheta) - 50000000"),
    [
        drawn("Ls", ScaledShiftedT(50000623, 25, 18)),
        drawn("D", ScaledShiftedT(215, 6, 24)),
        drawn("d1", ScaledShiftedT(0, 4, 5)),
        drawn("d2", ScaledShiftedT(0, 7, 8)),
        drawn("alpha_s", Rectangular(9.5e-6, 13.5e-6)),
        drawn("theta0", Normal(-0.1, 0.2)),
        drawn("Delta", Arcsine(-0.5, 0.5)),
        drawn("dalpha", CurvilinearTrapezoid(-1.0e-6, 1.0e-6, 0.1e-6)),
        drawn("dtheta", CurvilinearTrapezoid(-0.050, 0.050, 0.025)),
    ],
    coverage_probability=0.99,
)


def gauge_block_uncertainty() -> float:
    """Exactly, from second moments: u² = Σ var + E[Ls²] (E[δα²] E[θ²] + E[α²] E[δθ²])."""
    plain = sum(each.density().standard_deviation ** 2 for each in GAUGE_BLOCK.inputs[:4])
    square = {
        each.name: each.density().mean ** 2 + each.density().standard_deviation ** 2 for each in GAUGE_BLOCK.inputs
    }
    return math.sqrt(
        plain
        + square["Ls"]
        * (square["dalpha"] * (square["theta0"] + square["Delta"]) + square["alpha_s"] * square["dtheta"])
    )


def figures(found: Quasi, output: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Mean, u, low and high end; and their standard errors."""
    each = found.estimates[output]
    errors = each.standard_errors
    return (
        np.array([each.mean, each.standard_uncertainty, *each.interval]),
        np.array([errors.mean, errors.standard_uncertainty, *errors.interval]),
    )


def four(*standard_uncertainties: float, shape: str) -> Problem:
    inputs = [Input(f"x{i}", 0.0, u, distribution=shape) for i, u in enumerate(standard_uncertainties)]
    return Problem(Model.parse("y = x0 + x1 + x2 + x3"), inputs)


def loss(x1: float, r: float = 0.0) -> Problem:
    """JCGM 101:2008, 9.4, in units of 10⁻⁶."""
    inputs = [Input("x1", x1, 0.005), Input("x2", 0.0, 0.005)]
    return Problem(Model.parse("y = 1e6*(x1^2 + x2^2)"), inputs, [("x1", "x2", r)] if r else [])


def exact_loss(x1: float) -> list[float]:
    scale, shift = 25.0, (x1 / 0.005) ** 2
    distribution = ncx2(2, shift) if shift else None
    ends = (
        [distribution.ppf(p) for p in (0.025, 0.975)] if distribution else [-2 * math.log1p(-p) for p in (0.025, 0.975)]
    )
    return [scale * (2 + shift), scale * math.sqrt(4 + 4 * shift), *(scale * each for each in ends)]


RECTANGULAR_SUM = 2 * math.sqrt(3) * (2 - 0.6**0.25)
CLOSED_FORMS = {
    "9.2.2": (four(1, 1, 1, 1, shape="normal"), [0, 2, -2 * norm.ppf(0.975), 2 * norm.ppf(0.975)]),
    "9.2.3": (four(1, 1, 1, 1, shape="rectangular"), [0, 2, -RECTANGULAR_SUM, RECTANGULAR_SUM]),
    "9.2.4": (
        four(1, 1, 1, 10, shape="rectangular"),
        [0, math.sqrt(103), -17.015771590950912, 17.015771590950912],
    ),
    "9.4, x1 = 0": (loss(0.0), exact_loss(0.0)),
    "9.4, x1 = 0.01": (loss(0.01), exact_loss(0.01)),
    "9.4, x1 = 0.05": (loss(0.05), exact_loss(0.05)),
}


@pytest.mark.parametrize("case", CLOSED_FORMS)
def test_stated_errors_cover_the_closed_form(case):
    """95 % intervals of Student's distribution with R − 1 degrees of freedom, for 60 seeds: at least 50 hold it."""
    problem, exact = CLOSED_FORMS[case]
    factor = student.ppf(0.975, 31)
    seeds = 60
    misses, squares = np.zeros(4), np.zeros(4)
    for seed in range(seeds):
        found, errors = figures(integrate(problem, seed=seed))
        away = np.maximum(np.abs(found - exact) - 1e-12 * abs(exact[3]), 0.0)
        misses += away > factor * errors
        squares += np.divide(away, errors, out=np.zeros(4), where=errors > 0.0) ** 2
    assert misses.max() <= 10
    # Nor are the errors overstated: those of the interval's ends are what they are said to be, within a factor of three.
    assert np.sqrt(squares[2:] / seeds).min() > 1 / 3


def test_gauge_block():
    """JCGM 101:2008, 9.5: y = 838, u = 36, [745, 932]; u exactly 35.80808, symmetric ends computed 744.4 and 931.7."""
    found, errors = figures(integrate(GAUGE_BLOCK))
    exact = gauge_block_uncertainty()
    assert exact == pytest.approx(35.80808, abs=1e-5)
    assert abs(found[0] - 838) < 4 * errors[0] < 0.05
    assert abs(found[1] - exact) < 4 * errors[1] < 0.05
    assert abs(found[2] - 744.41) < 4 * errors[2] < 0.4
    assert abs(found[3] - 931.68) < 4 * errors[3] < 0.4


def test_agrees_with_monte_carlo():
    """Within five joint standard errors, and with a third of the evaluations far surer."""
    quasi, errors = figures(integrate(GAUGE_BLOCK))
    run = simulate(GAUGE_BLOCK, seed=3, trials=200_000)
    found = np.array([run.mean[0], run.standard_uncertainties[0], *run.symmetric[0]])
    assert (np.abs(quasi - found) < 5 * np.hypot(errors, run.standard_errors[:, 0])).all()
    assert (errors < run.standard_errors[:, 0] / 3).all()


def test_mass_calibration():
    """9.3: y = 1.2341, u = 0.0754 in print; 1.2340 and 0.07548 computed."""
    problem = Problem(
        Model.parse("dm = (m + d)*(1 + (a - 1.2)*(1/w - 1/r)) - 100000"),
        [
            Input("m", 100000, 0.05),
            Input("d", 1.234, 0.02),
            Input.from_half_width("a", 1.2, 0.1),
            Input.from_half_width("w", 8000, 1000),
            Input.from_half_width("r", 8000, 50),
        ],
    )
    found, errors = figures(integrate(problem))
    # E[(a − 1.2)²] E[(1/w − 1/r)²] by the moments of 1/w and 1/r; (m + d) is 100001.234 with a negligible spread.
    inverse, square = math.log(9 / 7) / 2000 - math.log(8050 / 7950) / 100, 1 / 7000 / 9000 + 1 / 7950 / 8050
    square -= 2 * math.log(9 / 7) / 2000 * math.log(8050 / 7950) / 100
    scale = 100001.234**2 + 0.05**2 + 0.02**2
    exact = math.sqrt(0.05**2 + 0.02**2 + scale * 0.01 / 3 * square)
    assert inverse > 0
    assert found[0] == pytest.approx(1.234, abs=4 * errors[0])
    assert abs(found[1] - exact) < 4 * errors[1] < 1e-4
    assert exact == pytest.approx(0.07548, abs=1e-5)


def test_linear_models_are_exact():
    """Student's u is the standard deviation of the distribution, not the GUM's; shared influences and ensembles count."""
    inputs, correlations = simultaneous_inputs(
        {"a": [1.0, 1.3, 0.9, 1.4, 1.1, 1.2], "b": [2.0, 2.2, 2.3, 1.9, 2.1, 2.4]}, "e"
    )
    shared = [Component("standard", 0.3), Component("own", 0.4)]
    rest = [
        Input.from_components("c", 5.0, shared),
        Input("d", 1.0, 0.3, influence="standard"),
        drawn("f", Triangular(-1.0, 2.0)),
        Input("g", 2.5),
    ]
    found = integrate(Problem(Model.parse("y = 2*a - b + 3*c - d + f*g"), [*inputs, *rest], correlations))
    (estimate,) = found.estimates
    r = correlations[0][2]
    u_a, u_b = (each.standard_uncertainty for each in inputs)
    variance = (4 * u_a**2 + u_b**2 - 4 * r * u_a * u_b) * 5 / 3 + (0.9 - 0.3) ** 2 + 1.2**2 + 2.5**2 * 9 / 24
    assert estimate.mean == pytest.approx(2 * inputs[0].value - inputs[1].value + 15 - 1 + 1.25, rel=1e-12)
    assert estimate.standard_uncertainty == pytest.approx(math.sqrt(variance), rel=1e-12)
    assert estimate.standard_errors.standard_uncertainty < 1e-12


def test_correlated_normal_inputs():
    """JCGM 101:2008, 9.4.3: u of a sum of squares of correlated quantities, √(4σ⁴(1 + r²) + 4x₁²σ²)."""
    for x1 in (0.0, 0.01, 0.05):
        found, errors = figures(integrate(loss(x1, 0.9)))
        exact = math.sqrt(4 * 25.0**2 * (1 + 0.81) + 4 * (1e3 * x1) ** 2 * 25.0)
        assert abs(found[0] - (50 + 1e6 * x1**2)) < 5 * errors[0]
        assert abs(found[1] - exact) < 5 * errors[1] < 0.01 * exact


def test_several_outputs_and_their_covariance():
    """Y1 = X1 + X3, Y2 = X2 X3 with independent standard normal inputs about 0, 0 and 2: cov = 0, var(Y2) = 1 + 4."""
    inputs = [Input("x1", 0.0, 1.0), Input("x2", 0.0, 1.0), Input("x3", 2.0, 1.0)]
    found = integrate(Problem(Model.parse(["y1 = x1 + x3", "y2 = x2*x3", "y3 = x1"]), inputs))
    assert found.outputs == ("y1", "y2", "y3")
    assert found.mean == pytest.approx([2, 0, 0], abs=1e-3)
    assert found.standard_uncertainties**2 == pytest.approx(np.diagonal(found.covariance), rel=1e-12)
    assert found.symmetric[2] == found.estimates[2].interval == pytest.approx((-1.959964, 1.959964), abs=1e-3)
    assert found.covariance == pytest.approx(np.array([[2, 0, 1], [0, 5, 0], [1, 0, 1]]), abs=0.02)
    assert found.correlation[0, 2] == pytest.approx(math.sqrt(0.5), abs=1e-9)


def test_order_of_inputs_does_not_matter():
    turned = Problem(GAUGE_BLOCK.model, GAUGE_BLOCK.inputs[::-1], coverage_probability=0.99)
    renamed = Problem(
        Model.parse("dL = D + d1 + Ls - Ls*(alpha_s*dtheta + dalpha*(theta0 + Delta)) + d2 - 50000000"),
        GAUGE_BLOCK.inputs,
        coverage_probability=0.99,
    )
    ours = figures(integrate(GAUGE_BLOCK))[0]
    assert (figures(integrate(turned))[0] == ours).all()
    assert figures(integrate(renamed))[0] == pytest.approx(ours, rel=1e-9)


def test_units_do_not_matter():
    scaled = Problem(Model.parse("y = 1e6*(x1^2 + x2^2)/1e6"), [Input("x1", 10.0, 5.0), Input("x2", 0.0, 5.0)])
    in_thousandths, _ = figures(integrate(scaled))
    assert in_thousandths == pytest.approx(figures(integrate(loss(0.01)))[0], rel=1e-9)


def test_same_seed_same_bits_other_seed_other_points():
    first, again, other = (integrate(GAUGE_BLOCK, seed=seed) for seed in (7, 7, 8))
    assert astuple(first.estimates[0]) == astuple(again.estimates[0])
    assert first.estimates[0].mean != other.estimates[0].mean


def test_more_points_smaller_errors():
    coarse, fine = (figures(integrate(GAUGE_BLOCK, points=points))[1] for points in (1024, 16384))
    assert (fine < coarse).all()


def test_where_the_linear_part_misleads_it_is_left_out():
    """A step that is steep at the estimate and flat elsewhere: the model's own spread is what counts."""
    problem = Problem(Model.parse("y = atan(1000*x)"), [Input("x", 0.0, 1.0)])
    found, errors = figures(integrate(problem))
    reference = np.arctan(1000 * norm.ppf((np.arange(2_000_000) + 0.5) / 2_000_000))
    assert abs(found[1] - reference.std()) < 5 * errors[1] + 1e-6 < 1e-3


@pytest.mark.parametrize(
    ("text", "below"),
    [
        # Straight in x in part of the space only; bent evenly about the estimate; straight with a slope that changes.
        ("where(z > 1.5, x + z, 2*x + z)", None),
        ("x + 0.2*x^2", lambda t: norm.cdf((-1 + math.sqrt(1 + 0.8 * t)) / 0.4) - norm.cdf((-1 - math.sqrt(1 + 0.8 * t)) / 0.4)),
        ("x*(1 + 0.1*z)", None),
    ],
)  # fmt: skip
def test_what_is_not_a_straight_line_is_not_taken_for_one(text, below):
    problem = Problem(Model.parse(f"y = {text} + 0*z"), [Input("x", 0.0, 1.0), Input("z", 0.0, 1.0)])
    found, errors = figures(integrate(problem))
    if below is None:
        x, z = np.random.default_rng(1).standard_normal((2, 2_000_000))
        values = problem.model.evaluate(np.array([x, z] if problem.model.inputs[0] == "x" else [z, x]))[0]
        fractions = [np.mean(values < found[2]), np.mean(values < found[3])]
        chance = 2e-4
    else:
        fractions, chance = [below(found[2]), below(found[3])], 0.0
    # Errors of the fractions, by a density of at most 0.06 at the ends.
    assert fractions == pytest.approx([0.025, 0.975], abs=5 * max(0.1 * errors[2], 0.06 * errors[3]) + 3 * chance)


def test_moments_that_do_not_exist_are_not_made_up():
    two, one = (
        Problem(Model.parse("y = x + z"), [drawn("x", ScaledShiftedT(1.0, 0.1, nu)), Input("z", 0.0, 0.1)])
        for nu in (2, 1)
    )
    (found,) = integrate(two).estimates
    assert math.isinf(found.standard_uncertainty)
    assert math.isinf(found.standard_errors.standard_uncertainty)
    assert found.interval.low < 0.6 < 1.4 < found.interval.high
    assert math.isnan(integrate(one).estimates[0].mean)


def test_degrees_of_freedom_of_a_bounded_input_do_not_take_its_variance_away():
    """They say how well u is known (GUM, H.1: δθ, rectangular, ν = 2); the distribution stays what it is."""
    given = Input.from_half_width("x", 1.0, 0.3, degrees_of_freedom=2)
    (found,) = integrate(Problem(Model.parse("y = 2*x"), [given])).estimates
    assert found.standard_uncertainty == pytest.approx(0.6 / math.sqrt(3), rel=1e-12)
    assert found.interval == pytest.approx((2 - 0.57, 2 + 0.57), abs=1e-6)


def test_copula():
    """Two rectangular inputs with the correlation stated; u of their sum is √(2 + 2r)."""
    inputs = [Input(name, 0.0, 1.0, distribution="rectangular") for name in ("a", "b")]
    found, errors = figures(integrate(Problem(Model.parse("y = a + b"), inputs, [("a", "b", 0.6)])))
    assert found[1] == pytest.approx(math.sqrt(3.2), abs=5 * errors[1])
    assert 0.0 < errors[1] < 2e-3


def test_without_uncertainty():
    (found,) = integrate(Problem(Model.parse("y = 2*x"), [Input("x", 1.5)])).estimates
    assert (found.mean, found.standard_uncertainty, *found.interval) == (3.0, 0.0, 3.0, 3.0)
    assert found.standard_errors.interval == (0.0, 0.0)


def test_high_probabilities_take_more_points():
    problem, _ = CLOSED_FORMS["9.2.2"]
    for probability, points in ((0.95, 2048), (0.9973, 2048), (0.9999, 65536)):
        stricter = Problem(problem.model, problem.inputs, coverage_probability=probability)
        found = integrate(stricter)
        assert found.points == points
        end = 2 * norm.isf((1 - probability) / 2)
        (estimate,) = found.estimates
        assert abs(estimate.interval.high - end) < 5 * estimate.standard_errors.interval[1] < 0.5


def test_quick_enough_to_follow_every_change():
    """0.1 s from a fresh problem with a compiled model; processor time, best of five."""
    best = math.inf
    for _ in range(5):
        begun = time.process_time()
        integrate(Problem(GAUGE_BLOCK.model, GAUGE_BLOCK.inputs, coverage_probability=0.99))
        best = min(best, time.process_time() - begun)
    assert best < 0.1


def test_refusals():
    problem, _ = CLOSED_FORMS["9.2.2"]
    for points in (1000, 512, 131072, 0, 2048.0):
        with pytest.raises(InvalidProblem, match=f"{points} points: a power of two"):
            integrate(problem, points=points)
    for randomisations in (3, 65, 8.5):
        with pytest.raises(InvalidProblem, match=f"{randomisations} randomisations"):
            integrate(problem, randomisations=randomisations)
    with pytest.raises(InvalidProblem, match="seed -1"):
        integrate(problem, seed=-1)
    with pytest.raises(InvalidProblem, match="use the Monte Carlo method"):
        integrate(Problem(problem.model, problem.inputs, coverage_probability=0.999999))
    many = [f"x{i}" for i in range(101)]
    wide = Problem(Model.parse("y = " + " + ".join(many)), [Input(name, 0.0, 1.0) for name in many])
    with pytest.raises(InvalidProblem, match="101 random quantities: the lattice has 100"):
        integrate(wide)
    with pytest.raises(UndefinedValue, match=r"y is nan at x = -"):
        integrate(Problem(Model.parse("y = sqrt(x)"), [Input("x", 1.0, 1.0)]))
