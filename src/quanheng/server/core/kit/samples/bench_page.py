"""The bench of the style page: an electronic price scale by JJG 539, one point before its end."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from quanheng.server.core.kit.charts import Chart, LoadPoint, error_by_load
from quanheng.server.core.kit.marks import CLOSE_TO_LIMIT

ZONES = ((0.0, 2500.0, 2.5), (2500.0, 10000.0, 5.0), (10000.0, 15000.0, 7.5))
#: Load, direction, indication, additional weight (None: not yet typed).
POINTS = (
    (100, "up", "100", "2.0"),
    (2500, "up", "2500", "1.5"),
    (5000, "up", "5000", "1.0"),
    (10000, "up", "10000", "0.5"),
    (15000, "up", "15005", "4.0"),
    (10000, "down", "10005", "3.5"),
    (5000, "down", "5000", "0.5"),
    (2500, "down", "2500", "1.0"),
    (100, "down", "100", None),
)
DIVISION, ZERO_ERROR = Decimal(5), Decimal("0.5")
UNCERTAINTY = {100: 1.02, 2500: 1.03, 5000: 1.07, 10000: 1.18, 15000: 1.35}


@dataclass(frozen=True, slots=True)
class Point:
    """One row of the grid: what was typed, and what follows from it (P = I + 0.5 e − ΔL, Ec = P − L − E₀)."""

    load: int
    direction: str
    indication: str
    weight: str | None
    limit: float

    @property
    def true_indication(self) -> Decimal | None:
        return None if self.weight is None else Decimal(self.indication) + DIVISION / 2 - Decimal(self.weight)

    @property
    def error(self) -> Decimal | None:
        return None if self.true_indication is None else self.true_indication - self.load

    @property
    def corrected(self) -> Decimal | None:
        return None if self.error is None else self.error - ZERO_ERROR

    @property
    def is_within(self) -> bool:
        return self.corrected is not None and abs(self.corrected) <= Decimal(str(self.limit))

    @property
    def is_close(self) -> bool:
        return self.corrected is not None and abs(self.corrected) > Decimal(str(CLOSE_TO_LIMIT * self.limit))


def points() -> list[Point]:
    return [
        Point(load, direction, indication, weight, next(limit for start, end, limit in ZONES if start <= load <= end))
        for load, direction, indication, weight in POINTS
    ]


def curve(rows: list[Point]) -> Chart:
    def run(direction: str) -> list[LoadPoint]:
        return [
            LoadPoint(row.load, float(row.corrected), UNCERTAINTY[row.load])
            for row in rows
            if row.direction == direction and row.corrected is not None
        ]

    return error_by_load(
        _("Error against load, with the steps of the maximum permissible error"),
        run("up"),
        run("down"),
        zones=ZONES,
        load_axis="L / kg",
        error_axis="Ec / g",
        insight=_("All eight points measured so far lie within the allowed steps."),
    )


def budget() -> list[dict[str, Any]]:
    """Contributions to the uncertainty of the closest point, with their share of the variance."""
    rows = (
        (_("Resolution of the changeover point ΔL"), _("B · rectangular"), "0.14"),
        (_("Zero E₀"), _("B · rectangular"), "0.14"),
        (_("Repeatability"), _("A · pooled"), "0.47"),
        (_("Weights, MPE"), _("B · rectangular"), "0.29"),
        (_("Air buoyancy"), "B", "0.06"),
    )
    whole = sum(Decimal(u) ** 2 for *_names, u in rows)
    return [
        {
            "name": name,
            "type": kind,
            "u": u,
            "parts": [(Decimal(u) ** 2, "")],
            "whole": whole,
            "words": _("%(share)s %% of the variance") % {"share": round(100 * Decimal(u) ** 2 / whole)},
        }
        for name, kind, u in rows
    ]


def steps() -> list[tuple[str, str, str, str]]:
    """Items of the regulation: key, name, state, what is done."""
    return [
        ("1", _("Appearance"), "done", "6/6"),
        ("2", _("Zero and tare"), "done", "2/2"),
        ("3", _("Weighing"), "now", "8/9"),
        ("4", _("Eccentricity"), "done", "5/5"),
        ("5", _("Repeatability"), "done", "6/6"),
        ("6", _("Discrimination"), "done", "3/3"),
        ("7", _("Conclusion"), "todo", "—"),
    ]


def context() -> dict[str, Any]:
    rows = points()
    return {"points": rows, "curve": curve(rows), "budget": budget(), "bench_steps": steps()}
