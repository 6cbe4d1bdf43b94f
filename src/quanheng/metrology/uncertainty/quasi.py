"""Propagation of distributions by randomised quasi-Monte Carlo: quick enough to follow every change of a budget.

The points of a lattice fill the space of the inputs more evenly than random ones, so that for smooth models the error
falls nearly with the number of points instead of its root. The lattice is shifted at random several times; each shift
gives an unbiased estimate, and the spread of these estimates is the standard error that is stated with every figure
(P. L'Ecuyer, C. Lemieux, "Variance reduction via lattice rules", Management Science 46 (2000) 1214-1235).

Draws are made as for the Monte Carlo method, from words that the lattice gives instead of a random stream. What is known
of the model is not integrated: its linear part (`linear_control`), and for the ends of the interval an input in which the
model is a straight line (`smoothing`).
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.model import UndefinedValue
from quanheng.metrology.model.branches import Branches
from quanheng.metrology.uncertainty.correlation import correlation_matrix
from quanheng.metrology.uncertainty.errors import InvalidProblem
from quanheng.metrology.uncertainty.intervals import Interval, covered
from quanheng.metrology.uncertainty.lattice import LEAST_LEVEL, MOST_LEVEL
from quanheng.metrology.uncertainty.lattice_sampling import LatticeSampler
from quanheng.metrology.uncertainty.linear_control import LinearControl, linear_control
from quanheng.metrology.uncertainty.magnitudes import require_squares
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.randomised import exact_mean, halved_mean, spread_of_mean
from quanheng.metrology.uncertainty.recipe import recipe_of
from quanheng.metrology.uncertainty.roots import require_one_root
from quanheng.metrology.uncertainty.smoothing import (
    DistributionFunction,
    StraightInput,
    interval_of,
    straight_candidates,
)
from quanheng.metrology.uncertainty.streams import require_seed

Array = NDArray[np.float64]
#: Points of all randomisations together that lie beyond either end of the interval, for its place to mean something.
_LEAST_OUTSIDE = 64
_USUAL_LEVEL = 11
#: How far an output may be from a straight line in an input, root mean square, in units of its standard uncertainty.
_STRAIGHT = 1e-5
_LEAST_RANDOMISATIONS, _MOST_RANDOMISATIONS = 4, 64


@dataclass(frozen=True, slots=True)
class StandardErrors:
    """How far the figures of an estimate may be from the exact ones, as standard deviations."""

    mean: float
    standard_uncertainty: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class QuasiEstimate:
    """One output: expectation, standard deviation and probabilistically symmetric coverage interval."""

    name: str
    mean: float
    standard_uncertainty: float
    interval: Interval
    standard_errors: StandardErrors


@dataclass(frozen=True, eq=False)
class Quasi:
    """What was found for m outputs.

    Attributes:
        estimates: one an output.
        covariance: (m, m); infinite where it does not exist (inputs with two degrees of freedom or fewer), and the means
            are then nan if they do not exist either (one degree of freedom).
        points: of the lattice; the model was evaluated `points · randomisations` times.
        randomisations: independent shifts of the lattice; a standard error has one degree of freedom fewer.
        seed: of the shifts.
        coverage_probability: of the intervals.
    """

    estimates: tuple[QuasiEstimate, ...]
    covariance: Array
    points: int
    randomisations: int
    seed: int
    coverage_probability: float

    @property
    def outputs(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(each.name for each in self.estimates)

    @property
    def mean(self) -> Array:
        """(m,)."""
        return np.array([each.mean for each in self.estimates])

    @property
    def standard_uncertainties(self) -> Array:
        """u(y) of each output, (m,)."""
        return np.array([each.standard_uncertainty for each in self.estimates])

    @property
    def symmetric(self) -> tuple[Interval, ...]:
        """Probabilistically symmetric coverage intervals."""
        return tuple(each.interval for each in self.estimates)

    @property
    def correlation(self) -> Array:
        """Correlation coefficients of the outputs, (m, m); zero beside an output without uncertainty."""
        return correlation_matrix(self.covariance)


def integrate(problem: Problem, *, seed: int = 0, points: int | None = None, randomisations: int = 32) -> Quasi:
    """Propagate the inputs' distributions through the model, to a stated standard error.

    Args:
        problem: model, inputs, correlations and coverage probability.
        seed: 0 to 2⁶⁴ − 1; the same gives the same result.
        points: of the lattice, a power of two from 1024 to 65 536; unless given 2048, or as many more as it takes to
            have 64 of all randomisations beyond either end of the interval.
        randomisations: 4 to 64; the fewer, the less sure the standard errors.

    Raises:
        InvalidProblem: settings that cannot be; a coverage probability too near to 1; more random quantities than the
            lattice has coordinates.
        InvalidInput: an uncertainty too small beside its value to be drawn.
        UndefinedValue: the model has no finite value at a point; names the point.
        UncertaintyError: a variance has no float.

    Example:
        >>> from quanheng.metrology.model import Model
        >>> from quanheng.metrology.uncertainty.inputs import Input
        >>> inputs = [Input(f"X{i}", 0.0, 1.0, distribution="rectangular") for i in range(1, 5)]
        >>> (found,) = integrate(Problem(Model.parse("Y = X1 + X2 + X3 + X4"), inputs)).estimates
        >>> round(found.standard_uncertainty, 9), round(found.interval.high, 1)              # JCGM 101:2008, 9.2.3
        (2.0, 3.9)
    """
    require_seed(seed)
    if not isinstance(randomisations, int) or not _LEAST_RANDOMISATIONS <= randomisations <= _MOST_RANDOMISATIONS:
        raise InvalidProblem(
            f"{randomisations!r} randomisations: a whole number from {_LEAST_RANDOMISATIONS} to {_MOST_RANDOMISATIONS} is needed"
        )
    level = _level(points, randomisations, problem.coverage_probability)
    recipe = recipe_of(problem)
    # What overflows is refused once all values are there.
    with np.errstate(over="ignore", invalid="ignore"):
        control = linear_control(problem, recipe)
        lattice = LatticeSampler(recipe, control.importance, seed, level, randomisations)
        found = _evaluated(problem, control, lattice)
    return _result(problem, control, found, seed)


def _level(points: int | None, randomisations: int, probability: float) -> int:
    if points is None:
        outside = randomisations * (1.0 - probability) / 2.0
        level = max(_USUAL_LEVEL, math.ceil(math.log2(_LEAST_OUTSIDE / outside)))
        if level > MOST_LEVEL:
            raise InvalidProblem(
                f"coverage probability {probability:g}: the lattice has at most {1 << MOST_LEVEL} points, too few to say "
                "where so little lies outside; use the Monte Carlo method"
            )
        return level
    level = points.bit_length() - 1 if isinstance(points, int) else 0
    if not LEAST_LEVEL <= level <= MOST_LEVEL or points != 1 << level:
        raise InvalidProblem(
            f"{points!r} points: a power of two from {1 << LEAST_LEVEL} to {1 << MOST_LEVEL} is needed"
        )
    covered(points * randomisations, probability)
    return level


@dataclass(frozen=True, eq=False, slots=True)
class _Evaluated:
    """The model's values and its linear part, (m, randomisations, points), and the straight inputs of the outputs.

    With two degrees of freedom or fewer there is no variance, with one no expectation either.
    """

    values: Array
    linear: Array
    straight: tuple[StraightInput | None, ...]
    least_degrees_of_freedom: float


def _evaluated(problem: Problem, control: LinearControl, lattice: LatticeSampler) -> _Evaluated:
    shape = (len(problem.model.outputs), lattice.randomisations, lattice.points)
    values, linear, moved = np.empty(shape), np.empty(shape), np.empty((shape[0], lattice.points))
    candidates = straight_candidates(control, lattice.recipe)
    x = {row: np.empty(shape[1:]) for row in set(candidates.values())}
    bends = np.zeros(shape[0])
    branches = Branches.of(problem.model.graph, [each.value for each in problem.inputs])
    for number in range(lattice.randomisations):
        block = lattice.draws(number)
        inputs = block[: lattice.recipe.input_count]
        problem.model.evaluate(inputs, values[:, number])
        _require_finite(problem, inputs, values[:, number])
        if branches is not None:
            require_one_root(branches, problem.model.inputs, inputs)
        control.values(block, linear[:, number])
        for row, kept in x.items():
            kept[number] = inputs[row]
            # The same points with other values of this one input.
            inputs[row] = np.roll(kept[number], 5 * lattice.points // 16)
            problem.model.evaluate(inputs, moved)
            for output, candidate in candidates.items():
                if candidate == row:
                    away = moved[output] - values[output, number]
                    away -= control.slope(output, row) * (inputs[row] - kept[number])
                    bends[output] += float(away @ away)
    require_squares(problem.model.outputs, np.ptp(values, axis=(1, 2)))
    spread = np.sqrt([np.var(each) for each in values])
    bends = np.sqrt(bends / (lattice.randomisations * lattice.points))
    straight: list[StraightInput | None] = [None] * shape[0]
    for output, row in candidates.items():
        if bends[output] <= _STRAIGHT * spread[output]:
            draw = next(each.draw for each in lattice.recipe.sources if each.row == row)
            straight[output] = StraightInput(control.slope(output, row), DistributionFunction.of(draw), x[row])
    return _Evaluated(values, linear, tuple(straight), lattice.recipe.least_degrees_of_freedom)


def _require_finite(problem: Problem, inputs: Array, values: Array) -> None:
    broken = np.argwhere(~np.isfinite(values))
    if len(broken):
        row, place = broken[0].tolist()
        at = ", ".join(
            f"{name} = {value:.6g}" for name, value in zip(problem.model.inputs, inputs[:, place].tolist(), strict=True)
        )
        raise UndefinedValue(
            f"{problem.model.outputs[row]} is {values[row, place]} at {at}: the model must have a finite value wherever "
            "its inputs may lie"
        )


def _result(problem: Problem, control: LinearControl, found: _Evaluated, seed: int) -> Quasi:
    values, linear = found.values, found.linear
    _, randomisations, points = values.shape
    reference = problem.model.values([each.value for each in problem.inputs])
    rest = values - reference[:, None, None]
    rest -= linear
    known = _without_what_does_not_help(control.covariance, rest, linear)
    shift_means = halved_mean(rest)
    means = exact_mean(shift_means)
    rest -= means[:, None, None]
    covariance, variance_errors = _second_moments(known, rest, linear)
    mean_errors = spread_of_mean(shift_means)
    if found.least_degrees_of_freedom <= 2.0:
        covariance[...], mean_errors[...], variance_errors[...] = math.inf, math.inf, math.inf
    estimates = []
    for i, name in enumerate(problem.model.outputs):
        u = math.sqrt(covariance[i, i])
        interval, interval_errors = interval_of(values[i], problem.coverage_probability, found.straight[i])
        errors = StandardErrors(float(mean_errors[i]), _root_error(u, float(variance_errors[i])), interval_errors)
        mean = float(reference[i] + means[i]) if found.least_degrees_of_freedom > 1.0 else math.nan
        estimates.append(QuasiEstimate(name, mean, u, interval, errors))
    covariance.setflags(write=False)
    return Quasi(tuple(estimates), covariance, points, randomisations, seed, problem.coverage_probability)


def _without_what_does_not_help(covariance: Array, rest: Array, linear: Array) -> Array:
    """Give the linear part back to the rest (in place) where the rest alone varies as much as the whole."""
    known = covariance.copy()
    for i in range(len(rest)):
        whole = rest[i] + linear[i]
        if np.var(rest[i]) >= np.var(whole):
            rest[i], linear[i] = whole, 0.0
            known[i, :] = known[:, i] = 0.0
    return known


def _second_moments(known: Array, rest: Array, linear: Array) -> tuple[Array, Array]:
    """cov(y_i, y_j) = cov(ℓ_i, ℓ_j) + E[ℓ_i e_j + e_i ℓ_j + e_i e_j], and the standard error of each variance."""
    m = len(rest)
    covariance, errors = known, np.zeros(m)
    for i in range(m):
        for j in range(i + 1):
            products = (linear[i] + rest[i]) * rest[j]
            products += rest[i] * linear[j]
            parts = halved_mean(products)
            covariance[i, j] = covariance[j, i] = known[i, j] + float(exact_mean(parts))
            if i == j and (size := float(np.max(np.abs(parts)))):
                # Of ratios, for the squares of variances are beyond floating point long before variances are.
                errors[i] = spread_of_mean(parts / size) * size
        covariance[i, i] = max(covariance[i, i], 0.0)
    return covariance, errors


def _root_error(u: float, variance_error: float) -> float:
    if not u:
        return 0.0
    return variance_error / (2.0 * u) if math.isfinite(u) else math.inf
