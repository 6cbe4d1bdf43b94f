"""How much a unit may be: texts come from outside, and are refused before any work is done on them."""

from fractions import Fraction

from quanheng.metrology.units.errors import IllFormedUnit
from quanheng.metrology.units.exponents import Exponent, exact

#: The longest unit in the certificates we know has 75 characters.
MOST_CHARACTERS = 400
MOST_DEPTH = 20
MOST_EXPONENT = 99
_SHOWN = 40


def checked(text: str) -> str:
    """The text, if it is not too long and not empty.

    Raises:
        IllFormedUnit: it is.
    """
    if not isinstance(text, str):
        raise IllFormedUnit(f"a unit is read from text, not from {type(text).__name__}")
    if len(text) > MOST_CHARACTERS:
        raise IllFormedUnit(
            f"{text[:_SHOWN]!r}… has {len(text)} characters; a unit has at most {MOST_CHARACTERS}", text=text[:_SHOWN]
        )
    if not text.strip():
        raise IllFormedUnit("an empty text is no unit; the unit one is written 1, or \\one in D-SI")
    return text


def exponent_of(written: str, text: str, position: int) -> Exponent:
    """The exponent written as `-2`, `0.5`, `1/2` or `1_2`.

    Raises:
        IllFormedUnit: no number, or too large for an exponent.
    """
    try:
        value = Fraction(written.replace("_", "/").replace("−", "-"))
    except (ValueError, ZeroDivisionError) as error:
        raise IllFormedUnit(
            f"{written!r} is no exponent: a whole number or a fraction was expected",
            text=text, position=position, width=len(written),
        ) from error  # fmt: skip
    if abs(value) > MOST_EXPONENT or value.denominator > MOST_EXPONENT:
        raise IllFormedUnit(
            f"the exponent {written} is beyond ±{MOST_EXPONENT}", text=text, position=position, width=len(written)
        )
    return exact(value)


def check_depth(depth: int, text: str, position: int) -> None:
    """Whether so many open parentheses are still reasonable.

    Raises:
        IllFormedUnit: they are not.
    """
    if depth > MOST_DEPTH:
        raise IllFormedUnit(f"more than {MOST_DEPTH} parentheses in one another", text=text, position=position)
