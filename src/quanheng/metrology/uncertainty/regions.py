"""Coverage regions of several output quantities (JCGM 102:2011, 6.5 and 7.7).

From estimates and their covariance, assuming a normal distribution, by the factors of clause 6; or from the model values
of a Monte Carlo method, whatever their distribution:

    EllipsoidalRegion(y, covariance, elliptical_factor(2, 0.95))
    ellipsoidal_region(values, 0.95)                             # values: (m, M)
"""

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtri, gammaln, ndtri

from quanheng.metrology.uncertainty.coverage import require_probability
from quanheng.metrology.uncertainty.distances import (
    BLOCK,
    cholesky_factor,
    greatest_deviations,
    moments,
    require_finite,
    require_varying,
    squared_distances,
)
from quanheng.metrology.uncertainty.errors import InvalidProblem
from quanheng.metrology.uncertainty.intervals import covered

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: How the factors of the single intervals make up for there being several.
Bound = Literal["bonferroni", "sidak"]


def elliptical_factor(outputs: int, probability: float) -> float:
    """k_p of the hyper-ellipsoid of `outputs` normal quantities: √χ²_m(p) (JCGM 102, 6.5.2 and 6.5.4).

    Raises:
        InvalidProblem: fewer than one output, or a probability not between 0 and 1.

    Example:
        >>> [round(elliptical_factor(m, 0.95), 2) for m in (1, 2, 3)]
        [1.96, 2.45, 2.8]
    """
    _require_outputs(outputs)
    return math.sqrt(float(chdtri(outputs, 1.0 - require_probability(probability))))


def rectangular_factor(outputs: int, probability: float, bound: Bound = "bonferroni") -> float:
    """k_q of the hyper-rectangle y_j ± k_q u(y_j) of normal quantities, at least `probability` whatever their correlation.

    "bonferroni": each interval for q = 1 − (1 − p)/m (JCGM 102, 6.5.4); "sidak": for q = p^(1/m), which is exact for
    independent quantities and for correlated ones errs to the safe side (Z. Šidák, JASA 62 (1967) 626-633).

    Raises:
        InvalidProblem: see `elliptical_factor`; no such bound.

    Example:
        >>> round(rectangular_factor(2, 0.95), 4), round(rectangular_factor(2, 0.95, "sidak"), 4)
        (2.2414, 2.2365)
    """
    _require_outputs(outputs)
    outside = 1.0 - require_probability(probability)
    if bound == "bonferroni":
        each = outside / outputs
    elif bound == "sidak":
        each = -math.expm1(math.log1p(-outside) / outputs)
    else:
        raise InvalidProblem(f"bound {bound!r}: there are 'bonferroni' and 'sidak'")
    return -float(ndtri(each / 2.0))


@dataclass(frozen=True, eq=False)
class EllipsoidalRegion:
    """All η with (η − y)ᵀ U⁻¹ (η − y) ≤ k_p².

    Attributes:
        centre: (m,); covariance: (m, m); coverage_factor: k_p.

    Raises:
        InvalidProblem: arrays that do not fit together, or a negative factor.
        UncertaintyError: what is not finite; a covariance that is singular, with the quantities to blame.

    Example:
        >>> region = EllipsoidalRegion(np.zeros(2), np.eye(2), 2.0)
        >>> region.contains(np.array([[0.0, 1.5], [1.9, 1.5]]))
        array([ True, False])
        >>> round(region.volume / math.pi, 9)
        4.0
    """

    centre: Array
    covariance: Array
    coverage_factor: float
    factor: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _require_factor(self.coverage_factor)
        object.__setattr__(self, "factor", cholesky_factor(self.centre, self.covariance))

    def contains(self, points: Array) -> Flags:
        """For points (m, k), (k,) truths: the distance L⁻¹(η − y) is at most k_p."""
        return np.asarray(squared_distances(points, self.centre, self.factor) <= self.coverage_factor**2)

    @property
    def volume(self) -> float:
        """The area for two outputs, the length for one: V_m k_pᵐ √det U."""
        m = len(self.centre)
        ball = math.exp(0.5 * m * math.log(math.pi) - float(gammaln(0.5 * m + 1.0)))
        return ball * self.coverage_factor**m * float(np.prod(np.diagonal(self.factor)))

    def outline(self, points: int = 181) -> Array:
        """(2, points): the closed ellipse of two outputs, for drawing.

        Raises:
            InvalidProblem: not two outputs.
        """
        if len(self.centre) != 2:
            raise InvalidProblem(f"an outline of {len(self.centre)} outputs: only that of two can be drawn")
        angle = np.linspace(0.0, 2.0 * math.pi, points)
        circle = self.coverage_factor * np.array([np.cos(angle), np.sin(angle)])
        return np.asarray(self.centre[:, None] + self.factor @ circle)


