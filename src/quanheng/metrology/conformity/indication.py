"""Errors of indication, exactly: absolute, relative, fiducial, by the flip-point method, and rounded for the verdict."""

from fractions import Fraction

from quanheng.metrology.conformity.errors import InvalidMeasurement
from quanheng.metrology.conformity.exact import Number, exact, shown


def error_of_indication(indication: Number, reference: Number) -> Fraction:
    """E = indication − reference value (VIM 2.16, JJF 1001).

    Example:
        >>> error_of_indication("5.005", 5)
        Fraction(1, 200)
    """
    return _number("indication", indication) - _number("reference value", reference)


def relative_error(indication: Number, reference: Number) -> Fraction:
    """E_r = (indication − reference)/reference in percent.

    Raises:
        InvalidMeasurement: the reference value is zero.

    Example:
        >>> relative_error("20.06", "20")                       # a fuel dispenser, in %
        Fraction(3, 10)
    """
    return 100 * error_of_indication(indication, reference) / _nonzero("reference value", reference)


def fiducial_error(indication: Number, reference: Number, fiducial: Number) -> Fraction:
    """(indication − reference)/fiducial value in percent: of the span, of the upper range limit.

    Raises:
        InvalidMeasurement: the fiducial value is zero.
    """
    return 100 * error_of_indication(indication, reference) / _nonzero("fiducial value", fiducial)


def flip_point_error(
    indication: Number, load: Number, interval: Number, added: Number, error_at_zero: Number = 0
) -> Fraction:
    """E_c = P − L − E₀ with P = I + e/2 − ΔL, the indication before rounding (OIML R 76-1:2006, A.4.4.3; JJG 539).

    Args:
        indication: I, as shown.
        load: L, of the weights.
        interval: e, the verification scale interval (d where it differs).
        added: ΔL, small weights added until the indication flips to I + e.
        error_at_zero: E₀, found the same way at or near zero.

    Example:
        >>> flip_point_error("1.000", 1, "0.005", "0.0015", "0.0005")      # kg
        Fraction(1, 2000)
    """
    before_rounding = _number("indication", indication) + _number("interval", interval) / 2
    before_rounding -= _number("added load", added)
    return before_rounding - _number("load", load) - _number("error at zero", error_at_zero)


def rounded_to_interval(value: Number, interval: Number) -> Fraction:
    """The nearest multiple of the rounding interval, ties to the even one (GB/T 8170-2008).

    Many regulations judge the rounded error, such as JJG 596 to a tenth of the class of an electricity meter.

    Raises:
        InvalidMeasurement: the interval is not positive.

    Example:
        >>> [float(rounded_to_interval(each, "0.2")) for each in ("1.09", "1.10", "1.30")]
        [1.0, 1.2, 1.2]
    """
    step = _number("rounding interval", interval)
    if step <= 0:
        raise InvalidMeasurement(f"rounding interval {shown(step)}: a positive number is needed")
    return round(_number("value", value) / step) * step


def _number(name: str, value: Number) -> Fraction:
    return exact(name, value, InvalidMeasurement)


def _nonzero(name: str, value: Number) -> Fraction:
    found = _number(name, value)
    if not found:
        raise InvalidMeasurement(f"{name} 0: an error relative to nothing has no size; judge the error itself")
    return found
