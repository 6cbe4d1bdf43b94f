"""Charts as data: what is drawn, and the table that says the same.

A chart answers one question; the answer stands under it in a sentence (`insight`). `js/charts/kinds.js` draws each
kind. Every figure of the drawing is in the table, written by the same rules as everywhere (`kit.numbers`).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from quanheng.server.core.errors import Text
from quanheng.server.core.kit.numbers import number_text, signed_text


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart: `data` for the drawing, `head` and `rows` for its table, `label` for who cannot see it."""

    kind: str
    label: Text
    data: dict[str, Any]
    head: tuple[Text, ...]
    rows: tuple[tuple[str, ...], ...]
    insight: Text = ""
    size: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart: its full name for the table, its short one for the end of the line."""

    name: Text
    values: tuple[float | None, ...]
    short: Text = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened, drawn as a dashed line across."""

    at: str
    text: Text


def error_history(
    label: Text,
    dates: Sequence[str],
    series: Sequence[Series],
    *,
    limit: float,
    axis: Text,
    decimals: int = 2,
    marks: Sequence[Mark] = (),
    insight: Text = "",
) -> Chart:
    """Errors over time within the band of the maximum permissible error; the axis is symmetrical about zero.

    Raises:
        ValueError: a series has another length than the dates.
    """
    _same_length(dates, series)
    largest = max((abs(v) for s in series for v in s.values if v is not None), default=limit)
    return Chart(
        kind="history",
        label=label,
        data={
            "dates": list(dates),
            "limit": limit,
            "reach": max(1.34 * limit, 1.1 * largest),
            "axis": str(axis),
            "decimals": decimals,
            "limitName": _("MPE"),
            "series": [
                {"name": str(s.name), "short": str(s.short or s.name), "values": list(s.values)} for s in series
            ],
            "marks": [{"at": mark.at, "text": str(mark.text)} for mark in marks],
        },
        head=(_("Date"), *(s.name for s in series)),
        rows=tuple((day, *(signed_text(s.values[i], decimals) for s in series)) for i, day in enumerate(dates)),
        insight=insight,
        size="m",
    )


@dataclass(frozen=True, slots=True)
class LoadPoint:
    """An error at a load, with its expanded uncertainty if known."""

    load: float
    error: float
    uncertainty: float | None = None


def error_by_load(
    label: Text,
    up: Sequence[LoadPoint],
    down: Sequence[LoadPoint],
    *,
    zones: Sequence[tuple[float, float, float]],
    load_axis: Text,
    error_axis: Text,
    decimals: int = 1,
    insight: Text = "",
) -> Chart:
    """Errors against the load, up and down, within the steps of the maximum permissible error.

    Args:
        zones: (from, to, limit) of each step, one after another from zero.

    Raises:
        ValueError: the zones do not follow each other.
    """
    for (_a, end, _limit), (start, _b, _next) in itertools.pairwise(zones):
        if end != start:
            raise ValueError(f"error_by_load: a zone ends at {end}, the next begins at {start}")
    points = [(direction, point) for direction, run in ((_("loading"), up), (_("unloading"), down)) for point in run]
    reach = max([limit for *_bounds, limit in zones] + [abs(p.error) for _d, p in points])

    def coordinates(run: Sequence[LoadPoint]) -> list[list[float | None]]:
        return [[p.load, p.error, p.uncertainty] for p in run]

    def limit_at(load: float) -> float:
        return next(limit for start, end, limit in zones if start <= load <= end)

    return Chart(
        kind="load",
        label=label,
        data={
            "zones": [list(zone) for zone in zones],
            "reach": reach * 1.15,
            "loadAxis": str(load_axis),
            "errorAxis": str(error_axis),
            "decimals": decimals,
            "names": [_("loading"), _("unloading")],
            "up": coordinates(up),
            "down": coordinates(down),
        },
        head=(_("Direction"), load_axis, error_axis, "U (k = 2)", _("MPE")),
        rows=tuple(
            (
                direction,
                number_text(p.load),
                signed_text(p.error, decimals),
                number_text(p.uncertainty, 2) if p.uncertainty is not None else "—",
                "±" + number_text(limit_at(p.load)),
            )
            for direction, p in points
        ),
        insight=insight,
    )


def bars_against_capacity(
    label: Text,
    names: Sequence[str],
    values: Sequence[int],
    *,
    name_label: Text,
    value_label: Text,
    capacity: int | None = None,
    capacity_label: Text = "",
    insight: Text = "",
) -> Chart:
    """Amounts side by side, from zero, with a line of what can be done; bars above it are drawn in the second colour.

    Raises:
        ValueError: as many names as values are needed.
    """
    if len(names) != len(values):
        raise ValueError(f"bars_against_capacity: {len(names)} names for {len(values)} values")
    return Chart(
        kind="bars",
        label=label,
        data={"names": list(names), "values": list(values), "capacity": capacity, "capacityLabel": str(capacity_label)},
        head=(name_label, value_label, *((capacity_label,) if capacity is not None else ())),
        rows=tuple(
            (name, number_text(value), *((number_text(capacity),) if capacity is not None else ()))
            for name, value in zip(names, values, strict=True)
        ),
        insight=insight,
        size="s",
    )


@dataclass(frozen=True, slots=True)
class Axis:
    """A value axis with its ends and step; say why it does not start at zero where it does not."""

    low: float
    high: float
    step: float
    unit: str = ""
    shown_names: tuple[str, ...] = field(default=())


def figure_against_target(
    label: Text,
    dates: Sequence[str],
    figure: Series,
    target: Series,
    *,
    axis: Axis,
    insight: Text = "",
) -> Chart:
    """A figure of the plan against its target, both as steps: they change on a day and hold until the next.

    Raises:
        ValueError: a series has another length than the dates.
    """
    _same_length(dates, (figure, target))
    return Chart(
        kind="target",
        label=label,
        data={
            "dates": list(dates),
            "figure": {
                "name": str(figure.name),
                "short": str(figure.short or figure.name),
                "values": list(figure.values),
            },
            "target": {
                "name": str(target.name),
                "short": str(target.short or target.name),
                "values": list(target.values),
            },
            "low": axis.low,
            "high": axis.high,
            "step": axis.step,
            "unit": axis.unit,
            "shown": list(axis.shown_names or dates),
        },
        head=(_("Date"), figure.name, target.name),
        rows=tuple((day, number_text(figure.values[i]), number_text(target.values[i])) for i, day in enumerate(dates)),
        insight=insight,
    )


def _same_length(dates: Sequence[str], series: Sequence[Series]) -> None:
    for each in series:
        if len(each.values) != len(dates):
            raise ValueError(f"chart: {each.name} has {len(each.values)} values for {len(dates)} dates")
