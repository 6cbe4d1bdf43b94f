"""Reporting: how many digits, and the statement of a result (JCGM 100:2008, 7.2; JJF 1059.1-2012).

The uncertainty is given with one or two significant digits and the estimate to the same place. All in exact decimal
arithmetic; a float is first taken to 15 significant digits, which undoes binary noise such as 0.30000000000000004.
"""

import math
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_UP, Decimal, localcontext
from typing import Literal

from quanheng.metrology.uncertainty.errors import InvalidInput
from quanheng.metrology.uncertainty.propagation import Estimate

#: "auto": two digits when the first is 1 or 2, else one, as JJF 1059.1 asks for at least.
Digits = Literal[1, 2, "auto"]
#: Uncertainty to the nearest, ties to even; or never smaller than what was found, as is safe for U.
Rounding = Literal["half-even", "up"]
_MODES = {"half-even": ROUND_HALF_EVEN, "up": ROUND_UP}
#: Places beyond which a number is written with a power of ten.
_MOST_PLACES = 9
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True, slots=True)
class Rounded:
    """An estimate and an uncertainty to the same decimal place."""

    value: Decimal
    uncertainty: Decimal

    def __str__(self) -> str:
        """Value ± uncertainty, with a common power of ten where there would be many zeros.

        Example:
            >>> str(round_result(1.23456e-15, 4.2e-17))
            '(1.235 ± 0.042) × 10⁻¹⁵'
        """
        power = self.power
        shown = f"{_plain(self.value, power)} ± {_plain(self.uncertainty, power)}"
        return f"({shown}) × 10{str(power).translate(_SUPERSCRIPTS)}" if power else shown

    @property
    def power(self) -> int:
        """The power of ten that both numbers are written with; mostly 0."""
        place = int(self.uncertainty.as_tuple().exponent)
        largest = max(self.value, self.uncertainty, key=abs).adjusted()
        return largest if place < -_MOST_PLACES or largest > _MOST_PLACES + 3 else 0


def _plain(number: Decimal, power: int) -> str:
    return f"{number.scaleb(-power):f}"


def decimal_of(number: float | int | Decimal | str) -> Decimal:
    """A number as decimal; floats to 15 significant digits.

    Raises:
        InvalidInput: not a finite number.

    Example:
        >>> decimal_of(0.1 + 0.2), decimal_of("2.50")
        (Decimal('0.3'), Decimal('2.50'))
    """
    try:
        found = Decimal(f"{number:.15g}" if isinstance(number, float) else number)
    except ArithmeticError as error:
        raise InvalidInput(f"{number!r} is not a number that can be reported") from error
    if not found.is_finite():
        raise InvalidInput(f"{number} cannot be reported: a finite number is needed")
    return found


def round_uncertainty(
    uncertainty: float | Decimal | str, digits: Digits = 2, rounding: Rounding = "half-even"
) -> Decimal:
    """The uncertainty with one or two significant digits; its exponent tells the place.

    Raises:
        InvalidInput: not positive and finite, or digits other than 1, 2 and "auto".

    Example:
        >>> print(round_uncertainty("10.47"), round_uncertainty("10.47", rounding="up"), round_uncertainty("0.0996"))
        10 11 0.10
        >>> print(round_uncertainty("0.28", "auto"), round_uncertainty("0.32", "auto"), round_uncertainty(0.25, 1))
        0.28 0.3 0.2
    """
    number = decimal_of(uncertainty)
    if number <= 0:
        raise InvalidInput(f"uncertainty {uncertainty}: only a positive one has a last digit to report to")
    if digits not in (1, 2, "auto"):
        raise InvalidInput(f"{digits} significant digits: an uncertainty is reported with 1, 2 or 'auto'")
    wanted = (2 if number.as_tuple().digits[0] <= 2 else 1) if digits == "auto" else digits
    rounded = number.quantize(Decimal(1).scaleb(number.adjusted() - wanted + 1), _MODES[rounding])
    # 0.0996 became 0.100: one digit more than wanted.
    return rounded.quantize(Decimal(1).scaleb(rounded.adjusted() - wanted + 1), _MODES[rounding])


def round_result(
    value: float | Decimal | str,
    uncertainty: float | Decimal | str,
    digits: Digits = 2,
    rounding: Rounding = "half-even",
) -> Rounded:
    """Value and uncertainty to the same place; the value always to the nearest, ties to even.

    Raises:
        InvalidInput: see `round_uncertainty`.

    Example:
        >>> print(round_result(10.05762, 0.0271))                              # JCGM 100:2008, 7.2.6
        10.058 ± 0.027
        >>> print(round_result(50000837.6, 92.48, rounding="up"))
        50000838 ± 93
    """
    u = round_uncertainty(uncertainty, digits, rounding)
    exact = decimal_of(value)
    place = int(u.as_tuple().exponent)
    with localcontext() as context:
        context.prec = max(28, exact.adjusted() - place + 3)
        rounded = exact.quantize(Decimal(1).scaleb(place), ROUND_HALF_EVEN)
    return Rounded(rounded or abs(rounded), u)


def statement(estimate: Estimate, unit: str = "", digits: Digits = 2, rounding: Rounding = "half-even") -> str:
    """The sentence of a certificate: estimate, U, k, coverage probability and degrees of freedom (7.2.3, 7.2.4).

    Raises:
        InvalidInput: see `round_uncertainty`.

    Example:
        >>> print(statement(Estimate("l", 50000838.0, 31.66, 16.75, 0.99), "nm", rounding="up"))
        l = (50000838 ± 93) nm, where the number after ± is the expanded uncertainty U = k·u_c with k = 2.92 from the t-distribution for 16 degrees of freedom, for a coverage probability of 99 %
    """
    rounded = str(round_result(estimate.value, estimate.expanded_uncertainty, digits, rounding))
    shown = rounded if not unit else f"{rounded} {unit}" if rounded.startswith("(") else f"({rounded}) {unit}"
    nu = estimate.truncated_degrees_of_freedom
    source = "the normal distribution" if math.isinf(nu) else f"the t-distribution for {nu:.0f} degrees of freedom"
    return (
        f"{estimate.name} = {shown}, where the number after ± is the expanded uncertainty U = k·u_c with "
        f"k = {estimate.coverage_factor:.2f} from {source}, for a coverage probability of "
        f"{100 * estimate.coverage_probability:.6g} %"
    )
