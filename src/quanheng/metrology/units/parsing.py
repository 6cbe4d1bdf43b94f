r"""Reading units: which notation a text is in, and what it says.

`auto` decides like this.

1. A text that begins with `\` is D-SI; with `|`, it is a unit that D-SI lacks, and what follows is read in `auto`.
2. Else it is read in the common notation and in UCUM, and, if it looks like one of its names, in QUDT.
3. Of the common reading and the UCUM reading, one that is a single unit without a prefix goes before one that is a
   prefix and a unit: `ft` is the foot, not UCUM's femtotonne.
4. If the readings that remain differ, or the common notation knows the text as ambiguous, it is refused with all
   readings; saying `notation=` decides.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

from quanheng.metrology.units.errors import AmbiguousUnit, IllFormedUnit, UnitError
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.notations import common, dsi, qudt, ucum
from quanheng.metrology.units.notations.limits import checked
from quanheng.metrology.units.unit import Unit

Factors = tuple[Factor, ...]
_READERS: dict[str, Callable[[str], Factors]] = {
    "common": common.read,
    "dsi": dsi.read,
    "ucum": ucum.read,
    "qudt": qudt.read,
}
_TITLES = {"common": "in the common notation", "ucum": "in UCUM", "qudt": "in QUDT"}


def parse(text: str, notation: str = "auto") -> Unit:
    r"""The unit that a text stands for.

    Args:
        text: at most 400 characters; white space around it does not count.
        notation: `auto`, or one of `common`, `dsi`, `ucum`, `qudt`.

    Raises:
        UnknownUnit: a word is no unit; with suggestions.
        IllFormedUnit: the text is empty, too long, nested too deeply, or breaks the grammar.
        AmbiguousUnit: the text has more than one meaning; with the readings.

    Example:
        >>> parse(r"\kilo\watt\hour") == parse("kWh") == parse("kW.h", "ucum") == parse("千瓦时") == parse("KiloW-HR")
        True
        >>> parse("10*3/uL").scale      # 10³ per microlitre
        Fraction(1000000000000, 1)
    """
    return _parse(checked(text).strip(), notation)


@lru_cache(maxsize=4096)
def _parse(text: str, notation: str) -> Unit:
    return Unit.of(_decide(text) if notation == "auto" else _read(text, notation))


def _read(text: str, notation: str) -> Factors:
    reader = _READERS.get(notation)
    if reader is None:
        raise IllFormedUnit(f"{notation!r} is no notation; there are auto, {', '.join(_READERS)}")
    return _foreign(text) if notation == "dsi" and text[0] == "|" else reader(text)


def _foreign(text: str) -> Factors:
    """What D-SI marks as none of its own: `|kvar⋅h`."""
    rest = text[1:].strip()
    if not rest or rest[0] in "|\\":
        raise IllFormedUnit("after | D-SI expects a unit of another notation, as in |kvar⋅h", text=text, position=0)
    return _decide(rest)


def _decide(text: str) -> Factors:
    if text[0] in "\\|":
        return _read(text, "dsi")
    readings: dict[str, Factors] = {}
    errors: dict[str, UnitError] = {}
    for notation in _candidates(text):
        try:
            readings[notation] = _read(text, notation)
        except AmbiguousUnit:
            raise
        except UnitError as error:
            errors[notation] = error
    if not readings:
        raise _most_helpful(text, errors)
    if "common" in readings and "ucum" in readings:
        _prefer_unprefixed(readings)
    first, *others = readings.values()
    if any(other != first and Unit.of(other) != Unit.of(first) for other in others):
        told = " or ".join([f"{_described(factors)} {_TITLES[notation]}" for notation, factors in readings.items()])
        raise AmbiguousUnit(f"{text!r} is {told}; say which notation is meant", text=text, position=0, width=len(text))
    return first


def _candidates(text: str) -> Iterator[str]:
    yield "common"
    if text.isascii():
        yield "ucum"
        if qudt.SHAPE.fullmatch(text):
            yield "qudt"


def _most_helpful(text: str, errors: dict[str, UnitError]) -> UnitError:
    """That of UCUM where only UCUM has such signs, else of the notation that got farthest."""
    if "ucum" in errors and any(sign in text for sign in "[]{}"):
        return errors["ucum"]
    return max(errors.values(), key=lambda error: (error.position or 0, bool(error.suggestions)))


def _prefer_unprefixed(readings: dict[str, Factors]) -> None:
    plain = [notation for notation in ("common", "ucum") if _is_plain(readings[notation])]
    if len(plain) == 1:
        del readings["ucum" if plain == ["common"] else "common"]


def _is_plain(factors: Factors) -> bool:
    return len(factors) == 1 and factors[0].prefix is None and factors[0].exponent == 1


def _described(factors: Factors) -> str:
    return " ".join([f"{each.prefix.name if each.prefix else ''}{each.atom.name}" for each in factors]) or "one"
