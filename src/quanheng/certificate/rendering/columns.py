"""Results of a certificate as tables to print."""

from collections.abc import Iterator
from dataclasses import dataclass

from quanheng.certificate.building.vocabulary import (
    ACCEPTANCE_LOWER,
    ACCEPTANCE_UPPER,
    TOLERANCE_LOWER,
    TOLERANCE_UPPER,
)
from quanheng.certificate.model.numbers import Number
from quanheng.certificate.model.quantities import (
    ComplexValues,
    HybridValues,
    NoQuantity,
    RealValues,
    ValueGroup,
    Words,
)
from quanheng.certificate.model.results import Quantity, QuantityList, Result, Statement
from quanheng.certificate.model.texts import RichText
from quanheng.certificate.model.uncertainties import UncertaintyColumn, UncertaintyForm, at
from quanheng.certificate.rendering.numbers import breakable, shown, unit_shown, with_unit
from quanheng.certificate.rendering.sheet import Grid
from quanheng.certificate.rendering.words import Language, Phrase, Wording

#: Statements of conformity that are set off.
REJECTED = ("fail", "conditionalFail", "noPass")

#: Columns that can be read on A4.
MOST_COLUMNS = 9


@dataclass(frozen=True, slots=True)
class Printed:
    """One printed column."""

    heading: Phrase
    cells: tuple[str, ...]
    is_numeric: bool = True


def grids(result: Result, words: Wording) -> list[Grid]:
    """The tables of one result: one a list, and one of all single quantities together."""
    found: list[Grid] = []
    heading = words.text(result.name)
    intro = Phrase("") if result.description is None else words.text(result.description.text)
    singles = [each for each in result.data.members if isinstance(each, Quantity)]
    if singles:
        found.append(_singles(singles, heading, intro, words))
    for each in result.data.lists():
        if each.columns:
            own = words.text(each.name) if each.name is not None else heading
            found += _listed(each, own, intro if not found else Phrase(""), words)
    texts = [words.text(each.text) for each in result.data.members if isinstance(each, RichText)]
    if texts and not found:
        found.append(Grid((), (), (), (), heading, intro, tuple(texts)))
    return found


def _listed(given: QuantityList, heading: Phrase, intro: Phrase, words: Wording) -> list[Grid]:
    length = max(len(each) for each in given.columns)
    if length == 1 and len(given.columns) > 1 and all(each.name is None for each in given.columns):
        # A list of single values without names is a column that somebody has laid on its side.
        return [_singles(list(given.columns), heading, intro, words)]
    printed: list[Printed] = []
    notes: list[Phrase] = []
    marked: set[int] = set()
    for quantity in given.columns:
        printed += _columns(quantity, length, words, notes)
        for statement in quantity.context.meta_data:
            marked |= {row for row in range(length) if at(statement.conformity, row) in REJECTED}
    pages = list(_side_by_side(printed))
    return [
        Grid(
            headings=tuple(each.heading for each in columns),
            rows=tuple(zip(*(each.cells for each in columns), strict=True)),
            weights=tuple(_weight(each) for each in columns),
            is_numeric=tuple(each.is_numeric for each in columns),
            heading=heading,
            intro=intro if place == 0 else Phrase(""),
            notes=tuple(dict.fromkeys(notes)) if place == len(pages) - 1 else (),
            marked=tuple(sorted(marked)),
        )
        for place, columns in enumerate(pages)
    ]


def _side_by_side(columns: list[Printed]) -> Iterator[list[Printed]]:
    """Columns that fit on the page beside each other; the first one stands in every table."""
    if len(columns) <= MOST_COLUMNS:
        yield columns
        return
    for start in range(1, len(columns), MOST_COLUMNS - 1):
        yield [columns[0], *columns[start : start + MOST_COLUMNS - 1]]


