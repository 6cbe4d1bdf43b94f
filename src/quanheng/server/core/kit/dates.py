"""How dates are written: ISO for staff, in words for the public, and how far away a day is."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import get_language, gettext as _, ngettext

from quanheng.server.core.clock import today
from quanheng.server.core.kit.numbers import NOTHING, number_text


def day_text(value: date | datetime | None) -> str:
    """A day as staff read it: `2025-11-20`, in the city's time zone."""
    return NOTHING if value is None else _day(value).isoformat()


def moment_text(value: datetime | None) -> str:
    """A moment as staff read it: `2025-11-20 08:30`, in the city's time zone."""
    if value is None:
        return NOTHING
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


def day_in_words(value: date | datetime | None) -> str:
    """A day as the public reads it: `2025年11月20日`, `20 November 2025`."""
    if value is None:
        return NOTHING
    day = _day(value)
    if (get_language() or "zh").startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {formats.date_format(day, 'F Y')}"


def days_until(value: date | datetime) -> int:
    """Days from today until `value`; negative when it is over."""
    return (_day(value) - today()).days


def due_text(value: date | datetime | None) -> str:
    """How long until a day, or how long it is overdue, in words."""
    if value is None:
        return NOTHING
    days = days_until(value)
    if days == 0:
        return _("due today")
    count = {"days": number_text(abs(days))}
    if days > 0:
        return ngettext("%(days)s day left", "%(days)s days left", days) % count
    return ngettext("%(days)s day overdue", "%(days)s days overdue", -days) % count


def due_short(value: date | datetime | None) -> str:
    """The same for a narrow column: `in 4 d`, `101 d ago`."""
    if value is None:
        return NOTHING
    days = days_until(value)
    if days == 0:
        return _("today")
    words = _("in %(days)s d") if days > 0 else _("%(days)s d ago")
    return words % {"days": number_text(abs(days))}


def ago_text(value: date | datetime | None) -> str:
    """How long ago a day was: `today`, `yesterday`, `3 days ago`; the day itself beyond a month."""
    if value is None:
        return NOTHING
    days = -days_until(value)
    if days < 0 or days > 31:
        return day_text(value)
    if days < 2:
        return _("yesterday") if days else _("today")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": days}


def _day(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value
