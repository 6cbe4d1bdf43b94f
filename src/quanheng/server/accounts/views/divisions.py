"""Divisions: the tree, the tile map with counts, and what is known of each and whence."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quanheng.server.accounts.choices import Confidence, DivisionLevel
from quanheng.server.accounts.models import Division
from quanheng.server.accounts.queries import below as divisions_below, division_with, divisions
from quanheng.server.accounts.queries.overview import counts_by_division
from quanheng.server.core.clock import now
from quanheng.server.core.kit.numbers import number_text
from quanheng.server.core.kit.tilemap import CLASSES, Tile, TileMap

#: Where the tile map ends; zones stand there.
LAST_ROW, LAST_COLUMN = 6, 6
#: How the confidence in a fact is shown.
CONFIDENCE_SIGNS = {
    Confidence.SOURCED: ("ok", ""),
    Confidence.KNOWN: ("info", "info-circle"),
    Confidence.UNSURE: ("warn", "help-circle"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A division in the tree: how deep it lies, and how many organisations the reader may know of there."""

    division: Division
    depth: int
    count: int
    url: str


@login_required
@require_safe
def division_tree(request: HttpRequest) -> HttpResponse:
    """All divisions: on tiles with counts, and as a tree."""
    found, counts = list(divisions()), counts_by_division(request.actor)
    top = min((each.path.count("/") for each in found), default=0)
    lines = [
        Line(each, each.path.count("/") - top, counts.get(each.code, 0), organisations_url(each.code)) for each in found
    ]
    context = {"lines": lines, "map": _tile_map(found, counts), "as_of_moment": now()}
    return render(request, "accounts/divisions.html", context)


@login_required
@require_safe
def division(request: HttpRequest, code: str) -> HttpResponse:
    """One division: its facts with their sources, and those below it."""
    found = division_with(code)
    counts = counts_by_division(request.actor)
    below = [each for each in divisions_below(found) if each.pk != found.pk]
    depth = found.path.count("/") + 1
    lines = [
        Line(each, each.path.count("/") - depth, counts.get(each.code, 0), organisations_url(each.code))
        for each in below
    ]
    context: dict[str, Any] = {
        "division": found,
        "parent": found.parent,
        "lines": lines,
        "own_count": counts.get(found.code, 0),
        "all_count": counts.get(found.code, 0) + sum(line.count for line in lines),
        "organisations_url": organisations_url(found.code),
        "confidence_sign": CONFIDENCE_SIGNS[Confidence(found.confidence)],
        "population_sign": CONFIDENCE_SIGNS.get(found.population_confidence),
        "sources": _sources(found),
    }
    return render(request, "accounts/division.html", context)


def organisations_url(code: str) -> str:
    """The list of the organisations in business of a division, those below it included."""
    return f"{reverse('organisations')}?{urlencode([('division', code), ('status', 'active')])}"


def _tile_map(found: list[Division], counts: dict[str, int]) -> TileMap | None:
    """Districts where the reference data place them, zones in the last row: they lie within the districts."""
    zones = [each for each in found if each.level == DivisionLevel.ZONE and not each.tile_row]
    places = {each.code: (each.tile_row, each.tile_column) for each in found if each.tile_row and each.tile_column}
    places |= {each.code: (LAST_ROW, column) for column, each in enumerate(zones[:LAST_COLUMN], start=1)}
    if not places:
        return None
    tiles = tuple(_tile(each, *places[each.code], counts.get(each.code, 0)) for each in found if each.code in places)
    return TileMap(
        label=_("Organisations in business by district and zone"),
        tiles=tiles,
        bounds=_bounds(max(counts.get(code, 0) for code in places)),
        figure=_("Organisations"),
        detail_label=_("Code"),
    )


def _tile(division: Division, row: int, column: int, count: int) -> Tile:
    return Tile(
        code=division.code,
        name=division.name,
        row=row,
        column=column,
        amount=count,
        value=number_text(count),
        detail=division.code,
        url=organisations_url(division.code),
    )


def _bounds(most: int) -> tuple[float, float, float, float]:
    """Four equal steps of whole numbers up to the largest count: counts have no agreed classes."""
    step = max(1, -(-most // CLASSES))
    return (step, 2 * step, 3 * step, 4 * step)


def _sources(division: Division) -> dict[str, str]:
    """The source of each fact: the record keeps one text, `…; population: …; seat: …`."""
    rest, found = division.source, {}
    for name in ("seat", "population"):
        rest, _mark, found[name] = rest.partition(f"; {name}: ")
    return {"code": rest, **found}
