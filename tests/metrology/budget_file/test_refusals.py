"""What a budget may not be: refused with the line, the member and the remedy, before anything is evaluated."""

import time

import pytest

from quanheng.metrology.budget_file import InvalidBudget, read_budget

TWO = "model: y = a + b\ninputs:\n  a: %s\n  b: {value: 2, standard_uncertainty: 0.1}\n"


def refused(text: str) -> InvalidBudget:
    with pytest.raises(InvalidBudget) as caught:
        read_budget(text)
    return caught.value


@pytest.mark.parametrize(
    ("stated", "member", "reason"),
    [
        ("{value: 1, standard_uncertainty: -0.1}", "a.standard_uncertainty", "-0.1: a finite number, not negative"),
        ("{value: 1, standard_uncertainty: .nan}", "a.standard_uncertainty", "nan: a finite number, not negative"),
        ("{value: 1, standard_uncertainty: NaN}", "a.standard_uncertainty", "nan: a finite number, not negative"),
        ("{value: 1, standard_uncertainty: .inf}", "a.standard_uncertainty", "inf: a finite number, not negative"),
        ("{value: 1, half_width: -1}", "a.half_width", "half-width -1.0: a finite number, not negative"),
        ("{value: 1, expanded_uncertainty: -1, coverage_factor: 2}", "a.expanded_uncertainty", "not negative"),
        ("{value: 1, expanded_uncertainty: 1, coverage_factor: 0}", "a.expanded_uncertainty", "a positive number"),
        ("{value: 1, expanded_uncertainty: 1}", "a.expanded_uncertainty", "needs its 'coverage_factor' k"),
        (
            "{value: 1, expanded_uncertainty: 1, coverage_factor: 2, coverage_probability: 0.95}",
            "a.coverage_probability", "leave the other out",
        ),
        ("{value: 1, standard_uncertainty: 1, coverage_factor: 2}", "a.coverage_factor", "belongs to 'expanded_uncert"),
        ("{value: 1, expanded_uncertainty: 1, coverage_probability: 95}", "a.coverage_probability", "between 0 and 1"),
        ("{value: 1, standard_uncertainty: 1, half_width: 1}", "a.half_width", "state the uncertainty in one way"),
        ("{value: .nan, standard_uncertainty: 1}", "a.standard_uncertainty", "value nan: a finite number"),
        ("{standard_uncertainty: 1}", "a", "'value' is missing"),
        ("{value: 1 mm, standard_uncertainty: 1}", "a.value", "write the unit as a member of its own"),
        ("{value: '1', standard_uncertainty: 1}", "a.value", "without quotation marks"),
        ("{value: '1,5', standard_uncertainty: 1}", "a.value", "with a point"),
        ("{value: [1], standard_uncertainty: 1}", "a.value", "a list of 1: a number is needed"),
        ("{value: yes, standard_uncertainty: 1}", "a.value", "'yes' is no number"),
        ("{value: , standard_uncertainty: 1}", "a.value", "nothing is no number"),
        ("{value: 1e999, standard_uncertainty: 1}", "a.value", "is beyond 10^±100: choose another unit"),
        ("{value: 1, u: 1}", "a.u", "did you mean 'standard_uncertainty'?"),
        ("{value: 1, standard_uncertanty: 1}", "a.standard_uncertanty", "did you mean 'standard_uncertainty'?"),
        ("{value: 1, standard_uncertainty: 1, colour: red}", "a.colour", "an input has no member 'colour'"),
        ("{value: 1, standard_uncertainty: 1, distribution: cauchy}", "a.standard_uncertainty", "'cauchy' is not known"),
        ("{value: 1, half_width: 1, distribution: normal}", "a.half_width", "belongs to the distributions rectangular"),
        ("{value: 1, distribution: rectangular}", "a.distribution", "without its width"),
        ("{value: 1, degrees_of_freedom: 4}", "a.degrees_of_freedom", "of what is known exactly"),
        ("{value: 1, standard_uncertainty: 1, degrees_of_freedom: 0.5}", "a.standard_uncertainty", "at least 1"),
        ("{readings: [1.0]}", "a.readings", "1 readings: at least 2"),
        ("{readings: 1.0}", "a.readings", "'readings' is a list"),
        ("{readings: [1, two]}", "a.readings[1]", "'two' is no number"),
        ("{readings: [1, .inf]}", "a.readings[1]", "a finite number is needed"),
        ("{readings: [1, 2], value: 1}", "a.value", "the estimate is their mean"),
        ("{readings: [1, 2], degrees_of_freedom: 1}", "a.degrees_of_freedom", "follow from the number of readings"),
        ("{readings: [1, 2], distribution: rectangular}", "a.distribution", "follows a t-distribution"),
        ("{bounds: [2, 1]}", "a.bounds[0]", "exchange them"),
        ("{bounds: [1, 2, 3]}", "a.bounds", "3 bounds"),
        ("{bounds: [1, 2], value: 1.9}", "a.value", "whose middle is 1.5"),
        ("{value: 1, half_width: 1, distribution: curvilinear_trapezoid}", "a.half_width", "d missing"),
        ("{value: 1, components: []}", "a.components", "no components"),
        ("{value: 1, components: [{degrees_of_freedom: 2}]}", "a.components[0]", "a component has one of"),
        ("{value: 1, components: [{standard_uncertainty: -2}]}", "a.components[0].standard_uncertainty", "not negative"),
    ],
)  # fmt: skip
def test_an_input_that_cannot_be(stated: str, member: str, reason: str) -> None:
    error = refused(TWO % stated)
    assert error.path == f"inputs.{member}"
    assert error.line == 3
    assert reason in error.reason


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", None, "the text is empty"),
        ("- 1\n- 2", 1, "a budget is a mapping"),
        ("model: y = a", None, "'inputs' is missing"),
        ("inputs: {a: 1}", None, "'model' is missing"),
        ("model: y = a\ninputs: {a: 1}\nmodle: 3", 3, "did you mean 'model'?"),
        ("model: y = a\nmodel: y = b\ninputs: {a: 1}", 2, "'model' is given twice, first in line 1"),
        ("model: y = a\ninputs:\n  a: 1\n  a: 2", 4, "'a' is given twice"),
        ("model: y = a\ninputs: {a: &x 1}", 2, "the anchor &x"),
        ("model: y = a\ninputs: {a: *x}", 2, "alias"),
        ("model: y = a\ninputs: {a: !!float 1}", 2, "the tag"),
        ("model: y = a\ninputs: {a: 1}\n---\nmodel: y = a", 3, "a second document"),
        ("model: y = a\ninputs: {a: [1, 2}", 2, "this is no YAML"),
        ("model: y = a\n\tinputs: 1", 2, "this is no YAML"),
        ("model: y = a + b\ninputs:\n  a: 1", 3, "the model also needs b"),
        ("model: y = a\ninputs:\n  a: 1\n  c: 2", 4, "the model has no c; its inputs are a"),
        ("model: y = a\ninputs: {a: 1}\ncoverage_probability: 95", 3, "write 0.95"),
        ("model: y = a\ninputs: {a: 1}\ncoverage_probability: 0", 3, "between 0 and 1"),
        ("model: y = a\ninputs: {a: 1}\noutputs: [z]", 1, "no statement defines the output 'z'"),
        ("model: y = a + foo(a)\ninputs: {a: 1}", 1, "no function is called 'foo'"),
        ("model: y = 2 a\ninputs: {a: 1}", 1, "a product is written with *"),
        ("model: ''\ninputs: {a: 1}", 1, "'model' is text"),
        ("model: y = a\ninputs: {a: 1}\ncorrelations: [[a, b]]", 3, "a correlation is [name, name, coefficient]"),
        ("model: y = a\ninputs: {a: 1}\ncorrelations: {a: 1}", 3, "'correlations' is a list"),
        ("model: y = a*b\ninputs: {a: 1, b: 1}\ncorrelations: [[a, b, 1.2]]", 3, "between -1 and 1"),
        ("model: y = a*b\ninputs: {a: 1, b: 1}\ncorrelations: [[a, c, 0.2]]", 3, "c not among"),
        ("model: y = a*b\ninputs: {a: 1, b: 1}\ncorrelations: [[a, a, 0.2]]", 3, "with itself"),
        ("model: y = a\ninputs: {a: 1}\n" + "x: " + "[" * 40, 3, "16 levels deep"),
    ],
)
def test_a_file_that_cannot_be(text: str, line: int | None, reason: str) -> None:
    error = refused(text)
    assert error.line == line
    assert reason in error.reason


