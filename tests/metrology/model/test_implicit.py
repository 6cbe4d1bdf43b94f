"""Implicit quantities at many points at once have the roots that each point has alone."""

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from quanheng.metrology.model import Model, UndefinedValue

#: IEC 60751: the resistance of a Pt100 above 0 °C.
A, B = 3.9083e-3, -5.775e-7
THERMOMETER = f"t = solve(t, R = R0*(1 + {A}*t + {B}*t^2), 20)"


def alone(model: Model, columns: np.ndarray) -> np.ndarray:
    """Point by point; nan where the model is not defined."""
    found = np.full((len(model.outputs), columns.shape[1]), np.nan)
    for point in range(columns.shape[1]):
        try:
            found[:, point] = model.values(columns[:, point])
        except UndefinedValue:
            continue
    return found


def test_the_temperatures_of_a_platinum_thermometer_over_several_blocks():
    generator = np.random.default_rng(7)
    t = generator.uniform(0.0, 600.0, 10_000)
    r0 = 100.0 + 0.01 * generator.normal(size=t.size)
    model = Model.parse(THERMOMETER)
    columns = np.array([r0 * (1 + A * t + B * t**2), r0])
    found = model.evaluate(columns)
    assert np.allclose(found[0], t, rtol=1e-13, atol=1e-12)
    assert np.allclose(found[:, :300], alone(model, columns[:, :300]), rtol=4e-15, atol=1e-13)


@settings(max_examples=60, deadline=None)
@given(
    text=st.sampled_from([
        "solve(x, x^3 + a*x = b, 1)",           # one real root for a > 0
        "solve(x, exp(x) = a*x + b + 2, 2)",    # two roots; the start chooses
        "solve(x, x = cos(a*x) + b/10, 0.5)",
        "solve(x, atan(x - b) = 0, 30*a)",      # Newton runs away from there, the bracket finds it
        "solve(x, x^2 = a^2 + b^2, 0)",         # flat at the start
        "solve(x, sqrt(x) = a, 1)",             # steps below zero are not defined
    ]),
    seed=st.integers(0, 2**32 - 1),
)  # fmt: skip
def test_any_equation_has_in_blocks_the_roots_that_it_has_alone(text: str, seed: int):
    columns = np.random.default_rng(seed).uniform(0.1, 3.0, size=(2, 40))
    model = Model.parse(f"y = {text} + 0*(a + b)")
    expected = alone(model, columns)
    found = model.evaluate(columns)
    assert np.array_equal(np.isnan(found), np.isnan(expected))
    assert np.allclose(found, expected, rtol=1e-12, atol=1e-14, equal_nan=True)


def test_a_point_without_root_is_nan_in_a_block_and_refused_alone():
    model = Model.parse("y = solve(x, x^2 = a, 1)")
    found = model.evaluate(np.array([[4.0, -1.0, 9.0, np.nan]]))[0]
    assert found[[0, 2]].tolist() == [2.0, 3.0]
    assert np.isnan(found[[1, 3]]).all()
    with pytest.raises(UndefinedValue, match="no root near its start"):
        model.value(a=-1.0)


def test_an_equation_within_an_equation():
    model = Model.parse("y = solve(u, u + solve(v, v^3 = u, 1) = a, 1)")
    found = model.evaluate(np.array([[2.0, 10.0, 30.0]]))[0]  # u = v³: 1 + 1, 8 + 2, 27 + 3
    assert found == pytest.approx([1.0, 8.0, 27.0], rel=1e-13)


def test_conditions_and_complex_numbers_outlive_an_equation():
    model = Model.parse("Z = complex(a, b); c = a < b; t = solve(x, x^2 = a, 1); W = Z*t; y = where(c, t, 0)")
    assert model.outputs == ("W.re", "W.im", "y")
    assert model.values([4.0, 9.0]).tolist() == [8.0, 18.0, 2.0]


def test_steps_that_are_only_rounding_end_the_search():
    """Newton's method goes back and forth between neighbours of such a root; a bracket need not be halved for that."""
    calls = []

    def residual(x: float) -> tuple[float, float]:
        calls.append(x)
        return round((x - 5.1) * 1e14 + 0.25) * 1e-14 + (5e-15 if x >= 5.1 else -5e-15), 1.0

    from quanheng.metrology.model.roots import root

    assert root(residual, 5.0) == pytest.approx(5.1, rel=1e-14)
    assert len(calls) < 10
