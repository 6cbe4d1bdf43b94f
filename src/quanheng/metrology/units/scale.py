"""Exact scale factors: a rational number times a power of π, so that a degree is exactly π/180 rad."""

import math
from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction

from quanheng.metrology.units.errors import IllFormedUnit
from quanheng.metrology.units.exponents import Exponent

#: A scale needs no more: yotta to the hundredth power has 8 000 bits. It bounds the work that a text can ask for.
MOST_BITS = 20_000
PI = Decimal("3.1415926535897932384626433832795028841971693993751058209749445923078164062862089986")
#: Enough to round a product with a power of π correctly to the 34 digits of a decimal128.
_WORKING = Context(prec=60)


@dataclass(frozen=True, slots=True)
class Scale:
    """`rational` · π^`pi_power`, positive.

    Example:
        >>> degree = Scale(Fraction(1, 180), 1)
        >>> str(degree), float(degree * Scale(Fraction(180)))
        ('π/180', 3.141592653589793)
    """

    rational: Fraction = Fraction(1)
    pi_power: int = 0

    def __post_init__(self) -> None:
        if self.rational <= 0:
            raise IllFormedUnit(f"a unit's scale must be positive, not {self.rational}")

    def __mul__(self, other: "Scale") -> "Scale":
        return Scale(self.rational * other.rational, self.pi_power + other.pi_power)

    def __truediv__(self, other: "Scale") -> "Scale":
        return Scale(self.rational / other.rational, self.pi_power - other.pi_power)

    def __pow__(self, exponent: Exponent) -> "Scale":
        """Exact power; a root only where it is rational.

        Raises:
            IllFormedUnit: the root is irrational, such as that of a kilometre to one half; or the number is too long.
        """
        rational, power, degree = self.rational, exponent.numerator, exponent.denominator
        if rational == 1 and not self.pi_power:
            return self
        bits = max(rational.numerator.bit_length(), rational.denominator.bit_length())
        if bits * abs(power) > MOST_BITS:
            raise IllFormedUnit(f"the exponent {exponent} makes the unit's scale longer than {MOST_BITS} bits")
        if degree > 1:
            rational = self._root(degree)
        return Scale(rational**power, self.pi_power * power // degree)

    def _root(self, degree: int) -> Fraction:
        numerator, denominator = (
            integer_root(self.rational.numerator, degree),
            integer_root(self.rational.denominator, degree),
        )
        if self.pi_power % degree or numerator is None or denominator is None:
            raise IllFormedUnit(
                f"the root of degree {degree} of the scale {self} is irrational: write the unit without that prefix or multiple"
            )
        return Fraction(numerator, denominator)

    def __float__(self) -> float:
        return float(self.rational) * math.pi**self.pi_power if self.pi_power else float(self.rational)

    def decimal(self) -> Decimal:
        """The value to 50 digits or more; exact where it has no more."""
        power = _WORKING.power(PI, self.pi_power)
        top = _WORKING.multiply(Decimal(self.rational.numerator), power)
        return _WORKING.divide(top, Decimal(self.rational.denominator))

    def __str__(self) -> str:
        if not self.pi_power:
            return str(self.rational)
        power = "π" if self.pi_power == 1 else f"π^{self.pi_power}"
        top = power if self.rational.numerator == 1 else f"{self.rational.numerator}{power}"
        return top if self.rational.denominator == 1 else f"{top}/{self.rational.denominator}"


def integer_root(number: int, degree: int) -> int | None:
    """The exact root of a positive integer, or None where it is no integer.

    Example:
        >>> integer_root(10**6, 3), integer_root(1000, 2)
        (100, None)
    """
    low, high = 1, 1 << (number.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**degree <= number else (low, middle - 1)
    return low if low**degree == number else None