def test_impossible_correlations_name_the_pairs() -> None:
    error = refused(
        "model: y = a + b + c\ninputs:\n"
        + "".join(f"  {name}: {{value: 1, standard_uncertainty: 0.1}}\n" for name in "abc")
        + "correlations: [[a, b, 0.9], [b, c, 0.9], [a, c, -0.9]]\n"
    )
    assert error.kind == "InvalidCorrelation"
    assert (error.line, error.path) == (6, "correlations")
    assert "a, c: -0.9" in error.reason


def test_correlated_means_outside_an_ensemble_have_no_degrees_of_freedom() -> None:
    error = refused(
        "model: y = a + b\ninputs:\n"
        "  a: {value: 1, standard_uncertainty: 0.1, degrees_of_freedom: 4}\n"
        "  b: {value: 1, standard_uncertainty: 0.1}\ncorrelations: [[a, b, 0.5]]\n"
    )
    assert error.kind == "UndefinedDegreesOfFreedom"


def test_division_by_what_may_be_zero() -> None:
    error = refused("model: y = a/b\ninputs:\n  a: 1\n  b: {value: 0.1, standard_uncertainty: 0.1}\n")
    assert error.kind == "DividesByZero"
    assert "b in [-0.095" in error.reason


def test_an_unknown_function_is_shown_with_a_caret() -> None:
    error = refused("model: y = a*sinn(a)\ninputs: {a: 1}")
    assert error.kind == "UnknownFunction"
    lines = error.reason.splitlines()
    assert lines[1].index("sinn") == lines[2].index("^")


