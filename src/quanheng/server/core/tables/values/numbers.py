"""Whole and decimal numbers."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_noop

from quanheng.server.core.tables.problems import Fix, Problem, problem
from quanheng.server.core.tables.spec import Column, Kind
from quanheng.server.core.tables.values.text import half_width

PLAIN_INTEGER = re.compile(r"(?:0|-?[1-9]\d{0,17})?")
GROUPED = re.compile(r"[+-]?\d{1,3}(?:[, \u202f\u00a0']\d{3})+(?:\.\d+)?")


def plain_numbers(column: Column) -> re.Pattern[str]:
    """What a number of this column looks like when nothing is to be asked about it; the empty text included."""
    if column.kind is Kind.INTEGER:
        return PLAIN_INTEGER
    whole = max(1, column.digits - column.scale) if column.digits else 28
    return re.compile(rf"(?:-?\d{{1,{whole}}}(?:\.\d{{1,{column.scale or 12}}})?)?")


def number(column: Column, text: str) -> tuple[str, Problem | None]:
    """One number that is not plain: with grouping marks, full-width digits, an exponent, or none at all."""
    plain = half_width(text).strip().replace("−", "-").removeprefix("+")
    if GROUPED.fullmatch(plain):
        plain = re.sub(r"[, \u202f\u00a0']", "", plain)
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return text, problem(
            "not-a-number", column.key, gettext_noop("“%(text)s” is no number."), text=text, fixes=_digits_of(plain)
        )
    if not value.is_finite() or value.adjusted() > 30:
        return text, problem("not-a-number", column.key, gettext_noop("“%(text)s” is no number."), text=text)
    scale = 0 if column.kind is Kind.INTEGER else column.scale
    rounded = round(value, scale)
    if rounded != value:
        return text, problem(
            "too-exact",
            column.key,
            gettext_noop("%(text)s has more decimals than the %(scale)s that are kept."),
            text=text,
            scale=scale,
            fixes=[f"{rounded:f}"],
        )
    if column.digits and rounded.adjusted() + 1 > column.digits - column.scale:
        return text, problem("too-large", column.key, gettext_noop("%(text)s has too many digits."), text=text)
    return f"{value.normalize():f}" if "e" in plain.lower() or scale == 0 else plain, None


def out_of_range(column: Column, texts: Sequence[str]) -> dict[int, Problem]:
    """Which of the (right) numbers lie outside the column's limits."""
    if column.minimum is None and column.maximum is None:
        return {}
    low = column.minimum if column.minimum is not None else float("-inf")
    high = column.maximum if column.maximum is not None else float("inf")
    outside = [place for place, text in enumerate(texts) if text and not low <= float(text) <= high]
    return {place: _range_problem(column, texts[place]) for place in outside}


def _range_problem(column: Column, text: str) -> Problem:
    if column.maximum is None:
        return problem(
            "out-of-range", column.key, gettext_noop("%(text)s is below %(low)s."), text=text, low=column.minimum
        )
    if column.minimum is None:
        return problem(
            "out-of-range", column.key, gettext_noop("%(text)s is above %(high)s."), text=text, high=column.maximum
        )
    return problem(
        "out-of-range",
        column.key,
        gettext_noop("%(text)s does not lie between %(low)s and %(high)s."),
        text=text,
        low=column.minimum,
        high=column.maximum,
    )


def _digits_of(text: str) -> list[Fix | str]:
    """`约 120 人` is likely to mean 120: the only number in the text."""
    found = re.findall(r"\d+(?:\.\d+)?", text)
    return [found[0]] if len(found) == 1 else []
