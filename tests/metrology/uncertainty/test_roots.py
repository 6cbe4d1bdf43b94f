"""Implicit models with two roots: one of them is meant, in every draw."""

import pytest

from quanheng.metrology.model import Model, UndefinedValue
from quanheng.metrology.uncertainty import Problem, integrate, propagate, simulate
from quanheng.metrology.uncertainty.inputs import Input


def _quadratic(start: str) -> Problem:
    """x² − a x + 2 = 0 has the roots 1 and 2 at a = 3; the search turns to the other one where its start is below a/2."""
    return Problem(Model.parse(f"x = solve(x, x^2 - a*x + 2, {start})"), [Input("a", 3.0, 0.02)])


def test_draws_that_turn_to_the_other_root_are_refused() -> None:
    """One in fifty would: with them u is 0.158, without them 0.040."""
    problem = _quadratic("1.52")
    assert propagate(problem).estimate().value == 2.0
    for way in (lambda: simulate(problem, trials=100_000), lambda: simulate(problem), lambda: integrate(problem)):
        with pytest.raises(UndefinedValue, match=r"arrives at another one .* a start that is nearer"):
            way()


@pytest.mark.parametrize(("start", "root"), [("0.5", 1.0), ("2", 2.0), ("2.5", 2.0), ("a", 2.0)])
def test_a_start_near_the_root_gives_it_in_every_draw(start: str, root: float) -> None:
    problem = _quadratic(start)
    run = simulate(problem, trials=20_000, keep=True)
    assert run.samples is not None
    assert (abs(run.samples - root) < 0.4).all()
    assert integrate(problem).mean[0] == pytest.approx(root, abs=0.01)


def test_equations_upon_equations_keep_their_roots() -> None:
    model = Model.parse("x = solve(x, x^2 = a, 1)\ny = solve(y, y^2 = x + b, 1)")
    run = simulate(Problem(model, [Input("a", 4.0, 0.1), Input("b", 2.0, 0.1)]), trials=10_000)
    assert run.mean[0] == pytest.approx(2.0, abs=0.01)