@dataclass(frozen=True, eq=False)
class RectangularRegion:
    """All η with |η_j − y_j| ≤ k_q u(y_j) for every j.

    Attributes:
        centre, standard_uncertainties: (m,); coverage_factor: k_q.

    Raises:
        InvalidProblem: arrays that do not fit together, or a negative factor.
        UncertaintyError: what is not finite; a standard uncertainty that is not positive.
    """

    centre: Array
    standard_uncertainties: Array
    coverage_factor: float

    def __post_init__(self) -> None:
        _require_factor(self.coverage_factor)
        if self.centre.shape != self.standard_uncertainties.shape or self.centre.ndim != 1:
            raise InvalidProblem(
                f"estimates {self.centre.shape} and standard uncertainties {self.standard_uncertainties.shape}: one of each"
            )
        require_finite(self.centre, self.standard_uncertainties)
        require_varying(self.standard_uncertainties)

    def contains(self, points: Array) -> Flags:
        """For points (m, k), (k,) truths."""
        return np.asarray(greatest_deviations(points, self.centre, self.standard_uncertainties) <= self.coverage_factor)

    @property
    def bounds(self) -> Array:
        """(m, 2): the lower and the upper end of each output's interval."""
        half_widths = self.coverage_factor * self.standard_uncertainties
        return np.stack([self.centre - half_widths, self.centre + half_widths], axis=1)

    @property
    def volume(self) -> float:
        """The area for two outputs: Π 2 k_q u(y_j)."""
        return float(np.prod(2.0 * self.coverage_factor * self.standard_uncertainties))


def ellipsoidal_region(values: Array, probability: float) -> EllipsoidalRegion:
    """The hyper-ellipsoid about the mean that holds the fraction `probability` of the model values (JCGM 102, 7.7.2).

    Shape and centre are the values' covariance and mean; k_p² is the q-th least squared distance, q = `covered`.

    Args:
        values: (m, M), in any order; not changed.

    Raises:
        InvalidProblem: values of another shape, too few of them for the probability, or a probability that is none.
        UncertaintyError: values that are not finite; outputs that do not vary or are functions of each other.
    """
    q = _checked(values, probability)
    mean, covariance = moments(values)
    factor = cholesky_factor(mean, covariance)
    distances = np.empty(values.shape[1])
    for first in range(0, len(distances), BLOCK):
        distances[first : first + BLOCK] = squared_distances(values[:, first : first + BLOCK], mean, factor)
    distances.partition(q - 1)
    return EllipsoidalRegion(mean, covariance, math.sqrt(float(distances[q - 1])))


def rectangular_region(values: Array, probability: float) -> RectangularRegion:
    """The hyper-rectangle y_j ± k_q u(y_j) that holds the fraction `probability` of the model values (JCGM 102, 7.7.3).

    k_q is the q-th least of max_j |η_j − y_j|/u(y_j), q = `covered`.

    Args:
        values: (m, M), in any order; not changed.

    Raises:
        InvalidProblem, UncertaintyError: see `ellipsoidal_region`; outputs may be functions of each other.
    """
    q = _checked(values, probability)
    mean, covariance = moments(values)
    u = np.sqrt(np.diagonal(covariance))
    require_varying(u)
    deviations = np.empty(values.shape[1])
    for first in range(0, len(deviations), BLOCK):
        deviations[first : first + BLOCK] = greatest_deviations(values[:, first : first + BLOCK], mean, u)
    deviations.partition(q - 1)
    return RectangularRegion(mean, u, float(deviations[q - 1]))


def _checked(values: Array, probability: float) -> int:
    if values.ndim != 2 or not len(values):
        raise InvalidProblem(f"model values of shape {values.shape}: (m, M) is needed, one row an output")
    q = covered(values.shape[1], probability)
    if values.shape[1] <= len(values) + 1:
        raise InvalidProblem(f"{values.shape[1]} trials for {len(values)} outputs: more are needed")
    return q


def _require_outputs(outputs: int) -> None:
    if outputs < 1:
        raise InvalidProblem(f"{outputs} outputs: a region is of at least one")


def _require_factor(factor: float) -> None:
    if not 0.0 <= factor < math.inf:
        raise InvalidProblem(f"coverage factor {factor}: a finite number, not negative, is needed")
