"""Whether the result of the GUM's framework may be trusted here: comparison with a Monte Carlo method.

One quantity: the ends of the two coverage intervals agree within the numerical tolerance δ of u(y) (JCGM 101:2008, 8.1).
Several: estimates, standard uncertainties, the largest eigenvalue of the correlation matrix and the coverage factor of
the region each agree within their own tolerance (JCGM 102:2011, clause 8).

The Monte Carlo result itself ought to be stable to δ/5 (JCGM 101, 8.2), else its noise decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.correlation import correlation_matrix
from quanheng.metrology.uncertainty.errors import InvalidProblem, UncertaintyError
from quanheng.metrology.uncertainty.propagation import Result
from quanheng.metrology.uncertainty.rounding import round_uncertainty

Array = NDArray[np.float64]
#: The significant digits of u(y) that are meaningful: n_dig of JCGM 101, 7.9.2.
SignificantDigits = Literal[1, 2]
#: Which of the Monte Carlo method's intervals the framework's is held against.
Kind = Literal["symmetric", "shortest"]
#: Relative difference of numbers that are the same but for their rounding.
_SAME = 1e-12


def numerical_tolerance(number: float, digits: SignificantDigits = 2) -> float:
    """δ = ½·10ˡ, where the number written with `digits` significant digits is c·10ˡ with a whole c (JCGM 101, 7.9.2).

    Raises:
        InvalidInput: a number that is not positive and finite, which has no last digit; digits other than 1 and 2.

    Example:
        >>> numerical_tolerance(0.00035), numerical_tolerance(0.00035, 1), numerical_tolerance(9.97)
        (5e-06, 5e-05, 0.5)
    """
    last = int(round_uncertainty(number, digits).as_tuple().exponent)
    return float(Decimal(5).scaleb(last - 1))


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison: `difference` ≤ `tolerance` or not."""

    subject: str
    difference: float
    tolerance: float

    @property
    def holds(self) -> bool:
        """Whether the difference is within the tolerance; one that is not a number is not."""
        return self.difference <= self.tolerance

    def __str__(self) -> str:
        relation = "within" if self.holds else "more than"
        return f"{self.subject} differs by {self.difference:.3g}, {relation} {self.tolerance:g}"


@dataclass(frozen=True, slots=True)
class Validation:
    """The verdict on the GUM's framework for one quantity, or for several together."""

    subject: str
    checks: tuple[Check, ...]

    @property
    def is_validated(self) -> bool:
        """Whether every comparison holds."""
        return all(each.holds for each in self.checks)

    @property
    def reason(self) -> str:
        """What decided: the comparisons that fail, or all of them."""
        failing = [each for each in self.checks if not each.holds]
        verdict = "the GUM result is not validated" if failing else "the GUM result is validated"
        return f"{self.subject}: {verdict}: " + "; ".join(map(str, failing or self.checks))


def compare_intervals(
    subject: str,
    gum: tuple[float, float],
    montecarlo: tuple[float, float],
    standard_uncertainty: float,
    digits: SignificantDigits = 2,
    contribution: float = 0.0,
) -> Validation:
    """d_low = |y − U_p − y_low| and d_high = |y + U_p − y_high| against δ (JCGM 101, 8.1.3).

    Args:
        subject: the name of the quantity.
        gum: y ± U_p, of first or higher order.
        montecarlo: y_low and y_high, symmetric or shortest, for the same probability.
        standard_uncertainty: u(y), of which δ is a part; see `validate`. Where it is zero, both intervals must be the
            same number.
        digits: of u(y) that are meaningful.
        contribution: the largest to the uncertainty. Beside it u(y) may be rounding, where all of them cancel.

    Raises:
        InvalidInput: see `numerical_tolerance`.

    Example:
        >>> found = compare_intervals("Y", (-3.92, 3.92), (-3.88, 3.88), 2.0)                # JCGM 101:2008, 9.2.3
        >>> found.is_validated, found.reason
        (True, 'Y: the GUM result is validated: low end differs by 0.04, within 0.05; high end differs by 0.04, within 0.05')
    """
    rounding = _SAME * max(contribution, *map(abs, montecarlo))
    # Where nothing varies there is no digit to agree to: both methods must have found the same number.
    is_exact = standard_uncertainty <= rounding
    delta = rounding if is_exact else numerical_tolerance(standard_uncertainty, digits)
    ends = (("low end", gum[0], montecarlo[0]), ("high end", gum[1], montecarlo[1]))
    return Validation(subject, tuple(Check(what, abs(a - b), delta) for what, a, b in ends))


class Simulated(Protocol):
    """What is needed of a Monte Carlo result."""

    @property
    def outputs(self) -> tuple[str, ...]: ...
    @property
    def coverage_probability(self) -> float: ...
    @property
    def standard_uncertainties(self) -> Array: ...
    @property
    def symmetric(self) -> Sequence[tuple[float, float]]: ...
    @property
    def shortest(self) -> Sequence[tuple[float, float]]: ...


