"""Reads of the kit's own things."""

from uuid import UUID

from django.utils.translation import gettext as _

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Missing
from quanheng.server.core.models import SavedView

MOST_VIEWS = 20


def saved_views(actor: Actor | None, listing: str) -> list[SavedView]:
    """The person's views of a list, in the order of saving. One query."""
    if actor is None or actor.person_id is None:
        return []
    return list(SavedView.objects.visible_to(actor).filter(listing=listing).order_by("id")[:MOST_VIEWS])


def saved_view(actor: Actor, identity: UUID) -> SavedView:
    """One view of the person's own.

    Raises:
        Missing: there is none of that identity, or it is somebody else's.
    """
    found = SavedView.objects.visible_to(actor).filter(pk=identity).first()
    if found is None:
        raise Missing(_("You have no view of this address. It may have been deleted."))
    return found
