"""Budgets with hundreds of outputs, which must not take gigabytes because nobody said how many trials."""

from quanheng.metrology.budget_file import read_budget
from quanheng.metrology.budget_file.evaluation import evaluate
from quanheng.metrology.uncertainty.montecarlo import USUAL_VALUES


def test_trials_are_as_many_as_memory_is_meant_for() -> None:
    count = 100
    model = "; ".join(f"y{k} = {k + 1}*a" for k in range(count))
    found = evaluate(read_budget(f"{{model: '{model}', inputs: {{a: {{value: 1, half_width: 0.1}}}}}}"), ["montecarlo"])
    assert found.montecarlo is not None
    assert found.montecarlo.trials == USUAL_VALUES // count
