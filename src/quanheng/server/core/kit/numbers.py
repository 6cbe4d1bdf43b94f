"""How numbers are written on pages: the one place for grouping, signs and spaces.

Thousands are grouped with the narrow no-break space, which also stands before a unit; the minus is U+2212; an error
carries its sign. A `Decimal` and a text keep the digits that they were given (DESIGN, 6).
"""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation

MINUS = "\u2212"
NARROW_SPACE = "\u202f"
NOTHING = "—"
#: Units that follow their number without a space (SI Brochure 5.4.3).
CLOSE_UNITS = frozenset({"°", "′", "″"})

Number = int | float | Decimal | str


def number_text(value: Number | None, decimals: int | None = None) -> str:
    """A number as it is read: grouped, with a true minus.

    Args:
        value: what to write; None gives a dash. A text must be a number.
        decimals: places after the point, rounded half to even; None keeps the digits of an int, a Decimal or a text.

    Raises:
        ValueError: a text that is no number, or a value that is not finite.

    Example:
        >>> number_text(412936)
        '412\u202f936'
        >>> number_text(Decimal("-0.30"))
        '−0.30'
    """
    if value is None or value == "":
        return NOTHING
    exact = _decimal(value)
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_EVEN)
    sign = MINUS if exact < 0 else ""
    whole, point, places = f"{abs(exact):f}".partition(".")
    return sign + _grouped(whole) + point + places


def signed_text(value: Number | None, decimals: int | None = None) -> str:
    """A number that is a difference: it always carries its sign, save zero.

    Example:
        >>> signed_text(Decimal("0.08"))
        '+0.08'
    """
    text = number_text(value, decimals)
    if value is None or value == "" or text.startswith(MINUS) or not text.strip("0."):
        return text.removeprefix(MINUS) if not text.strip(MINUS + "0.") else text
    return "+" + text


def quantity_text(value: Number | None, unit: str, decimals: int | None = None, *, is_signed: bool = False) -> str:
    """A number with its unit.

    Example:
        >>> quantity_text(60, "L/min")
        '60\u202fL/min'
    """
    text = signed_text(value, decimals) if is_signed else number_text(value, decimals)
    if text == NOTHING or not unit:
        return text
    return text + ("" if unit in CLOSE_UNITS else NARROW_SPACE) + unit


def size_text(octets: int) -> str:
    """The size of a file, in the unit in which a person thinks of it.

    Example:
        >>> size_text(49152)
        '49\u202fKB'
    """
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("KB", 10**3)):
        if octets >= step:
            amount = octets / step
            return quantity_text(amount, unit, 0 if amount >= 10 else 1)
    return quantity_text(octets, "B")


def _decimal(value: Number) -> Decimal:
    try:
        exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(str(value).replace(NARROW_SPACE, ""))
    except InvalidOperation:
        raise ValueError(f"{value!r} is not a number; write it with digits and a point") from None
    if not exact.is_finite():
        raise ValueError(f"{value!r} is not a finite number")
    return exact


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head]] if head else []
    groups += [digits[i : i + 3] for i in range(head, len(digits), 3)]
    return NARROW_SPACE.join(groups)
