"""Dependence between inputs of any distributions: Gaussian and Student copulas.

A copula turns independent standard normal draws into dependent probabilities, and these into dependent values of the
inputs' own distributions. Everything is IEEE arithmetic in a fixed order: the same bits everywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quanheng.metrology.uncertainty.cholesky import cholesky_factor
from quanheng.metrology.uncertainty.distributions import Distribution
from quanheng.metrology.uncertainty.distributions.student_tail import t_tail
from quanheng.metrology.uncertainty.elementary import normal_tail
from quanheng.metrology.uncertainty.errors import InvalidCorrelation, InvalidInput
from quanheng.metrology.uncertainty.normal_scores import correlation_of, from_normal, normal_correlation

__all__ = ["Copula", "Tails", "cholesky_factor", "correlation_of", "from_normal", "normal_correlation"]

Array = NDArray[np.float64]
#: A probability that is zero is none that a quantile can be asked for.
_LEAST = 1e-300


@dataclass(frozen=True, eq=False, slots=True)
class Tails:
    """Dependent uniform quantities U, each as the smaller of U and 1 − U, so that neither tail loses digits.

    Attributes:
        p: (n, k), 0 < p ≤ 1/2.
        is_upper: (n, k), whether p is the probability above: U = 1 − p.
    """

    p: Array
    is_upper: NDArray[np.bool_]

    def values(self, marginals: Sequence[Distribution]) -> Array:
        """The values (n, k) of the distributions, one for each row.

        Raises:
            InvalidInput: not as many distributions as rows.
        """
        if len(marginals) != len(self.p):
            raise InvalidInput(
                f"{len(marginals)} distributions for {len(self.p)} dependent quantities: one each is needed"
            )
        found = np.empty_like(self.p)
        for row, marginal in enumerate(marginals):
            is_upper = self.is_upper[row]
            found[row, ~is_upper] = marginal.quantile(self.p[row, ~is_upper])
            found[row, is_upper] = marginal.quantile(self.p[row, is_upper], upper=True)
        return found


@dataclass(frozen=True, eq=False, slots=True)
class Copula:
    """The Gaussian copula, or with degrees of freedom ν Student's.

    The correlation that is given is the product-moment correlation of the normal quantities beneath (of Student's
    copula: before they are divided by the common √(χ²/ν)). Normal inputs have it themselves, and so have inputs with
    scaled and shifted t-distributions of the same ν > 2 under Student's copula, which are then multivariate t
    (JCGM 102:2011, 5.3.2). Other inputs have a correlation that is nearer to zero: two rectangular ones (6/π) asin(r/2).
    `Copula.reaching` corrects for that.

    Attributes:
        correlation: (n, n).
        nu: degrees of freedom of Student's copula, ν ≥ 1; None for the Gaussian one.
        names: of the quantities, for messages.
        factor: L, lower triangular, with L Lᵀ = correlation.

    Raises:
        InvalidCorrelation: see `cholesky_factor`.
        InvalidInput: ν < 1.

    Example:
        >>> copula = Copula(np.array([[1.0, 0.6], [0.6, 1.0]]))
        >>> copula.normals(np.array([[1.0], [0.5]])).tolist()
        [[1.0], [1.0]]
        >>> Copula(np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]]), names=("a", "b", "c"))
        Traceback (most recent call last):
        ...
        quanheng.metrology.uncertainty.errors.InvalidCorrelation: the correlations cannot hold together (least eigenvalue -0.8): look at a, c: -0.9; a, b: 0.9; b, c: 0.9
    """

    correlation: Array
    nu: float | None = None
    names: tuple[str, ...] | None = None
    factor: Array = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.nu is not None and not 1.0 <= self.nu < np.inf:
            raise InvalidInput(
                f"copula: {self.nu} degrees of freedom: a finite number of at least 1, or None, is needed"
            )
        matrix = np.array(self.correlation, np.float64)
        object.__setattr__(self, "factor", cholesky_factor(matrix, self.names))
        matrix.setflags(write=False)
        self.factor.setflags(write=False)
        object.__setattr__(self, "correlation", matrix)

    @classmethod
    def reaching(
        cls, correlation: ArrayLike, marginals: Sequence[Distribution], names: tuple[str, ...] | None = None
    ) -> Self:
        """The Gaussian copula with which inputs of these distributions have the correlation themselves.

        Raises:
            InvalidCorrelation: two of the distributions cannot have that correlation, or all coefficients cannot hold
                together; see `normal_correlation`.
        """
        corrected = normal_correlation(correlation, marginals, names)
        try:
            return cls(corrected, names=names)
        except InvalidCorrelation as error:
            cholesky_factor(correlation, names)
            raise InvalidCorrelation(f"for quantities of these distributions {error}") from error

    def normals(self, independent: Array) -> Array:
        """Dependent standard normal draws (n, k) from independent ones (n, k).

        Raises:
            InvalidInput: not as many rows as quantities.
        """
        factor, count = self.factor, len(self.factor)
        if independent.ndim != 2 or len(independent) != count:
            raise InvalidInput(f"copula: draws of shape {independent.shape}: {count} rows are needed")
        found = np.empty_like(independent)
        for i in range(count):
            # One product at a time: a matrix product's order of addition is the library's.
            np.multiply(independent[i], factor[i, i], out=found[i])
            for j in range(i):
                if factor[i, j]:
                    found[i] += factor[i, j] * independent[j]
        return found

    def tails(self, independent: Array, chi_squared: Array | None = None) -> Tails:
        """Dependent uniform draws.

        Args:
            independent: standard normal draws (n, k).
            chi_squared: for Student's copula draws (k,) of χ² with ν degrees of freedom, `Gamma(ν/2, 2)`.

        Raises:
            InvalidInput: shapes that do not fit, or χ² given or missing against `nu`.
        """
        if (chi_squared is None) != (self.nu is None):
            raise InvalidInput("copula: draws of chi-squared belong to Student's copula, and to it alone")
        found = self.normals(independent)
        is_upper = found > 0.0
        distance = np.abs(found, out=found)
        if chi_squared is None or self.nu is None:
            return Tails(np.maximum(normal_tail(distance), _LEAST), is_upper)
        if chi_squared.shape != independent.shape[1:]:
            raise InvalidInput(f"copula: chi-squared of shape {chi_squared.shape}: {independent.shape[1:]} is needed")
        stretch = np.sqrt(self.nu / chi_squared)
        rows = [t_tail(row * stretch, self.nu) for row in distance]
        return Tails(np.maximum(np.array(rows).reshape(found.shape), _LEAST), is_upper)

    def values(self, independent: Array, marginals: Sequence[Distribution], chi_squared: Array | None = None) -> Array:
        """Dependent values (n, k) of the distributions, one for each row.

        Raises:
            InvalidInput: see `tails`; not as many distributions as rows.
        """
        return self.tails(independent, chi_squared).values(marginals)
