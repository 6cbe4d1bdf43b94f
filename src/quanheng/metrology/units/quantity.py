"""Quantities: a value and its unit."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering

from quanheng.metrology.units.errors import IncompatibleUnits, InvalidQuantity
from quanheng.metrology.units.exponents import SUPERSCRIPTS
from quanheng.metrology.units.formats import SPACE
from quanheng.metrology.units.unit import Unit

Value = Decimal | Fraction | int | float
#: Powers of ten beyond this have no meaning in any measurement, and make exact numbers too long to compute with.
_MOST_POWER_OF_TEN = 1000
#: SI writes a plane angle's symbol directly after the number.
_NO_SPACE = re.compile(r"[°′″](?![A-Za-z])")


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Quantity:
    """A value in a unit; exact as long as the value is.

    Quantities compare by what they are, not by how they are written: 36 km/h equals 10 m/s, 0 °C equals 273.15 K.
    Quantities of another kind are never equal, and have no order.

    Raises:
        InvalidQuantity: the value is not finite.

    Example:
        >>> from quanheng.metrology.units import parse
        >>> speed = Quantity(Decimal("36"), parse("km/h"))
        >>> str(speed.to(parse("m/s"))), speed == Quantity(10, parse("m/s"))
        ('10\\u202fm/s', True)
    """

    value: Value
    unit: Unit

    def __post_init__(self) -> None:
        value = self.value
        finite = value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)
        if not finite:
            raise InvalidQuantity(f"a quantity has a finite value, not {value} {self.unit}")
        if isinstance(value, Decimal) and abs(value.adjusted()) > _MOST_POWER_OF_TEN:
            raise InvalidQuantity(f"{value} {self.unit} is beyond 10^±{_MOST_POWER_OF_TEN}")

    def to(self, unit: Unit) -> "Quantity":
        """The same quantity in another unit; a decimal stays a decimal, a float a float, other numbers give fractions.

        Raises:
            IncompatibleUnits: other dimension or kind.
        """
        return Quantity(self.unit.conversion_to(unit).value(self.value), unit)

    def format(self, notation: str = "unicode") -> str:
        """Value and unit, printed: `unicode`, `latex` or `html`."""
        number = _printed(str(self.value), notation)
        if not self.unit.factors:
            return number
        space = r"\," if notation == "latex" else SPACE
        return number + ("" if _NO_SPACE.match(str(self.unit)) else space) + self.unit.format(notation)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        return self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash(self._identity())

    def __lt__(self, other: "Quantity") -> bool:
        if not isinstance(other, Quantity):
            return NotImplemented
        if self.unit.dimension != other.unit.dimension or self.unit.kind != other.unit.kind:
            raise IncompatibleUnits(f"{self} and {other} have no order: they are different kinds of quantity")
        mine, theirs = self._in_si(), other._in_si()
        if mine[1] == theirs[1]:
            return mine[0] < theirs[0]
        return float(mine[0]) * math.pi ** mine[1] < float(theirs[0]) * math.pi ** theirs[1]

    def _in_si(self) -> tuple[Fraction, int]:
        """The exact value in the coherent unit: a rational number and the power of π that belongs to it."""
        value = Fraction(self.value) * self.unit.scale + self.unit.offset
        return (value, self.unit.pi_power) if value else (value, 0)

    def _identity(self) -> tuple[object, ...]:
        return *self._in_si(), self.unit.dimension, self.unit.kind

    def __str__(self) -> str:
        return self.format()


def _printed(number: str, notation: str) -> str:
    """A number with a true minus, and its power of ten as one: −2.5×10³."""
    digits, _, written = number.lower().partition("e")
    if written and notation == "latex":
        digits += rf"\times 10^{{{int(written)}}}"
    elif written and notation == "html":
        digits += f"×10<sup>{int(written)}</sup>"
    elif written:
        digits += f"×10{str(int(written)).translate(SUPERSCRIPTS)}"
    return digits if notation == "latex" else digits.replace("-", "−")
