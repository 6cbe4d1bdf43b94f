"""Evaluations of budgets: which methods, how many trials, which sentence."""

import math

import pytest

from quanheng.metrology.budget_file import InvalidBudget, read_budget
from quanheng.metrology.budget_file.answer import answer_of
from quanheng.metrology.budget_file.evaluation import evaluate
from quanheng.metrology.budget_file.sentence import sentence_of

SUM = "model: Y = X1 + X2 + X3 + X4\ninputs:\n" + "".join(
    f"  X{number}: {{value: 0, standard_uncertainty: 1, distribution: %s}}\n" for number in range(1, 5)
)


def test_linear_models_of_normal_inputs_are_validated() -> None:
    """JCGM 101:2008, 9.2.2, for several seeds: an adaptive run that stops too early would reject some."""
    budget = read_budget(SUM % (("normal",) * 4))
    for seed in range(5):
        found = evaluate(budget, ["montecarlo"], seed=seed)
        assert found.montecarlo is not None
        assert found.montecarlo.trials >= 1_000_000
        assert found.validations[0].is_validated, found.validations[0].reason


def test_rectangular_inputs_by_quasi_monte_carlo() -> None:
    """JCGM 101:2008, 9.2.3: ends ±2√3 (2 − (3/5)^¼) for 95 %."""
    found = evaluate(read_budget(SUM % (("rectangular",) * 4)), ["quasi"])
    assert found.montecarlo is None
    assert found.quasi is not None
    (estimate,) = found.quasi.estimates
    exact = 2 * math.sqrt(3) * (2 - 0.6**0.25)
    errors = estimate.standard_errors.interval
    assert abs(estimate.interval[1] - exact) < 5 * errors[1] + 1e-9
    assert errors[1] < 0.01
    quasi = answer_of(found)["quasi"]
    assert quasi["standard_uncertainty"] == pytest.approx(2.0, abs=1e-6)
    assert set(quasi) == {
        "mean", "standard_uncertainty", "interval", "standard_errors", "points", "randomisations", "seed",
    }  # fmt: skip


def test_a_high_coverage_probability_needs_more_trials() -> None:
    budget = read_budget(SUM % (("normal",) * 4) + "coverage_probability: 0.9973\n")
    found = evaluate(budget, ["montecarlo"])
    assert found.montecarlo is not None
    assert found.montecarlo.trials >= 3_700_000


def test_the_result_does_not_depend_on_the_workers() -> None:
    budget = read_budget(SUM % (("normal",) * 4))
    one, two = (answer_of(evaluate(budget, ["montecarlo"], trials=100_000, workers=workers)) for workers in (1, 2))
    assert one == two


def test_two_readings_have_neither_mean_nor_variance() -> None:
    """Student's distribution with one degree of freedom: the interval is all there is."""
    found = evaluate(read_budget("model: y = a\ninputs: {a: {readings: [1, 2]}}"), ["montecarlo"], trials=100_000)
    answer = answer_of(found)
    assert answer["montecarlo"]["mean"] is answer["montecarlo"]["standard_uncertainty"] is None
    assert answer["montecarlo"]["interval"] == pytest.approx([-4.85, 7.85], abs=0.5)
    assert answer["gum_validated"] is None
    assert answer["statement"].startswith("y = 1.5 ± 6.4, where")


def test_where_first_order_sees_nothing_the_sentence_is_by_monte_carlo() -> None:
    """JCGM 101:2008, 9.4.2.1: X₁² + X₂² about zero."""
    text = "model: dY = X1^2 + X2^2\ninputs:\n" + "".join(
        f"  {name}: {{value: 0, standard_uncertainty: 0.005}}\n" for name in ("X1", "X2")
    )
    first = evaluate(read_budget(text), ["gum"])
    assert sentence_of(first, 0) is None
    found = evaluate(read_budget(text), ["montecarlo"], trials=200_000)
    assert str(sentence_of(found, 0)).startswith("dY = 0.000050 with the standard uncertainty u = 0.000050 and the cov")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("model: y = log(a)\ninputs: {a: {value: -1, standard_uncertainty: 0.1}}", "UndefinedValue"),
        ("model: y = sqrt(a)\ninputs: {a: {value: 0, standard_uncertainty: 0.1}}", "UncertaintyError"),
        ("model: y = sqrt(a)\ninputs: {a: {value: 0.1, standard_uncertainty: 0.1}}", "UndefinedValue"),
    ],
)
def test_a_model_without_a_value_is_refused(text: str, kind: str) -> None:
    with pytest.raises(InvalidBudget) as caught:
        evaluate(read_budget(text), trials=10_000)
    assert caught.value.kind == kind
