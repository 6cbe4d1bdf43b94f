"""Exact numbers: as regulations print them and instruments show them, with or without a unit, in and out."""

import math
import re
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, InvalidOperation
from fractions import Fraction
from numbers import Rational, Real

from quanheng.metrology.conformity.errors import ConformityError, InvalidNumber, UnitMismatch
from quanheng.metrology.units import Quantity, Unit, parse

Number = int | float | str | Decimal | Fraction
Given = Number | Quantity
#: Every float is within; beyond it nothing is measured, and exact numbers become too long to compute with.
_MOST_POWER_OF_TEN = 330
_LONGEST_TEXT = 400
_RATIO = re.compile(r"[+-]?\d+/\d+")
#: A number with more significant digits than these is shown rounded.
_SHOWN_DIGITS = 12
_SIX_DIGITS = Context(prec=6, Emin=MIN_EMIN, Emax=MAX_EMAX)
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def exact(name: str, value: Number, error: type[ConformityError] = InvalidNumber) -> Fraction:
    """The number as it was written; a float is the shortest decimal that denotes it.

    Raises:
        ConformityError: of the kind `error`: no finite number, or beyond 10^±330.

    Example:
        >>> exact("limit", 0.1), exact("limit", "1/3")
        (Fraction(1, 10), Fraction(1, 3))
    """
    refusal = f"{name} {_cut(value)}: a finite number is needed, such as '0.05', '1/3' or 0.05"
    if isinstance(value, bool) or (isinstance(value, str) and len(value) > _LONGEST_TEXT):
        raise error(refusal)
    try:
        if isinstance(value, Rational):
            found = Fraction(int(value.numerator), int(value.denominator))
        elif isinstance(value, str) and _RATIO.fullmatch(value.strip()):
            found = Fraction(value.strip())
        elif isinstance(value, str | Decimal):
            found = _from_decimal(Decimal(value.strip().replace("−", "-") if isinstance(value, str) else value))
        elif isinstance(value, Real):
            found = Fraction(repr(float(value)))
        else:
            raise error(refusal)
    except (InvalidOperation, ValueError, OverflowError, ZeroDivisionError) as cause:
        if isinstance(cause, ConformityError):
            raise
        raise error(refusal) from cause
    if found and not _is_measurable(found):
        raise error(f"{name} {_cut(value)}: nothing beyond 10^±{_MOST_POWER_OF_TEN} is measured")
    return found


def unit_of(unit: str | Unit | None) -> Unit | None:
    """The unit, read where it is a text.

    Raises:
        UnitError: the text is no unit.
    """
    return parse(unit) if isinstance(unit, str) else unit


def common_unit(*candidates: Given | Unit | None) -> Unit | None:
    """The first unit among quantities and units; None where there is none."""
    for each in candidates:
        if isinstance(each, Quantity):
            return each.unit
        if isinstance(each, Unit):
            return each
    return None


def in_unit(
    name: str,
    given: Given,
    unit: Unit | None,
    error: type[ConformityError] = InvalidNumber,
    *,
    difference: bool = False,
) -> Fraction:
    """The number in the unit; a plain number is taken to be in it. A difference is scaled, never shifted.

    Raises:
        UnitMismatch: a quantity of another kind, or one with a unit where none is expected. Names both units.
        ConformityError: of the kind `error`; see `exact`.
    """
    if not isinstance(given, Quantity):
        return exact(name, given, error)
    if unit is None:
        raise UnitMismatch(f"{name} {given} has a unit, and what it belongs to has none: give both units or neither")
    return converted(name, exact(name, given.value, error), given.unit, unit, difference=difference)


def converted(name: str, value: Fraction, source: Unit, target: Unit, *, difference: bool = False) -> Fraction:
    """The number in another unit, exactly; through a power of π to floating-point precision.

    Raises:
        UnitMismatch: the units measure different things.
    """
    if not source.is_convertible_to(target):
        raise UnitMismatch(f"{name} is in '{source}', which does not convert to '{target}': give it in '{target}'")
    conversion = source.conversion_to(target)
    if conversion.factor.pi_power:
        factor, shift = conversion.as_floats()
        return exact(name, float(value) * factor + (0.0 if difference else shift))
    return value * conversion.factor.rational + (0 if difference else conversion.shift)


def shown(value: Fraction | float, unit: Unit | None = None) -> str:
    """A number as a person reads it: exactly where it has few decimals, else to six significant digits.

    Example:
        >>> shown(Fraction(1, 200)), shown(Fraction(-1, 3)), shown(Fraction(10) ** -9)
        ('0.005', '−0.333333', '1×10⁻⁹')
    """
    number = value if isinstance(value, Fraction) else Fraction(value)
    digits, _, power = (_exactly(number) or _rounded(number)).partition("e")
    text = digits.replace("-", "−") + (f"×10{str(int(power)).translate(_SUPERSCRIPTS)}" if power else "")
    return text if unit is None or not unit.factors else f"{text} {unit}"


def as_float(value: Fraction) -> float:
    """The nearest float; infinite beyond the largest."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def _exactly(number: Fraction) -> str | None:
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1 or number.denominator.bit_length() > 4 * _SHOWN_DIGITS:
        return None
    decimal = Decimal(number.numerator) / Decimal(number.denominator)
    if len(decimal.normalize().as_tuple().digits) > _SHOWN_DIGITS:
        return None
    plain = f"{decimal.normalize():f}"
    return plain if len(plain) <= _SHOWN_DIGITS + 3 and (not number or abs(number) >= Fraction(1, 10**7)) else None


def _rounded(number: Fraction) -> str:
    """To six significant digits, also beyond the range of floats."""
    found = _SIX_DIGITS.divide(Decimal(number.numerator), Decimal(number.denominator)).normalize(_SIX_DIGITS)
    if -7 < found.adjusted() < 6:
        return f"{found:f}"
    return f"{found.scaleb(-found.adjusted(), _SIX_DIGITS).normalize(_SIX_DIGITS):f}e{found.adjusted()}"


def _from_decimal(value: Decimal) -> Fraction:
    if not value.is_finite() or (value and abs(value.adjusted()) > _MOST_POWER_OF_TEN + 1):
        raise InvalidOperation
    return Fraction(value)


def _is_measurable(value: Fraction) -> bool:
    power = math.log10(2) * (abs(value.numerator).bit_length() - value.denominator.bit_length())
    return abs(power) <= _MOST_POWER_OF_TEN


def _cut(value: object) -> str:
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
