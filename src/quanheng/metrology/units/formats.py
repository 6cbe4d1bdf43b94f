"""Writing units: printed (Unicode, LaTeX, HTML) and coded (D-SI, UCUM, QUDT, Chinese names)."""

import html
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from quanheng.metrology.units.atoms import Atom, Prefix
from quanheng.metrology.units.dimension import Dimension
from quanheng.metrology.units.errors import UnwritableUnit
from quanheng.metrology.units.exponents import Exponent, superscript
from quanheng.metrology.units.factor import Factor
from quanheng.metrology.units.notations.chinese import segments
from quanheng.metrology.units.notations.words import ambiguity
from quanheng.metrology.units.tables import index, is_chinese

if TYPE_CHECKING:
    from quanheng.metrology.units.unit import Unit

#: Between the units of a product, and between a number and its unit: a thin space at which no line breaks.
DOT, SPACE = "⋅", "\u202f"
_LENGTH = Dimension.of(m=1)
_LATEX = {
    "%": r"\%", "‰": r"\text{‰}", "°": r"{}^{\circ}", "′": r"{}^{\prime}", "″": r"{}^{\prime\prime}", "Ω": r"\Omega",
    "µ": r"\text{µ}", "Å": r"\text{Å}", "π": r"\pi", "ħ": r"\hbar", "₀": "_{0}", "₂": "_{2}", "ₕ": r"_\mathrm{h}",
    "ₑ": r"_\mathrm{e}", "²": "^{2}", "_": r"\_", "^": r"\hat{}",
}  # fmt: skip


def write(unit: "Unit", notation: str) -> str:
    """The unit in that notation.

    Raises:
        UnwritableUnit: the notation has no spelling for it, or there is no such notation.
    """
    writer = _WRITERS.get(notation)
    if writer is None:
        raise UnwritableUnit(f"{notation!r} is no notation to write in; there are {', '.join(_WRITERS)}")
    return writer(unit.factors)


def _solidus(
    factors: tuple[Factor, ...],
    power: Callable[[Factor, Exponent], str],
    dot: str,
    bare: Callable[[str], str] | None = None,
) -> str:
    """`a⋅b/(c⋅d)` where all of the numerator is written before the denominator, else powers in the order written."""
    # A power of ten in front counts the rest, whatever its sign: 10⁻⁶/K.
    signs = [each.exponent > 0 or (place == 0 and each.atom.name == "ten") for place, each in enumerate(factors)]
    split = signs.count(True)
    if bare is None or not all(signs[:split]) or split == len(factors) or split == 0:
        return _joined([(each, power(each, each.exponent)) for each in factors], dot)
    over = _joined([(each, power(each, each.exponent)) for each in factors[:split]], dot)
    under = _joined([(each, power(each, -each.exponent)) for each in factors[split:]], dot)
    return f"{over}/{bare(under)}" if len(factors) - split > 1 else f"{over}/{under}"


def _joined(written: Iterable[tuple[Factor, str]], dot: str) -> str:
    text, after_number = "", False
    for factor, each in written:
        text += (SPACE if after_number else dot if text else "") + each
        after_number = factor.atom.is_number and factor.atom.symbol in (
            each,
            each.removeprefix(r"\mathrm{").removesuffix("}"),
        )
    return text


def _parenthesised(text: str) -> str:
    return f"({text})"


def _symbol(factor: Factor) -> str:
    """The printed symbol; where that would be read as another unit, the atom's next one: kByte, since kB may be kBel."""
    prefix, atom = factor.prefix.symbol if factor.prefix else "", factor.atom
    for symbol in (atom.symbol, *atom.more):
        if (
            not is_chinese(symbol)
            and not ambiguity(prefix + symbol)
            and _is_spelling(factor, "common", prefix + symbol)
        ):
            return prefix + symbol
    return prefix + atom.symbol


def _is_spelling(factor: Factor, notation: str, word: str) -> bool:
    """Whether the notation reads the word as this unit."""
    found = index(notation).get(word)
    if found is None:
        return False
    return found == (factor.prefix, factor.atom) or Factor(*found).size == Factor(factor.prefix, factor.atom).size


def _unicode(factors: tuple[Factor, ...]) -> str:
    def power(factor: Factor, exponent: Exponent) -> str:
        return _symbol(factor) + superscript(exponent)

    return _solidus(factors, power, DOT, _parenthesised) or "1"


def _html(factors: tuple[Factor, ...]) -> str:
    def power(factor: Factor, exponent: Exponent) -> str:
        raised = "" if exponent == 1 else f"<sup>{str(exponent).replace('-', '−')}</sup>"
        return html.escape(_symbol(factor)) + raised

    return _solidus(factors, power, DOT, _parenthesised) or "1"


def _latex(factors: tuple[Factor, ...]) -> str:
    def power(factor: Factor, exponent: Exponent) -> str:
        upright = "".join([_LATEX.get(each, each) for each in _symbol(factor)])
        return rf"\mathrm{{{upright}}}" + ("" if exponent == 1 else f"^{{{exponent}}}")

    return _solidus(factors, power, r"\cdot ", _parenthesised).replace(SPACE, r"\,") or "1"


def _dsi(factors: tuple[Factor, ...]) -> str:
    def power(factor: Factor, exponent: Exponent) -> str:
        prefix = factor.prefix.name if factor.prefix else ""
        if (prefix, factor.atom.name) in _DSI_WORDS:
            written = _DSI_WORDS[prefix, factor.atom.name]
        else:
            _require(factor, "dsi", f"{prefix}\\{factor.atom.dsi}" if prefix else factor.atom.dsi)
            written = (f"\\{prefix}" if prefix else "") + f"\\{factor.atom.dsi}"
        return written if exponent == 1 else f"{written}\\tothe{{{_decimal_or(exponent, '_')}}}"

    return _solidus(factors, power, "") or r"\one"


