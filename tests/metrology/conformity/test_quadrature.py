"""Panels are halved until they agree, and what cannot agree is refused."""

import math

import numpy as np
import pytest

from quanheng.metrology.conformity import InvalidPrior
from quanheng.metrology.conformity.quadrature import integral


@pytest.mark.parametrize(
    ("function", "edges", "exact"),
    [
        (np.sqrt, (0, 1), 2 / 3),  # infinite slope at 0
        (lambda x: np.exp(-0.5 * (x / 1e-6) ** 2), (-1, -1e-5, 1e-5, 1), 1e-6 * math.sqrt(2 * math.pi)),
        (lambda x: np.where(x < 1 / 3, 1.0, 5.0), (0, 1), 1 / 3 + 10 / 3),  # a jump that nobody named
        (lambda x: np.abs(x - 0.1), (-1, 2), (1.1**2 + 1.9**2) / 2),
        (np.exp, (3,), 0.0),
        (np.exp, (), 0.0),
    ],
)
def test_integrals_are_accurate_to_the_last_places(function, edges, exact: float):
    assert integral(function, edges) == pytest.approx(exact, rel=2e-13, abs=0)


def test_what_cannot_be_integrated_is_refused():
    with pytest.raises(InvalidPrior, match="does not converge"):
        integral(lambda x: 1 / x**2, (0, 1))
    with pytest.raises(InvalidPrior, match="not a finite number at 0"):
        integral(lambda x: np.full_like(x, np.nan), (0, 1))
