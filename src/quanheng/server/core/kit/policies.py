"""Who may do what with the kit's own things: saved views, and the living style page."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from quanheng.server.core.actors import Actor
from quanheng.server.core.policy import ALLOWED, Verdict, denied

#: The role whose work includes the platform's own pages; `accounts.choices.Role` gives it its words.
ADMINISTRATOR = "system_administrator"


def may_save_view(actor: Actor, _draft: Any = None) -> Verdict:
    """Everybody who signs in keeps views, for themselves."""
    return ALLOWED if actor.person_id else denied(_("Only a person who signs in keeps views."))


def may_delete_view(actor: Actor, view: Any) -> Verdict:
    """One's own."""
    if actor.person_id and view.person_id == actor.person_id:
        return ALLOWED
    return denied(_("This view belongs to somebody else."))


def may_see_kit(actor: Actor, _subject: Any = None) -> Verdict:
    """System administrators; on a developer's machine everybody who works somewhere."""
    if actor.has(ADMINISTRATOR) or (settings.DEBUG and actor.membership_id is not None):
        return ALLOWED
    return denied(_("The style page is for system administrators."))
