"""Numbers as a certificate writes them: the text is kept, because its digits say how well the value is known."""

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from quanheng.certificate.errors import Unreadable

#: si:decimalType of D-SI, in ASCII digits only: Decimal alone would take digits of every script.
_DECIMAL = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,6})?|NaN", re.ASCII)
#: D-SI numbers are xs:double; beyond it no certificate means anything, and big exponents cost memory. A little is
#: left for converting units.
_LARGEST_EXPONENT = 300
_MOST_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a certificate: `text` as written, `value` exactly.

    Raises:
        Unreadable: no number of D-SI, or beyond the range of a double.

    Example:
        >>> Number("0.020").value, Number("0.020").places, Number("10.000006E-3").places
        (Decimal('0.020'), 3, 9)
        >>> Number("NaN").is_known
        False
    """

    text: str
    value: Decimal = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        text = self.text
        if len(text) > _MOST_CHARACTERS or not _DECIMAL.fullmatch(text):
            raise Unreadable(f"{text[:60]!r} is no number of D-SI; write digits with a point, such as -0.20 or 1.5e-3")
        try:
            value = Decimal(text)
        except InvalidOperation as error:
            raise Unreadable(f"{text[:60]!r} is no number that can be computed with") from error
        if not value.is_nan() and value and abs(value.adjusted()) > _LARGEST_EXPONENT:
            raise Unreadable(f"{text[:60]!r} is beyond the range of a double")
        object.__setattr__(self, "value", value)

    @property
    def is_known(self) -> bool:
        """False for NaN, by which a certificate says that there is no value."""
        return not self.value.is_nan()

    @property
    def places(self) -> int:
        """Decimal places of the last digit written: 3 for 0.020, -2 for 5e2."""
        exponent = self.value.as_tuple().exponent
        return -exponent if isinstance(exponent, int) else 0

    def __str__(self) -> str:
        return self.text
