"""Members of the tree as numbers, words and lists, refused with their place when they are anything else."""

import difflib
import math
import re
from collections.abc import Collection, Mapping
from decimal import Decimal

from quanheng.metrology.budget_file.errors import InvalidBudget
from quanheng.metrology.budget_file.located import Items, Members, Scalar, Tree

_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]{1,6}))?")
_WORDS = {
    ".nan": math.nan, "nan": math.nan, ".inf": math.inf, "inf": math.inf, "infinity": math.inf, "infinite": math.inf,
    "∞": math.inf, "-.inf": -math.inf, "-inf": -math.inf, "-infinity": -math.inf,
}  # fmt: skip
#: Squares and products of what lies between are floats, too; another unit brings every quantity there.
_MOST_POWER_OF_TEN = 100
#: No instrument shows more, and exact arithmetic would be made to work for nothing.
_MOST_DIGITS = 400


def members(tree: Tree, what: str) -> Members:
    """The mapping.

    Raises:
        InvalidBudget: it is something else.
    """
    if not isinstance(tree, Members):
        raise tree.place.refuse(f"{described(tree)}: {what} is a mapping of names, such as 'value: 215'")
    return tree


def items(tree: Tree, what: str) -> Items:
    """The list.

    Raises:
        InvalidBudget: it is something else.
    """
    if not isinstance(tree, Items):
        raise tree.place.refuse(f"{described(tree)}: {what} is a list, such as [1.2, 1.3]")
    return tree


def word(tree: Tree, what: str) -> str:
    """The text, without white space around it.

    Raises:
        InvalidBudget: a list or mapping, or nothing.
    """
    if not isinstance(tree, Scalar) or not tree.text.strip():
        raise tree.place.refuse(f"{described(tree)}: {what} is text")
    return tree.text.strip()


def decimal(tree: Tree) -> Decimal:
    """The finite number, digit by digit as written.

    Raises:
        InvalidBudget: no number, or not finite.
    """
    found = number(tree)
    if not math.isfinite(found) or not isinstance(tree, Scalar):
        raise tree.place.refuse(f"{described(tree)}: a finite number is needed")
    return Decimal(_plain(tree.text))


def number(tree: Tree) -> float:
    """The number, which may be infinite or nan where somebody wrote so.

    Raises:
        InvalidBudget: no number, one in quotation marks, or one beyond 10^±100.
    """
    found = coefficient(tree)
    if found and math.isfinite(found) and not 10.0**-_MOST_POWER_OF_TEN <= abs(found) <= 10.0**_MOST_POWER_OF_TEN:
        raise _too_far(tree)
    return found


def coefficient(tree: Tree) -> float:
    """A number that has no unit to choose, so that it may be as small as floating point holds.

    Raises:
        InvalidBudget: no number, or one in quotation marks.
    """
    if not isinstance(tree, Scalar):
        raise tree.place.refuse(f"{described(tree)}: a number is needed")
    text = _plain(tree.text)
    if not tree.is_quoted and text.lower() in _WORDS:
        return _WORDS[text.lower()]
    shape = _NUMBER.fullmatch(text)
    if shape is None:
        raise tree.place.refuse(f"{described(tree)} is no number{_remedy(text)}")
    if tree.is_quoted:
        raise tree.place.refuse(f"{described(tree)} is text: write the number without quotation marks")
    if len(text) > _MOST_DIGITS or abs(int(shape[1] or 0)) > _MOST_DIGITS or math.isinf(float(text)):
        raise _too_far(tree)
    return float(text)


def _too_far(tree: Tree) -> InvalidBudget:
    return tree.place.refuse(f"{described(tree)} is beyond 10^±{_MOST_POWER_OF_TEN}: choose another unit")


def optional_number(entries: Mapping[str, Tree], name: str) -> float | None:
    """The number of that name, if it is there."""
    return number(entries[name]) if name in entries else None


def refuse_unknown(found: Members, allowed: Collection[str], what: str, meant: Mapping[str, str] | None = None) -> None:
    """Refuse members that do not exist, with the name that was probably meant.

    Raises:
        InvalidBudget: at the first of them.
    """
    for name, tree in found.entries.items():
        if name in allowed:
            continue
        close = [meant[name]] if meant and name in meant else difflib.get_close_matches(name, list(allowed), 1)
        remedy = f"did you mean '{close[0]}'?" if close else f"there are {', '.join(allowed)}"
        raise tree.place.refuse(f"{what} has no member '{name}'; {remedy}")


def described(tree: Tree) -> str:
    """What stands there, in short."""
    if isinstance(tree, Members):
        return "a mapping"
    if isinstance(tree, Items):
        return f"a list of {len(tree.items)}"
    if not tree.text:
        return "nothing"
    shown = tree.text if len(tree.text) <= 40 else tree.text[:39] + "…"
    return f"'{shown}'"


def _plain(text: str) -> str:
    """With the hyphen for the true minus that documents print."""
    return text.strip().replace("−", "-")


def _remedy(text: str) -> str:
    if re.match(r"[+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?\s*[^\W\d]", text):
        return ": write the unit as a member of its own, as in 'unit: nm'"
    if re.fullmatch(r"[+-]?[0-9]+(?:,[0-9]+)+(?:\.[0-9]*)?", text):
        return ": write it with a point and without separators"
    if text.lower() in ("yes", "no", "true", "false", "on", "off", "null", "~", ""):
        return ": a number is needed here"
    return ""
