"""Finding the rows that a request names: what the actor may not know of does not exist for them."""

from uuid import UUID

from django.utils.translation import gettext as _

from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.queries import division_with
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Invalid, Missing


def organisation_with(actor: Actor, organisation_id: UUID) -> Organisation:
    """The organisation of this id, with its division.

    Raises:
        Missing: there is none, or the actor may not know of it.
    """
    known = Organisation.objects.visible_to(actor).select_related("division")
    found: Organisation | None = known.filter(pk=organisation_id).first()
    if found is None:
        raise missing(_("organisation"), organisation_id)
    return found


def division_named(code: str) -> Division:
    """The division of the code that a body gives.

    Raises:
        Invalid: there is none; points at the member `division`.
    """
    try:
        return division_with(code)
    except Missing as error:
        remedy = _("There is no division with this code. GET /divisions lists them.")
        raise Invalid(error.detail, {"division": remedy}) from error


def missing(what: str, key: object) -> Missing:
    """The problem of a thing that does not exist for the actor."""
    return Missing(
        _("There is no %(what)s with the id %(key)s, or you may not know of it.") % {"what": what, "key": key}
    )
