"""What the style page itself shows: each part in all its states."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from quanheng.server.core.kit.samples import bench_page, dashboard_page, object_page
from quanheng.server.core.kit.samples.form_page import InstrumentForm

TOKENS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("surface", ("bg", "surface", "sunken", "hover", "line", "line-strong", "edge")),
    ("text", ("text", "text-2", "text-3")),
    ("brand", ("brand", "brand-strong", "brand-tint", "brand-line", "on-brand")),
    ("status", ("ok", "ok-tint", "warn", "warn-tint", "bad", "bad-tint", "info", "info-tint", "mute", "mute-tint")),
    ("series", ("c1", "c2", "c3", "c4", "c5", "c6", "band")),
    ("classes", ("seq-1", "seq-2", "seq-3", "seq-4", "seq-5")),
)


def wrong_form() -> InstrumentForm:
    """A form after a failed try."""
    return InstrumentForm(
        {"kind": "JYJ", "model": "", "serial": "20210806", "district": "370102", "made_on": "2025-13-04"}
    )


def fates() -> list[dict[str, Any]]:
    """Where the rows of an import go; they add up to all rows."""
    rows = (
        (248, _("all rows"), "", "", True),
        (206, _("added"), "plus", "ok", False),
        (19, _("updated"), "refresh", "info", False),
        (8, _("skipped, no change"), "minus", "mute", False),
        (12, _("to be corrected"), "pencil", "warn", False),
        (3, _("rejected"), "ban", "bad", False),
    )
    return [dict(zip(("count", "word", "icon", "tone", "is_on"), row, strict=True)) for row in rows]


def context(request: HttpRequest) -> dict[str, Any]:
    return {
        "tokens": TOKENS,
        "form": InstrumentForm(),
        "wrong_form": wrong_form(),
        "fates": fates(),
        "history": object_page.history(),
        "chain": object_page.traced(),
        "districts": dashboard_page.overdue_by_district(),
        "falling_due": dashboard_page.falling_due(),
        "curve": bench_page.curve(bench_page.points()),
        "as_of_moment": dashboard_page.AS_OF,
        "run": (61, 80, 93),
        "goals": (61, 80, 100),
        "parts": [(23, "warn"), (389, "")],
    }