def validate(
    result: Result, montecarlo: Simulated, digits: SignificantDigits = 2, interval: Kind = "symmetric"
) -> tuple[Validation, ...]:
    """A verdict for each output of the first-order result.

    δ comes from the smaller of the two methods' u(y) that is not zero: where few draws far out inflate one of them, as
    in 1/x with x not far enough from zero, its last digit is coarser than the whole interval.

    Args:
        interval: the symmetric one has well-determined ends; the standard's own examples take the shortest.

    Raises:
        InvalidProblem: results of different outputs or coverage probabilities, or no such kind of interval.
        InvalidInput: see `numerical_tolerance`.
    """
    if result.outputs != montecarlo.outputs:
        raise InvalidProblem(
            f"a result for {', '.join(result.outputs)} beside a Monte Carlo result for {', '.join(montecarlo.outputs)}"
        )
    if result.coverage_probability != montecarlo.coverage_probability:
        raise InvalidProblem(
            f"a result for a coverage probability of {result.coverage_probability:g} beside a Monte Carlo result for "
            f"{montecarlo.coverage_probability:g}: intervals of different probability cannot be compared"
        )
    if interval not in ("symmetric", "shortest"):
        raise InvalidProblem(f"interval {interval!r}: there are 'symmetric' and 'shortest'")
    chosen = montecarlo.symmetric if interval == "symmetric" else montecarlo.shortest
    sizes = montecarlo.standard_uncertainties.tolist()
    largest = np.max(np.abs(result.contributions), axis=1, initial=0.0).tolist()
    return tuple(
        compare_intervals(
            each.name, each.interval, (float(low), float(high)), min(u, each.standard_uncertainty or u), digits, most
        )
        for each, (low, high), u, most in zip(result.estimates, chosen, sizes, largest, strict=True)
    )


@dataclass(frozen=True, eq=False)
class Joint:
    """What clause 8 of JCGM 102 compares: `values` and `standard_uncertainties` (m,), λ_max of R_y, and k_p."""

    values: Array
    standard_uncertainties: Array
    largest_eigenvalue: float
    coverage_factor: float

    @classmethod
    def of(cls, values: Array, covariance: Array, coverage_factor: float) -> "Joint":
        """From estimates (m,), their covariance (m, m) and the coverage factor of the region.

        Raises:
            UncertaintyError: arrays that do not fit together or hold what is not finite.

        Example:
            >>> Joint.of(np.zeros(2), np.array([[4.0, 1.0], [1.0, 1.0]]), 2.45).largest_eigenvalue
            1.5
        """
        values, covariance = np.asarray(values, dtype=float), np.asarray(covariance, dtype=float)
        count = len(values)
        if values.ndim != 1 or covariance.shape != (count, count):
            raise UncertaintyError(
                f"estimates {values.shape} and covariance {covariance.shape}: (m,) and (m, m) needed"
            )
        if not (np.isfinite(values).all() and np.isfinite(covariance).all()):
            raise UncertaintyError("estimates or covariance hold a value that is not finite")
        u = np.sqrt(np.diagonal(covariance))
        largest = float(np.linalg.eigvalsh(correlation_matrix(covariance))[-1])
        return cls(values, u, largest, coverage_factor)


def validate_joint(outputs: Sequence[str], gum: Joint, montecarlo: Joint, digits: SignificantDigits = 2) -> Validation:
    """Compare two results for several outputs (JCGM 102, clause 8): |y_j|, |u(y_j)| within δ_j, λ_max within ρ, k_p within κ.

    The tolerances are those of the Monte Carlo method's u(y_j), λ_max and k_p, by `numerical_tolerance`.

    Raises:
        InvalidProblem: results for different numbers of outputs.
        InvalidInput: see `numerical_tolerance`.

    Example:
        >>> one = Joint.of(np.zeros(2), np.array([[4.0, 1.0], [1.0, 1.0]]), 2.45)
        >>> other = Joint.of(np.zeros(2), np.array([[4.0, 1.0], [1.0, 1.0]]), 2.21)
        >>> print(validate_joint(["a", "b"], one, other).reason)
        a, b: the GUM result is not validated: coverage factor differs by 0.24, more than 0.05
    """
    if not len(outputs) == len(gum.values) == len(montecarlo.values):
        raise InvalidProblem(
            f"{len(outputs)} outputs, {len(gum.values)} GUM estimates, {len(montecarlo.values)} by Monte Carlo: "
            "one of each is needed"
        )
    checks = []
    for j, name in enumerate(outputs):
        u = float(montecarlo.standard_uncertainties[j])
        delta = numerical_tolerance(u, digits)
        checks.append(Check(f"estimate of {name}", abs(float(gum.values[j] - montecarlo.values[j])), delta))
        checks.append(Check(f"u({name})", abs(float(gum.standard_uncertainties[j]) - u), delta))
    for what, one, other in (
        ("largest eigenvalue of the correlation matrix", gum.largest_eigenvalue, montecarlo.largest_eigenvalue),
        ("coverage factor", gum.coverage_factor, montecarlo.coverage_factor),
    ):
        checks.append(Check(what, abs(one - other), numerical_tolerance(other, digits)))
    return Validation(", ".join(outputs), tuple(checks))
