"""What floating point cannot tell: squares of very small and very large uncertainties, and steps of very large values."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.uncertainty.errors import InvalidInput, UncertaintyError

Array = NDArray[np.float64]
#: Between these, variances are floats with all their digits.
LEAST, MOST = 1e-145, 1e145
#: Steps of floating point that a standard uncertainty has to span, for draws to follow their distribution.
_STEPS = 8


def require_squares(outputs: Sequence[str], sizes: Array) -> None:
    """Refuse outputs whose uncertainties have no square in floating point; what does not vary at all is let through.

    Args:
        outputs: names.
        sizes: (m,), how much each varies.

    Raises:
        UncertaintyError: names the output.

    Example:
        >>> require_squares(["y"], np.array([1e-200]))
        Traceback (most recent call last):
        ...
        quanheng.metrology.uncertainty.errors.UncertaintyError: y varies by 1e-200, whose square is beyond floating point: choose other units
    """
    is_beyond = (sizes != 0.0) & ~((sizes >= LEAST) & (sizes <= MOST))
    if is_beyond.any():
        place = int(np.argmax(is_beyond))
        raise UncertaintyError(
            f"{outputs[place]} varies by {sizes[place]:.3g}, whose square is beyond floating point: choose other units"
        )


def require_steps(quantities: Iterable[tuple[str, float, float]]) -> None:
    """Refuse to draw a quantity whose uncertainty is a few steps between neighbouring floats.

    Args:
        quantities: (name, value, standard uncertainty).

    Raises:
        InvalidInput: names the quantity.
    """
    for name, value, u in quantities:
        if 0.0 < u < _STEPS * math.ulp(value):
            raise InvalidInput(
                f"{name}: {value!r} ± {u:g}: numbers of that size are {math.ulp(value):g} apart, too far to draw from; "
                "take the difference from a constant as the quantity"
            )


def cancelled(variances: Array, contributions: Array) -> Array:
    """The variances, zero where what is left of correlated contributions is rounding.

    Args:
        variances: (m,).
        contributions: (m, k), correlated ones among them.

    Example:
        >>> cancelled(np.array([5.6e-18]), np.array([[0.1, -0.3, 0.2]])).tolist()      # all three are the same influence
        [0.0]
    """
    largest = np.max(np.abs(contributions), axis=1, initial=0.0)
    rounding = 4.0 * np.finfo(np.float64).eps * contributions.shape[1] * largest**2
    found: Array = np.where(variances > rounding, variances, 0.0)
    return found
