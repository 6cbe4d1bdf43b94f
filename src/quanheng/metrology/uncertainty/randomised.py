"""Figures of values from several randomisations of a lattice, with standard errors from their spread."""

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def error_of_quantile(end: float, ordered: Array, together: Array) -> float:
    """How far an end may be off: the spread of the fractions below it among randomisations, over the density there."""
    points = ordered.shape[1]
    # Of values equal to the end, which may be many, half count as below.
    below = np.array([np.searchsorted(row, end) + np.searchsorted(row, end, side="right") for row in ordered]) / 2.0
    error: float = float(spread_of_mean(below)) * len(together) / points
    place, last = int(np.searchsorted(together, end)), len(together) - 1
    reach = max(error, 1.0)
    first, final = max(place - math.ceil(reach), 0), min(place + math.ceil(reach), last)
    distance = float(together[final] - together[first])
    return distance * (error / float(final - first))


def halved_mean(values: Array) -> Array:
    """The mean over the last axis, whose length is a power of two: halves are added until one number is left.

    Elementwise addition in one order, so that it does not depend on how a library sums.

    Example:
        >>> halved_mean(np.array([[1.0, 2.0, 3.0, 4.0]]))
        array([2.5])
    """
    length = values.shape[-1]
    found = values
    for _ in range(length.bit_length() - 1):
        half = found.shape[-1] // 2
        found = found[..., :half] + found[..., half:]
    mean: Array = found[..., 0] / length
    return mean


def exact_mean(values: Array) -> Array:
    """The mean over the last axis, rounded once."""
    count = values.shape[-1]
    return np.apply_along_axis(lambda row: math.fsum(row.tolist()) / count, -1, values)


def spread_of_mean(values: Array) -> Array:
    """The standard error of the mean over the last axis, s/√R."""
    found: Array = np.std(values, axis=-1, ddof=1) / math.sqrt(values.shape[-1])
    return found
