"""Ratios of tolerance to uncertainty: TUR, TAR and the measurement capability index."""

from fractions import Fraction

from quanheng.metrology.conformity.errors import InvalidMeasurement
from quanheng.metrology.conformity.exact import Given, in_unit, shown
from quanheng.metrology.conformity.tolerance import Tolerance
from quanheng.metrology.units import Unit


def uncertainty_ratio(tolerance: Tolerance, expanded_uncertainty: Given) -> Fraction:
    """TUR = (T_U − T_L)/(2·U₉₅): span of the tolerance over twice the 95 % expanded uncertainty.

    Source: ANSI/NCSL Z540.3-2006, 3.11.

    Raises:
        InvalidTolerance: a one-sided tolerance, for which the ratio is not defined.
        InvalidMeasurement: an uncertainty that is not positive.

    Example:
        >>> uncertainty_ratio(Tolerance.symmetric("0.2"), "0.05")
        Fraction(4, 1)
    """
    return tolerance.width / (2 * _positive("expanded uncertainty", expanded_uncertainty, tolerance.unit))


def accuracy_ratio(tolerance: Tolerance, accuracy: Given) -> Fraction:
    """TAR: half-width of the tolerance over the accuracy limit ±a of the measuring standard alone.

    An older ratio than the TUR, and a larger one: it leaves out all uncertainty but the standard's. Only for
    comparison with documents that still state it.

    Raises:
        InvalidTolerance, InvalidMeasurement: as `uncertainty_ratio`.
    """
    return tolerance.half_width / _positive("accuracy limit", accuracy, tolerance.unit)


def capability_index(tolerance: Tolerance, standard_uncertainty: Given) -> Fraction:
    """C_m = T/(4·u), the measurement capability index for k = 2 (JCGM 106:2012, 7.6.3).

    Raises:
        InvalidTolerance, InvalidMeasurement: as `uncertainty_ratio`.

    Example:
        >>> capability_index(Tolerance.symmetric("0.2"), "0.04")
        Fraction(5, 2)
    """
    return tolerance.width / (4 * _positive("standard uncertainty", standard_uncertainty, tolerance.unit))


def _positive(name: str, given: Given, unit: Unit | None) -> Fraction:
    number = in_unit(name, given, unit, InvalidMeasurement, difference=True)
    if number <= 0:
        raise InvalidMeasurement(f"{name} {shown(number)}: a positive number is needed")
    return number
