"""From the key in an address to the row, for whoever may know of it; everybody else learns that there is none."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from quanheng.server.accounts.models import Invitation, Membership, Organisation, Person, RoleGrant
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Missing, Text

Row = TypeVar("Row")


def organisation_with(actor: Actor, pk: UUID) -> Organisation:
    """Raises Missing: there is none, or the actor may not know of it."""
    return _the(Organisation.objects.visible_to(actor).select_related("division"), pk, _("organisation"))


def membership_with(actor: Actor, pk: UUID) -> Membership:
    """Raises Missing: there is none, or the actor may not know of it."""
    rows = Membership.objects.visible_to(actor).select_related("person", "organisation__division")
    return _the(rows, pk, _("membership"))


def grant_with(actor: Actor, pk: UUID) -> RoleGrant:
    """Raises Missing: there is none, or the actor may not know of it."""
    rows = RoleGrant.objects.visible_to(actor).select_related(
        "membership__person", "membership__organisation__division", "division", "delegated_by__person"
    )
    return _the(rows, pk, _("role"))


def invitation_with(actor: Actor, pk: UUID) -> Invitation:
    """Raises Missing: there is none, or the actor may not know of it."""
    rows = Invitation.objects.visible_to(actor).select_related(
        "organisation__division", "division", "invited_by__person"
    )
    return _the(rows, pk, _("invitation"))


def person_with(actor: Actor, pk: UUID) -> Person:
    """Raises Missing: there is none, or the actor may not know of them."""
    return _the(Person.objects.visible_to(actor), pk, _("person"))


def _the(rows: "QuerySet[Any]", pk: UUID, what: Text) -> Any:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Missing(_("There is no such %(what)s, or you may not know of it.") % {"what": what})
    return found
