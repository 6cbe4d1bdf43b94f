"""What cannot be evaluated is refused at once, and the error names the thing and its value."""

import math

import pytest

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.coverage import coverage_factor, student_t
from quanheng.metrology.uncertainty.degrees_of_freedom import from_reliability
from quanheng.metrology.uncertainty.errors import (
    DividesByZero,
    InvalidCorrelation,
    InvalidInput,
    InvalidProblem,
    UndefinedDegreesOfFreedom,
)
from quanheng.metrology.uncertainty.inputs import Component, Input
from quanheng.metrology.uncertainty.problem import Problem

SUM = Model.parse("a + b + c")
ABC = [Input("a", 1.0, 0.1), Input("b", 2.0, 0.1), Input("c", 3.0, 0.1)]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a", 1.0, -0.1), "a: standard uncertainty -0.1"),
        (("a", 1.0, math.nan), "a: standard uncertainty nan"),
        (("a", 1.0, math.inf), "a: standard uncertainty inf"),
        (("a", math.nan, 0.1), "a: value nan"),
        (("a", 1.0, 0.1, 0.5), "a: 0.5 degrees of freedom"),
        (("a", 1.0, 0.1, math.nan), "a: nan degrees of freedom"),
        (("a", "one", 0.1), "a: value 'one' is not a number"),
        (("", 1.0, 0.1), "without a name"),
        (("a", 1.0, 0.1, 5, None, None, "bell"), "distribution 'bell'"),
    ],
)
def test_inputs_that_cannot_be(arguments: tuple, said: str):
    with pytest.raises(InvalidInput, match=said):
        Input(*arguments)


def test_ways_to_state_an_input_that_cannot_be():
    with pytest.raises(InvalidInput, match="a: half-width -1"):
        Input.from_half_width("a", 0.0, -1.0)
    with pytest.raises(InvalidInput, match="not to 'normal'"):
        Input.from_half_width("a", 0.0, 1.0, "normal")
    with pytest.raises(InvalidInput, match="a: coverage factor 0"):
        Input.from_expanded("a", 0.0, 1.0, 0)
    with pytest.raises(InvalidInput, match="a: expanded uncertainty nan"):
        Input.from_expanded("a", 0.0, math.nan, 2)
    with pytest.raises(InvalidInput, match="each is given once"):
        Input.from_components("a", 0.0, [Component("x", 1.0), Component("x", 1.0)])
    two = [Component("x", 1.0), Component("y", 1.0)]
    with pytest.raises(InvalidCorrelation, match=r"x and y is -1\.5"):
        Input.from_components("a", 0.0, two, [("x", "y", -1.5)])
    with pytest.raises(InvalidInput, match="a: correlation of v and w: neither"):
        Input.from_components("a", 0.0, two, [("v", "w", 0.5)])
    impossible = [("x", "y", -0.9), ("y", "z", -0.9), ("x", "z", -0.9)]
    with pytest.raises(InvalidInput, match="negative variance"):
        Input.from_components("a", 0.0, [*two, Component("z", 1.0)], impossible)
    with pytest.raises(InvalidInput, match=r"a: standard uncertainty 1\.0 beside components"):
        Input("a", 0.0, 1.0, components=tuple(two))
    with pytest.raises(InvalidInput, match="x: contribution nan"):
        Component("x", math.nan)