def _columns(quantity: Quantity, length: int, words: Wording, notes: list[Phrase]) -> list[Printed]:
    values = quantity.values
    name = words.text(quantity.name) if quantity.name is not None else words("value")
    real = _real(quantity)
    if real is None:
        return [
            Printed(name, _filled(_plain_cells(quantity, words), length), is_numeric=isinstance(values, ComplexValues))
        ]
    units = {unit_shown(each) for each in real.units}
    unit = next(iter(units)) if len(units) == 1 else ""
    numbers = [at(real.values, row) for row in range(length)]
    own_units = [unit_shown(at(real.units, row) or "") for row in range(length)]
    cells = [
        shown(each) if unit or not own else with_unit(shown(each), own)
        for each, own in zip(numbers, own_units, strict=True)
    ]
    found = [Printed(_headed(name, unit), tuple(cells))]
    if real.uncertainty is not None:
        found += _uncertainty(real.uncertainty, unit, length, words, notes)
    for statement in quantity.context.meta_data:
        found += _conformity(statement, length, words, notes)
    return found


def _uncertainty(
    column: UncertaintyColumn, unit: str, length: int, words: Wording, notes: list[Phrase]
) -> list[Printed]:
    stated = tuple(shown(at(column.stated, row)) for row in range(length))
    if column.form is not UncertaintyForm.EXPANDED:
        return [Printed(_headed(_symbol(words("standard_uncertainty"), "u"), unit), stated)]
    factors = tuple(shown(at(column.factors, row)) for row in range(length)) if column.factors else ()
    same = len(set(factors)) == 1
    symbol = f"U\u00a0(k\u00a0=\u00a0{factors[0]})" if same else "U"
    found = [Printed(_headed(_symbol(words("expanded"), symbol), unit), stated)]
    if factors and not same:
        found.append(Printed(Phrase("k"), factors))
    if note := _coverage_note(column, words):
        notes.append(note)
    return found


def _symbol(phrase: Phrase, symbol: str) -> Phrase:
    return Phrase(f"{phrase.main} {symbol}", phrase.below)


def _coverage_note(column: UncertaintyColumn, words: Wording) -> Phrase | None:
    probabilities = {100 * each.value for each in column.probabilities if each.is_known}
    if not probabilities:
        return None
    shown_p = "～".join(f"{float(each):.4g}" for each in sorted({min(probabilities), max(probabilities)}))
    zh = f"扩展不确定度 U = k·u，包含概率 p ≈ {shown_p} %。"
    en = f"Expanded uncertainty U = k·u, coverage probability p ≈ {shown_p.replace('～', ' to ')} %."
    if words.language is Language.ENGLISH:
        return Phrase(en)
    return Phrase(zh, en if words.language is Language.BOTH else "")


def _conformity(statement: Statement, length: int, words: Wording, notes: list[Phrase]) -> list[Printed]:
    if not statement.conformity:
        return []
    found: list[Printed] = []
    lower, upper = (
        _limit(statement, TOLERANCE_LOWER, ACCEPTANCE_LOWER),
        _limit(statement, TOLERANCE_UPPER, ACCEPTANCE_UPPER),
    )
    if lower is not None or upper is not None:
        found.append(_limits(lower, upper, length, words))
    verdicts = tuple(str(words.verdict(at(statement.conformity, row) or "")) for row in range(length))
    found.append(Printed(words("verdict"), verdicts, is_numeric=False))
    if statement.declaration is not None:
        notes.append(words.text(statement.declaration.text))
    return found


def _limit(statement: Statement, *ref_types: str) -> RealValues | None:
    if statement.data is None:
        return None
    for ref_type in ref_types:
        for quantity in statement.data.quantities():
            if quantity.is_a(ref_type) and quantity.real is not None:
                return quantity.real
    return None


def _limits(lower: RealValues | None, upper: RealValues | None, length: int, words: Wording) -> Printed:
    any_limits = lower or upper
    unit = unit_shown(any_limits.units[0]) if any_limits is not None and any_limits.units else ""
    pairs = [
        (None if lower is None else at(lower.values, row), None if upper is None else at(upper.values, row))
        for row in range(length)
    ]
    is_mpe = all(low is not None and high is not None and low.value == -high.value for low, high in pairs)
    heading = words("limits") if is_mpe else words("tolerance")
    return Printed(_headed(heading, unit), tuple(_range(low, high, words.between) for low, high in pairs))


