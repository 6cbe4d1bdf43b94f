"""Very small, very large and cancelling numbers: the right figure, or a refusal that says why; never a silent zero."""

import numpy as np
import pytest

from quanheng.metrology.budget_file import read_budget
from quanheng.metrology.budget_file.evaluation import evaluate
from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty import InvalidInput, Problem, UncertaintyError, integrate, propagate, simulate
from quanheng.metrology.uncertainty.inputs import Input

WAYS = {
    "first order": propagate,
    "Monte Carlo": lambda problem: simulate(problem, trials=1000),
    "adaptive": simulate,
    "quasi": integrate,
}


def _sum(value: float, u: float) -> Problem:
    return Problem(Model.parse("y = 2*a - b"), [Input("a", value, u), Input("b", value, u)])


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("u", [1e-301, 1e-170, 1e-147, 1e147, 1e170, 1e299])
def test_an_uncertainty_that_has_no_square_is_refused(way: str, u: float) -> None:
    with pytest.raises(UncertaintyError, match="choose other units"):
        WAYS[way](_sum(10.0 * u, u))


@pytest.mark.parametrize("way", WAYS)
def test_a_model_that_makes_numbers_without_a_square_is_refused(way: str) -> None:
    problem = Problem(Model.parse("y = 1e160*a"), [Input("a", 1.0, 0.1)])
    with pytest.raises(UncertaintyError, match=r"y varies by .*, whose square is beyond floating point"):
        WAYS[way](problem)


@pytest.mark.parametrize("u", [1e-140, 1e-80, 1e80, 1e140])
def test_any_other_magnitude_has_all_its_digits(u: float) -> None:
    problem, alike = _sum(10.0 * u, u), _sum(10.0, 1.0)
    assert propagate(problem).estimate().standard_uncertainty == pytest.approx(5**0.5 * u, rel=1e-14)
    run, same = simulate(problem, trials=1000), simulate(alike, trials=1000)
    assert run.standard_uncertainties / u == pytest.approx(same.standard_uncertainties, rel=1e-12)
    assert run.standard_errors / u == pytest.approx(same.standard_errors, rel=1e-9)
    assert integrate(problem).standard_uncertainties / u == pytest.approx(5**0.5, rel=1e-6)


def test_what_floating_point_has_no_steps_for_is_not_drawn() -> None:
    """Neighbours of 10¹⁷ are 16 apart: ±0.3 about it cannot be told from nothing."""
    problem = Problem(Model.parse("y = a"), [Input("a", 1e17, 0.3)])
    assert propagate(problem).estimate().standard_uncertainty == 0.3
    for way in ("Monte Carlo", "quasi"):
        with pytest.raises(InvalidInput, match="16 apart, too far to draw from; take the difference from a constant"):
            WAYS[way](problem)


def test_contributions_that_cancel_leave_no_uncertainty() -> None:
    """0.1 − 0.3 + 0.2 of one and the same influence is nothing; in binary 2.8 · 10⁻¹⁷ is left, its root being 10⁻⁹."""
    inputs = [Input("a", 1.0, 0.1), Input("b", 1.0, 0.3), Input("c", 1.0, 0.2)]
    together = [("a", "b", 1.0), ("a", "c", 1.0), ("b", "c", 1.0)]
    assert propagate(Problem(Model.parse("y = a - b + c"), inputs, together)).estimate().standard_uncertainty == 0.0


def test_rounding_of_what_cancels_is_neither_stated_nor_held_against_first_order() -> None:
    found = evaluate(read_budget("""
        model: y = a + b
        inputs: {a: {value: 1, standard_uncertainty: 1}, b: {value: 1, standard_uncertainty: 1}}
        correlations: [[a, b, -1]]
    """), ["gum", "montecarlo"], trials=1000)  # fmt: skip
    assert found.gum.estimate().standard_uncertainty == 0.0
    assert found.montecarlo is not None
    assert np.all(found.montecarlo.standard_uncertainties < 1e-15)
    assert found.validations[0].is_validated
