"""Propagation of distributions by a Monte Carlo method (JCGM 101:2008; several outputs: JCGM 102:2011).

Trial number t of a quantity is word number t of the stream that is named after it, so that a run is the same for any
number of workers and can be repeated from its seed, in any version of numpy. That holds to the last bit for models of
+ − × ÷ √, comparisons and choices; other functions are those of numpy or the system, which may differ in that bit.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.model import UndefinedValue
from quanheng.metrology.model.branches import Branches
from quanheng.metrology.uncertainty.draws import Draw
from quanheng.metrology.uncertainty.errors import InvalidProblem
from quanheng.metrology.uncertainty.intervals import covered, shortest_interval, symmetric_interval
from quanheng.metrology.uncertainty.magnitudes import require_squares
from quanheng.metrology.uncertainty.moments import Sums, moments_of, sums_of
from quanheng.metrology.uncertainty.montecarlo_result import MonteCarlo, standard_errors
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.recipe import Recipe, recipe_of
from quanheng.metrology.uncertainty.roots import require_one_root
from quanheng.metrology.uncertainty.sampling import Fill, Sampler, filling
from quanheng.metrology.uncertainty.stability import Stability, is_stable, results_of, trials_a_sequence
from quanheng.metrology.uncertainty.streams import require_seed
from quanheng.metrology.uncertainty.validation import SignificantDigits

Array = NDArray[np.float64]
_Made = TypeVar("_Made")
#: Trials drawn at a time, if the inputs are few: as many as keep in the processor's cache with all that they need.
BLOCK = 16_384
#: Numbers in a block, if the inputs are many.
_BLOCK_NUMBERS = 2**22
#: Where the adaptive procedure gives up.
MOST_TRIALS = 10_000_000
#: Model values that are held in memory at most, 8 bytes each: where somebody asks for so many trials, and where not.
MOST_VALUES, USUAL_VALUES = 1_000_000_000, 50_000_000


def simulate(
    problem: Problem,
    *,
    seed: int = 0,
    trials: int | None = None,
    digits: SignificantDigits = 2,
    workers: int = 1,
    keep: bool = False,
    most_trials: int = MOST_TRIALS,
    compiled: bool | None = None,
) -> MonteCarlo:
    """Propagate the inputs' distributions through the model.

    Args:
        problem: model, inputs, correlations and coverage probability.
        seed: 0 to 2⁶⁴ − 1; the same gives the same run.
        trials: how many; unless given, as many as the adaptive procedure of 7.9 needs.
        digits: significant digits of u(y) to be stable, 1 or 2.
        workers: threads; the result does not depend on them.
        keep: whether to keep the model values, such as for regions or a picture.
        most_trials: where the adaptive procedure stops although nothing has stabilised.
        compiled: whether to draw by code that numba compiles: faster, and the same values. Unless given, where that
            code is loaded already or the run is long enough to load it.

    Raises:
        InvalidProblem: settings that cannot be, or too few trials for the coverage probability.
        UndefinedValue: the model has no finite value for a draw; names the draw.
        InvalidInput: an uncertainty too small beside its value to be drawn.
        UncertaintyError: numba was asked for and is not installed, or a variance has no float.

    Example:
        >>> from quanheng.metrology.model import Model
        >>> from quanheng.metrology.uncertainty.inputs import Input
        >>> inputs = [Input(f"X{i}", 0.0, 1.0, distribution="rectangular") for i in range(1, 5)]
        >>> result = simulate(Problem(Model.parse("Y = X1 + X2 + X3 + X4"), inputs), seed=1, trials=100_000)
        >>> bool(abs(result.standard_uncertainties[0] - 2.0) < 0.02), result.symmetric[0].high < 3.92
        (True, True)
    """
    require_seed(seed)
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 1:
        raise InvalidProblem(f"{workers!r} workers: a whole number from 1 on is needed")
    if digits not in (1, 2):
        raise InvalidProblem(f"{digits!r} significant digits of the uncertainty: 1 or 2 are meaningful")
    run = _Run(problem, seed, digits)
    run.fill = filling(len(run.recipe.sources) * (trials or 0), compiled=compiled)
    with run.working(workers) as spread:
        if trials is None:
            found = run.adaptive(spread, workers, min(most_trials, max(USUAL_VALUES // run.size, 1)))
        else:
            found = run.fixed(spread, _checked(trials, problem.coverage_probability, run.size))
    return run.result(found, keep=keep)


@dataclass(frozen=True, eq=False, slots=True)
class _Found:
    """Values (m, M) and the sums of their blocks; whether they are stable, where the procedure has said so."""

    values: Array
    sums: list[Sums]
    is_stable: bool | None = None


class _Spread(Protocol):
    """Applies a function to numbers, in any order at any time, and gives what came of them in their order."""

    def __call__(self, function: Callable[[int], _Made], numbers: Iterable[int], /) -> Iterator[_Made]: ...


class _Run:
    """One evaluation; what its workers share is only read, but for each one's part of the values."""

    def __init__(self, problem: Problem, seed: int, digits: SignificantDigits) -> None:
        self.problem = problem
        self.seed = seed
        self.digits = digits
        self.recipe: Recipe = recipe_of(problem)
        self.fill: Fill = Draw.fill
        estimates = [each.value for each in problem.inputs]
        self.reference = problem.model.values(estimates)
        self.branches = Branches.of(problem.model.graph, estimates)
        self.size = len(problem.model.outputs)
        numbers = self.recipe.row_count + self.size
        self.block = min(BLOCK, max(_BLOCK_NUMBERS // numbers // 4 * 4, 64))
        self.samplers: SimpleQueue[Sampler] = SimpleQueue()
        least = self.recipe.least_degrees_of_freedom
        self.has_variance, self.has_mean = least > 2.0, least > 1.0

    @contextmanager
    def working(self, workers: int) -> Iterator[_Spread]:
        """Something that spreads work over this many threads."""
        for _ in range(workers):
            self.samplers.put(Sampler(self.recipe, self.seed, self.block, self.fill))
        if workers == 1:
            yield map
            return
        with ThreadPoolExecutor(workers) as pool:
            yield pool.map

    def fixed(self, spread: _Spread, trials: int) -> _Found:
        values = np.empty((self.size, trials))

        def one(first: int) -> list[Sums]:
            return self._fill(first, values[:, first : first + self.block])

        return _Found(values, [each for part in spread(one, range(0, trials, self.block)) for each in part])

    def adaptive(self, spread: _Spread, workers: int, most_trials: int) -> _Found:
        length = trials_a_sequence(self.problem.coverage_probability)
        rule = Stability(self.digits, has_variance=self.has_variance)
        values = np.empty((self.size, 0))
        sums: list[list[Sums]] = []
        ahead = 8 * workers
        while True:
            made = len(sums)
            if (made + ahead) * length > values.shape[1]:
                # Twice as much each time, so that copying stays in proportion.
                values = _grown(values, 2 * (made + ahead) * length, made * length)

            def one(number: int, values: Array = values) -> tuple[list[Sums], Array]:
                part = values[:, number * length : (number + 1) * length]
                found = self._fill(number * length, part)
                return found, results_of(part, found, self.reference, self.problem.coverage_probability)

            for found, results in spread(one, range(made, made + ahead)):
                sums.append(found)
                # What workers made beyond the last sequence needed is not looked at.
                enough = rule.add(results)
                if enough or (len(sums) + 1) * length > most_trials:
                    together = values[:, : len(sums) * length]
                    return _Found(together, [each for part in sums for each in part], enough)

    def _fill(self, first: int, out: Array) -> list[Sums]:
        """Model values of the trials from `first` on, into `out` (m, k), and their sums, block by block."""
        sampler = self.samplers.get()
        try:
            found = []
            for start in range(0, out.shape[1], self.block):
                part = out[:, start : start + self.block]
                draws = sampler.draws(first + start, part.shape[1])
                self.problem.model.evaluate(draws, part)
                if self.branches is not None:
                    require_one_root(self.branches, self.problem.model.inputs, draws)
                with np.errstate(over="ignore", invalid="ignore"):
                    part_sums = sums_of(part, self.reference)
                    if not np.isfinite(part_sums.second).all():
                        self._require_finite(draws, part, first + start)
                        require_squares(self.problem.model.outputs, np.ptp(part, axis=1))
                found.append(part_sums)
            return found
        finally:
            self.samplers.put(sampler)

    def _require_finite(self, draws: Array, values: Array, first: int) -> None:
        broken = np.argwhere(~np.isfinite(values))
        if len(broken):
            row, place = broken[0].tolist()
            drawn = ", ".join(
                f"{name} = {value:.6g}" for name, value in zip(self.problem.model.inputs, draws[:, place], strict=True)
            )
            raise UndefinedValue(
                f"{self.problem.model.outputs[row]} is {values[row, place]} in trial {first + place}, where {drawn}: "
                "the model must have a finite value wherever its inputs may lie"
            )

    def result(self, found: _Found, *, keep: bool) -> MonteCarlo:
        p, values = self.problem.coverage_probability, found.values
        require_squares(self.problem.model.outputs, np.ptp(values, axis=1))
        moments = moments_of(found.sums, self.reference)
        samples = values.copy() if keep else None
        values.sort(axis=1)
        symmetric = tuple(symmetric_interval(row, p) for row in values)
        errors = standard_errors(values, moments, p)
        scale = moments.standard_uncertainties
        mean, covariance = moments.mean, moments.covariance
        if not self.has_variance:
            covariance = np.full_like(covariance, np.inf)
            scale = np.array([each.width / 4.0 for each in symmetric])
            errors[:2] = np.inf
        if not self.has_mean:
            mean = np.full_like(mean, np.nan)
        stable = found.is_stable
        if stable is None:
            stable = is_stable(errors, scale, self.digits, has_variance=self.has_variance)
        for each in (mean, covariance, errors) if samples is None else (mean, covariance, errors, samples):
            each.setflags(write=False)
        return MonteCarlo(
            self.problem.model.outputs,
            values.shape[1],
            self.seed,
            p,
            self.digits,
            stable,
            mean,
            covariance,
            symmetric,
            tuple(shortest_interval(row, p) for row in values),
            errors,
            samples,
        )


def _checked(trials: int, coverage_probability: float, outputs: int) -> int:
    if isinstance(trials, bool) or not isinstance(trials, int) or trials < 2:
        raise InvalidProblem(f"{trials!r} trials: a whole number, such as 1000000, is needed")
    if trials * outputs > MOST_VALUES:
        raise InvalidProblem(
            f"{trials} trials of {outputs} output{'s' * (outputs > 1)}: at most {MOST_VALUES} values are held in memory"
        )
    covered(trials, coverage_probability)
    return trials


def _grown(values: Array, capacity: int, used: int) -> Array:
    larger = np.empty((len(values), capacity))
    larger[:, :used] = values[:, :used]
    return larger
