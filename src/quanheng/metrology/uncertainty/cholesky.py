"""The lower triangular root of a correlation matrix, the same bits everywhere."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quanheng.metrology.uncertainty.correlation import require_possible
from quanheng.metrology.uncertainty.errors import InvalidCorrelation

Array = NDArray[np.float64]

#: Pivots below it are what rounding left of zero: the quantity is a combination of those before it.
_ZERO_PIVOT: Final = 1e-12
#: How far the correlations of such a quantity may be from what the others make them: stated ones are rounded.
_SLACK: Final = 1e-4


def cholesky_factor(correlation: ArrayLike, names: Sequence[str] | None = None) -> Array:
    """The lower triangular L, (n, n), with L Lᵀ = correlation; rows that depend on others are allowed.

    Args:
        correlation: (n, n), symmetric, with ones on its diagonal.
        names: of the quantities, for messages; else they are numbered from 1.

    Raises:
        InvalidCorrelation: not square, not symmetric, a diagonal that is not one, a coefficient that is not in [−1, 1],
            or coefficients that cannot hold together; names the pairs to look at.

    Example:
        >>> cholesky_factor([[1.0, 0.6], [0.6, 1.0]]).tolist()
        [[1.0, 0.0], [0.6, 0.8]]
    """
    matrix = np.asarray(correlation, np.float64)
    called = _require_correlations(matrix, names)
    count = len(matrix)
    left, factor = matrix.copy(), np.zeros_like(matrix)
    for k in range(count):
        pivot, below = float(left[k, k]), left[k + 1 :, k]
        if pivot > _ZERO_PIVOT:
            factor[k, k] = math.sqrt(pivot)
            column = below / factor[k, k]
            factor[k + 1 :, k] = column
            # Element by element: the order in which a matrix product adds is the library's.
            left[k + 1 :, k + 1 :] -= column[:, np.newaxis] * column
        else:
            _require_determined(matrix, below, k, called)
    return factor


def _require_determined(matrix: Array, left: Array, k: int, called: Sequence[str]) -> None:
    """Of a quantity that those before it determine, no correlation may be left over."""
    pairs = [(a, b) for a in range(len(matrix)) for b in range(a + 1, len(matrix)) if matrix[a, b]]
    require_possible([(called[a], called[b], float(matrix[a, b])) for a, b in pairs])
    if len(left) and float(np.abs(left).max()) > _SLACK:
        other = k + 1 + int(np.abs(left).argmax())
        raise InvalidCorrelation(
            f"correlation of {called[k]} and {called[other]} is {matrix[k, other]:g}: the other coefficients make it "
            f"{matrix[k, other] - left[other - k - 1]:.6g}"
        )


def _require_correlations(matrix: Array, names: Sequence[str] | None) -> list[str]:
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise InvalidCorrelation(f"a correlation matrix of shape {matrix.shape}: as many rows as columns are needed")
    called = [f"quantity {place + 1}" for place in range(len(matrix))] if names is None else list(names)
    if len(called) != len(matrix):
        raise InvalidCorrelation(f"{len(called)} names beside a correlation matrix of {len(matrix)} rows")
    for i in range(len(matrix)):
        if matrix[i, i] != 1.0:
            raise InvalidCorrelation(f"correlation of {called[i]} with itself is {matrix[i, i]:g}: it must be 1")
        for j in range(i):
            a, b = called[j], called[i]
            if matrix[i, j] != matrix[j, i]:
                raise InvalidCorrelation(
                    f"correlation of {a} and {b} is {matrix[j, i]:g} and {matrix[i, j]:g}: the matrix must be symmetric"
                )
            if not -1.0 <= matrix[i, j] <= 1.0:
                raise InvalidCorrelation(f"correlation of {a} and {b} is {matrix[i, j]}: it must lie between -1 and 1")
    return called
