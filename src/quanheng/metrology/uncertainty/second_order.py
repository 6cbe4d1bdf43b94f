"""Where first order is not enough: second-order terms of the variance and of the estimate (JCGM 100:2008, 5.1.2, note).

For inputs x + Δ with covariance Σ, gradients g and Hessians H of the outputs:

    E[f] ≈ f(x) + ½ tr(H Σ)
    cov(f, f') ≈ gᵀ Σ g' + ½ tr(H Σ H' Σ) + ½ (gᵀ Σ t' + g'ᵀ Σ t),    t_k = Σ_ij Σ_ij ∂³f/∂x_i ∂x_j ∂x_k

exact to this order for normally distributed inputs. With independent inputs the variance is the note's sum over
[½ (∂²f/∂xᵢ∂xⱼ)² + ∂f/∂xᵢ ∂³f/∂xᵢ∂xⱼ²] u²(xᵢ) u²(xⱼ).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.model import Model
from quanheng.metrology.model.differentiate import hessian
from quanheng.metrology.model.graph import pruned
from quanheng.metrology.model.scalar import Program
from quanheng.metrology.uncertainty.errors import InvalidProblem, UncertaintyError
from quanheng.metrology.uncertainty.problem import Problem

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SecondOrder:
    """Results to second order.

    Attributes:
        outputs, inputs: names, in the order of the arrays.
        values: (m,), the model at the estimates; corrections: (m,), ½ Σ ∂²f/∂xᵢ∂xⱼ u(xᵢ, xⱼ), to be added to them.
        first_order: (m, m), the covariance of `propagate`.
        interactions: (m, n, n), the parts of each variance that come from pairs of inputs through the Hessian.
        covariance: (m, m), with all second-order terms.
    """

    outputs: tuple[str, ...]
    inputs: tuple[str, ...]
    values: Array
    corrections: Array
    first_order: Array
    interactions: Array
    covariance: Array

    @property
    def corrected_values(self) -> Array:
        """The estimates with their second-order term (JCGM 100:2008/Amd.1:2026)."""
        return self.values + self.corrections

    @property
    def standard_uncertainties(self) -> Array:
        """u_c of each output with second-order terms, (m,).

        Raises:
            UncertaintyError: a variance is negative: the expansion does not converge there.
        """
        variances = np.diagonal(self.covariance)
        for name, variance in zip(self.outputs, variances.tolist(), strict=True):
            if variance < 0.0:
                raise UncertaintyError(
                    f"the variance of {name} to second order is {variance:g}: the model is too far from a polynomial "
                    "within the inputs' uncertainties; use a Monte Carlo method"
                )
        found: Array = np.sqrt(variances)
        return found

    def interaction(self, first: str, second: str, output: str | None = None) -> float:
        """The uncertainty that a pair of inputs brings in together: for independent inputs |∂²f/∂xᵢ∂xⱼ| u(xᵢ) u(xⱼ).

        For an input with itself, |∂²f/∂xᵢ²| u²(xᵢ)/√2. Negative where correlation makes the pair lower the variance.

        Raises:
            InvalidProblem: no such input or output.
        """
        row = 0 if output is None and len(self.outputs) == 1 else _place(output, self.outputs, "output")
        i, j = _place(first, self.inputs, "input"), _place(second, self.inputs, "input")
        variance = float(self.interactions[row, i, j] + (self.interactions[row, j, i] if i != j else 0.0))
        return math.copysign(math.sqrt(abs(variance)), variance)


def _place(name: str | None, names: tuple[str, ...], what: str) -> int:
    if name not in names:
        raise InvalidProblem(f"{what} {name!r}: there are {', '.join(names)}")
    return names.index(name)


def second_order(problem: Problem) -> SecondOrder:
    """Propagate to second order; made for tens of inputs, not thousands.

    Raises:
        UndefinedValue: the model has no finite value at the estimates.
        UncertaintyError: a first, second or third derivative is not finite there.

    Example:
        >>> from quanheng.metrology.uncertainty.inputs import Input
        >>> found = second_order(Problem(Model.parse("x^2"), [Input("x", 0.0, 1.0)]))
        >>> found.corrected_values.tolist(), found.covariance.tolist()        # χ² with one degree of freedom
        ([1.0], [[2.0]])
    """
    model = problem.model
    x = [each.value for each in problem.inputs]
    sigma = problem.influences.input_covariance()
    values, g = model.jacobian(x)
    h = model.hessian(x)
    t = _third(model, x, sigma)
    for what, found in (("first", g), ("second", h), ("third", t)):
        if not np.isfinite(found).all():
            raise UncertaintyError(f"a {what} derivative of the model is not finite at its estimates: no second order")
    h_sigma = h @ sigma
    first = g @ sigma @ g.T
    through_hessian = 0.5 * np.einsum("aij,bji->ab", h_sigma, h_sigma)
    through_third = 0.5 * (g @ sigma @ t.T)
    return SecondOrder(
        outputs=model.outputs,
        inputs=model.inputs,
        values=values,
        corrections=0.5 * np.einsum("aij,ij->a", h, sigma),
        first_order=first,
        interactions=0.5 * h * (sigma @ h_sigma),
        covariance=first + through_hessian + through_third + through_third.T,
    )


def _third(model: Model, x: Sequence[float], sigma: Array) -> Array:
    """(m, n): Σ_ij Σ_ij ∂³f/∂x_i ∂x_j ∂x_k, by one sweep through the second derivatives that Σ selects."""
    count, outputs = len(model.inputs), len(model.outputs)
    chosen = np.argwhere(sigma != 0.0).tolist()
    if not chosen:
        return np.zeros((outputs, count))
    graph = hessian(model.graph)
    nodes = [graph.outputs[(row * count + i) * count + j] for row in range(outputs) for i, j in chosen]
    _, rows = Program(pruned(replace(graph, outputs=tuple(nodes)))).jacobian(list(x))
    weights = np.array([sigma[i, j] for i, j in chosen])
    found: Array = np.einsum("acn,c->an", np.array(rows).reshape(outputs, len(chosen), count), weights)
    return found
