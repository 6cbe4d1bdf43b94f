"""When a Monte Carlo run has been long enough: the adaptive procedure of JCGM 101:2008, 7.9.

Sequences of M trials are made one after another. With h of them made, each of estimate, standard uncertainty and both
ends of the coverage interval has h values z; their mean has the standard deviation

    s_z = √( Σ (z⁽ⁱ⁾ − z̄)² / (h (h − 1)) )

and the run has stabilised once 2 s_z ≤ δ for all four, and for every output, δ being the numerical tolerance of u(y).
The 2 is the coverage factor of a normal quantity; s_z of h values has h − 1 degrees of freedom, and two sequences that
agree by chance would end the run. So Student's factor t₀.₉₅(h − 1) stands for it as long as that is greater.
"""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.coverage import student_t
from quanheng.metrology.uncertainty.intervals import symmetric_interval
from quanheng.metrology.uncertainty.moments import Sums, moments_of
from quanheng.metrology.uncertainty.validation import SignificantDigits, numerical_tolerance

Array = NDArray[np.float64]
#: Rows of the four results of a sequence.
MEAN, UNCERTAINTY, LOW, HIGH = range(4)
_LEAST_TRIALS = 10_000
_FACTOR = 2.0


def trials_a_sequence(coverage_probability: float) -> int:
    """M = max(J, 10⁴), J the least whole number not below 100/(1 − p) (7.9.4 b); a multiple of four.

    Example:
        >>> trials_a_sequence(0.95), trials_a_sequence(0.9973)
        (10000, 37040)
    """
    least = max(math.ceil(100.0 / (1.0 - coverage_probability) * (1.0 - 1e-12)), _LEAST_TRIALS)
    return -(-least // 4) * 4


def results_of(values: Array, sums: list[Sums], reference: Array, coverage_probability: float) -> Array:
    """(4, m): estimate, standard uncertainty and interval of one sequence (m, M) of values."""
    moments = moments_of(sums, reference)
    ends = [symmetric_interval(np.sort(row), coverage_probability) for row in values]
    return np.array([
        moments.mean, moments.standard_uncertainties, [each.low for each in ends], [each.high for each in ends],
    ])  # fmt: skip


@dataclass(slots=True)
class Stability:
    """Takes the sequences' results in their order and says whether they suffice.

    Attributes:
        digits: significant digits of u(y) that are meaningful.
        has_variance: whether u(y) exists; if not, half the half-width of the interval stands for it, and estimate and
            uncertainty are not asked to stabilise.
    """

    digits: SignificantDigits
    has_variance: bool = True
    count: int = 0
    mean: Array = field(default_factory=lambda: np.zeros((4, 1)))
    squares: Array = field(default_factory=lambda: np.zeros((4, 1)))

    def add(self, results: Array) -> bool:
        """One sequence's results (4, m); whether the run has stabilised with it."""
        if self.count == 0:
            self.mean, self.squares = np.zeros(results.shape), np.zeros(results.shape)
        self.count += 1
        away = results - self.mean
        self.mean = self.mean + away / self.count
        self.squares = self.squares + away * (results - self.mean)
        if self.count < 2:
            return False
        errors = np.sqrt(self.squares / (self.count * (self.count - 1.0)))
        factor = max(_FACTOR, student_t(0.95, self.count - 1))
        return is_stable(errors, self.scale, self.digits, has_variance=self.has_variance, factor=factor)

    @property
    def scale(self) -> Array:
        """u(y), (m,), as far as it is known: the tolerance needs two digits of it at most."""
        if self.has_variance:
            # The mean variance of the sequences, by their mean and its spread.
            found: Array = np.sqrt(self.mean[UNCERTAINTY] ** 2 + self.squares[UNCERTAINTY] / self.count)
            return found
        width: Array = (self.mean[HIGH] - self.mean[LOW]) / 4.0
        return width


def is_stable(
    errors: Array, scale: Array, digits: SignificantDigits, *, has_variance: bool = True, factor: float = _FACTOR
) -> bool:
    """Whether `factor` times each standard error (4, m) is within the tolerance of its output's u(y), (m,)."""
    asked = errors if has_variance else errors[[LOW, HIGH]]
    for column, u in zip(asked.T, scale.tolist(), strict=True):
        tolerance = numerical_tolerance(u, digits) if u > 0.0 else 0.0
        if not (factor * column <= tolerance).all():
            return False
    return True
