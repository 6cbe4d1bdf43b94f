"""Derivatives: numerical reverse sweep, derivative graphs, complex step and published values agree."""

import cmath
import math

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from quanheng.metrology.model import Model, UndefinedValue, call, where
from quanheng.metrology.model.differentiate import gradient
from quanheng.metrology.model.scalar import Program

GAUGE_BLOCK = "l = ls + d - ls*(dalpha*theta + alpha_s*dtheta)"
AT = {"ls": 50000623, "d": 215, "dalpha": 0, "theta": -0.1, "alpha_s": 11.5e-6, "dtheta": 0}
#: Functions of one quantity with points inside their domain, and the same in complex numbers.
ANALYTIC = {
    "exp": (cmath.exp, 0.7), "log": (cmath.log, 2.3), "log10": (cmath.log10, 2.3), "sqrt": (cmath.sqrt, 1.7),
    "sin": (cmath.sin, 0.7), "cos": (cmath.cos, 0.7), "tan": (cmath.tan, 0.7), "asin": (cmath.asin, 0.4),
    "acos": (cmath.acos, 0.4), "atan": (cmath.atan, 0.4), "sinh": (cmath.sinh, 0.6), "cosh": (cmath.cosh, 0.6),
    "tanh": (cmath.tanh, 0.6), "asinh": (cmath.asinh, 0.6), "acosh": (cmath.acosh, 1.6), "atanh": (cmath.atanh, 0.4),
}  # fmt: skip


def test_the_sensitivities_of_the_gauge_block_are_those_of_the_guide():
    """JCGM 100:2008, H.1.3: 1, 1, −ls·θ, 0, 0, −ls·αs."""
    model = Model.parse(GAUGE_BLOCK)
    value, sensitivities = model.jacobian(model.ordered(AT))
    assert value.tolist() == [50000838.0]
    by_name = dict(zip(model.inputs, sensitivities[0], strict=True))
    assert by_name == pytest.approx(
        {"ls": 1, "d": 1, "dalpha": 5000062.3, "theta": 0, "alpha_s": 0, "dtheta": -575.0071645}, rel=1e-12
    )


def test_the_second_derivatives_of_the_gauge_block():
    """JCGM 100:2008, H.1.7: ∂²l/∂δα∂θ = −ls and ∂²l/∂αs∂δθ = −ls."""
    model = Model.parse(GAUGE_BLOCK)
    (second,) = model.hessian(model.ordered(AT))
    place = model.inputs.index
    assert second[place("dalpha"), place("theta")] == second[place("theta"), place("dalpha")] == -50000623
    assert second[place("alpha_s"), place("dtheta")] == -50000623
    assert np.allclose(second, second.T, rtol=0, atol=0)


@pytest.mark.parametrize("name", ANALYTIC)
def test_each_function_against_the_complex_step(name: str):
    function, point = ANALYTIC[name]
    step = 1e-30
    expected = function(complex(point, step)).imag / step
    model = Model.parse(f"{name}(a)")
    assert model.jacobian([point])[1][0, 0] == pytest.approx(expected, rel=1e-14)
    assert Program(gradient(model.graph)).values([point])[1] == pytest.approx(expected, rel=1e-14)
    # The second derivative against the symmetric difference of the first.
    h = 1e-5
    difference = (model.jacobian([point + h])[1] - model.jacobian([point - h])[1]) / (2 * h)
    assert model.hessian([point])[0, 0, 0] == pytest.approx(difference[0, 0], rel=1e-7)


NAMES = ("a", "b", "c")


def expressions() -> st.SearchStrategy[str]:
    leaf = st.sampled_from(NAMES) | st.floats(0.5, 3).map(lambda number: repr(round(number, 3)))
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda p: f"({p[0]} {p[1]} {p[2]})"),
            st.tuples(st.sampled_from(["sin", "cos", "exp", "atan", "tanh"]), inner).map(lambda p: f"{p[0]}({p[1]})"),
            inner.map(lambda text: f"sqrt(1 + {text}^2)"),
            st.tuples(inner, inner).map(lambda p: f"where({p[0]} < {p[1]}, {p[0]}, 2*{p[1]})"),
            st.tuples(inner, inner).map(lambda p: f"hypot(1 + {p[0]}^2, {p[1]})"),
        ),
        max_leaves=12,
    )


