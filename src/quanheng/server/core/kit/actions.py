"""Acts of the kit: keeping a view of a list, and dropping it."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Invalid
from quanheng.server.core.kit import events, policies
from quanheng.server.core.kit.queries import MOST_VIEWS
from quanheng.server.core.models import SavedView

LISTING_KEY = re.compile(r"[a-z_]+\.[a-z_]+")
LONGEST_NAME, LONGEST_QUERY = 60, 4000


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """A view to be kept: of which list, its name, and its state as it stands in the list's address."""

    listing: str
    name: str
    query: str


@action(events.VIEW_SAVED.name, allow=policies.may_save_view)
def save_view(actor: Actor, draft: ViewDraft) -> SavedView:
    """Keep a view for the person; one of the same name is replaced.

    Raises:
        Invalid: no name, too long a name, or no list.
        Conflict: the person keeps as many views of this list as fit beside each other.
    """
    name = " ".join(draft.name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid(
            _("A view needs a name of at most %(most)s characters.") % {"most": LONGEST_NAME},
            fields={"name": _("1 to %(most)s characters") % {"most": LONGEST_NAME}},
        )
    if not LISTING_KEY.fullmatch(draft.listing) or len(draft.query) > LONGEST_QUERY:
        raise Invalid(_("This view belongs to no list. Open the list again and save it there."))
    mine = SavedView.objects.visible_to(actor).filter(listing=draft.listing)
    same = mine.filter(name=name).first()
    if same is None and mine.count() >= MOST_VIEWS:
        raise Conflict(_("You keep %(most)s views of this list already. Delete one first.") % {"most": MOST_VIEWS})
    view = same or SavedView(person_id=actor.person_id, listing=draft.listing, name=name)
    view.query, view.saved_at = draft.query, now()
    view.save()
    return view


@action(events.VIEW_DELETED.name, allow=policies.may_delete_view)
def delete_view(actor: Actor, view: SavedView) -> SavedView:
    """Drop a view of the person's own."""
    SavedView.objects.visible_to(actor).filter(pk=view.pk).delete()
    return view