#: Words of D-SI that are a prefix and a unit elsewhere.
_DSI_WORDS = {("kilo", "gram"): r"\kilogram", ("deci", "bel"): r"\decibel"}


def _ucum(factors: tuple[Factor, ...]) -> str:
    def power(factor: Factor, exponent: Exponent) -> str:
        if factor.atom.is_number:
            return _ucum_number(factor, exponent)
        if exponent.denominator != 1:
            raise UnwritableUnit(
                f"UCUM has no fractional exponents, so '{_symbol(factor)}{superscript(exponent)}' cannot be written"
            )
        code = (factor.prefix.ucum if factor.prefix else "") + factor.atom.ucum
        _require(factor, "ucum", code)
        return code if exponent == 1 else f"{code}{exponent}"

    return _solidus(factors, power, ".", _parenthesised).replace(SPACE, ".") or "1"


def _ucum_number(factor: Factor, exponent: Exponent) -> str:
    value = factor.atom.size.scale.rational**exponent.numerator if exponent.denominator == 1 else None
    if value is None or value.denominator != 1:
        raise UnwritableUnit(f"UCUM has whole numbers as factors only, not {factor.atom.symbol}{superscript(exponent)}")
    return str(value)


def _qudt(factors: tuple[Factor, ...]) -> str:
    def name(factor: Factor) -> str:
        word = (factor.prefix.qudt if factor.prefix else "") + factor.atom.qudt
        _require(factor, "qudt", word)
        raised = _decimal_or(factor.exponent if factor.exponent > 0 else -factor.exponent, "/").replace(".", "dot")
        if "/" in raised:
            raise UnwritableUnit(f"QUDT writes exponents as decimals, and {factor.exponent} is none")
        return word if raised == "1" else word + raised

    over = [name(each) for each in factors if each.exponent > 0]
    under = [name(each) for each in factors if each.exponent < 0]
    return "-".join([*over, *(["PER", *under] if under else [])]) or "UNITLESS"


def _chinese(factors: tuple[Factor, ...]) -> str:
    over = _chinese_product([(each, each.exponent) for each in factors if each.exponent > 0])
    under = _chinese_product([(each, -each.exponent) for each in factors if each.exponent < 0])
    text = over + (f"每{under}" if under else "")
    if not any(each.atom.is_number for each in factors) and _read_chinese(text) != {
        (each.prefix, each.atom, each.exponent) for each in factors
    }:
        raise UnwritableUnit(
            f"{text!r} would be read as another unit, so there is no Chinese name for '{_unicode(factors)}'"
        )
    return text or "一"


def _chinese_product(powers: list[tuple[Factor, Exponent]]) -> str:
    names = [_chinese_power(factor, exponent) for factor, exponent in powers]
    # 小时 stands at the beginning, 时 after another unit: 千瓦时, 千米每小时.
    return "".join(names[:1] + ["时" if each == "小时" else each for each in names[1:]])


def _chinese_power(factor: Factor, exponent: Exponent) -> str:
    if factor.atom.is_number and exponent == 1:
        return factor.atom.symbol
    name = (factor.prefix.zh if factor.prefix else "") + factor.atom.zh
    _require(factor, "zh", name)
    if exponent == 1:
        return name
    if exponent not in range(2, 10):
        raise UnwritableUnit(f"there is no Chinese name for the exponent {exponent}")
    # GB 3100: 平方 and 立方 for areas and volumes, 二次方 and so on for all else.
    word = {2: "平方", 3: "立方"}.get(int(exponent)) if factor.atom.size.dimension == _LENGTH else None
    return (word or f"{'一二三四五六七八九'[int(exponent) - 1]}次方") + name


def _read_chinese(text: str) -> set[tuple[Prefix | None, Atom, Exponent]]:
    sign = 1
    found: set[tuple[Prefix | None, Atom, Exponent]] = set()
    for each in segments(text, text, 0):
        if each is None:
            sign = -1
        else:
            found.add((each.prefix, each.atom, sign * each.exponent))
    return found


_TITLES = {"dsi": "D-SI", "ucum": "UCUM", "qudt": "QUDT", "zh": "Chinese"}


def _require(factor: Factor, notation: str, word: str) -> None:
    """Refuse what the notation has no spelling for.

    Raises:
        UnwritableUnit: it has none, or reads this one as another unit.
    """
    if _is_spelling(factor, "common" if notation == "zh" else notation, word):
        return
    hint = f"; mark it as none of D-SI: |{_symbol(factor)}" if notation == "dsi" else ""
    raise UnwritableUnit(f"{_TITLES[notation]} has no spelling for '{_symbol(factor)}'{hint}")


def _decimal_or(exponent: Exponent, separator: str) -> str:
    """`-2`, `0.5`, or the fraction with that separator where the decimal has no end."""
    top, bottom = exponent.numerator, exponent.denominator
    rest = bottom
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return str(Decimal(top) / Decimal(bottom)) if rest == 1 else f"{top}{separator}{bottom}"


_WRITERS: dict[str, Callable[[tuple[Factor, ...]], str]] = {
    "unicode": _unicode,
    "latex": _latex,
    "html": _html,
    "dsi": _dsi,
    "ucum": _ucum,
    "qudt": _qudt,
    "zh": _chinese,
}
