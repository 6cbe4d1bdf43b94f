"""The grammar of limits and conditions."""

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from quanheng.metrology.conformity import InvalidExpression
from quanheng.metrology.conformity.expressions import Condition, Expression

VALUES = {"e": Fraction(1, 100), "V": Fraction(20), "t": Fraction(-100), "L": Fraction(250), "ΔΘ": Fraction(10)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5 e", "1/200"),
        ("0.5e", "1/200"),
        ("500e", "5"),
        ("1e-5 L", "1/400"),
        ("0.01 + 1e-5 L", "1/80"),
        ("2 % V", "2/5"),
        ("0.5 % V + 2·e", "3/25"),
        ("5‰ V", "1/10"),
        ("max(0.06, 5 % V)", "1"),
        ("min(0.06, 5 % V, 1)", "3/50"),
        ("0.15 + 0.002 |t|", "7/20"),
        ("|t|/2", "50"),
        ("abs(t - 2) + |−1|", "103"),
        ("3 + 4 · 3/ΔΘ", "21/5"),
        ("(2 + 3)(1 + 1)", "10"),
        ("-(2) + .5", "-3/2"),
        ("0.3 + 0.005 value(L)", "31/20"),
        ("1 − 2 × 3", "-5"),
        ("1/2 e", "1/200"),
    ],
)
def test_limits_mean_what_regulations_print(text: str, value: str):
    assert Expression.parse(text).value(VALUES) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is no limit"),
        ("0.5 &", "'&' has no meaning"),
        ("0.5 +", "a number, a name or"),
        ("(0.5", r"'\)' is expected here"),
        ("0.5)", "nothing is expected here"),
        ("sin(t)", "not a function"),
        ("max(1)", "not a function"),
        ("value(1)", "the name of a quantity"),
        ("__import__('os')", "has no meaning"),
        ("e.real", "has no meaning"),
        ("1" * 501, "501 characters"),
        ("(" * 100 + "1" + ")" * 100, "nested deeper than 30"),
        ("1 < 2", "nothing is expected here"),
    ],
)
def test_what_is_no_limit_is_refused_with_the_place(text: str, said: str):
    with pytest.raises(InvalidExpression, match=said):
        Expression.parse(text)


def test_missing_values_and_division_by_zero_are_refused():
    with pytest.raises(InvalidExpression, match=r"'0.5 d': 'd' has no value; given are: e = 0.01"):
        Expression.parse("0.5 d").value({"e": Fraction(1, 100)})
    with pytest.raises(InvalidExpression, match="divides by zero"):
        Expression.parse("1/e").value({"e": Fraction(0)})
    with pytest.raises(InvalidExpression, match="a comparison is needed"):
        Condition.parse("500 e")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("0 <= V <= 20", True),
        ("0 ≤ V < 20", False),
        ("V > 19.999999999999999999999", True),
        ("20 >= V ≥ 20", True),
        ("V = 20", True),
        ("V == 20.0", True),
        ("-200 <= t < 0", True),
        ("0.1 L < V < L", False),
    ],
)
def test_conditions_are_open_and_closed_as_printed(text: str, holds: bool):
    assert Condition.parse(text).holds(VALUES) is holds


@given(st.text(alphabet="0123456789.eEVt +-*/()|,%<>=maxinvlu", max_size=60))
def test_any_text_is_read_or_refused(text: str):
    for kind in (Expression, Condition):
        try:
            found = kind.parse(text)
            found.value(VALUES) if isinstance(found, Expression) else found.holds(VALUES)
        except InvalidExpression:
            pass


def test_huge_numbers_are_refused_before_they_are_computed():
    with pytest.raises(InvalidExpression):
        Expression.parse("1e999999999")
