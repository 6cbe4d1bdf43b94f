"""Sums of blocks of model values, added up in one order whatever computed them.

Values are taken from a fixed reference near their mean, so that squares lose nothing; each block is halved and added
to itself until one number is left, which elementwise addition does alike everywhere; blocks are added exactly.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False, slots=True)
class Sums:
    """Of `count` values of m outputs, less their reference: Σ d (m,) and Σ d dᵀ (m, m)."""

    count: int
    first: Array
    second: Array


@dataclass(frozen=True, eq=False, slots=True)
class Moments:
    """Mean (m,) and covariance (m, m), with n − 1 in the denominator."""

    count: int
    mean: Array
    covariance: Array

    @property
    def standard_uncertainties(self) -> Array:
        """√ of the diagonal, (m,)."""
        found: Array = np.sqrt(np.diagonal(self.covariance))
        return found


def sums_of(values: Array, reference: Array, scratch: Array | None = None) -> Sums:
    """The sums of a block (m, k) of values.

    Example:
        >>> sums_of(np.array([[1.0, 2.0, 4.0]]), np.array([2.0])).second.tolist()
        [[5.0]]
    """
    count = values.shape[1]
    away = values - reference[:, np.newaxis]
    size = len(reference)
    first, second = np.empty(size), np.empty((size, size))
    work = np.empty(count)
    for i in range(size):
        np.copyto(work, away[i])
        first[i] = halved_sum(work)
        for j in range(i + 1):
            np.multiply(away[i], away[j], out=work)
            second[i, j] = second[j, i] = halved_sum(work)
    return Sums(count, first, second)


def moments_of(parts: Sequence[Sums], reference: Array) -> Moments:
    """Mean and covariance of all values, from the sums of their blocks."""
    count = sum(each.count for each in parts)
    size = len(reference)
    first = np.array([math.fsum(each.first[i] for each in parts) for i in range(size)])
    covariance = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            second = math.fsum(each.second[i, j] for each in parts)
            covariance[i, j] = covariance[j, i] = (second - first[i] * first[j] / count) / (count - 1)
    np.fill_diagonal(covariance, np.maximum(np.diagonal(covariance), 0.0))
    return Moments(count, reference + first / count, covariance)


def halved_sum(work: Array) -> float:
    """The sum of a vector, which is overwritten: halves added up until one number is left."""
    length = len(work)
    while length > 1:
        half = length // 2
        work[:half] += work[length - half : length]
        length -= half
    return float(work[0])
