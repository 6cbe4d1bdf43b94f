"""Tags of the page around the content: crumbs, tabs, steps, menus, dialogs, as-of time."""

from datetime import datetime

from django import template
from django.contrib.messages.storage.base import Message
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy

from quanheng.server.core.errors import Text
from quanheng.server.core.kit.dates import moment_text
from quanheng.server.core.kit.numbers import number_text

register = template.Library()

#: Of a step: its icon, its colour, and what a screen reader adds.
STEP_STATES: dict[str, tuple[str, str, Text]] = {
    "done": ("circle-check", " q-ok", gettext_lazy("done")),
    "now": ("progress", "", gettext_lazy("in hand")),
    "todo": ("circle-dashed", "", gettext_lazy("not begun")),
    "failed": ("circle-x", " q-bad", gettext_lazy("went wrong")),
}


@register.simple_tag
def crumb(label: Text, url: str = "") -> SafeString:
    """`{% crumb _("Instruments") url %}`: one step of the way here, in the block `crumbs`."""
    if url:
        return format_html('<li><a href="{}">{}</a></li>', url, label)
    return format_html("<li><span>{}</span></li>", label)


@register.simple_tag
def tab(label: Text, url: str, is_on: bool = False, count: int | None = None) -> SafeString:
    """`{% tab _("History") url is_on=True count=64 %}`: one tab, in the block `tabs`."""
    number = format_html(" <span>{}</span>", number_text(count)) if count is not None else ""
    on = SafeString(' class="is-on" aria-current="page"') if is_on else ""
    return format_html('<a href="{}"{}>{}{}</a>', url, on, label, number)


@register.simple_block_tag
def steps(content: str, label: Text = "") -> SafeString:
    """`{% steps %}{% step _("Choose a file") "done" %}…{% endsteps %}`: where one is in a work of several steps."""
    return format_html('<ol class="q-steps" aria-label="{}">{}</ol>', label or _("Steps"), content)


@register.simple_tag
def step(label: Text, state: str = "todo", note: Text = "", url: str = "") -> SafeString:
    """One step: `state` is done, now, todo or failed; `note` stands at its right.

    Raises:
        ValueError: another state.
    """
    if state not in STEP_STATES:
        raise ValueError(f"step: {state!r} is no state; one of: {', '.join(STEP_STATES)}")
    sign, tone, word = STEP_STATES[state]
    current = SafeString(' class="is-on" aria-current="step"') if state == "now" else ""
    inner = format_html(
        '<i class="ti ti-{}{}" aria-hidden="true"></i>{}<span class="q-vh">{}</span>{}',
        sign,
        tone,
        label,
        f"({word})",
        format_html("<small>{}</small>", note) if note else "",
    )
    if url:
        return format_html('<li><a href="{}"{}>{}</a></li>', url, current, inner)
    return format_html("<li><span{}>{}</span></li>", current, inner)


@register.simple_tag
def as_of(when: datetime, note: Text = "") -> SafeString:
    """`{% as_of computed_at %}`: of what moment the counts of this page are; beside the acts."""
    text = _("As of %(moment)s") % {"moment": moment_text(when)}
    return format_html(
        '<span class="q-asof"><i class="ti ti-clock" aria-hidden="true"></i> <time datetime="{}">{}</time>{}</span>',
        when.isoformat(),
        text,
        format_html("<span>{}{}</span>", _(", "), note) if note else "",
    )


@register.filter
def message_kind(message: Message) -> str:
    """Of a message of Django's, the status that its toast shows."""
    return {"success": "ok", "warning": "warn", "error": "bad"}.get(message.level_tag, "info")


@register.simple_tag
def message_icon(kind: str) -> SafeString:
    """The icon of a toast."""
    icons = {"ok": "circle-check", "warn": "alert-triangle", "bad": "circle-x", "info": "info-circle"}
    return format_html('<i class="ti ti-{}" aria-hidden="true"></i>', icons[kind])


@register.simple_block_tag
def menu(
    content: str, label: Text, icon: str = "", classes: str = "btn", is_left: bool = False, name: Text = ""
) -> SafeString:
    """`{% menu _("Columns") icon="columns-3" %}…{% endmenu %}`: a button that opens a box; works without scripts.

    `name` is what a screen reader hears where the label alone would not say it.
    """
    sign = format_html('<i class="ti ti-{}" aria-hidden="true"></i>', icon) if icon else ""
    spoken = format_html(' aria-label="{}"', name) if name else ""
    return format_html(
        '<details class="q-menu{}"><summary class="{}"{}>{}{} <i class="ti ti-chevron-down" aria-hidden="true"></i></summary>'
        '<div class="q-menu-box">{}</div></details>',
        " q-menu--left" if is_left else "",
        classes,
        spoken,
        sign,
        label,
        content,
    )


@register.simple_block_tag
def dialog(content: str, identifier: str, title: Text, is_wide: bool = False) -> SafeString:
    """`{% dialog "reasons" _("Why") %}…{% enddialog %}`: opened by a button with `data-open-dialog="reasons"`."""
    return format_html(
        '<dialog class="q-dialog{}" id="{}" aria-labelledby="{}-title"><h2 id="{}-title">{}</h2>{}</dialog>',
        " q-dialog--wide" if is_wide else "",
        identifier,
        identifier,
        identifier,
        title,
        content,
    )
