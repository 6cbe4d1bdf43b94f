"""Block tags that build a page's content: panels, facts, metrics, notices, timelines, empty states."""

from django import template
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from quanheng.server.core.errors import Text
from quanheng.server.core.kit.status import status_named

register = template.Library()
NOTE_ICONS = {
    "info": "info-circle",
    "warn": "alert-triangle",
    "bad": "circle-x",
    "ok": "circle-check",
    "mute": "info-circle",
}


@register.simple_block_tag
def panel(
    content: str,
    title: Text = "",
    note: Text = "",
    more: Text = "",
    more_url: str = "",
    foot: Text = "",
    level: int = 2,
    is_flush: bool = False,
    anchor: str = "",
    classes: str = "",
) -> SafeString:
    """`{% panel title=_("Facts") note=… more=_("All 10") more_url=… %}…{% endpanel %}`.

    `note` stands grey beside the title, `more` at the right (a link when `more_url` is given), `foot` below a line.
    `is_flush=True` leaves out the padding, for tables and lists. `level` is that of the heading. `anchor` is its id.
    """
    return SafeString(
        render_to_string(
            "kit/parts/panel.html",
            {
                "title": title,
                "note": note,
                "more": more,
                "more_url": more_url,
                "foot": foot,
                "heading": f"h{level}",
                "is_flush": is_flush,
                "anchor": anchor,
                "classes": classes,
                "content": content,
            },
        )
    )


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """`{% facts %}{% fact _("Kind") %}…{% endfact %}{% endfacts %}`: labels at the left, values beside them."""
    return format_html('<dl class="q-facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, label: Text) -> SafeString:
    """One line of facts; a value that is empty or only spaces leaves the line out."""
    if not content.strip():
        return SafeString("")
    return format_html("<dt>{}</dt><dd>{}</dd>", label, content)


@register.simple_block_tag
def metrics(content: str) -> SafeString:
    """`{% metrics %}{% metric … %}{% endmetrics %}`: at most six figures that lead a page."""
    return format_html('<dl class="q-metrics">{}</dl>', content)


@register.simple_block_tag
def metric(content: str, label: Text, value: Text, url: str = "", unit: Text = "") -> SafeString:
    """`{% metric _("Overdue") value=n|number url=… unit=_("items") %}note{% endmetric %}`: the note stands below."""
    shown = format_html('<a class="q-n" href="{}">{}</a>', url, value) if url else conditional_escape(value)
    small = format_html("<small>{}</small>", unit) if unit else ""
    note = format_html('<div class="q-note">{}</div>', content) if content.strip() else ""
    return format_html(
        '<div class="q-metric"><dt>{}</dt><dd><div class="q-v">{}{}</div>{}</dd></div>', label, shown, small, note
    )


@register.simple_block_tag
def note(content: str, kind: str = "info", title: Text = "", icon: str = "") -> SafeString:
    """`{% note "warn" title=_("…") %}…{% endnote %}`: says what is and what to do; one a page."""
    known = status_named(kind)
    lead = format_html('<b class="q-b">{}</b> ', title) if title else ""
    return format_html(
        '<div class="q-note-box is-{}"><i class="ti ti-{}" aria-hidden="true"></i><div>{}{}</div></div>',
        known.value,
        icon or NOTE_ICONS[known.value],
        lead,
        content,
    )


@register.simple_tag
def empty(title: Text, text: Text = "", verb: Text = "", url: str = "", icon: str = "plus") -> SafeString:
    """`{% empty _("No organisations yet") text=… verb=_("Register one") url=… %}`: what is missing, and one act."""
    why = format_html("<p>{}</p>", text) if text else ""
    act = (
        format_html(
            '<a class="btn btn-primary" href="{}"><i class="ti ti-{}" aria-hidden="true"></i>{}</a>', url, icon, verb
        )
        if verb and url
        else ""
    )
    return format_html('<div class="q-empty"><b>{}</b>{}{}</div>', title, why, act)


@register.simple_block_tag
def timeline(content: str, is_short: bool = False) -> SafeString:
    """`{% timeline %}{% happening when=… icon=… %}…{% endhappening %}{% endtimeline %}`: newest first.

    `is_short=True` narrows the column of dates, for times of a day.
    """
    return format_html('<ol class="q-time{}">{}</ol>', " q-time--s" if is_short else "", content)


@register.simple_block_tag
def happening(content: str, when: Text, icon: str = "point", tone: str = "", detail: Text = "") -> SafeString:
    """One line of a timeline: what happened, and one grey line of `detail` below."""
    below = format_html("<p>{}</p>", detail) if detail else ""
    classes = f"ti ti-{icon}" + (f" q-{tone}" if tone else "")
    return format_html(
        '<li><span class="q-when">{}</span><i class="{}" aria-hidden="true"></i><div>{}{}</div></li>',
        when,
        classes,
        content,
        below,
    )


@register.simple_block_tag
def items(content: str) -> SafeString:
    """`{% items %}{% item … %}{% enditems %}`: a list of lines with icon, text and something at the end."""
    return format_html('<ul class="q-list">{}</ul>', content)


@register.simple_block_tag
def item(content: str, icon: str = "", tone: str = "", end: Text = "", detail: Text = "") -> SafeString:
    """One line of `items`: `detail` grey below, `end` at the right."""
    sign = (
        format_html('<i class="ti ti-{}{}" aria-hidden="true"></i>', icon, f" q-{tone}" if tone else "") if icon else ""
    )
    below = format_html("<p>{}</p>", detail) if detail else ""
    right = format_html('<span class="q-end">{}</span>', end) if end else ""
    return format_html("<li>{}<span>{}{}</span>{}</li>", sign, content, below, right)


@register.simple_block_tag
def scroll(content: str, label: Text) -> SafeString:
    """`{% scroll _("Verifications") %}<table …>{% endscroll %}`: what is wider than a phone scrolls by itself.

    It can be reached by keyboard, and says by its `label` what it is.
    """
    return format_html('<div class="q-scroll" tabindex="0" role="region" aria-label="{}">{}</div>', label, content)


@register.simple_block_tag
def trust(content: str) -> SafeString:
    """`{% trust %}{% trust_line … %}…{% endtrust_line %}{% endtrust %}`: five lines, each with its own verdict."""
    return format_html('<ul class="q-trust">{}</ul>', content)


@register.simple_block_tag
def trust_line(content: str, what: Text, verdict: str) -> SafeString:
    """One line of trust; `verdict` is a rendered `{% status %}`."""
    return format_html('<li><span class="q-what">{}</span>{}<p>{}</p></li>', what, conditional_escape(verdict), content)


@register.simple_block_tag
def answer(
    content: str, kind: str, title: Text, side_label: Text = "", side: Text = "", side_note: Text = ""
) -> SafeString:
    """`{% answer "ok" _("Verified") side_label=… side=… %}evidence{% endanswer %}`: the answer in one sentence."""
    known = status_named(kind)
    icons = {"ok": "circle-check", "warn": "help-circle", "bad": "circle-x", "info": "progress", "mute": "circle-minus"}
    right = (
        format_html('<div class="q-due"><span>{}</span><b>{}</b><span>{}</span></div>', side_label, side, side_note)
        if side
        else ""
    )
    return format_html(
        '<section class="q-answer is-{}"><div><div class="q-big"><i class="ti ti-{}" aria-hidden="true"></i>{}</div>'
        "<p>{}</p></div>{}</section>",
        known.value,
        icons[known.value],
        title,
        content,
        right,
    )
