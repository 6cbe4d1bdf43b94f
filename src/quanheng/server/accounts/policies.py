"""Who may do what with accounts, and who may know of what: one small function a permission."""

from django.db.models import Q

from quanheng.server.accounts.choices import Role
from quanheng.server.core.actors import Actor

#: Reads everything: the auditor by office, the administrators of security and audit for their work.
READ_ALL = (Role.AUDITOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)


def organisations_visible(actor: Actor) -> Q:
    """A regulator knows its divisions, a reader of all everything, everybody their own organisation."""
    if actor.has(*READ_ALL):
        return Q()
    return Q(pk=actor.organisation_id) | Q(division__in=actor.division_ids)


def memberships_visible(actor: Actor) -> Q:
    """One's own organisation's people; readers of all know everybody; oneself always."""
    if actor.has(*READ_ALL):
        return Q()
    return Q(organisation=actor.organisation_id) | Q(person=actor.person_id)


def invitations_visible(actor: Actor) -> Q:
    """Those of one's own organisation; readers of all know all."""
    if actor.has(*READ_ALL):
        return Q()
    return Q(organisation=actor.organisation_id)
