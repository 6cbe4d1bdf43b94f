"""Budgets, rounding and statements."""

import math
from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st
from tests.metrology.uncertainty.gauge_block import D, gauge_block

from quanheng.metrology.model import Model
from quanheng.metrology.uncertainty.budget import budget
from quanheng.metrology.uncertainty.errors import InvalidInput, InvalidProblem
from quanheng.metrology.uncertainty.inputs import Input
from quanheng.metrology.uncertainty.problem import Problem
from quanheng.metrology.uncertainty.propagation import Estimate, propagate
from quanheng.metrology.uncertainty.rounding import round_result, round_uncertainty, statement


def test_the_budget_of_the_gauge_block():
    """JCGM 100:2008, Table H.1: contributions in nm."""
    rows = {row.name: row for row in budget(propagate(gauge_block(D))).rows}
    printed = {"ls": 25.0, "d": 9.7, "alpha_s": 0.0, "theta": 0.0, "dalpha": 2.9, "dtheta": 16.6}
    assert {name: round(row.contribution, 1) for name, row in rows.items()} == printed
    assert rows["dtheta"].sensitivity == pytest.approx(-575.007, abs=1e-3)
    assert sum(row.share for row in rows.values()) == pytest.approx(1.0, rel=1e-14)
    assert rows["ls"].share == pytest.approx(625 / 31.663879111**2, rel=1e-9)


def test_an_input_that_lowers_the_uncertainty_is_said_to():
    inputs = [Input("a", 1.0, 0.3), Input("b", 1.0, 0.1)]
    found = budget(propagate(Problem(Model.parse("a - b"), inputs, [("a", "b", 0.9)])))
    shares = {row.name: row.share for row in found.rows}
    # u² = 0.09 + 0.01 − 2·0.9·0.03 = 0.046; b: (0.01 − 0.027)/0.046.
    assert shares["b"] == pytest.approx(-0.017 / 0.046)
    assert sum(shares.values()) == pytest.approx(1.0)
    assert found.text().endswith("Through correlation, b lowers the combined standard uncertainty.")
    assert [row.name for row in found.by_share()] == ["a", "b"]


def test_a_budget_belongs_to_one_output():
    result = propagate(Problem(Model.parse(["p = a", "q = 2*a"], outputs=["p", "q"]), [Input("a", 1.0, 0.1)]))
    assert budget(result, "q").rows[0].contribution == 0.2
    for output in (None, "z"):
        with pytest.raises(InvalidProblem, match="the model has p, q"):
            budget(result, output)


@pytest.mark.parametrize(
    ("value", "u", "digits", "rounding", "shown"),
    [
        # JCGM 100:2008, 7.2.6: 10,47 mΩ may be rounded up to 11 mΩ; 28,05 kHz to 28 kHz; 10,057 62 Ω ± 27 mΩ.
        ("0", "10.47", 2, "up", "0 ± 11"),
        ("0", "28.05", 2, "half-even", "0 ± 28"),
        ("10.05762", "0.027", 2, "half-even", "10.058 ± 0.027"),
        ("1.005", "0.01", 1, "half-even", "1.00 ± 0.01"),
        ("1.015", "0.01", 1, "half-even", "1.02 ± 0.01"),
        ("100", "9.96", 2, "half-even", "100 ± 10"),
        ("100", "0.95", 1, "up", "100 ± 1"),
        ("123456", "1234", 2, "half-even", "123500 ± 1200"),
        ("123456", "1234", "auto", "up", "123500 ± 1300"),
        ("1", "0.34", "auto", "half-even", "1.0 ± 0.3"),
        ("-0.001", "0.1", 1, "half-even", "0.0 ± 0.1"),
        (0.1 + 0.2, 0.1 + 0.2, 1, "up", "0.3 ± 0.3"),
        ("6.02214076e23", "1.2e15", 2, "half-even", "(6.022140760 ± 0.000000012) × 10²³"),
    ],
)
def test_rounding(value: object, u: object, digits: object, rounding: str, shown: str):
    assert str(round_result(value, u, digits, rounding)) == shown


@settings(deadline=None)
@given(st.floats(1e-12, 1e12), st.sampled_from([1, 2]))
def test_an_uncertainty_has_the_digits_asked_for_and_up_is_never_less(u: float, digits: int):
    for rounding in ("half-even", "up"):
        found = round_uncertainty(u, digits, rounding)
        assert len(found.as_tuple().digits) == digits
        assert abs(found - Decimal(f"{u:.15g}")) <= Decimal(1).scaleb(found.as_tuple().exponent)
    assert round_uncertainty(u, digits, "up") >= Decimal(f"{u:.15g}")


@pytest.mark.parametrize("u", [0.0, -1.0, math.nan, math.inf, "much"])
def test_an_uncertainty_without_last_digit_is_refused(u: object):
    with pytest.raises(InvalidInput):
        round_result(1.0, u)


def test_digits_are_one_or_two():
    with pytest.raises(InvalidInput, match="3 significant digits"):
        round_result(1.0, 0.1, 3)


def test_the_statement_of_the_gauge_block():
    """JCGM 100:2008, H.1.6: l = (50,000 838 ± 0,000 093) mm, t99(16) = 2.92."""
    said = statement(propagate(gauge_block(D)).estimate(), "nm", rounding="up")
    assert said.startswith("l = (50000838 ± 93) nm, ")
    assert "k = 2.92 from the t-distribution for 16 degrees of freedom" in said
    assert said.endswith("99 %")
    plain = statement(Estimate("R", 10.0, 0.5, math.inf, 0.9545))
    assert plain.startswith("R = 10.0 ± 1.0, ")
    assert "k = 2.00 from the normal distribution" in plain
    assert plain.endswith("95.45 %")
