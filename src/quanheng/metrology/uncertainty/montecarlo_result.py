"""What a Monte Carlo run found, and how far it may be off."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.correlation import correlation_matrix
from quanheng.metrology.uncertainty.errors import InvalidProblem
from quanheng.metrology.uncertainty.intervals import Interval, covered
from quanheng.metrology.uncertainty.moments import Moments, halved_sum
from quanheng.metrology.uncertainty.validation import SignificantDigits

Array = NDArray[np.float64]
#: Values looked at at a time.
_BLOCK = 16_384


@dataclass(frozen=True, eq=False)
class MonteCarlo:
    """What a run found, m outputs.

    Attributes:
        outputs: their names.
        trials: model values, for each output.
        seed: of the streams.
        coverage_probability: of the intervals.
        digits: significant digits of u(y) that were asked to be stable.
        is_stable: of an adaptive run, whether it stabilised as 7.9 asks; of others, whether twice the standard errors
            are within the numerical tolerance of u(y).
        mean: (m,); nan where the expectation does not exist (inputs with one degree of freedom).
        covariance: (m, m); infinite where it does not exist (inputs with two degrees of freedom or fewer).
        symmetric: probabilistically symmetric coverage intervals.
        shortest: shortest coverage intervals.
        standard_errors: (4, m) of mean, standard uncertainty, and low and high end of the symmetric interval.
        samples: (m, trials) model values in the order of the trials, if they were asked for.
    """

    outputs: tuple[str, ...]
    trials: int
    seed: int
    coverage_probability: float
    digits: SignificantDigits
    is_stable: bool
    mean: Array
    covariance: Array
    symmetric: tuple[Interval, ...]
    shortest: tuple[Interval, ...]
    standard_errors: Array
    samples: Array | None = None

    @property
    def standard_uncertainties(self) -> Array:
        """u(y) of each output, (m,)."""
        found: Array = np.sqrt(np.diagonal(self.covariance))
        return found

    @property
    def correlation(self) -> Array:
        """Correlation coefficients of the outputs, (m, m); zero beside an output without uncertainty."""
        return correlation_matrix(self.covariance)

    def histogram(self, output: str | None = None, bins: int = 100) -> tuple[Array, Array]:
        """Edges (bins + 1,) and densities (bins,) of the values of an output; of the only one when not named.

        Raises:
            InvalidProblem: no such output, or the values were not kept.
        """
        if self.samples is None:
            raise InvalidProblem("the model values were not kept; ask for them with keep=True")
        if output is None and len(self.outputs) == 1:
            output = self.outputs[0]
        if output not in self.outputs:
            raise InvalidProblem(f"output {output!r}: the model has {', '.join(self.outputs)}")
        density, edges = np.histogram(self.samples[self.outputs.index(output)], bins, density=True)
        return edges, density


def standard_errors(ordered: Array, moments: Moments, coverage_probability: float) -> Array:
    """(4, m): how much mean, u and both ends of the symmetric interval of (m, M) sorted values vary from run to run.

    u/√M; √((μ₄ − u⁴)/(4 u² M)), μ₄ the fourth central moment; and of an order statistic half the distance between
    those √(M q (1 − q)) places below and above it.
    """
    size, count = ordered.shape
    found = np.zeros((4, size))
    tail = (1.0 - coverage_probability) / 2.0
    q = covered(count, coverage_probability)
    low = (count - q + 1) // 2 - 1
    reach = max(1, round((count * tail * (1.0 - tail)) ** 0.5))
    for i, row in enumerate(ordered):
        u = float(moments.standard_uncertainties[i])
        if not u:
            continue
        fourth = 0.0
        for first in range(0, count, _BLOCK):
            away = row[first : first + _BLOCK] - moments.mean[i]
            away /= u
            away *= away
            away *= away
            fourth += halved_sum(away)
        found[0, i] = u / count**0.5
        found[1, i] = u * (max(fourth / count - 1.0, 0.0) / (4.0 * count)) ** 0.5
        for end, place in ((2, low), (3, low + q)):
            below, above = max(place - reach, 0), min(place + reach, count - 1)
            found[end, i] = (row[above] - row[below]) / 2.0
    return found
