"""Exact numbers in, correctly rounded floats out: decimal readings as fractions, and square roots of fractions."""

import math
from collections.abc import Iterable
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Decimal, localcontext
from fractions import Fraction
from numbers import Integral, Rational, Real

from quanheng.metrology.uncertainty.errors import InvalidReadings

Number = int | float | str | Decimal | Fraction
#: Whole numbers, and the step that they are multiples of.
Steps = tuple[list[int], Fraction]
#: Powers of ten beyond which no number of ours lies; exact arithmetic would not end.
_LARGEST, _LEAST = 300, -400
_MOST_DIGITS = 1000
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
    if not isinstance(value, Rational) and not (isinstance(value, str) and "/" in value):
        return Fraction(_decimal(value))
    try:
        return Fraction(value)
    except (ValueError, ZeroDivisionError) as error:
        raise _no_reading(value) from error


def _decimal(value: object) -> Decimal:
    try:
        if isinstance(value, str | Decimal):
            found = Decimal(value)
        elif isinstance(value, Real):
            found = Decimal(repr(float(value)))
        else:
            raise _no_reading(value)
    except ArithmeticError as error:
        raise _no_reading(value) from error
    _sign, digits, exponent = found.as_tuple()
    if not isinstance(exponent, int):
        raise _no_reading(value)
    if len(digits) > _MOST_DIGITS or exponent < _LEAST - len(digits) or (found and found.adjusted() > _LARGEST):
        raise InvalidReadings(f"{str(value)[:40]} is beyond 10^±{_LARGEST}: choose another unit")
    return found


def _no_reading(value: object) -> InvalidReadings:
    return InvalidReadings(f"{str(value)[:40]!r} is not a reading: a finite number is needed")


def in_steps(values: Iterable[Number]) -> Steps:
    """The values as whole multiples of a common step, which is quick to compute with.

    Raises:
        InvalidReadings: see `exact`.

    Example:
        >>> in_steps(["10.25", 9.5])
        ([1025, 950], Fraction(1, 100))
    """
    kept = list(values)
    if any(isinstance(value, Fraction) or (isinstance(value, str) and "/" in value) for value in kept):
        fractions = [exact(value) for value in kept]
        denominator = math.lcm(*(value.denominator for value in fractions))
        return [value.numerator * (denominator // value.denominator) for value in fractions], Fraction(1, denominator)
    decimals = [Decimal(int(value)) if isinstance(value, Integral) else _decimal(value) for value in kept]
    places = max((-int(each.as_tuple().exponent) for each in decimals), default=0)
    with localcontext() as context:
        context.prec, context.Emin, context.Emax = MAX_PREC, MIN_EMIN, MAX_EMAX
        whole = [int(each.scaleb(places)) for each in decimals]
    return whole, Fraction(10) ** -places


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
