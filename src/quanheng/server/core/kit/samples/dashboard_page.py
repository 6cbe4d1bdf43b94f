"""The dashboard of the style page: the city on one page."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _

from quanheng.server.core.kit.charts import Chart, bars_against_capacity
from quanheng.server.core.kit.numbers import NARROW_SPACE, number_text
from quanheng.server.core.kit.tilemap import Tile, TileMap

AS_OF = datetime(2025, 11, 20, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))


def overdue_by_district() -> TileMap:
    rows = (
        ("370126", _("Shanghe"), 1, 4, 202, 2362),
        ("370105", _("Tianqiao"), 2, 3, 402, 9105),
        ("370115", _("Jiyang"), 2, 4, 168, 4386),
        ("370104", _("Huaiyin"), 3, 2, 233, 8320),
        ("370102", _("Lixia"), 3, 3, 281, 12846),
        ("370112", _("Licheng"), 3, 4, 318, 12930),
        ("370114", _("Zhangqiu"), 3, 5, 287, 8744),
        ("370124", _("Pingyin"), 4, 1, 143, 2015),
        ("370113", _("Changqing"), 4, 2, 176, 4612),
        ("370103", _("Shizhong"), 4, 3, 246, 10214),
        ("370116", _("Laiwu"), 4, 5, 214, 6720),
        ("370117", _("Gangcheng"), 4, 6, 61, 2486),
    )
    here = reverse("kit_list")
    return TileMap(
        label=_("Share of overdue instruments by district"),
        tiles=tuple(
            Tile(
                code,
                name,
                row,
                column,
                amount=100 * late / all_,
                value=f"{100 * late / all_:.1f}{NARROW_SPACE}%",
                detail=f"{number_text(late)} / {number_text(all_)}",
                url=f"{here}?state=overdue",
            )
            for code, name, row, column, late, all_ in rows
        ),
        bounds=(2.5, 3, 4, 6),
        figure=_("Overdue share"),
        detail_label=_("Overdue / in use"),
        unit="%",
    )


def falling_due() -> Chart:
    weeks = ["11-17", "11-24", "12-01", "12-08", "12-15", "12-22", "12-29", "01-05", "01-12", "01-19", "01-26", "02-02"]
    return bars_against_capacity(
        _("Instruments falling due in each of the next twelve weeks"),
        weeks,
        (1380, 1455, 1502, 1390, 1610, 1720, 1240, 1180, 1350, 1490, 980, 1410),
        name_label=_("Week of"),
        value_label=_("Falling due"),
        capacity=1450,
        capacity_label=_("Capacity"),
        insight=_(
            "Five weeks exceed the city's capacity; the week of 22 December by 270. Work can be brought forward."
        ),
    )


def indicators() -> list[dict[str, Any]]:
    track, reached, risk = (
        ("info", _("On track"), "progress"),
        ("ok", _("Reached"), "circle-check"),
        ("warn", _("At risk"), "alert-circle"),
    )
    rows = (
        (_("Metrology research projects led"), (9, 12, 14), 15, track),
        (_("Local technical specifications drafted or revised"), (9, 13, 16), 15, reached),
        (_("Public measurement standards built or upgraded"), (61, 80, 93), 100, risk),
        (_("Advanced-measurement key laboratories"), (1, 2, 3), 3, reached),
        (_("Industrial metrology and testing centres"), (2, 2, 2), 3, risk),
        (_("Honest-metrology demonstration units"), (203, 306, 392), 400, track),
    )
    return [
        {
            "name": name,
            "run": run,
            "goals": (run[0], (run[0] + target) / 2, target),
            "target": target,
            "gap": max(0, target - run[-1]),
            "kind": look[0],
            "word": look[1],
            "icon": look[2],
            "is_late": look is risk,
        }
        for name, run, target, look in rows
    ]


def backlog() -> list[dict[str, Any]]:
    rows = (
        (_("Quanheng demo institute"), 412, 23, "9.5", 31),
        (_("North River demo station"), 221, 38, "13.0", 9),
        (_("East demo station"), 186, 4, "6.0", 14),
        (_("Wenyuan demo station"), 158, 2, "5.5", 12),
        (_("Zhangshui demo station"), 143, 11, "8.0", 10),
        (_("Beichen demo centre"), 97, 0, "4.0", 8),
    )
    return [
        {
            "name": name,
            "open": open_,
            "late": late,
            "days": days,
            "officers": officers,
            "parts": [(late, "warn"), (open_ - late, "")],
            "words": _("%(late)s of %(open)s late") % {"late": late, "open": open_},
        }
        for name, open_, late, days, officers in rows
    ]


def context() -> dict[str, Any]:
    return {
        "as_of_moment": AS_OF,
        "list_url": reverse("kit_list"),
        "districts": overdue_by_district(),
        "falling_due": falling_due(),
        "indicators": indicators(),
        "backlog": backlog(),
    }
