"""Uncertainty budgets as text: YAML or JSON in, a checked problem out; every fault named with its line.

    budget = read_budget(text)
    result = propagate(budget.problem)
    budget.output_units["l"]

The only part of `quanheng.metrology` that needs PyYAML. It opens no file: text comes in as a string.
"""

from quanheng.metrology.budget_file.budget import BudgetFile, read_budget
from quanheng.metrology.budget_file.errors import InvalidBudget
from quanheng.metrology.budget_file.located import MOST_CHARACTERS

__all__ = ["MOST_CHARACTERS", "BudgetFile", "InvalidBudget", "read_budget"]
