"""Numbers and units as print has them."""

from functools import lru_cache

from quanheng.certificate.model.numbers import Number
from quanheng.metrology.units import UnitError, parse

_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def shown(number: Number | None) -> str:
    """A number with its digits as written, a true minus, and powers of ten written out; a dash for none.

    Example:
        >>> shown(Number("-0.20")), shown(Number("1.50e-6")), shown(Number("NaN"))
        ('−0.20', '1.50×10⁻⁶', '—')
    """
    if number is None or not number.is_known:
        return "—"
    digits, _, power = number.text.lower().partition("e")
    digits = digits.lstrip("+").replace("-", "−")
    return f"{digits}×10{str(int(power)).translate(_SUPERSCRIPTS)}" if power else digits


@lru_cache(maxsize=1024)
def unit_shown(written: str) -> str:
    """A unit of a certificate as print has it; as written where it is no unit known here; nothing for the unit one.

    Example:
        >>> unit_shown("\\\\kilo\\\\gram\\\\metre\\\\tothe{-3}"), unit_shown("\\\\one")
        ('kg/m³', '')
    """
    try:
        text = parse(written).format("unicode")
    except UnitError:
        return written
    return "" if text == "1" else text


def with_unit(text: str, unit: str) -> str:
    """A value and its unit with a thin space between; angles and the like without."""
    if not unit:
        return text
    return f"{text}{unit}" if unit in ("°", "′", "″") else f"{text}\u202f{unit}"


def breakable(text: str, every: int = 8) -> str:
    """Long words with places to break, so that a digest or a long number wraps in its column."""
    words = []
    for word in text.split(" "):
        is_long = len(word) > 20 and word.isascii()
        words.append("\u200b".join(word[at : at + every] for at in range(0, len(word), every)) if is_long else word)
    return " ".join(words)
