"""Reading models from text: what is understood, what is refused, and how the place is shown."""

import math

import pytest

from quanheng.metrology.model import (
    Model,
    ModelError,
    ModelSyntaxError,
    ModelTooLarge,
    UndefinedValue,
    UnknownFunction,
)


@pytest.mark.parametrize(
    ("text", "quantities", "value"),
    [
        ("-a^2", {"a": 3.0}, -9.0),
        ("2^3^2", {}, 512.0),
        ("2^-1", {}, 0.5),
        ("a - b - c", {"a": 10.0, "b": 3.0, "c": 2.0}, 5.0),
        ("a / b / c", {"a": 12.0, "b": 3.0, "c": 2.0}, 2.0),
        ("a**2 + .5e1", {"a": 2.0}, 9.0),
        ("lg(1000) + ln(exp(2))", {}, 5.0),
        ("sin(pi/6)", {}, 0.5),
        ("atan2(1, 1)", {}, math.pi / 4),
        ("min(a, 3, b) + max(1, b) + mean(1, 2, 6)", {"a": 5.0, "b": 4.0}, 3 + 4 + 3),
        ("where(a < 0 or not b >= 2, 1, 2)", {"a": 1.0, "b": 3.0}, 2.0),
        ("b = a + 1; c = b * b", {"a": 2.0}, 9.0),
        ("a × b ÷ 2 − 1 # a comment", {"a": 4.0, "b": 3.0}, 5.0),
        ("a²", {"a": 3.0}, 9.0),
        ("a⁴ + x₁⁻¹", {"a": 3.0, "x1": 4.0}, 81.25),
        ("10²³ × a ÷ 10²¹", {"a": 3.0}, 300.0),
        ("-2·10⁻³·a²·b", {"a": 3.0, "b": 2.0}, -0.036),
        ("（长 ＋ 宽）×2", {"长": 2.0, "宽": 1.0}, 6.0),
        ("(a +\n b)", {"a": 1.0, "b": 2.0}, 3.0),
    ],
)
def test_a_text_means_what_a_metrologist_writes(text: str, quantities: dict[str, float], value: float):
    assert Model.parse(text).value(**quantities) == pytest.approx(value, rel=1e-15)


def test_inputs_are_the_names_that_nothing_defines_in_order_of_appearance():
    model = Model.parse("f = b / a; y = f * c + pi")
    assert model.inputs == ("b", "a", "c")
    assert model.outputs == ("y",)


def test_several_outputs_and_chosen_ones():
    assert Model.parse("R = V/I*cos(phi); X = V/I*sin(phi); Z = V/I").outputs == ("R", "X", "Z")
    assert Model.parse(["s = a + b", "y = 2*s"], outputs=["s", "y"]).values([1.0, 2.0]).tolist() == [3.0, 6.0]


def test_an_output_is_asked_for_once():
    with pytest.raises(ModelSyntaxError, match="'y' is asked for twice"):
        Model.parse("y = a", outputs=["y", "y"])


def test_micro_sign_and_mu_are_one_name():
    assert Model.parse("µ + μ").inputs == ("μ",)


@pytest.mark.parametrize(
    ("text", "message", "column"),
    [
        ("l = (a + b", "a ) is missing", 10),
        ("l = 2a", "write the product: 2 * a", 5),
        ("a b", "a product is written with *", 2),
        ("a + * b", "should stand here, not '*'", 4),
        ("a +", "the model ends where", 3),
        ("where(a, 1, 2)", "a condition such as a < b is needed", 0),
        ("(a < b) + 1", "a condition cannot be computed with", 8),
        ("a < b < c", "write a < b and b < c", 6),
        ("y = a; a = 2", "'a' is used before it is defined", 7),
        ("a = 1; a = 2", "defined twice", 7),
        ("sin = 3", "has a meaning already", 0),
        ("a + b = c", "left of '=' stands one name", 6),
        ("sqrt(1, 2)", "sqrt takes 1 argument, not 2", 0),
        ("a $ b", "'$' has no meaning", 2),
        ("aⁿ", "'ⁿ' has no meaning", 1),
        ("a²^3", "a power of a power needs parentheses", 2),
        ("y = max - 1", "'max' has a meaning already; choose another name", 4),
        ("y = a +\n b", "an expression over several lines stands in parentheses", 7),
        ("solve(t, a + 1, 0)", "does not contain its unknown", 6),
    ],
)
def test_a_fault_is_shown_at_its_place(text: str, message: str, column: int):
    with pytest.raises(ModelSyntaxError) as caught:
        Model.parse(text)
    first, _line, caret = str(caught.value).rsplit("\n", 2)
    assert message in first
    assert caret.index("^") - 2 == column


def test_an_unknown_function_comes_with_the_likely_one():
    with pytest.raises(UnknownFunction, match=r"'sinn'; did you mean sin\(…\)\?"):
        Model.parse("sinn(a)")
    with pytest.raises(UnknownFunction, match=r"for a product write k \* \(…\)"):
        Model.parse("k(a + b)")


def test_python_is_not_understood():
    for text in ("__import__('os')", "a.b", "a[0]", "lambda: 1", "{1}", "a if b else c", "'text'", "a; import os"):
        with pytest.raises(ModelError):
            Model.parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 10_000 + "a" + ")" * 10_000,
        "-" * 10_000 + "a",
        "a" + "^a" * 10_000,
        "sin(" * 10_000 + "a" + ")" * 10_000,
        "not " * 10_000 + "a < b",
        "a+" * 5_000_000 + "a",
        "a" * 10_000_000,
    ],
    ids=["parentheses", "signs", "powers", "calls", "nots", "10 MB of sums", "10 MB name"],
)
def test_a_monstrous_text_is_refused_at_once(text: str):
    with pytest.raises(ModelTooLarge):
        Model.parse(text)


def test_a_long_sum_is_no_deep_nesting():
    terms = [f"x{number}" for number in range(5_000)]
    assert Model.parse("+".join(terms)).values([1.0] * 5_000)[0] == 5_000.0


def test_inputs_that_are_missing_or_unknown_are_named():
    with pytest.raises(ModelError, match="missing b; unknown c"):
        Model.parse("a + b").value(a=1.0, c=2.0)


def test_a_value_that_does_not_exist_is_refused_with_the_inputs():
    with pytest.raises(UndefinedValue, match=r"at a = 1\.0, b = 0\.0: y is inf"):
        Model.parse("a / b").value(a=1.0, b=0.0)
    with pytest.raises(UndefinedValue, match="y is nan"):
        Model.parse("sqrt(a)").value(a=-1.0)
    with pytest.raises(UndefinedValue):
        Model.parse("exp(a)").value(a=1e6)
