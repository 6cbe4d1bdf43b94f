"""Values of the gamma function that depend on a parameter alone: in decimal arithmetic, the same everywhere."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

_DIGITS: Final = Context(prec=40, rounding=ROUND_HALF_EVEN, Emax=999999, Emin=-999999, traps=[])
#: B₂ₖ/(2k(2k − 1)) of Stirling's series, k = 1, 2, …
_STIRLING: Final = tuple(
    Fraction(number) / (2 * k * (2 * k - 1))
    for k, number in enumerate(
        ("1/6", "-1/30", "1/42", "-1/30", "5/66", "-691/2730", "7/6", "-3617/510", "43867/798", "-174611/330"), 1
    )
)
#: From here on ten terms give more than 20 digits.
_ENOUGH: Final = 40


@lru_cache(maxsize=256)
def stirling_remainder(z: float) -> float:
    """ln Γ(z) − [(z − 1/2) ln z − z + ln √(2π)] for z > 0, to the last digit or two.

    Example:
        >>> stirling_remainder(1.0)                                            # 1 − ln √(2π)
        0.08106146679532726
    """
    own = _DIGITS
    remainder = Decimal(0)
    shifted = Decimal(z)
    while shifted < _ENOUGH:
        # S(z) = S(z + 1) + (z + 1/2) ln(1 + 1/z) − 1
        following = own.add(shifted, Decimal(1))
        log = own.ln(own.divide(following, shifted))
        remainder = own.add(remainder, own.subtract(own.multiply(own.add(shifted, Decimal("0.5")), log), Decimal(1)))
        shifted = following
    inverse = own.divide(Decimal(1), shifted)
    square = own.multiply(inverse, inverse)
    for coefficient in _STIRLING:
        term = own.divide(Decimal(coefficient.numerator), Decimal(coefficient.denominator))
        remainder = own.add(remainder, own.multiply(term, inverse))
        inverse = own.multiply(inverse, square)
    return float(remainder)
