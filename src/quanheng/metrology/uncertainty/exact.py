"""Exact numbers in, correctly rounded floats out: decimal readings as fractions, and square roots of fractions."""

import math
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real

from quanheng.metrology.uncertainty.errors import InvalidReadings

Number = int | float | str | Decimal | Fraction
#: Bits taken of a square root before the last, sticky one: more than a float's 53 and its guard bits.
_ROOT_BITS = 64


def exact(value: Number) -> Fraction:
    """The number as the instrument showed it.

    A float is the shortest decimal that denotes it: 10000000.2 is exactly 100000002/10, not the binary number nearby.

    Raises:
        InvalidReadings: no finite number.

    Example:
        >>> exact(0.1), exact("2.50")
        (Fraction(1, 10), Fraction(5, 2))
    """
    try:
        if isinstance(value, str | Decimal | Rational):
            return Fraction(value)
        if isinstance(value, Real):
            return Fraction(repr(float(value)))
    except (ValueError, OverflowError, ZeroDivisionError) as error:
        raise InvalidReadings(f"{value!r} is not a reading: a finite number is needed") from error
    raise InvalidReadings(f"{value!r} is not a reading: a finite number is needed")


def all_exact(values: Iterable[Number]) -> list[Fraction]:
    """Each of the values, exactly; see `exact`."""
    return [exact(value) for value in values]


def exact_sum(values: Iterable[Fraction]) -> Fraction:
    """The sum, over one common denominator, which is far quicker for decimals than adding fractions one by one.

    Example:
        >>> exact_sum([Fraction(1, 10), Fraction(1, 5)])
        Fraction(3, 10)
    """
    kept = list(values)
    denominator = math.lcm(*(value.denominator for value in kept))
    return Fraction(sum(value.numerator * (denominator // value.denominator) for value in kept), denominator)


def root(square: Fraction) -> float:
    """The square root, correctly rounded to a float.

    Raises:
        ValueError: `square` is negative.

    Example:
        >>> root(Fraction(1, 100)), root(Fraction(2)) == math.sqrt(2)
        (0.1, True)
    """
    if square < 0:
        raise ValueError(f"{square} has no square root")
    numerator, denominator = square.numerator, square.denominator
    wanted = 2 * _ROOT_BITS - numerator.bit_length() + denominator.bit_length()
    shift = max(0, wanted + wanted % 2)
    quotient, left = divmod(numerator << shift, denominator)
    whole = math.isqrt(quotient)
    # The sticky bit says that something follows, so that what is no tie is not rounded as one.
    sticky = int(bool(left) or whole * whole != quotient)
    return (2 * whole + sticky) / (1 << (shift // 2 + 1))
