"""Exact conversion of values and uncertainties between units."""

import math
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, overload

from quanheng.metrology.units.errors import IncompatibleUnits, InvalidQuantity
from quanheng.metrology.units.kinds import GENERIC, PROCEDURE, REASONS, is_closed
from quanheng.metrology.units.scale import Scale

if TYPE_CHECKING:
    from quanheng.metrology.units.unit import Unit

#: Decimals are rounded to what a decimal128 holds where the exact result has more digits or no end.
_DECIMAL128 = Context(prec=34, Emin=MIN_EMIN, Emax=MAX_EMAX)
#: More digits than any scale has.
_EXACT = Context(prec=10_000, Emin=MIN_EMIN, Emax=MAX_EMAX)


@dataclass(frozen=True, slots=True)
class Conversion:
    """A value x in one unit is `factor`·x + `shift` in the other; an uncertainty u is `factor`·u.

    Whole numbers and fractions stay exact. Decimals stay exact as long as 34 digits hold the result, else are rounded
    correctly to 34. Floating-point numbers are rounded once, where the factor has no power of π.

    Example:
        >>> from quanheng.metrology.units import parse
        >>> to_celsius = parse("K").conversion_to(parse("°C"))
        >>> to_celsius.value(Decimal("300.00")), to_celsius.uncertainty(Decimal("0.05"))
        (Decimal('26.85'), Decimal('0.05'))
    """

    factor: Scale
    shift: Fraction = Fraction(0)

    @classmethod
    def between(cls, source: "Unit", target: "Unit") -> "Conversion":
        """From `source` to `target`.

        Raises:
            IncompatibleUnits: other dimension, or other kind.
        """
        if (reason := cls.refusal(source, target)) is not None:
            raise IncompatibleUnits(reason)
        if source.offset == target.offset:
            return cls(source.size.scale / target.size.scale)
        return cls(source.size.scale / target.size.scale, (source.offset - target.offset) / target.scale)

    @staticmethod
    def refusal(source: "Unit", target: "Unit") -> str | None:
        """Why there is no conversion, or None where there is one."""
        left, right = source.kind, target.kind
        if source.dimension != target.dimension:
            return f"cannot convert {_described(source)} to {_described(target)}: the dimensions differ"
        closed = is_closed(source.size.marks) or is_closed(target.size.marks)
        if left == right or (not closed and GENERIC in (left, right)):
            return None
        return f"cannot convert {_described(source)} to {_described(target)}: {_reason(source, target)}"

    @overload
    def value(self, value: int | Fraction) -> Fraction: ...
    @overload
    def value(self, value: float) -> float: ...
    @overload
    def value(self, value: Decimal) -> Decimal: ...
    def value(self, value: Decimal | Fraction | float) -> Decimal | Fraction | float:
        """The value in the other unit, zero shifted where the scales have different zeros; an `int` gives a fraction.

        Raises:
            IncompatibleUnits: a fraction through an irrational factor; use a decimal or a float.
            InvalidQuantity: the result is beyond floating point.
        """
        return self._apply(value, self.shift)

    @overload
    def uncertainty(self, uncertainty: int | Fraction) -> Fraction: ...
    @overload
    def uncertainty(self, uncertainty: float) -> float: ...
    @overload
    def uncertainty(self, uncertainty: Decimal) -> Decimal: ...
    def uncertainty(self, uncertainty: Decimal | Fraction | float) -> Decimal | Fraction | float:
        """The uncertainty, or any difference that cannot be negative, in the other unit: scaled, never shifted.

        Raises:
            InvalidQuantity: the uncertainty is negative or not a finite number.
        """
        if not _is_finite(uncertainty) or uncertainty < 0:
            raise InvalidQuantity(f"an uncertainty is a finite number not below 0, not {uncertainty}")
        return self._apply(uncertainty, Fraction(0))

    def as_floats(self) -> tuple[float, float]:
        """Factor and shift for arrays of floating-point numbers."""
        return float(self.factor), float(self.shift)

    def inverse(self) -> "Conversion":
        """The way back."""
        return Conversion(self.factor**-1, -self.shift / self.factor.rational)

    def then(self, following: "Conversion") -> "Conversion":
        """This conversion and then another, in one."""
        return Conversion(self.factor * following.factor, self.shift * following.factor.rational + following.shift)

    def _apply(self, value: Decimal | Fraction | float, shift: Fraction) -> Decimal | Fraction | float:
        if isinstance(value, Decimal):
            return self._decimal(value, shift)
        if isinstance(value, float):
            return self._float(value, shift)
        if self.factor.pi_power:
            raise IncompatibleUnits(f"{value} times {self.factor} is irrational: convert a decimal or a float")
        return value * self.factor.rational + shift

    def _decimal(self, value: Decimal, shift: Fraction) -> Decimal:
        if not value.is_finite():
            return value
        if self.factor.pi_power:
            return _DECIMAL128.multiply(self.factor.decimal(), value)
        # One division at the end: it rounds once, and keeps the places of a value such as 1.50.
        a, b = self.factor.rational.as_integer_ratio()
        c, d = shift.as_integer_ratio()
        if not c:
            return _DECIMAL128.divide(_EXACT.multiply(value, Decimal(a)), Decimal(b))
        top = _EXACT.add(_EXACT.multiply(value, Decimal(a * d)), Decimal(c * b))
        return _DECIMAL128.divide(top, Decimal(b * d))

    def _float(self, value: float, shift: Fraction) -> float:
        if not math.isfinite(value):
            return value
        try:
            if self.factor.pi_power:
                return value * float(self.factor)
            return float(Fraction(value) * self.factor.rational + shift)
        except OverflowError as error:
            raise InvalidQuantity(f"{value} times {self.factor} is beyond floating point: convert a decimal") from error


def _is_finite(value: Decimal | Fraction | float) -> bool:
    return value.is_finite() if isinstance(value, Decimal) else math.isfinite(value)


def _described(unit: "Unit") -> str:
    """The unit, its kind and dimension: 'N⋅m' (torque, L² M T⁻²)."""
    return f"'{unit}' ({unit.kind or 'generic'}, {unit.dimension})"


def _reason(source: "Unit", target: "Unit") -> str:
    if told := REASONS.get(frozenset({source.kind, target.kind})):
        return told
    for unit in (source, target):
        if any(mark.startswith(PROCEDURE) for mark, _ in unit.size.marks):
            return f"'{unit}' is defined by a procedure, and measures nothing outside it"
        if is_closed(unit.size.marks):
            return f"'{unit}' is a logarithmic or other scale of its own, and no multiple of another unit"
    return "they measure different kinds of quantity"
