"""What is known of an item before it is measured: the distribution of the process it comes from (JCGM 106:2012, 6.2).

A prior gives two things: masses ∫ g₀(η) f(η) dη over parts of the line, of which global risks are made, and the
probability of conformity of one item after its measurement, by Bayes' theorem. Numbers are in the tolerance's unit.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence

import numpy as np
from scipy.special import gammaln

from quanheng.metrology.conformity.errors import InvalidPrior
from quanheng.metrology.conformity.quadrature import Array, Function

#: In standard uncertainties or deviations: where a normal density or a likelihood bends, and where nothing is left.
FLANKS = (-39.0, -20.0, -9.0, -4.0, -1.5, 0.0, 1.5, 4.0, 9.0, 20.0, 39.0)
_ROUNDING = 2.0**-53


class Prior(ABC):
    """A distribution of the quantity before the measurement."""

    @abstractmethod
    def mass(
        self,
        function: Function,
        low: float,
        high: float,
        flanks: Sequence[float] = (),
        *,
        ends: bool,
        noise: float = 0.0,
    ) -> float:
        """∫ g₀(η) f(η) dη from `low` to `high`, which may be infinite.

        Args:
            function: f, vectorised, smooth between the `flanks`.
            ends: whether the ends belong to the part, for priors that have mass at points.
            noise: relative, of f by the rounding of its argument; no more is asked of the integral.
        """

    def posterior_probability(
        self, value: float, u: float, low: float, high: float, degrees_of_freedom: float = math.inf
    ) -> tuple[float, float]:
        """p_c and 1 − p_c after a result (JCGM 106:2012, 6.3): prior times likelihood, over the tolerance.

        Raises:
            InvalidPrior: the result is impossible under the prior.
        """
        nearest = self.nearest(value)
        reference = log_likelihood(np.array([(nearest - value) / u]), degrees_of_freedom)[0]

        def likelihood(eta: Array) -> Array:
            relative: Array = np.exp(log_likelihood((eta - value) / u, degrees_of_freedom) - reference)
            return relative

        flanks = [centre + each * u for centre in {value, nearest} for each in FLANKS]
        noise = 4.0 * _ROUNDING * abs(value) / u
        inside = self.mass(likelihood, low, high, flanks, ends=True, noise=noise)
        outside = self.mass(likelihood, -math.inf, low, flanks, ends=False, noise=noise)
        outside += self.mass(likelihood, high, math.inf, flanks, ends=False, noise=noise)
        total = inside + outside
        if not 0.0 < total < math.inf:
            raise InvalidPrior(f"the result {value:g} (u = {u:g}) is impossible under the prior: check both")
        return inside / total, outside / total

    @abstractmethod
    def nearest(self, value: float) -> float:
        """The point with prior density that is nearest to a value."""

    def about(self, centre: float) -> "Prior | None":
        """The distribution of the deviation from `centre`, where it can be had without loss; else None."""
        return None


def log_likelihood(z: Array, degrees_of_freedom: float) -> Array:
    """Up to a constant: of the value, given the quantity."""
    if math.isinf(degrees_of_freedom):
        normal: Array = -0.5 * z * z
        return normal
    nu = degrees_of_freedom
    found: Array = gammaln((nu + 1.0) / 2.0) - gammaln(nu / 2.0) - (nu + 1.0) / 2.0 * np.log1p(z * z / nu)
    return found


def edges_within(low: float, high: float, inner: Iterable[float]) -> list[float]:
    """Ends and inner points of a range; nothing where the range is empty."""
    return [] if low >= high else [low, high, *(each for each in inner if low < each < high)]
