"""JCGM 102:2011, 9.3: from Cartesian to polar coordinates, where first order fails near the origin.

R follows the Rice distribution, whose moments scipy gives; printed figures beside it, to their digits.
"""

import numpy as np
import pytest
from scipy import stats

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty import Problem, Result, propagate, simulate
from quanheng.metrology.uncertainty.inputs import Input

POLAR = Model.parse("R = hypot(X1, X2); Theta = atan2(X2, X1)")


def _problem(x1: float, r: float = 0.0) -> Problem:
    inputs = [Input("X1", x1, 0.010), Input("X2", 0.0, 0.010)]
    return Problem(POLAR, inputs, [("X1", "X2", r)] if r else [])


@pytest.mark.parametrize("x1", [0.001, 0.010, 0.100])
@pytest.mark.parametrize("r", [0.0, 0.9])
def test_first_order_of_the_standard(x1: float, r: float) -> None:
    """u(R) = 0.010 and u(Θ) = 0.010/x₁, with the correlation of the inputs."""
    found: Result = propagate(_problem(x1, r))
    assert found.values.tolist() == [x1, 0.0]
    assert found.standard_uncertainties == pytest.approx([0.010, 0.010 / x1])
    assert found.correlation[0, 1] == pytest.approx(r)


@pytest.mark.parametrize(("x1", "printed"), [(0.001, (0.013, 0.007)), (0.010, (0.015, 0.008)), (0.100, (0.101, 0.010))])
def test_the_modulus_follows_the_rice_distribution(x1: float, printed: tuple[float, float]) -> None:
    run = simulate(_problem(x1), trials=200_000, seed=102)
    rice = stats.rice(x1 / 0.010, scale=0.010)
    assert run.mean[0] == pytest.approx(rice.mean(), abs=4 * rice.std() / 200_000**0.5)
    assert run.standard_uncertainties[0] == pytest.approx(rice.std(), rel=0.01)
    assert (rice.mean(), rice.std()) == pytest.approx(printed, abs=0.0006)
    assert not np.array_equal(run.mean, propagate(_problem(x1)).values)


def test_near_the_origin_the_angle_is_hardly_known() -> None:
    """Table 3, x₁ = 0.001: u(Θ) = 1.744 without correlation, 1.599 with 0.9; a full circle would be π/√3 = 1.814."""
    for r, printed in ((0.0, 1.744), (0.9, 1.599)):
        run = simulate(_problem(0.001, r), trials=200_000, seed=102)
        assert run.standard_uncertainties[1] == pytest.approx(printed, abs=0.01)
