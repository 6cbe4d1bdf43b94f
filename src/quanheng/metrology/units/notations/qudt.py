"""Local names of QUDT's units: `KiloW-HR`, `M-PER-SEC2`, `W-PER-M2-K`.

    unit   = factors [ "-PER-" factors ] | "PER-" factors
    factor = [ Prefix ] NAME [ exponent ],  exponent = digits [ "dot" digits ]

All that follows `PER` is in the denominator. A prefix is written out with a capital letter.
"""

import re

from quanheng.metrology.units.errors import IllFormedUnit, UnknownUnit
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.notations.limits import exponent_of
from quanheng.metrology.units.suggestions import qudt_suggestions
from quanheng.metrology.units.tables import index

#: What a local name of QUDT looks like.
SHAPE = re.compile(r"[A-Z][A-Za-z0-9_]*(?:-[A-Z][A-Za-z0-9_]*)*")
_POWER = re.compile(r"(.*?[^0-9])([0-9]+(?:dot[0-9]+)?)")


def read(text: str) -> tuple[Factor, ...]:
    """The factors of a unit in QUDT.

    Raises:
        UnknownUnit: a name is no unit of QUDT that is in the tables.
        IllFormedUnit: the grammar is broken.
    """
    if SHAPE.fullmatch(text) is None:
        raise IllFormedUnit("a QUDT name is made of words joined by hyphens, as in KiloW-HR", text=text, position=0)
    factors: list[Factor] = []
    sign, position = 1, 0
    words = text.split("-")
    if words[-1] == "PER":
        raise IllFormedUnit("PER has nothing after it", text=text, position=len(text) - 3, width=3)
    for word in words:
        if word == "PER":
            if sign < 0:
                raise IllFormedUnit("PER may stand once", text=text, position=position, width=3)
            sign = -1
        else:
            factors.append(_factor(word, text, position).to_the(sign))
        position += len(word) + 1
    return tuple(factors)


def _factor(word: str, text: str, position: int) -> Factor:
    known = index("qudt")
    if found := known.get(word):
        return Factor(*found)
    if (split := _POWER.fullmatch(word)) and (found := known.get(split[1])):
        return Factor(*found, exponent_of(split[2].replace("dot", "."), text, position + split.start(2)))
    raise UnknownUnit(
        f"{word!r} is no unit of QUDT",
        text=text,
        position=position,
        width=len(word),
        suggest=lambda: qudt_suggestions(word),
    )
