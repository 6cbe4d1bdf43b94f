"""Numbers are written as the field writes them: grouped by a narrow space, with a true minus and their signs."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from quanheng.server.core.kit.numbers import (
    MINUS,
    NARROW_SPACE,
    number_text,
    quantity_text,
    signed_text,
    size_text,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1227, "1\u202f227"),
        (412936, "412\u202f936"),
        (-1500, "\u22121\u202f500"),
        (Decimal("0.30"), "0.30"),
        (Decimal("1E+3"), "1\u202f000"),
        ("0.0250", "0.0250"),
        ("1\u202f234.50", "1\u202f234.50"),
        (0.1, "0.1"),
        (None, "—"),
        ("", "—"),
    ],
)
def test_number_keeps_the_digits_it_was_given(value, text):
    assert number_text(value) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("0.125"), 2, "0.12"),
        (Decimal("0.135"), 2, "0.14"),
        (2.5, 0, "2"),
        (96.84, 1, "96.8"),
        (Decimal(7), 1, "7.0"),
    ],
)
def test_rounding_is_half_to_even(value, decimals, text):
    assert number_text(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (Decimal("0.08"), None, "+0.08"),
        (Decimal("-0.36"), None, "\u22120.36"),
        (0, None, "0"),
        (Decimal("0.0"), 1, "0.0"),
        (Decimal("-0.004"), 2, "0.00"),
        (Decimal("0.004"), 2, "0.00"),
        (1500, None, "+1\u202f500"),
        (None, None, "—"),
    ],
)
def test_a_difference_carries_its_sign_save_zero(value, decimals, text):
    assert signed_text(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [(60, "L/min", "60\u202fL/min"), ("0.30", "%", "0.30\u202f%"), (90, "°", "90°"), (None, "g", "—"), (3, "", "3")],
)
def test_a_unit_follows_after_a_narrow_space(value, unit, text):
    assert quantity_text(value, unit) == text


@pytest.mark.parametrize("value", ["abc", "1,5", "--1", float("nan"), float("inf"), "NaN"])
def test_what_is_no_number_is_refused(value):
    with pytest.raises(ValueError, match="number"):
        number_text(value)


@pytest.mark.parametrize(
    ("octets", "text"), [(12, "12\u202fB"), (1500, "1.5\u202fKB"), (48_200, "48\u202fKB"), (3_100_000, "3.1\u202fMB")]
)
def test_sizes_are_in_the_unit_in_which_one_thinks_of_them(octets, text):
    assert size_text(octets) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=6))
def test_what_is_written_can_be_read_back(value):
    written = number_text(value).replace(NARROW_SPACE, "").replace(MINUS, "-")
    assert Decimal(written) == value
