"""Tags for small things within a line: icons, status badges, numbers, dates, counts, keys."""

from datetime import date, datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from quanheng.server.core.errors import Text
from quanheng.server.core.kit import dates
from quanheng.server.core.kit.numbers import Number, number_text, quantity_text, signed_text, size_text
from quanheng.server.core.kit.status import ICONS, status_named

register = template.Library()


@register.simple_tag
def icon(name: str, label: Text = "", tone: str = "") -> SafeString:
    """`{% icon "plus" %}`: a Tabler icon, hidden from screen readers unless it has a `label`.

    `tone` (ok, warn, bad, info, mute, 2, 3) colours it.
    """
    classes = f"ti ti-{name}" + (f" q-{tone}" if tone else "")
    if label:
        return format_html('<i class="{}" role="img" aria-label="{}"></i>', classes, label)
    return format_html('<i class="{}" aria-hidden="true"></i>', classes)


@register.simple_tag
def status(kind: str, word: Text, icon: str = "", is_tag: bool = False) -> SafeString:
    """`{% status "ok" _("Valid") %}`: icon, word and colour; `is_tag=True` frames it, for page heads."""
    known = status_named(kind)
    frame = " q-tag" if is_tag else ""
    return format_html(
        '<span class="q-st q-st-{}{}"><i class="ti ti-{}" aria-hidden="true"></i>{}</span>',
        known.value,
        frame,
        icon or ICONS[known],
        word,
    )


@register.simple_tag
def number(value: Number | None, decimals: int | None = None, unit: str = "") -> SafeString:
    """`{% number 412936 %}`, `{% number error decimals=2 unit="%" %}`: grouped, with a true minus and a thin space."""
    return format_html('<span class="q-num">{}</span>', quantity_text(value, unit, decimals))


@register.simple_tag
def error(value: Number | None, decimals: int | None = None, unit: str = "") -> SafeString:
    """`{% error 0.08 decimals=2 %}`: a difference, always with its sign."""
    return format_html('<span class="q-num">{}</span>', quantity_text(value, unit, decimals, is_signed=True))


@register.filter("number")
def number_filter(value: Number | None, decimals: int | None = None) -> str:
    """`{{ value|number }}`, `{{ value|number:2 }}`: the text alone."""
    return number_text(value, decimals)


@register.filter("signed")
def signed_filter(value: Number | None, decimals: int | None = None) -> str:
    """`{{ value|signed:2 }}`: the text alone, with its sign."""
    return signed_text(value, decimals)


@register.filter("filesize_text")
def file_size(value: int) -> str:
    """`{{ octets|filesize_text }}`: `48 KB`."""
    return size_text(value)


@register.simple_tag
def count(value: int | None, url: str = "", unit: Text = "") -> SafeString:
    """`{% count 281 url %}`: a count that opens the list it counts; without an address, or at zero, plain."""
    text = number_text(value)
    shown = format_html('<a class="q-n" href="{}">{}</a>', url, text) if url and value else format_html("{}", text)
    return format_html("{} {}", shown, unit) if unit else shown


@register.simple_tag
def day(value: date | datetime | None) -> SafeString:
    """`{% day due_on %}`: `2025-11-20`."""
    if value is None:
        return format_html("{}", dates.NOTHING)
    text = dates.day_text(value)
    return format_html('<time class="q-num" datetime="{}">{}</time>', text, text)


@register.simple_tag
def moment(value: datetime | None) -> SafeString:
    """`{% moment issued_at %}`: `2025-11-20 08:30`."""
    if value is None:
        return format_html("{}", dates.NOTHING)
    return format_html('<time class="q-num" datetime="{}">{}</time>', value.isoformat(), dates.moment_text(value))


@register.simple_tag
def public_day(value: date | datetime | None) -> SafeString:
    """`{% public_day due_on %}`: `2025年11月20日`, `20 November 2025`."""
    if value is None:
        return format_html("{}", dates.NOTHING)
    return format_html('<time datetime="{}">{}</time>', dates.day_text(value), dates.day_in_words(value))


@register.simple_tag
def due(value: date | datetime | None) -> SafeString:
    """`{% due valid_until %}`: `115 days left`, `32 days overdue` in red."""
    if value is None:
        return format_html("{}", dates.NOTHING)
    tone = "q-num q-bad" if dates.days_until(value) < 0 else "q-num"
    return format_html('<span class="{}">{}</span>', tone, dates.due_text(value))


register.filter("day", dates.day_text)
register.filter("moment", dates.moment_text)
register.filter("day_in_words", dates.day_in_words)
register.filter("due", dates.due_text)
register.filter("ago", dates.ago_text)


@register.simple_tag
def code(value: Text) -> SafeString:
    """`{% code credit_code %}`: numbers and codes that are read letter by letter."""
    return format_html('<span class="q-code">{}</span>', value)


@register.simple_tag
def keys(*names: str) -> SafeString:
    """`{% keys "Ctrl" "Enter" %}`: keys of the keyboard."""
    return SafeString("".join(format_html("<kbd>{}</kbd>", name) for name in names))
