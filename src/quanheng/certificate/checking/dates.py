"""Rules on dates: readable, in order, none in the future."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from quanheng.certificate.checking.rule import Found, Severity, Wording, found, rule
from quanheng.certificate.checking.subject import Subject
from quanheng.certificate.model import QuantityList, RealValues, Statement

_DATE = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:Z|[+-]\d\d:\d\d)?", re.ASCII)
#: The day of a date without time zone begins up to 14 hours earlier somewhere.
_ONE_DAY = timedelta(days=1)

_BEGIN = Wording("the beginning of the measurement", "校准开始日期")
_END = Wording("the end of the measurement", "校准结束日期")
_RECEIPT = Wording("the receipt of the item", "收样日期")
_ISSUE = Wording("the issue", "签发日期")
_RECALIBRATION = Wording("the next calibration", "建议的下次校准日期")


def date_of(text: str | None) -> date | None:
    """An xs:date; None where there is none, or where it is no date.

    Example:
        >>> date_of("2026-02-28+08:00"), date_of("2026-02-30")
        (datetime.date(2026, 2, 28), None)
    """
    matched = _DATE.fullmatch(text or "")
    if matched is None:
        return None
    try:
        return date(*(int(each) for each in matched.groups()))
    except ValueError:
        return None


def _dates(subject: Subject) -> dict[Wording, str | None]:
    core = subject.certificate.administrative.core
    return {
        _RECEIPT: core.receipt_date,
        _BEGIN: core.begin_performance_date,
        _END: core.end_performance_date,
        _ISSUE: core.issue_date,
    }


@rule(
    "DCC-D01",
    Severity.ERROR,
    title=("Dates are dates", "日期可以识别"),
    message=("{what}: {text} is no date", "{what}：{text} 不是日期"),
    remedy=("write it as 2026-11-23", "写作 2026-11-23 的形式"),
)
def dates_are_dates(subject: Subject) -> Iterator[Found]:
    """Of the core data and of statements."""
    place = subject.certificate.administrative.core.place
    for what, text in _dates(subject).items():
        if text and date_of(text) is None:
            yield found(place, what=what, text=repr(text))
    for statement in subject.all(Statement):
        if statement.date and date_of(statement.date) is None:
            yield found(
                statement.place, what=Wording("the date of a statement", "声明的日期"), text=repr(statement.date)
            )


@rule(
    "DCC-D02",
    Severity.ERROR,
    title=("Dates follow one another: receipt, beginning, end, issue", "日期依次为收样、开始、结束、签发"),
    message=(
        "{later}, {date_of_later}, lies before {earlier}, {date_of_earlier}",
        "{later}（{date_of_later}）早于{earlier}（{date_of_earlier}）",
    ),
    remedy=("correct the date that is wrong", "更正有误的日期"),
)
def dates_in_order(subject: Subject) -> Iterator[Found]:
    """Receipt before the end: a part may come while others are measured. Issue on the last day or later."""
    dates = {what: date_of(text) for what, text in _dates(subject).items()}
    for earlier, later in ((_BEGIN, _END), (_RECEIPT, _END), (_END, _ISSUE)):
        first, second = dates[earlier], dates[later]
        if first is not None and second is not None and second < first:
            yield found(
                subject.certificate.administrative.core.place,
                later=later, date_of_later=second, earlier=earlier, date_of_earlier=first,
            )  # fmt: skip


@rule(
    "DCC-D03",
    Severity.ERROR,
    title=("No date of what was done lies in the future", "已完成工作的日期不在将来"),
    message=("{what}, {date}, is after today, {today}", "{what}（{date}）晚于今天（{today}）"),
    remedy=("correct the date, or this machine's clock", "更正日期，或校准本机时钟"),
)
def not_in_the_future(subject: Subject) -> Iterator[Found]:
    """A day of grace for time zones."""
    for what, text in _dates(subject).items():
        day = date_of(text)
        if day is not None and day > subject.today + _ONE_DAY:
            yield found(subject.certificate.administrative.core.place, what=what, date=day, today=subject.today)


@rule(
    "DCC-D04",
    Severity.ERROR,
    title=("The next calibration lies after this one", "下次校准日期在本次校准之后"),
    message=("{what}, {date}, lies before the end of this one, {end}", "{what}（{date}）早于本次校准结束日期（{end}）"),
    remedy=("correct the date", "更正日期"),
)
def recalibration_after_calibration(subject: Subject) -> Iterator[Found]:
    """Statements of the type basic_recalibration."""
    end = date_of(subject.certificate.administrative.core.end_performance_date)
    for statement in subject.all(Statement):
        day = date_of(statement.date)
        if statement.is_a("basic_recalibration") and day is not None and end is not None and day < end:
            yield found(statement.place, what=_RECALIBRATION, date=day, end=end)


@rule(
    "DCC-D05",
    Severity.WARNING,
    title=("Times of values lie within the measurement", "数值的时间在校准期间之内"),
    message=("{time} is not between {begin} and {end}", "{time} 不在 {begin} 至 {end} 之间"),
    remedy=("correct the time, or the dates of the measurement", "更正该时间，或更正校准的起止日期"),
)
def times_within_measurement(subject: Subject) -> Iterator[Found]:
    """A day of grace at both ends; once for each list."""
    core = subject.certificate.administrative.core
    begin, end = date_of(core.begin_performance_date), date_of(core.end_performance_date)
    if begin is None or end is None:
        return
    parts: list[RealValues | QuantityList] = [*subject.all(RealValues), *subject.all(QuantityList)]
    for part in parts:
        outside = [each for each in part.times if _is_outside(each, begin, end)]
        if outside:
            yield found(part.place, time=outside[0], begin=begin, end=end)


def _is_outside(time: str, begin: date, end: date) -> bool:
    day = date_of(time[:10])
    return day is not None and not begin - _ONE_DAY <= day <= end + _ONE_DAY
