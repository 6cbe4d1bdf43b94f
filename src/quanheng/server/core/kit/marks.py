"""Small drawings within a line or a cell, as SVG that takes its colours from the style sheet by class.

No style attribute is written: the policy of the pages forbids it. Each drawing says in words what it shows.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from quanheng.server.core.kit.numbers import number_text, signed_text

#: From this share of the limit on, a value inside is drawn as close to it.
CLOSE_TO_LIMIT = 0.8
Real = int | float | Decimal


def error_bullet(
    value: Real | None, limit: Real, uncertainty: Real | None = None, decimals: int | None = None
) -> SafeString:
    """An error within its allowed band: pale band, ticks at the limits, dot for the value, bar for U.

    Args:
        value: the error; None draws the empty band of a point not yet measured.
        limit: the maximum permissible error, > 0, on both sides.
        uncertainty: expanded uncertainty U, if it is to be shown.
        decimals: places in the spoken text.

    Raises:
        ValueError: the limit is not positive.
    """
    if limit <= 0:
        raise ValueError(f"error_bullet: the limit must be above zero, not {limit}")
    if value is None:
        return _bullet("", "", is_hidden=True)
    share = float(value) / float(limit)
    tone = " f" if abs(share) > 1 else " w" if abs(share) > CLOSE_TO_LIMIT else ""
    words = _("error %(error)s, allowed ±%(limit)s") % {
        "error": signed_text(value, decimals),
        "limit": number_text(limit),
    }
    bar: str = ""
    if uncertainty is not None:
        left, right = (_across(share + side * float(uncertainty) / float(limit)) for side in (-1, 1))
        bar = format_html('<path class="u" d="M{} 9H{}"/>', left, right)
    dot = format_html('{}<circle class="p{}" cx="{}" cy="9" r="4.2"/>', bar, tone, _across(share))
    return _bullet(words, dot, is_hidden=False)


def _across(share: float) -> str:
    """Where a share of the limit lies; what is far outside stays at the edge of the drawing."""
    return f"{64 + 47.4 * max(-1.26, min(1.26, share)):.1f}"


def _bullet(words: str, dot: str, *, is_hidden: bool) -> SafeString:
    spoken = SafeString('aria-hidden="true"') if is_hidden else format_html('role="img" aria-label="{}"', words)
    return format_html(
        '<svg class="q-bullet q-bullet--err" viewBox="0 0 128 18" {}><rect class="b" x="16.6" y="2" width="94.8" height="14"/>'
        '<path class="l" d="M16.6 1v16M111.4 1v16"/><path class="z" d="M64 2v14"/>{}</svg>',
        spoken,
        dot,
    )


def limit_bar(value: Real, limit: Real) -> SafeString:
    """How much of the limit a value uses up, as a bar with a tick at the limit; for a column of a list.

    Raises:
        ValueError: the limit is not positive.
    """
    if limit <= 0:
        raise ValueError(f"limit_bar: the limit must be above zero, not {limit}")
    share = abs(float(value)) / float(limit)
    tone = " f" if share > 1 else " w" if share > CLOSE_TO_LIMIT else ""
    words = _("%(share)s %% of the maximum permissible error") % {"share": number_text(share * 100, 0)}
    return format_html(
        '<svg class="q-bullet q-bullet--bar" viewBox="0 0 84 12" role="img" aria-label="{}"><rect class="tr" y="2.5" width="70" height="7"/>'
        '<rect class="bar{}" y="2.5" width="{}" height="7"/><path class="l" d="M70 0v12"/></svg>',
        words,
        tone,
        f"{min(84.0, 70 * share):.1f}",
    )


def progress_bar(now: Real, target: Real, *, is_late: bool = False, unit: str = "") -> SafeString:
    """Where a figure stands against its target; the scale starts at zero.

    Raises:
        ValueError: the target is not positive, or the figure is negative.
    """
    if target <= 0 or now < 0:
        raise ValueError(f"progress_bar: needs a figure from zero up and a target above zero, not {now} and {target}")
    scale = 130 / (1.08 * max(float(now), float(target)))
    tone = " g" if now >= target else " w" if is_late else ""
    words = _("%(now)s, target %(target)s") % {"now": number_text(now) + unit, "target": number_text(target) + unit}
    return format_html(
        '<svg class="q-bullet q-bullet--progress" viewBox="0 0 130 14" role="img" aria-label="{}"><rect class="tr" y="3" width="130" height="8"/>'
        '<rect class="bar{}" y="3" width="{}" height="8"/><path class="t" d="M{} 0v14"/></svg>',
        words,
        tone,
        f"{float(now) * scale:.1f}",
        f"{float(target) * scale:.1f}",
    )


def part_bar(parts: Sequence[tuple[Real, str]], whole: Real, words: str) -> SafeString:
    """Parts of a whole one after another, each with its tone (ok, warn, bad, mute or empty); `whole` sets the scale.

    Raises:
        ValueError: the whole is not positive, or the parts exceed it.
    """
    tones = {"ok": " g", "warn": " w", "bad": " f", "mute": " m", "": ""}
    total = sum(float(amount) for amount, _tone in parts)
    if whole <= 0 or total > float(whole) * 1.000001:
        raise ValueError(f"part_bar: parts of {total} do not fit into {whole}")
    shapes, start = [], 0.0
    for amount, tone in parts:
        width = 100 * float(amount) / float(whole)
        shapes.append(
            format_html(
                '<rect class="bar{}" x="{}" y="2" width="{}" height="8"/>', tones[tone], f"{start:.1f}", f"{width:.1f}"
            )
        )
        start += width
    return format_html(
        '<svg class="q-bullet q-bullet--bar" viewBox="0 0 100 12" role="img" aria-label="{}">{}</svg>',
        words,
        SafeString("".join(shapes)),
    )


def spark_line(values: Sequence[Real], goals: Sequence[Real] = ()) -> SafeString:
    """The run of a figure, with that of its goal dotted behind; decoration: the numbers stand beside it."""
    everything = [float(each) for each in (*values, *goals)]
    low, high = min(everything), max(everything)
    span = (high - low) or 1.0

    def points(series: Sequence[Real]) -> str:
        step = 82 / max(1, len(series) - 1)
        return " ".join(f"{2 + i * step:.1f},{20 - 16 * (float(v) - low) / span:.1f}" for i, v in enumerate(series))

    goal = format_html('<polyline class="g" points="{}"/>', points(goals)) if goals else ""
    end_x, _comma, end_y = points(values).rpartition(" ")[2].partition(",")
    return format_html(
        '<svg class="q-spark" width="88" height="24" viewBox="0 0 88 24" aria-hidden="true">{}<polyline class="s" points="{}"/>'
        '<circle class="e" cx="{}" cy="{}" r="2.6"/></svg>',
        goal,
        points(values),
        end_x,
        end_y,
    )