@pytest.mark.parametrize(
    ("correlations", "said"),
    [
        ([("a", "b", 1.01)], "a and b is 1.01"),
        ([("a", "b", math.nan)], "a and b is nan"),
        ([("a", "a", 1.0)], "a with itself"),
        ([("a", "b", 0.5), ("b", "a", 0.5)], "b and a is given twice"),
        ([("a", "z", 0.5)], "z not among a, b, c"),
        ([("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)], "cannot hold together"),
    ],
)
def test_correlations_that_cannot_be(correlations: list, said: str):
    with pytest.raises(InvalidCorrelation, match=said):
        Problem(SUM, ABC, correlations)


def test_the_pair_that_spoils_a_large_matrix_is_named():
    names = [f"x{i}" for i in range(8)]
    good = [(a, b, 0.8) for i, a in enumerate(names) for b in names[i + 1 :]]
    spoiled = [(a, b, -0.8 if (a, b) == ("x2", "x5") else r) for a, b, r in good]
    model = Model.parse(" + ".join(names))
    inputs = [Input(name, 1.0, 0.1) for name in names]
    Problem(model, inputs, good)
    with pytest.raises(InvalidCorrelation, match=r"look at x2, x5: -0.8$"):
        Problem(model, inputs, spoiled)


def test_perfect_correlation_is_possible():
    Problem(SUM, ABC, [("a", "b", 1.0), ("b", "c", -1.0), ("a", "c", -1.0)])


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        (ABC[:2], "c missing"),
        ([*ABC, ABC[0]], "a given more than once"),
        ([*ABC, Input("z", 1.0)], "z not in the model"),
    ],
)
def test_inputs_and_model_belong_together(inputs: list, said: str):
    with pytest.raises(InvalidProblem, match=said):
        Problem(SUM, inputs)


@pytest.mark.parametrize("probability", [0.0, 1.0, 95.0, math.nan])
def test_a_coverage_probability_lies_between_0_and_1(probability: float):
    with pytest.raises(InvalidProblem, match="coverage probability"):
        Problem(SUM, ABC, coverage_probability=probability)


def test_division_by_what_may_be_zero_is_refused():
    model = Model.parse("a/(b*c)")
    near_zero = [Input("a", 1.0, 0.1), Input("b", 2.0, 0.1), Input("c", 0.15, 0.1)]
    with pytest.raises(DividesByZero, match=r"divides by c in \[-0.04"):
        Problem(model, near_zero)
    with pytest.raises(DividesByZero):
        Problem(Model.parse("1/a"), [Input("a", 0.0)])
    # A rectangular quantity has bounds: 0.15 ± 0.14 stays clear of zero.
    Problem(model, [*near_zero[:2], Input.from_half_width("c", 0.15, 0.14)])
    # The same u with few degrees of freedom reaches farther.
    Problem(Model.parse("1/c"), [Input("c", 0.25, 0.1)])
    with pytest.raises(DividesByZero):
        Problem(Model.parse("1/c"), [Input("c", 0.25, 0.1, 4)])


def test_correlation_with_finite_degrees_of_freedom_needs_an_ensemble():
    """Welch-Satterthwaite that ignores correlation is a fault of public libraries."""
    a, b = Input("a", 1.0, 0.1, 5), Input("b", 2.0, 0.1, 5)
    with pytest.raises(UndefinedDegreesOfFreedom, match="one ensemble"):
        Problem(Model.parse("a + b"), [a, b], [("a", "b", 0.5)])
    with pytest.raises(UndefinedDegreesOfFreedom):
        Problem(Model.parse("a + b"), [a, Input("b", 2.0, 0.1)], [("a", "b", 0.5)])
    with pytest.raises(InvalidProblem, match="ensemble e: a has 5"):
        Problem(Model.parse("a + b"), [Input("a", 1.0, 0.1, 5, "e"), Input("b", 2.0, 0.1, 6, "e")])


def test_a_problem_is_immutable():
    problem = Problem(SUM, ABC)
    with pytest.raises(AttributeError):
        problem.coverage_probability = 0.5
    with pytest.raises(AttributeError):
        problem.inputs[0].value = 2.0


def test_student_t_of_table_g2():
    """JCGM 100:2008, Table G.2."""
    table = {(0.95, 1): 12.71, (0.95, 10): 2.23, (0.99, 16): 2.92, (0.9973, 5): 5.51, (0.6827, 2): 1.32}
    assert {key: round(student_t(*key), 2) for key in table} == table
    assert student_t(0.95, math.inf) == pytest.approx(1.959963984540054, rel=1e-14)
    assert coverage_factor(16.99, 0.99) == student_t(0.99, 16)
    # 18 that fell short by rounding is 18.
    assert coverage_factor(17.999999999999996, 0.99) == student_t(0.99, 18)


def test_degrees_of_freedom_from_reliability():
    """JCGM 100:2008, G.4.2: known to 25 %, 8 degrees of freedom."""
    assert from_reliability(0.25) == 8
    with pytest.raises(InvalidInput):
        from_reliability(0.8)
