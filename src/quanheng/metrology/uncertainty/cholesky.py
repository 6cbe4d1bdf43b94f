"""The lower triangular root of a correlation matrix, the same bits everywhere."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quanheng.metrology.uncertainty.correlation import require_possible
from quanheng.metrology.uncertainty.errors import InvalidCorrelation

Array = NDArray[np.float64]

#: Pivots below it are what rounding left of zero: the row is a combination of those before it.
_ZERO_PIVOT: Final = 1e-12
#: How far the product of the factors may be from a matrix whose coefficients were rounded.
_SLACK: Final = 1e-8


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
    rows = _factor(matrix.tolist())
    for i, row in enumerate(rows):
        for j in range(i + 1):
            left = matrix[i, j] - math.fsum(a * b for a, b in zip(row, rows[j], strict=True))
            if not abs(left) <= _SLACK * len(rows):
                require_possible(
                    [
                        (called[a], called[b], float(matrix[a, b]))
                        for a in range(len(rows))
                        for b in range(a + 1, len(rows))
                        if matrix[a, b]
                    ]
                )
                raise InvalidCorrelation(
                    f"correlation of {called[j]} and {called[i]} is {matrix[i, j]:g}: given the others it must be "
                    f"{matrix[i, j] - left:.9g}"
                )
    return np.array(rows).reshape(matrix.shape)


def _factor(matrix: list[list[float]]) -> list[list[float]]:
    """Row by row, in Python's floats: numpy's matrix products do not add in a fixed order."""
    rows: list[list[float]] = []
    for i, given in enumerate(matrix):
        row = [0.0] * len(matrix)
        for j in range(i):
            left = given[j] - math.fsum(a * b for a, b in zip(row[:j], rows[j][:j], strict=True))
            row[j] = left / rows[j][j] if rows[j][j] else 0.0
        pivot = 1.0 - math.fsum(each * each for each in row[:i])
        row[i] = math.sqrt(pivot) if pivot > _ZERO_PIVOT else 0.0
        rows.append(row)
    return rows


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
