"""Checks of tables: lengths, numbers, units, digits, coverage, agreement with evaluations, and errors."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from quanheng.certificate.building.errors import InvalidDraft
from quanheng.certificate.building.tables import Column, Expanded, Labels, Table
from quanheng.certificate.building.vocabulary import (
    COLUMN_TYPES,
    ERROR,
    MEASURED,
    NOMINAL,
    QUANTITY_KINDS,
    REFERENCE,
)
from quanheng.certificate.checking.coverage import normal, of_distribution
from quanheng.certificate.errors import CertificateError
from quanheng.certificate.model.numbers import Number
from quanheng.metrology.units import Unit, UnitError, parse

#: More digits of U than these say that it is known better than any uncertainty is (JCGM 100:2008, 7.2.6).
MOST_DIGITS = 2
#: "About 95 %" is what k = 2 is commonly said to give, and 95.45 % what it gives.
ABOUT = 0.006
_DISTRIBUTIONS = ("normal", "t", "rectangular", "triangular", "trapezoidal", "arcsine")


def check_table(table: Table, field: str) -> None:
    """Refuse a table that would mislead.

    Raises:
        InvalidDraft: names the column, the value and the remedy.
    """
    lengths = {_length(each) for each in table.columns}
    if not table.columns or lengths == {0}:
        raise InvalidDraft(f"{field}.columns", "a table without values: leave it out")
    if len(lengths) != 1:
        shown = ", ".join(f"{each.name}: {_length(each)}" for each in table.columns)
        raise InvalidDraft(f"{field}.columns", f"columns of different lengths ({shown}): give every row a value")
    for place, each in enumerate(table.columns):
        where = f"{field}.columns[{place}]"
        if isinstance(each, Labels):
            _check_words(each, where)
        else:
            _check_column(each, where)
    _check_errors([each for each in table.columns if isinstance(each, Column)], field)


def unit_at(text: str, field: str) -> Unit:
    """The unit.

    Raises:
        InvalidDraft: there is no such unit, or D-SI cannot write it.
    """
    try:
        unit = parse(text)
        unit.format("dsi")
    except UnitError as error:
        raise InvalidDraft(field, str(error)) from error
    return unit


def number_at(text: str, field: str) -> Number:
    """The number, known and finite.

    Raises:
        InvalidDraft: it is none.
    """
    try:
        number = Number(text)
    except CertificateError as error:
        raise InvalidDraft(field, error.message) from error
    if not number.is_known:
        raise InvalidDraft(field, "NaN is no result: leave the row out, or say in an observation why it is missing")
    return number


def _length(column: Column | Labels) -> int:
    return len(column.words if isinstance(column, Labels) else column.values)


def _check_words(column: Labels, field: str) -> None:
    for row, word in enumerate(column.words):
        if not word or any(each.isspace() for each in word):
            raise InvalidDraft(f"{field}.words[{row}]", f"{word!r}: a word of a list has no blanks: write 0_deg or A相")


def _check_column(column: Column, field: str) -> None:
    if column.ref_type not in COLUMN_TYPES:
        raise InvalidDraft(
            f"{field}.ref_type", f"{column.ref_type!r} is no type of a column; there are {', '.join(COLUMN_TYPES)}"
        )
    unit = unit_at(column.unit, f"{field}.unit")
    kind = column.quantity_kind
    if kind is not None:
        if kind not in QUANTITY_KINDS:
            raise InvalidDraft(
                f"{field}.quantity_kind", f"{kind!r} is no kind known here; there are {', '.join(QUANTITY_KINDS)}"
            )
        if not unit.is_convertible_to(parse(QUANTITY_KINDS[kind])):
            raise InvalidDraft(
                f"{field}.unit",
                f"{column.unit!r} is no unit of {kind}: give one that converts to {QUANTITY_KINDS[kind]}",
            )
    numbers = [number_at(each, f"{field}.values[{row}]") for row, each in enumerate(column.values)]
    if column.uncertainty is not None:
        _check_uncertainty(column.uncertainty, numbers, field)
    if column.evaluations:
        _check_evaluations(column, numbers, field)


def _check_uncertainty(stated: Expanded, values: Sequence[Number], field: str) -> None:
    columns = {"stated": stated.stated, "factors": stated.factors, "probabilities": stated.probabilities,
               "distributions": stated.distributions}  # fmt: skip
    for name, entries in columns.items():
        if len(entries) not in (1, len(values)):
            raise InvalidDraft(
                f"{field}.uncertainty.{name}", f"{len(entries)} entries for {len(values)} values: give one, or one each"
            )
    for row, value in enumerate(values):
        where = f"{field}.uncertainty.stated[{row}]"
        expanded = number_at(_at(stated.stated, row), where)
        if expanded.value <= 0:
            raise InvalidDraft(
                where, f"U = {expanded.text}: nothing is measured without uncertainty; give a positive one"
            )
        digits = len(expanded.value.as_tuple().digits)
        if digits > MOST_DIGITS:
            raise InvalidDraft(
                where,
                f"U = {expanded.text} has {digits} significant digits: report one or two, such as {_two(expanded)}",
            )
        if value.places != expanded.places:
            raise InvalidDraft(
                f"{field}.values[{row}]",
                f"{value.text} and U = {expanded.text} end at different places: round both to the same "
                "(metrology.round_result does)",
            )
    _check_coverage(stated, field)


def _check_coverage(stated: Expanded, field: str) -> None:
    for row, text in enumerate(stated.factors):
        factor = number_at(text, f"{field}.uncertainty.factors[{row}]")
        if factor.value < 1 or factor.value > 100:
            raise InvalidDraft(f"{field}.uncertainty.factors[{row}]", f"k = {text}: a coverage factor is 1 or more")
    for row, text in enumerate(stated.probabilities):
        probability = number_at(text, f"{field}.uncertainty.probabilities[{row}]")
        if not Decimal("0.5") <= probability.value < 1:
            raise InvalidDraft(
                f"{field}.uncertainty.probabilities[{row}]", f"p = {text}: give a part of 1 such as 0.95, not per cent"
            )
    for row, word in enumerate(stated.distributions):
        if word not in _DISTRIBUTIONS:
            raise InvalidDraft(
                f"{field}.uncertainty.distributions[{row}]", f"{word!r}; there are {', '.join(_DISTRIBUTIONS)}"
            )
    for row in range(max(len(stated.factors), len(stated.probabilities), len(stated.distributions))):
        _check_fit(
            Number(_at(stated.factors, row)),
            Number(_at(stated.probabilities, row)),
            _at(stated.distributions, row),
            f"{field}.uncertainty",
        )


def _check_fit(factor: Number, probability: Number, distribution: str, field: str) -> None:
    """k must cover p of the distribution; of Student's the normal one is the bound from above."""
    coverage = normal if distribution == "t" else of_distribution(distribution)
    if coverage is None:
        return
    covered, stated = coverage(float(factor.value)), float(probability.value)
    slack = ABOUT + float(_half_place(probability))
    if stated > covered + slack or (distribution != "t" and stated < covered - slack):
        raise InvalidDraft(
            field,
            f"k = {factor.text} covers {covered:.4f} of a {distribution} distribution, not p = {probability.text}: "
            "correct k, p or the distribution",
        )