def _range(low: Number | None, high: Number | None, between: str) -> str:
    if low is not None and high is not None:
        return f"±{shown(high)}" if low.value == -high.value else f"{shown(low)}{between}{shown(high)}"
    return f"≤ {shown(high)}" if high is not None else f"≥ {shown(low)}"


def _singles(given: list[Quantity], heading: Phrase, intro: Phrase, words: Wording) -> Grid:
    rows: list[tuple[str, ...]] = []
    marked: list[int] = []
    notes: list[Phrase] = []
    is_text = all(isinstance(each.values, NoQuantity) for each in given)
    for row, quantity in enumerate(given):
        status = next((s.conformity[0] for s in quantity.context.meta_data if s.conformity), "")
        if status in REJECTED:
            marked.append(row)
        name = Phrase(str(row + 1)) if quantity.name is None else words.text(quantity.name)
        label = f"{name.main}\n{name.below}" if name.below else name.main
        rows.append((label, _whole(quantity, words, notes), str(words.verdict(status)) if status else "—"))
    first = "observed" if is_text else "quantity"
    second = "found" if is_text else "value"
    headings = (words(first), words(second), words("verdict"))
    if not any(row[2] != "—" for row in rows):
        return Grid(
            headings[:2],
            tuple(row[:2] for row in rows),
            (4.0, 6.0),
            (False, False),
            heading,
            intro,
            tuple(dict.fromkeys(notes)),
        )
    return Grid(
        headings,
        tuple(rows),
        (4.0, 5.0, 1.6),
        (False, False, False),
        heading,
        intro,
        tuple(dict.fromkeys(notes)),
        tuple(marked),
    )


def _whole(quantity: Quantity, words: Wording, notes: list[Phrase]) -> str:
    """A single quantity in one cell: value, unit, U and k."""
    real = _real(quantity)
    if real is None:
        return words.semicolon.join(_plain_cells(quantity, words))
    if real.uncertainty is not None and (note := _coverage_note(real.uncertainty, words)):
        notes.append(note)
    found = []
    for point in real.points():
        unit = unit_shown(point.unit)
        text = with_unit(shown(point.value), unit)
        stated = point.uncertainty
        if stated is not None:
            symbol = "U" if stated.form is UncertaintyForm.EXPANDED else "u"
            text += f"{words.comma}{symbol} = {with_unit(shown(stated.stated), unit)}"
            text += f" (k = {shown(stated.factor)})" if stated.factor is not None else ""
        found.append(text)
    return words.semicolon.join(found)


def _real(quantity: Quantity) -> RealValues | None:
    """The real values; of a hybrid the last alternative, which is in the laboratory's own unit."""
    values = quantity.values
    if isinstance(values, HybridValues):
        values = values.alternatives[-1]
    if isinstance(values, ValueGroup):
        return quantity.real
    return values if isinstance(values, RealValues) else None


def _plain_cells(quantity: Quantity, words: Wording) -> tuple[str, ...]:
    values = quantity.values
    if isinstance(values, Words):
        return values.words
    if isinstance(values, NoQuantity):
        return (breakable(str(_rich(values.text, words))),)
    if isinstance(values, ComplexValues):
        unit = unit_shown(values.units[0]) if values.units else ""
        joint = "∠" if values.is_polar else " + j·"
        return tuple(
            with_unit(f"{shown(a)}{joint}{shown(b)}", unit) for a, b in zip(values.first, values.second, strict=False)
        )
    return ()


def _rich(text: RichText, words: Wording) -> str:
    found = words.text(text.text)
    return f"{found.main}\n{found.below}" if found.below else found.main or text.within("zh", "en")


def _filled(cells: tuple[str, ...], length: int) -> tuple[str, ...]:
    if len(cells) == 1:
        return cells * length
    return (cells + ("—",) * length)[:length]


def _headed(name: Phrase, unit: str) -> Phrase:
    return Phrase(f"{name.main} / {unit}", name.below) if unit else name


def _weight(column: Printed) -> float:
    longest = max([_width(each) for each in column.cells], default=1)
    return float(max(5.0, min(10.0, max(longest, _width(column.heading.main) / 2.5))))


def _width(text: str) -> float:
    return sum(2.0 if ord(each) > 0x2E80 else 1.0 for each in text)
