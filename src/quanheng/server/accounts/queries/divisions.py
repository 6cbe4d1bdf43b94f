"""Divisions: public reference data, the same for every reader."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quanheng.server.accounts.choices import DivisionLevel, Role
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.policies.reach import own_divisions
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Missing


def divisions() -> QuerySet[Division]:
    """Every division, each above those below it."""
    return Division.objects.order_by("path")


def division_with(code: str) -> Division:
    """The division of this code.

    Raises:
        Missing: there is none.
    """
    found = Division.objects.filter(code=code.strip()).first()
    if found is None:
        raise Missing(_("There is no division with the code “%(code)s”.") % {"code": code})
    return found


def below(division: Division) -> QuerySet[Division]:
    """The division itself and every one below it."""
    return Division.objects.filter(path__startswith=division.path).order_by("path")


def tiles() -> QuerySet[Division]:
    """The divisions that have a place on the schematic tile map, by row and column."""
    placed = Division.objects.filter(tile_row__isnull=False, tile_column__isnull=False)
    return placed.order_by("tile_row", "tile_column")


def divisions_for_organisations(actor: Actor) -> QuerySet[Division]:
    """Where the actor may register organisations: where they regulate, below the province."""
    places = Division.objects.exclude(level=DivisionLevel.PROVINCE)
    if not actor.is_system:
        places = places.filter(pk__in=actor.divisions_as(Role.REGULATOR))
    return places.order_by("path")


def divisions_for_regulators(actor: Actor, organisation: Organisation) -> QuerySet[Division]:
    """Where a regulator of `organisation` may be set to work by the actor."""
    places = below(organisation.division)
    if not actor.is_system:
        places = places.filter(pk__in=own_divisions(actor, Role.SECURITY_ADMINISTRATOR))
    return places