@settings(max_examples=200, deadline=None)
@given(text=expressions(), point=st.tuples(*[st.floats(0.5, 2.0)] * 3))
def test_any_model_its_sweep_and_its_derivative_graph_agree(text: str, point: tuple[float, ...]):
    model = Model.parse(f"y = ({text}) + 0*(a + b + c)")
    x = [dict(zip(NAMES, point, strict=True))[name] for name in model.inputs]
    try:
        value, sweep = model.jacobian(x)
    except UndefinedValue:
        return
    graph = Program(gradient(model.graph)).values(x)
    assert graph[0] == value[0]
    finite = np.isfinite(sweep[0])
    assert np.allclose(np.array(graph[1:])[finite], sweep[0][finite], rtol=1e-9, atol=1e-12)
    columns = np.repeat(np.array(x)[:, None], 5, axis=1)
    assert np.allclose(model.evaluate(columns)[0], value[0], rtol=1e-12)


def test_a_branch_that_is_not_taken_adds_nothing_even_where_it_is_undefined():
    model = Model.parse("y = where(a > 0, sqrt(a) + log(a), 3*b)")
    assert model.jacobian([-1.0, 2.0])[1].tolist() == [[0.0, 3.0]]
    assert Program(gradient(model.graph)).values([-1.0, 2.0]) == [6.0, 0.0, 3.0]


def test_an_implicit_quantity_has_the_derivatives_of_the_implicit_function():
    """IEC 60751: the temperature from the resistance of a Pt100, where R(t) = R0 (1 + A t + B t²)."""
    a, b = 3.9083e-3, -5.775e-7
    model = Model.parse(f"t = solve(t, R = R0*(1 + {a}*t + {b}*t^2), 20)")
    assert model.inputs == ("R", "R0")
    (value,), (row,) = model.jacobian([138.5055, 100.0])
    assert value == pytest.approx(100.0, abs=1e-9)
    slope = 100.0 * (a + 2 * b * value)
    assert row == pytest.approx([1 / slope, -(1 + a * value + b * value**2) / slope], rel=1e-12)
    columns = np.array([[138.5055, 119.397125, 100.0], [100.0] * 3])
    assert model.evaluate(columns)[0] == pytest.approx([100.0, 50.0, 0.0], abs=1e-9)


def test_complex_quantities_are_pairs():
    """JCGM 100:2008, H.2: V = 4.999 V, I = 19.661 mA, φ = 1.044 46 rad."""
    model = Model.parse("Z = polar(V, phi) / I")
    assert model.outputs == ("Z.re", "Z.im")
    assert model.values([4.999, 1.04446, 19.661e-3]) == pytest.approx([127.732, 219.847], abs=5e-4)
    product = Model.parse("y = complex(a, b) * conj(complex(a, b)) + exp(complex(0, 0*a))")
    assert product.values([3.0, 4.0]) == pytest.approx([26.0, 0.0])
    assert Model.parse("y = abs(complex(a, b)^3)").value(a=3.0, b=4.0) == pytest.approx(125.0)
    assert Model.parse("y = arg(complex(a, a))").value(a=2.0) == pytest.approx(math.pi / 4)


def test_a_python_function_is_traced_once():
    calls = []

    def model(V, I):  # noqa: N803, E741 (the symbols of the quantities)
        calls.append(1)
        return {"Z": V / I, "P": V * I, "L": where(V > 1, call("sqrt", V), 0.0)}

    traced = Model.trace(model)
    for voltage in (4.0, 9.0):
        assert traced.values([voltage, 2.0]).tolist() == [voltage / 2, voltage * 2, math.sqrt(voltage)]
    assert traced.outputs == ("Z", "P", "L")
    assert len(calls) == 1


def test_a_traced_function_that_branches_is_told_how():
    from quanheng.metrology.model import ModelError

    with pytest.raises(ModelError, match="cannot branch with if"):
        Model.trace(lambda a: a if a > 0 else -a)
    with pytest.raises(ModelError, match="not math's"):
        Model.trace(math.sin)


def test_blocks_give_exactly_what_plain_arrays_give():
    generator = np.random.default_rng(5)
    columns = generator.normal(size=(6, 10_001))
    ls, d, dalpha, theta, alpha_s, dtheta = columns
    plain = ls + d - ls * (dalpha * theta + alpha_s * dtheta)
    assert np.array_equal(Model.parse(GAUGE_BLOCK).evaluate(columns)[0], plain)
