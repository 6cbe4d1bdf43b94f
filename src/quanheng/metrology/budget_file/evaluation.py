"""A budget evaluated by the methods asked for, each beside the first-order result that it is compared with."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from quanheng.metrology.budget_file.budget import BudgetFile
from quanheng.metrology.budget_file.errors import InvalidBudget
from quanheng.metrology.errors import MetrologyError
from quanheng.metrology.uncertainty import InvalidProblem, Problem, Result, UncertaintyError, propagate
from quanheng.metrology.uncertainty.montecarlo import MOST_TRIALS, USUAL_VALUES, simulate
from quanheng.metrology.uncertainty.montecarlo_result import MonteCarlo
from quanheng.metrology.uncertainty.quasi import Quasi, integrate
from quanheng.metrology.uncertainty.validation import Validation, validate

Method = Literal["gum", "montecarlo", "quasi"]
METHODS: tuple[Method, ...] = get_args(Method)
#: The adaptive procedure may stop by chance after two sequences that happen to agree. As many trials as JCGM 101, 7.2
#: recommends settle that, and cost a fraction of a second: a million, and ten thousand beside each that lies outside.
LEAST_TRIALS = 1_000_000
_TRIALS_FOR_ONE_OUTSIDE = 10_000


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What was found.

    Attributes:
        budget: what was evaluated.
        gum: by the law of propagation of uncertainty (JCGM 100); always there, for the budget comes from it.
        montecarlo: by propagation of distributions (JCGM 101 and 102), if it was asked for.
        quasi: by randomised quasi-Monte Carlo, if it was asked for and the problem suits it.
        quasi_refused: why it does not, where all methods were asked for.
        validations: one an output: whether the first-order result holds against Monte Carlo (JCGM 101, clause 8);
            none where the variance does not exist, so that there is nothing to compare to.
    """

    budget: BudgetFile
    gum: Result
    montecarlo: MonteCarlo | None = None
    validations: tuple[Validation, ...] = ()
    quasi: Quasi | None = None
    quasi_refused: str = ""


def evaluate(
    budget: BudgetFile,
    methods: Collection[Method] = METHODS,
    *,
    seed: int = 0,
    trials: int | None = None,
    keep: bool = False,
    workers: int = 1,
) -> Evaluation:
    """Evaluate a budget.

    Args:
        methods: any of `METHODS`; the first-order result is always computed.
        seed: of what is drawn; the same gives the same numbers.
        trials: of the Monte Carlo method; unless given, a million, or as many more as the adaptive procedure needs for
            two stable digits (JCGM 101, 7.9).
        keep: whether to keep the model values, as a picture needs them.
        workers: threads; the result does not depend on them.

    Raises:
        InvalidBudget: the model has no finite value, or a setting that cannot be.

    Example:
        >>> from quanheng.metrology.budget_file.budget import read_budget
        >>> budget = read_budget("{model: P = U*I, inputs: {U: {value: 5, half_width: 0.1}, I: 2}}")
        >>> found = evaluate(budget, ["gum"])
        >>> round(found.gum.estimate().standard_uncertainty, 4)
        0.1155
    """
    try:
        # What is beyond floating point is refused, or null in the answer.
        with np.errstate(over="ignore", invalid="ignore"):
            gum = propagate(budget.problem)
            _require_finite(gum)
            run = None
            if "montecarlo" in methods:
                run = _simulated(budget.problem, seed, trials, keep=keep, workers=workers)
            has_variance = run is not None and bool(np.isfinite(run.standard_uncertainties).all())
            validations = validate(gum, run) if run is not None and has_variance else ()
            quasi, refused = _integrated(budget.problem, seed, methods)
    except MetrologyError as error:
        raise InvalidBudget(str(error), path="model", kind=type(error).__name__) from error
    except ArithmeticError as error:
        raise InvalidBudget(f"beyond floating point ({error}): choose other units", path="model") from error
    return Evaluation(budget, gum, run, validations, quasi, refused)


def _require_finite(gum: Result) -> None:
    for name, u in zip(gum.outputs, gum.standard_uncertainties.tolist(), strict=True):
        if not math.isfinite(u):
            raise UncertaintyError(f"the uncertainty of {name} is beyond floating point: choose other units")


def _integrated(problem: Problem, seed: int, methods: Collection[Method]) -> tuple[Quasi | None, str]:
    """The result, or why there is none: lattices have an end, and another method may have been asked for, too."""
    if "quasi" not in methods:
        return None, ""
    try:
        return integrate(problem, seed=seed), ""
    except InvalidProblem as error:
        if "montecarlo" not in methods:
            raise
        return None, str(error)


def _simulated(problem: Problem, seed: int, trials: int | None, *, keep: bool, workers: int) -> MonteCarlo:
    if trials is not None:
        return simulate(problem, seed=seed, trials=trials, keep=keep, workers=workers)
    wanted = math.ceil(_TRIALS_FOR_ONE_OUTSIDE / (1.0 - problem.coverage_probability))
    most = min(MOST_TRIALS, max(USUAL_VALUES // len(problem.model.outputs), wanted // 10))
    run = simulate(problem, seed=seed, trials=min(max(wanted, LEAST_TRIALS), most), keep=keep, workers=workers)
    if run.is_stable:
        return run
    longer = simulate(problem, seed=seed, keep=keep, workers=workers)
    return longer if longer.trials > run.trials else run
