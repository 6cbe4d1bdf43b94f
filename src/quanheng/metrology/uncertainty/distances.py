"""Mean and covariance of model values of several outputs, and how far from the mean a point lies."""

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.errors import InvalidProblem, UncertaintyError

Array = NDArray[np.float64]
#: Values looked at together: 512 KiB a quantity.
BLOCK = 65536
#: Least eigenvalue of a correlation matrix of quantities that are not functions of each other.
_DEPENDENT = 1e-10


def moments(values: Array) -> tuple[Array, Array]:
    """Mean (m,) and covariance (m, m) of model values (m, M), M − 1 in its denominator (JCGM 102, 7.6).

    Raises:
        UncertaintyError: values that are not finite.
    """
    count = values.shape[1]
    mean = values.mean(axis=1)
    if not np.isfinite(mean).all():
        raise UncertaintyError("a model value is not finite, or their mean is not: no region; the model must be finite")
    squares = np.zeros((len(values), len(values)))
    for first in range(0, count, BLOCK):
        deviations = values[:, first : first + BLOCK] - mean[:, None]
        squares += deviations @ deviations.T
    return mean, squares / (count - 1)


def cholesky_factor(centre: Array, covariance: Array) -> Array:
    """L with L Lᵀ = covariance, (m, m).

    Raises:
        InvalidProblem: shapes that do not fit together.
        UncertaintyError: what is not finite; outputs that do not vary or are functions of each other, by their places.
    """
    m = len(centre)
    if centre.ndim != 1 or covariance.shape != (m, m):
        raise InvalidProblem(f"estimates {centre.shape} and covariance {covariance.shape}: (m,) and (m, m) are needed")
    require_finite(centre, covariance)
    u = np.sqrt(np.maximum(np.diagonal(covariance), 0.0))
    require_varying(u)
    correlation = covariance / np.outer(u, u)
    eigenvalues, vectors = np.linalg.eigh(correlation)
    if eigenvalues[0] < _DEPENDENT:
        blamed = [str(j + 1) for j in range(m) if abs(vectors[j, 0]) > 0.1]
        raise UncertaintyError(
            f"the covariance is singular (least eigenvalue of the correlation matrix {eigenvalues[0]:.2g}): outputs "
            f"{', '.join(blamed)} determine each other; leave one out, or take a rectangular region"
        )
    found: Array = u[:, None] * np.linalg.cholesky(correlation)
    return found


def squared_distances(points: Array, centre: Array, factor: Array) -> Array:
    """|L⁻¹(η − y)|² for points (m, k), (k,)."""
    steps = _from_centre(points, centre)
    # Forward substitution, whole rows at a time.
    for row in range(len(centre)):
        for other in range(row):
            steps[row] -= factor[row, other] * steps[other]
        steps[row] /= factor[row, row]
    found: Array = np.einsum("jk,jk->k", steps, steps)
    return found


def greatest_deviations(points: Array, centre: Array, standard_uncertainties: Array) -> Array:
    """max_j |η_j − y_j|/u(y_j) for points (m, k), (k,)."""
    steps = _from_centre(points, centre)
    np.abs(steps, out=steps)
    steps /= standard_uncertainties[:, None]
    found: Array = steps.max(axis=0)
    return found


def _from_centre(points: Array, centre: Array) -> Array:
    if points.ndim != 2 or len(points) != len(centre):
        raise InvalidProblem(f"points of shape {points.shape}: ({len(centre)}, k) is needed")
    return np.asarray(points - centre[:, None])


def require_finite(*arrays: Array) -> None:
    """Refuse estimates or uncertainties that are not finite.

    Raises:
        UncertaintyError: see above.
    """
    if not all(np.isfinite(each).all() for each in arrays):
        raise UncertaintyError("estimates or uncertainties hold a value that is not finite: no region")


def require_varying(u: Array) -> None:
    """Refuse outputs without uncertainty.

    Raises:
        UncertaintyError: the first such output, by its place.
    """
    for place, each in enumerate(u.tolist(), start=1):
        if not each > 0.0:
            raise UncertaintyError(f"output {place} has the standard uncertainty {each:g}: leave it out of the region")
