"""Propagation of uncertainty to first order (JCGM 100:2008, 5.1.2 and 5.2.2; several outputs: JCGM 102:2011, 6.2)."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.correlation import Correlation, correlation_matrix
from quanheng.metrology.uncertainty.coverage import coverage_factor, truncated
from quanheng.metrology.uncertainty.degrees_of_freedom import welch_satterthwaite
from quanheng.metrology.uncertainty.errors import InvalidProblem, UncertaintyError
from quanheng.metrology.uncertainty.influences import Influence
from quanheng.metrology.uncertainty.magnitudes import cancelled, require_squares
from quanheng.metrology.uncertainty.problem import Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """An output quantity with its uncertainty."""

    name: str
    value: float
    standard_uncertainty: float
    degrees_of_freedom: float
    coverage_probability: float

    @property
    def coverage_factor(self) -> float:
        """t_p of the truncated effective degrees of freedom (JCGM 100:2008, G.4.1)."""
        return coverage_factor(self.degrees_of_freedom, self.coverage_probability)

    @property
    def truncated_degrees_of_freedom(self) -> float:
        """What t was looked up with."""
        return truncated(self.degrees_of_freedom)

    @property
    def expanded_uncertainty(self) -> float:
        """U = k·u_c."""
        return self.coverage_factor * self.standard_uncertainty

    @property
    def interval(self) -> tuple[float, float]:
        """value ± U."""
        expanded = self.expanded_uncertainty
        return self.value - expanded, self.value + expanded


@dataclass(frozen=True, eq=False)
class Result:
    """Outputs, their covariance and everything that a budget or a later evaluation needs.

    Attributes:
        outputs, inputs: names, in the order of the arrays.
        values: (m,); input_values, input_uncertainties: (n,).
        sensitivities: (m, n), ∂f/∂x.
        shares: (m, n), the part of each input in the variance, correlation included; a row adds up to 1.
        covariance: (m, m).
        degrees_of_freedom: effective, not truncated, one each output.
        influences, contributions: what the uncertainty comes from, and (m, number of influences) how much, signed.
        correlations: between identifiers of influences.
    """

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    values: Array
    input_values: Array
    input_uncertainties: Array
    sensitivities: Array
    shares: Array
    covariance: Array
    degrees_of_freedom: tuple[float, ...]
    influences: tuple[Influence, ...]
    contributions: Array
    correlations: tuple[Correlation, ...]
    coverage_probability: float
    identifier: str = ""
    arrays: tuple[str, ...] = field(
        default=(
            "values", "input_values", "input_uncertainties", "sensitivities", "shares", "covariance", "contributions",
        ),
        init=False,
        repr=False,
    )  # fmt: skip

    def __post_init__(self) -> None:
        for name in self.arrays:
            getattr(self, name).setflags(write=False)

    @property
    def standard_uncertainties(self) -> Array:
        """u_c of each output, (m,)."""
        found: Array = np.sqrt(np.diagonal(self.covariance))
        return found

    @property
    def correlation(self) -> Array:
        """Correlation coefficients of the outputs, (m, m); zero beside an output without uncertainty."""
        return correlation_matrix(self.covariance)

    def place(self, output: str | None = None) -> int:
        """The row of an output; of the only one when not named.

        Raises:
            InvalidProblem: no such output, or several and none named.
        """
        if output is None and len(self.outputs) == 1:
            return 0
        if output not in self.outputs:
            raise InvalidProblem(f"output {output!r}: the model has {', '.join(self.outputs)}")
        return self.outputs.index(output)

    def estimate(self, output: str | None = None) -> Estimate:
        """An output with its uncertainty; see `place`."""
        row = self.place(output)
        return Estimate(
            self.outputs[row],
            float(self.values[row]),
            math.sqrt(float(self.covariance[row, row])),
            self.degrees_of_freedom[row],
            self.coverage_probability,
        )

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All outputs."""
        return tuple(self.estimate(name) for name in self.outputs)

    def influences_on(self, output: str | None = None) -> dict[str, float]:
        """Identifier of each influence → its signed contribution to the output's uncertainty."""
        row = self.contributions[self.place(output)].tolist()
        return {each.identifier: size for each, size in zip(self.influences, row, strict=True)}


def propagate(problem: Problem) -> Result:
    """The law of propagation of uncertainty, correlated inputs included.

    u_c²(y) = Σᵢ Σⱼ (∂f/∂xᵢ) (∂f/∂xⱼ) u(xᵢ, xⱼ) (JCGM 100:2008, equation 13).

    Raises:
        UndefinedValue: the model has no finite value at the estimates.
        UncertaintyError: a derivative is not finite where the input is uncertain, or a variance has no float.

    Example:
        >>> from quanheng.metrology.model import Model
        >>> from quanheng.metrology.uncertainty.inputs import Input
        >>> result = propagate(Problem(Model.parse("P = U*I"), [Input("U", 5.0, 0.3), Input("I", 2.0, 0.16)]))
        >>> result.estimate().value, result.estimate().standard_uncertainty
        (10.0, 1.0)
    """
    inputs, influences = problem.inputs, problem.influences
    x = [each.value for each in inputs]
    u = np.array([each.standard_uncertainty for each in inputs])
    values, sensitivities = problem.model.jacobian(x)
    effective = sensitivities
    if not np.isfinite(sensitivities).all():
        _require_finite(problem, sensitivities, u)
        # What is known exactly contributes nothing, however steep the model is there.
        effective = np.where(u > 0.0, sensitivities, 0.0)
    contributions = influences.contributions(effective)
    require_squares(problem.model.outputs, np.max(np.abs(contributions), axis=1, initial=0.0))
    correlated = influences.correlated(contributions)
    covariance = correlated @ contributions.T
    covariance = (covariance + covariance.T) / 2.0
    if influences.correlations:
        np.fill_diagonal(covariance, cancelled(np.diagonal(covariance), contributions))
    variances = np.diagonal(covariance)
    parts = effective * influences.with_inputs(correlated)
    shares = np.divide(parts, variances[:, None], out=np.zeros_like(parts), where=variances[:, None] > 0.0)
    return Result(
        outputs=problem.model.outputs,
        inputs=problem.model.inputs,
        values=values,
        input_values=np.array(x),
        input_uncertainties=u,
        sensitivities=sensitivities,
        shares=shares,
        covariance=covariance,
        degrees_of_freedom=tuple(
            welch_satterthwaite(contributions, variances, influences.reciprocal_degrees, influences.joint)
        ),
        influences=influences.known,
        contributions=contributions,
        correlations=influences.correlations,
        coverage_probability=problem.coverage_probability,
        identifier=problem.identifier,
    )


def _require_finite(problem: Problem, sensitivities: Array, u: Array) -> None:
    for row, column in np.argwhere(~np.isfinite(sensitivities) & (u > 0.0)).tolist():
        quantity = problem.inputs[column]
        raise UncertaintyError(
            f"{problem.model.outputs[row]} has no finite derivative with respect to {quantity.name} at "
            f"{quantity.value!r} ± {quantity.standard_uncertainty!r}: first order does not hold there"
        )
