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
from quanheng.server.core.kit.tilemap import Tile, TileMap, bounds_of

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
    }
    return render(request, "accounts/division.html", context)


def organisations_url(code: str) -> str:
    """The list of the organisations in business of a division, those below it included."""
    return f"{reverse('organisations')}?{urlencode([('division', code), ('status', 'active')])}"


def _tile_map(found: list[Division], counts: dict[str, int]) -> TileMap | None:
    placed = [each for each in found if each.tile_row and each.tile_column]
    if not placed:
        return None
    tiles = tuple(
        Tile(
            code=each.code,
            name=each.name,
            row=each.tile_row,
            column=each.tile_column,
            amount=counts.get(each.code, 0),
            value=number_text(counts.get(each.code, 0)),
            detail=each.code if each.level != DivisionLevel.ZONE else str(DivisionLevel.ZONE.label),
            url=organisations_url(each.code),
        )
        for each in placed
    )
    return TileMap(
        label=_("Organisations in business by district"),
        tiles=tiles,
        bounds=bounds_of([float(counts.get(each.code, 0)) for each in placed]),
        figure=_("Organisations"),
        detail_label=_("Code"),
    )
