"""Correlation coefficients between named quantities: what can be, and which pair is to blame when it cannot."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.errors import InvalidCorrelation

Array = NDArray[np.float64]
Correlation = tuple[str, str, float]
#: How negative the least eigenvalue of coefficients that were computed in floating point may be.
_SLACK = 1e-9


def checked(correlations: Sequence[Correlation], names: Sequence[str]) -> tuple[Correlation, ...]:
    """The coefficients other than zero, each pair once, in the order given.

    Raises:
        InvalidCorrelation: unknown name, a quantity with itself, a pair twice, a coefficient outside [−1, 1].

    Example:
        >>> checked([("a", "b", 1.2)], ["a", "b"])
        Traceback (most recent call last):
        ...
        quanheng.metrology.uncertainty.errors.InvalidCorrelation: correlation of a and b is 1.2: it must lie between -1 and 1
    """
    known = set(names)
    pairs: set[frozenset[str]] = set()
    kept = []
    for a, b, given in correlations:
        r = float(given)
        unknown = [name for name in (a, b) if name not in known]
        if unknown:
            raise InvalidCorrelation(
                f"correlation of {a} and {b}: {' and '.join(unknown)} not among {', '.join(names)}"
            )
        if a == b:
            raise InvalidCorrelation(f"correlation of {a} with itself: it is 1 and is not given")
        if not -1.0 <= r <= 1.0:
            raise InvalidCorrelation(f"correlation of {a} and {b} is {r}: it must lie between -1 and 1")
        if frozenset((a, b)) in pairs:
            raise InvalidCorrelation(f"correlation of {a} and {b} is given twice")
        pairs.add(frozenset((a, b)))
        if r:
            kept.append((a, b, r))
    return tuple(kept)


def matrix_of(correlations: Sequence[Correlation], names: Sequence[str]) -> Array:
    """The full matrix over `names`, ones on its diagonal."""
    place = {name: index for index, name in enumerate(names)}
    matrix = np.eye(len(names))
    for a, b, r in correlations:
        matrix[place[a], place[b]] = matrix[place[b], place[a]] = r
    return matrix


def require_possible(correlations: Sequence[Correlation]) -> None:
    """Refuse coefficients that no quantities can have together: a matrix that is not positive semidefinite.

    Raises:
        InvalidCorrelation: with the pairs that contribute most to the negative eigenvalue.

    Example:
        >>> require_possible([("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)])
        Traceback (most recent call last):
        ...
        quanheng.metrology.uncertainty.errors.InvalidCorrelation: the correlations cannot hold together (least eigenvalue -0.8): look at a, c: -0.9; a, b: 0.9; b, c: 0.9
    """
    # Quantities without a chain of correlations between them cannot contradict each other.
    for together in connected(correlations):
        _require_possible_together(together)


def connected(correlations: Sequence[Correlation]) -> list[list[Correlation]]:
    """The correlations in groups that share no quantity, in the order in which the groups begin.

    Example:
        >>> connected([("a", "b", 0.5), ("c", "d", 0.1), ("b", "e", 0.2)])
        [[('a', 'b', 0.5), ('b', 'e', 0.2)], [('c', 'd', 0.1)]]
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while (above := parent.setdefault(name, name)) != name:
            parent[name] = parent[above]
            name = above
        return name

    for a, b, _ in correlations:
        parent[root(b)] = root(a)
    groups: dict[str, list[Correlation]] = {}
    for each in correlations:
        groups.setdefault(root(each[0]), []).append(each)
    return list(groups.values())


def _require_possible_together(correlations: Sequence[Correlation]) -> None:
    names = sorted({name for a, b, _ in correlations for name in (a, b)})
    eigenvalues, vectors = np.linalg.eigh(matrix_of(correlations, names))
    least = float(eigenvalues[0])
    if least >= -_SLACK * len(names):
        return
    vector = dict(zip(names, vectors[:, 0].tolist(), strict=True))
    blame = [(round(vector[a] * vector[b] * r, 9), -abs(r), a, b, r) for a, b, r in correlations]
    # A pair drags the eigenvalue below zero where its part of the quadratic form is negative.
    worst = sorted(each for each in blame if each[0] < 0.0)
    listed = [each for each in worst if each[0] <= 0.5 * worst[0][0]][:5]
    listed.sort(key=lambda each: (each[4], each[2], each[3]))
    shown = "; ".join(f"{a.lstrip('/')}, {b.lstrip('/')}: {r:g}" for _, _, a, b, r in listed)
    raise InvalidCorrelation(f"the correlations cannot hold together (least eigenvalue {least:.3g}): look at {shown}")


def coefficient(covariance: float, first: float, second: float) -> float:
    """covariance / (u₁ u₂), held within [−1, 1]; zero beside a quantity without uncertainty."""
    if first == 0.0 or second == 0.0:
        return 0.0
    return math.copysign(min(1.0, abs(covariance / first / second)), covariance)


def correlation_matrix(covariance: Array) -> Array:
    """The correlation coefficients, (m, m), of a covariance matrix; zero beside a quantity without uncertainty.

    Example:
        >>> correlation_matrix(np.array([[4.0, 1.0], [1.0, 1.0]])).tolist()
        [[1.0, 0.5], [0.5, 1.0]]
    """
    u = np.sqrt(np.diagonal(covariance)).tolist()
    size = range(len(u))
    return np.array([[1.0 if i == j else coefficient(float(covariance[i, j]), u[i], u[j]) for j in size] for i in size])
