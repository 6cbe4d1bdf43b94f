"""Days: written in the ways of people, programs and spreadsheets."""

import re
from calendar import monthrange
from datetime import date, timedelta

from django.utils.translation import gettext_noop

from quanheng.server.core.tables.problems import Problem, problem
from quanheng.server.core.tables.reading.sheet import Number
from quanheng.server.core.tables.spec import Column
from quanheng.server.core.tables.values.text import half_width

#: Year, month, day, with any time behind; `2025年3月4日` and `2025.3.4` too.
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[T ]\s*[\d:.]+\s*Z?)?")
SHORT_YEAR = re.compile(r"(\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
MONTH_ONLY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?")
EIGHT_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})")
SERIAL = re.compile(r"\d{1,7}(?:\.0*)?")
#: Day 0 of the spreadsheets' calendar as it has counted since 1 March 1900.
EPOCH = date(1899, 12, 30)
FIRST_SERIAL, LAST_SERIAL = 61, 2_958_465
#: Serial numbers in a text file are taken for days only where a day is likely: 1954 to 2064.
LIKELY = range(20_000, 60_000)


def day(column: Column, text: str) -> tuple[str, Problem | None]:
    """One day as `2025-01-31`, or what is wrong and which days may be meant."""
    plain = half_width(text).strip()
    if found := YEAR_FIRST.fullmatch(plain) or EIGHT_DIGITS.fullmatch(plain):
        return _checked(column, text, *map(int, found.groups()))
    if SERIAL.fullmatch(plain):
        return _serial(column, text, int(float(plain)), is_number=isinstance(text, Number))
    return text, _unclear(column, text, plain)


def _checked(column: Column, text: str, year: int, month: int, number: int) -> tuple[str, Problem | None]:
    if (found := _date(year, month, number)) is not None:
        latest = column.latest() if column.latest else None
        if latest is not None and found > latest:
            return text, problem(
                "too-late",
                column.key,
                gettext_noop("%(day)s is later than %(latest)s."),
                day=found,
                latest=latest,
                fixes=[
                    each.isoformat()
                    for each in (_date(latest.year, month, number), _date(latest.year - 1, month, number))
                    if each and each <= latest
                ][:1],
            )
        return found.isoformat(), None
    if not 1 <= month <= 12:
        return text, problem(
            "no-such-month",
            column.key,
            gettext_noop("There is no month %(month)s."),
            month=month,
            fixes=_other_months(year, month, number),
        )
    last = monthrange(year, month)[1] if year else 28
    return text, problem(
        "no-such-day",
        column.key,
        gettext_noop("Month %(month)s of %(year)s has %(last)s days."),
        month=month,
        year=year,
        last=last,
        fixes=[date(year, month, last).isoformat()] if year else (),
    )


def _other_months(year: int, month: int, number: int) -> list[str]:
    """Day and month changed places, or a digit too many in the month."""
    candidates = [_date(year, number, month), _date(year, month % 10, number)]
    return [each.isoformat() for each in dict.fromkeys(candidates) if each]


def _serial(column: Column, text: str, serial: int, *, is_number: bool) -> tuple[str, Problem | None]:
    if is_number and FIRST_SERIAL <= serial <= LAST_SERIAL:
        found = EPOCH + timedelta(days=serial)
        return _checked(column, text, found.year, found.month, found.day)
    if serial in LIKELY:
        found = EPOCH + timedelta(days=serial)
        return text, problem(
            "serial-day",
            column.key,
            gettext_noop("%(text)s is how spreadsheets count %(day)s."),
            text=text,
            day=found,
            fixes=[found.isoformat()],
        )
    return text, _unclear(column, text, text)


def _unclear(column: Column, text: str, plain: str) -> Problem:
    fixes: list[str] = []
    if found := YEAR_LAST.fullmatch(plain):
        one, two, year = map(int, found.groups())
        fixes = [each.isoformat() for each in dict.fromkeys([_date(year, one, two), _date(year, two, one)]) if each]
    elif found := SHORT_YEAR.fullmatch(plain):
        year, month, number = map(int, found.groups())
        fixes = [
            each.isoformat() for each in [_date(2000 + year, month, number), _date(1900 + year, month, number)] if each
        ][:1]
    elif found := MONTH_ONLY.fullmatch(plain):
        fixes = [each.isoformat() for each in [_date(int(found[1]), int(found[2]), 1)] if each]
    return problem(
        "unclear-day",
        column.key,
        gettext_noop("“%(text)s” does not say which day. Write year, month and day: 2025-01-31."),
        text=text,
        fixes=fixes,
    )


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None
