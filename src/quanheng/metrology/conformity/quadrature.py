"""Integrals of smooth functions over given panels: Gauss-Legendre, halved where a panel is not yet accurate."""

import math
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.conformity.errors import InvalidPrior

Array = NDArray[np.float64]
Function = Callable[[Array], Array]

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(20)
#: Relative to the whole integral; rounding leaves little less.
_RELATIVE = 1e-13
_MOST_LEVELS = 48
_MOST_PANELS = 20_000


def integral(function: Function, edges: Iterable[float], noise: float = 0.0) -> float:
    """∫ of the function from the lowest edge to the highest.

    Args:
        function: (n,) to (n,), of one sign, smooth between the edges.
        edges: finite, in any order; kinks, jumps and the flanks of narrow peaks belong among them.
        noise: relative, of the function; panels need not agree better than that.

    Raises:
        InvalidPrior: the function is not finite somewhere, or the integral does not converge.

    Example:
        >>> abs(integral(np.exp, [0.0, 1.0]) - (math.e - 1.0)) < 1e-15
        True
    """
    points = np.unique(np.asarray(list(edges), dtype=np.float64))
    if points.size < 2:
        return 0.0
    low, high = points[:-1], points[1:]
    coarse = _panels(function, low, high)
    done: list[float] = []
    for _ in range(_MOST_LEVELS):
        middle = 0.5 * (low + high)
        left, right = _panels(function, low, middle), _panels(function, middle, high)
        fine = left + right
        total = abs(math.fsum(done) + math.fsum(fine.tolist()))
        open_ = np.abs(fine - coarse) > max(_RELATIVE, noise) * np.maximum(np.abs(fine), total / 64.0)
        done.extend(fine[~open_].tolist())
        if not open_.any():
            return math.fsum(done)
        low, high, coarse = (
            np.concatenate([low[open_], middle[open_]]),
            np.concatenate([middle[open_], high[open_]]),
            np.concatenate([left[open_], right[open_]]),
        )
        if low.size > _MOST_PANELS:
            break
    raise InvalidPrior(
        f"the integral from {points[0]:g} to {points[-1]:g} does not converge: "
        "the density must be integrable, and smooth between its breakpoints; name those"
    )


def _panels(function: Function, low: Array, high: Array) -> Array:
    half = 0.5 * (high - low)
    at = (0.5 * (low + high))[:, None] + half[:, None] * _NODES[None, :]
    values = np.asarray(function(at.ravel()), dtype=np.float64).reshape(at.shape)
    if not np.isfinite(values).all():
        where = float(at.ravel()[int(np.argmin(np.isfinite(values.ravel())))])
        raise InvalidPrior(f"the density is not a finite number at {where:g}: give a support where it is")
    found: Array = half * (values @ _WEIGHTS)
    return found
