"""Like is added to like; division by what may be zero is found; models print as formulas."""

import doctest
import importlib
import importlib.util
import pkgutil

import pytest

import quanheng.metrology.model
from quanheng.metrology.model import DimensionMismatch, Model
from quanheng.metrology.units.dimension import Dimension

LENGTH, PER_KELVIN, KELVIN = Dimension.of(m=1), Dimension.of(K=-1), Dimension.of(K=1)


def test_the_gauge_block_comes_out_as_a_length():
    model = Model.parse("l = ls + d - ls*(dalpha*theta + alpha_s*dtheta)")
    given = {"ls": LENGTH, "d": LENGTH, "dalpha": PER_KELVIN, "theta": KELVIN, "alpha_s": PER_KELVIN, "dtheta": KELVIN}
    assert model.dimensions(given) == {"l": LENGTH}


def test_unlike_quantities_are_named_with_both_dimensions_and_the_place():
    model = Model.parse("l = ls + d*theta")
    with pytest.raises(DimensionMismatch) as caught:
        model.dimensions({"ls": LENGTH, "d": LENGTH, "theta": KELVIN})
    assert str(caught.value) == "the two sides of '+' differ: L and L Θ\n  l = ls + d*theta\n         ^"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sin(a)", "sin takes a pure number, not a quantity of dimension L"),
        ("a ^ b", "takes a number written in the model as exponent"),
        ("2 ^ a", "an exponent is a pure number"),
        ("a + 1", "the two sides of '+' differ: L and 1"),
        ("where(a < 1, a, a)", "the two sides of '<' differ"),
        ("where(a < a, a, 1)", "the two sides of 'where' differ"),
    ],
)
def test_what_has_no_meaning_is_refused(text: str, message: str):
    model = Model.parse(f"y = {text} + 0*b" if "b" not in text else text)
    with pytest.raises(DimensionMismatch, match=message.replace("(", r"\(").replace("+", r"\+").replace("^", r"\^")):
        model.dimensions(dict.fromkeys(model.inputs, LENGTH))


def test_roots_powers_and_zero_fit():
    assert Model.parse("sqrt(a*b)").dimensions({"a": LENGTH, "b": LENGTH}) == {"y": LENGTH}
    assert Model.parse("a^2.5 / b^1.5").dimensions({"a": LENGTH, "b": LENGTH}) == {"y": LENGTH}
    assert Model.parse("max(a, 0)").dimensions({"a": LENGTH}) == {"y": LENGTH}
    turned = Model.parse("z = complex(a, 0)*polar(1, phi)")
    assert turned.dimensions({"a": LENGTH, "phi": Dimension.of()}) == {"z.re": LENGTH, "z.im": LENGTH}


def test_a_divisor_whose_range_holds_zero_is_found_with_its_input():
    model = Model.parse("y = a / (b * c) + a / (d + 10)")
    ranges = {"a": (1, 2), "b": (-1, 1), "c": (2, 3), "d": (-1, 1)}
    lower, upper = zip(*(ranges[name] for name in model.inputs), strict=True)
    (hazard,) = model.division_hazards(lower, upper)
    assert hazard.inputs == ("b", "c")
    assert hazard.denominator == (-3, 3)


def test_long_and_shared_products_are_looked_at_once():
    """Neither does a long product exhaust the stack, nor do powers of powers take exponential time."""
    long = Model.parse("y = 1 / (" + " * ".join(["a", *(f"(-b{i})" for i in range(3000))]) + ")")
    assert long.division_hazards([1.0] * 3001, [2.0] * 3001) == []
    assert len(long.division_hazards([-1.0] * 3001, [2.0] * 3001)) == 1
    shared = Model.parse("\n".join(["x0 = a*a", *(f"x{i} = x{i - 1}*x{i - 1}" for i in range(1, 60)), "y = 1/x59"]))
    (hazard,) = shared.division_hazards([-1.0], [1.0])
    assert hazard.inputs == ("a",)
    assert shared.division_hazards([1.0], [1.0]) == []
    assert not Model.parse("y = a*b + a/2").divides_by_inputs


def test_a_model_prints_as_a_formula():
    model = Model.parse("l = ls + d - ls*(dalpha*theta + alpha_s*dtheta)")
    expected = r"l = \mathit{ls} + d - \mathit{ls} \, \left(\delta\alpha \, \theta + \alpha_{s} \, \delta\theta\right)"
    assert model.latex() == expected
    assert Model.parse("y = -(a - b)^2 / sqrt(c)").latex() == r"y = \frac{-\left(a - b\right)^{2}}{\sqrt{c}}"


def test_every_example_in_the_docstrings_runs():
    for module in pkgutil.walk_packages(quanheng.metrology.model.__path__, "quanheng.metrology.model."):
        if module.name.endswith(".machine") and not importlib.util.find_spec("numba"):
            continue
        result = doctest.testmod(importlib.import_module(module.name), optionflags=doctest.NORMALIZE_WHITESPACE)
        assert result.failed == 0, module.name
