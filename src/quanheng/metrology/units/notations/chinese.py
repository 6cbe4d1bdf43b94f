"""Chinese names of units (法定计量单位的名称, GB 3100): 千瓦时, 米每二次方秒, 焦耳每千克开尔文, 克每100毫升.

Products are written one after the other; all that follows 每 is in the denominator; 平方, 立方, 四次方 and so on stand
before the unit that they raise, its prefix included. 万 and 亿 are the numbers 10⁴ and 10⁸.
"""

import re
from fractions import Fraction
from functools import cache

from quanheng.metrology.units.atoms import number
from quanheng.metrology.units.errors import AmbiguousUnit, IllFormedUnit, UnknownUnit
from quanheng.metrology.units.exponents import Exponent
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.notations.words import AMBIGUOUS
from quanheng.metrology.units.suggestions import common_suggestions
from quanheng.metrology.units.tables import index, is_chinese

PER = "每"
_DIGITS = "一二三四五六七八九"
_POWER = re.compile(r"平方|立方|([一二三四五六七八九]|[1-9])次方")
_NUMBERS = {"万": Fraction(10**4), "亿": Fraction(10**8)}


@cache
def _longest() -> int:
    return max(len(word) for word in index("common") if is_chinese(word))


def segments(run: str, text: str, position: int) -> list[Factor | None]:
    """The factors of a run of characters without spaces or signs; None stands for 每.

    Args:
        run: the characters.
        text, position: where the run comes from, for messages.

    Raises:
        UnknownUnit: some of it is no unit.
        AmbiguousUnit: 度, 卡 or another word with several meanings.
        IllFormedUnit: a power without a unit after it.
    """
    found: list[Factor | None] = []
    here, power = 0, None
    while here < len(run):
        if run[here] == PER and power is None:
            found.append(None)
            here += 1
        elif (raised := _POWER.match(run, here)) and power is None:
            power, here = _exponent(raised), raised.end()
        else:
            word = _word(run, here, text, position)
            factor = index("common").get(word)
            found.append(
                Factor(None, number(_NUMBERS[word]))
                if factor is None
                else Factor(*factor, 1 if power is None else power)
            )
            here, power = here + len(word), None
    if power is not None:
        raise IllFormedUnit(
            "a power stands before the unit that it raises, as in 平方米", text=text, position=position + here - 1
        )
    return found


def _word(run: str, here: int, text: str, position: int) -> str:
    """The longest unit that begins here, or a number."""
    known = index("common")
    for length in range(min(_longest(), len(run) - here), 0, -1):
        word = run[here : here + length]
        if meanings := AMBIGUOUS.get(word):
            raise AmbiguousUnit(
                f"{word!r} has more than one meaning: {' or '.join(meanings)}",
                text=text, position=position + here, width=length,
            )  # fmt: skip
        if word in known:
            return word
    if run[here] in _NUMBERS:
        return run[here]
    rest = run[here:]
    raise UnknownUnit(
        f"{rest!r} is no unit",
        text=text,
        position=position + here,
        width=len(rest),
        suggest=lambda: common_suggestions(rest),
    )


def _exponent(found: re.Match[str]) -> Exponent:
    if found[1] is None:
        return 2 if found[0] == "平方" else 3
    return _DIGITS.index(found[1]) + 1 if found[1] in _DIGITS else int(found[1])