@pytest.mark.parametrize(
    "text",
    [
        "model: '" + "(" * 10_000 + "a" + ")" * 10_000 + "'\ninputs: {a: 1}",
        "model: '" + "a+" * 5_242_880 + "a'\ninputs: {a: 1}",
        "model: '" + "a+" * 50_000 + "a'\ninputs: {a: 1}",
        "model: y = a\ninputs: {a: " + "[" * 100_000 + "}",
        "model: y = a\ninputs: {a: {readings: [1, 1e999999999]}}",
        "model: y = a\ninputs: {a: {readings: [1, 0e-999999999]}}",
        "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]",
    ],
    ids=["parentheses", "10 MB", "100 kB model", "brackets", "huge power", "tiny power", "aliases"],
)
def test_what_would_cost_much_is_refused_at_once(text: str) -> None:
    started = time.perf_counter()
    refused(text)
    assert time.perf_counter() - started < 1.0


def test_the_largest_file_that_is_read_is_read_in_seconds() -> None:
    readings = ",".join(["1.25", "1.35"] * 80_000)
    started = time.perf_counter()
    found = read_budget(f"model: y = a\ninputs: {{a: {{readings: [{readings}]}}}}").problem.inputs[0]
    assert found.value == 1.3
    assert time.perf_counter() - started < 20.0


def test_an_error_survives_pickling() -> None:
    import pickle

    error = refused(TWO % "{value: 1, u: 1}")
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.line, again.path, again.kind) == (str(error), error.line, error.path, error.kind)
