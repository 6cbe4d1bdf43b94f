"""Draws of an implicit model that all belong to the root of the estimates."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from quanheng.metrology.model import UndefinedValue
from quanheng.metrology.model.branches import Branches

Array = NDArray[np.float64]


def require_one_root(branches: Branches, inputs: Sequence[str], draws: Array) -> None:
    """Refuse draws (n, k) from which the search for a root arrives at another one than from the estimates.

    Raises:
        UndefinedValue: names the draw.
    """
    place = branches.first_left(draws[: len(inputs)])
    if place is not None:
        at = ", ".join(f"{name} = {value:.6g}" for name, value in zip(inputs, draws[:, place].tolist(), strict=False))
        raise UndefinedValue(
            f"an equation of the model has several roots, and the search arrives at another one than at the estimates "
            f"where {at}: give solve(…) a start that is nearer to the root that is meant"
        )
