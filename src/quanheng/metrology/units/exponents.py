"""Exact exponents, and how they are printed."""

from fractions import Fraction

#: Whole numbers stay `int`, which is several times faster; both are rational numbers and compare and hash alike.
Exponent = int | Fraction

SUPERSCRIPTS = str.maketrans("0123456789-/", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⸍")
FROM_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺⸍", "0123456789-+/")


def exact(value: Exponent) -> Exponent:
    """The same number, as an `int` where it is whole."""
    return value.numerator if value.denominator == 1 else value


def superscript(exponent: Exponent) -> str:
    """The exponent in raised characters; nothing for one."""
    return "" if exponent == 1 else str(exponent).translate(SUPERSCRIPTS)
