"""The object page of the style page: a fuel dispenser, its errors over time, its chain and its life."""

from typing import Any

from django.utils.translation import gettext as _

from quanheng.server.core.kit.chain import Chain, Influence, Standard
from quanheng.server.core.kit.charts import Chart, Mark, Series, error_history
from quanheng.server.core.kit.status import Status

DATES = (
    "2021-09-08",
    "2022-03-10",
    "2022-09-14",
    "2023-03-16",
    "2023-09-19",
    "2024-03-19",
    "2024-05-14",
    "2024-05-15",
    "2024-09-20",
    "2025-03-18",
    "2025-09-16",
)
NOZZLES = (
    (0.02, 0.04, 0.03, 0.06, 0.05, 0.07, 0.06, 0.06, 0.07, 0.07, 0.08),
    (-0.05, -0.06, -0.04, -0.07, -0.09, -0.08, -0.09, -0.08, -0.08, -0.10, -0.11),
    (0.09, 0.10, 0.12, 0.11, 0.14, 0.13, 0.14, 0.14, 0.15, 0.15, 0.16),
    (-0.08, -0.12, -0.15, -0.19, -0.24, -0.29, -0.36, -0.10, -0.12, -0.17, -0.21),
)


def history() -> Chart:
    return error_history(
        _("Errors of four nozzles at each verification, within the allowed band"),
        DATES,
        [
            Series(_("Nozzle %(number)s") % {"number": i}, values, short=_("No. %(number)s") % {"number": i})
            for i, values in enumerate(NOZZLES, start=1)
        ],
        limit=0.3,
        axis=_("Error / %"),
        marks=[Mark("2024-05-15", _("repair"))],
        insight=_(
            "Since its repair of May 2024, nozzle 4 goes on drifting by about −0.08 % a year; when it falls due in March 2026, −0.25 % is expected: within the allowed band with a probability of 93 %."
        ),
    )


def traced() -> Chain:
    good = _("in force")
    return Chain(
        _("Traceability on the day of verification, 2025-09-16"),
        (
            Standard(_("National volume standard"), "U = 0.005 %", word=good),
            Standard(_("First-class metal measure"), "U = 0.012 %", word=good),
            Standard(_("Second-class LQ-07"), "U = 0.025 %", Status.WARN, _("until 2025-12-05")),
            Standard(_("This dispenser"), "MPE ±0.30 %", word=_("this instrument")),
        ),
        (Influence(_("Thermometer TW-112"), _("temperature of the measure"), place=2, word=good),),
    )


def records() -> list[dict[str, Any]]:
    """The last verifications, newest first."""
    periodic, repaired, inspected = _("periodic"), _("after repair"), _("inspection")
    passed, failed = ("ok", _("conforming"), "circle-check"), ("bad", _("nonconforming"), "circle-x")
    rows = (
        (10, periodic, passed, "2025-443-012870"),
        (9, periodic, passed, "2025-443-003914"),
        (8, periodic, passed, "2024-443-013255"),
        (7, repaired, passed, "2024-443-005817"),
        (6, inspected, failed, "JC-2024-0512"),
        (5, periodic, passed, "2024-443-003120"),
    )
    return [
        {
            "day": DATES[place],
            "type": kind,
            "kind": look[0],
            "word": look[1],
            "icon": look[2],
            "errors": [values[place] for values in NOZZLES],
            "document": document,
        }
        for place, kind, look, document in rows
    ]


def context() -> dict[str, Any]:
    return {"history": history(), "chain": traced(), "records": records()}