def _check_evaluations(column: Column, values: Sequence[Number], field: str) -> None:
    if len(column.evaluations) != len(values):
        raise InvalidDraft(f"{field}.evaluations", f"{len(column.evaluations)} for {len(values)} values: give one each")
    stated = column.uncertainty
    if stated is None:
        raise InvalidDraft(f"{field}.uncertainty", "evaluations are given, but no uncertainty is stated: state U and k")
    for row, (value, each) in enumerate(zip(values, column.evaluations, strict=True)):
        where = f"{field}.evaluations[{row}]"
        if each.output not in each.result.outputs:
            raise InvalidDraft(where, f"no output {each.output!r}; the evaluation has {', '.join(each.result.outputs)}")
        if not each.result.identifier:
            raise InvalidDraft(where, "the evaluation has no identifier: give its problem the certificate's number")
        estimate = each.estimate
        half = _half_place(value)
        if abs(Fraction(estimate.value) - Fraction(value.value)) > half * Fraction(1000001, 1000000):
            raise InvalidDraft(
                f"{field}.values[{row}]", f"{value.text} is not the evaluation's {estimate.value:.12g} rounded"
            )
        expanded, factor = Number(_at(stated.stated, row)), Fraction(_at(stated.factors, row))
        # k is rounded itself, at most by half of its last place; rounding U upwards is allowed.
        size = factor * Fraction(estimate.standard_uncertainty)
        slack = 2 * _half_place(expanded) + Fraction(estimate.standard_uncertainty) * _half_place(
            Number(_at(stated.factors, row))
        )
        if abs(size - Fraction(expanded.value)) > slack:
            raise InvalidDraft(
                f"{field}.uncertainty.stated[{row}]",
                f"U = {expanded.text} is not k·u = {float(size):.4g} of the evaluation",
            )


def _check_errors(columns: Sequence[Column], field: str) -> None:
    """The stated error is indication minus reference, within the rounding of the three."""
    by_type = {
        name: [each for each in columns if each.ref_type == name] for name in (ERROR, MEASURED, REFERENCE, NOMINAL)
    }
    references = by_type[REFERENCE] or by_type[NOMINAL]
    if not all(len(each) == 1 for each in (by_type[ERROR], by_type[MEASURED], references)):
        return
    error, measured, reference = by_type[ERROR][0], by_type[MEASURED][0], references[0]
    unit = parse(error.unit)
    if unit.dimension.is_one and not parse(measured.unit).dimension.is_one:
        return  # a relative error: whether to the reference or to full scale is the regulation's affair
    for column in (measured, reference):
        if not parse(column.unit).is_convertible_to(unit):
            raise InvalidDraft(field, f"the error is in {error.unit!r}, but {column.name} is in {column.unit!r}")
    for row in range(len(error.values)):
        (e, e_half), (m, m_half), (r, r_half) = (_in(each, row, unit) for each in (error, measured, reference))
        if abs(m - r - e) > e_half + m_half + r_half:
            raise InvalidDraft(
                f"{field}.columns",
                f"row {row + 1}: the error {error.values[row]} is not {measured.values[row]} − {reference.values[row]}",
            )


def _in(column: Column, row: int, unit: Unit) -> tuple[Fraction, Fraction]:
    conversion = parse(column.unit).conversion_to(unit)
    number = Number(column.values[row])
    scale = conversion.factor.rational
    # Differences are compared, so that a shift such as that of °C cancels.
    return Fraction(number.value) * scale, abs(_half_place(number) * scale)


def _half_place(number: Number) -> Fraction:
    return Fraction(10) ** -number.places / 2


def _two(number: Number) -> str:
    return f"{number.value:.1e}" if number.places < 0 else f"{number.value:.2g}"


def _at(entries: tuple[str, ...], row: int) -> str:
    return entries[row if len(entries) > 1 else 0]
