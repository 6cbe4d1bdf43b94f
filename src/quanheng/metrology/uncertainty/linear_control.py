"""The linear part of a model, whose moments are known exactly: what is left is all that need be integrated.

With y = y₀ + ℓ + d, ℓ = Σ c_k (q_k − E q_k) over the quantities drawn and c_k the sensitivities at the estimates, the
expectation of ℓ is zero and its covariance C Σ Cᵀ follows from the distributions. A linear model leaves nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.recipe import Group, Recipe

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LinearControl:
    """ℓ for blocks of draws.

    Attributes:
        rows: those of the block that ℓ takes; means: (rows,); coefficients: (m, rows).
        covariance: (m, m), of ℓ.
        importance: of each row of the block, its greatest share of the linear part's standard deviation.
        contributions: (m, row count), each row's standard deviation times its coefficient, signless.
    """

    rows: tuple[int, ...]
    means: Array
    coefficients: Array
    covariance: Array
    importance: Array
    contributions: Array

    def slope(self, output: int, row: int) -> float:
        """The coefficient of a row; zero where it is not among `rows`."""
        return float(self.coefficients[output, self.rows.index(row)]) if row in self.rows else 0.0

    def contribution(self, output: int, row: int) -> float:
        """How much a row contributes to an output's standard deviation; zero where it is not among `rows`."""
        return float(self.contributions[output, row]) if row in self.rows else 0.0

    def values(self, block: Array, out: Array) -> None:
        """ℓ at the draws in `block` (row count, k) into `out` (m, k)."""
        out[...] = 0.0
        for place, row in enumerate(self.rows):
            away = block[row] - self.means[place]
            for output, coefficient in enumerate(self.coefficients[:, place].tolist()):
                if coefficient:
                    out[output] += coefficient * away


def linear_control(problem: Problem, recipe: Recipe) -> LinearControl:
    """The linear part at the estimates, over all that is drawn with a known variance and correlation.

    Left out are inputs to which the model has no finite derivative, distributions without variance and the members of a
    copula: their covariance is not known exactly.

    Raises:
        UndefinedValue: the model has no finite value at the estimates.
    """
    _, sensitivities = problem.model.jacobian([each.value for each in problem.inputs])
    by_row = np.zeros((len(sensitivities), recipe.row_count))
    sensitivities = np.where(np.isfinite(sensitivities), sensitivities, 0.0)
    mixed = {each.row for each in recipe.mixtures}
    for row in range(recipe.input_count):
        if row not in mixed:
            by_row[:, row] = sensitivities[:, row]
    for mixture in recipe.mixtures:
        for row, amplitude in mixture.parts:
            by_row[:, row] += amplitude * sensitivities[:, mixture.row]
    means, covariance = _known_moments(recipe)
    known = np.isfinite(np.diagonal(covariance)) & (np.diagonal(covariance) > 0.0)
    rows = np.flatnonzero(known & (by_row != 0.0).any(axis=0))
    coefficients = by_row[:, rows]
    joint = coefficients @ covariance[np.ix_(rows, rows)] @ coefficients.T
    contributions = _contributions(by_row, covariance)
    return LinearControl(
        tuple(rows.tolist()),
        means[rows],
        coefficients,
        (joint + joint.T) / 2.0,
        _importance(recipe, contributions),
        contributions,
    )


def _known_moments(recipe: Recipe) -> tuple[Array, Array]:
    """Means and covariance of all rows; infinite variance where it is not known."""
    means, covariance = np.zeros(recipe.row_count), np.zeros((recipe.row_count, recipe.row_count))
    for source in recipe.sources:
        distribution = source.draw.distribution
        means[source.row] = distribution.mean
        covariance[source.row, source.row] = distribution.standard_deviation**2
    for group in recipe.groups:
        means[list(group.rows)] = 0.0
        covariance[np.ix_(group.rows, group.rows)] = _covariance_within(group)
    return means, covariance


def _covariance_within(group: Group) -> Array:
    joint: Array = group.factor @ group.factor.T
    if group.chi_squared is not None:
        nu = group.degrees_of_freedom
        return joint * (nu / (nu - 2.0) if nu > 2.0 else np.inf)
    if any(each is not None for each in group.marginals):
        return np.diag(np.full(len(joint), np.inf))
    return joint


def _contributions(by_row: Array, covariance: Array) -> Array:
    variance = np.diagonal(covariance)
    found: Array = np.abs(by_row) * np.sqrt(np.where(np.isfinite(variance), variance, 1.0))
    return found


def _importance(recipe: Recipe, contributions: Array) -> Array:
    totals = np.sqrt((contributions**2).sum(axis=1, keepdims=True))
    shares = np.divide(contributions, totals, out=np.zeros_like(contributions), where=totals > 0.0)
    found: Array = shares.max(axis=0)
    for group in recipe.groups:
        if group.chi_squared is not None:
            found[group.chi_squared] = found[list(group.rows)].sum()
    return found
