"""Who may know of what: the condition on each table, lists, counts and completions included."""

from django.db.models import Q
from django.db.models.fields.json import KT

from quanheng.server.accounts.choices import LEADING_ROLE, Role
from quanheng.server.accounts.events import ACCESS_KINDS
from quanheng.server.accounts.policies.reach import READ_ALL
from quanheng.server.core.actors import Actor

#: Works in divisions: knows the organisations there and who answers for them.
TERRITORIAL = (Role.REGULATOR, Role.SECURITY_ADMINISTRATOR)


def organisations_visible(actor: Actor) -> Q:
    """One's own; those in the divisions where one works; all of them to the auditor and the audit administrator."""
    if actor.has(*READ_ALL):
        return Q()
    return Q(pk=actor.organisation_id) | Q(division__in=actor.divisions_as(*TERRITORIAL))


def memberships_visible(actor: Actor) -> Q:
    """Those of one's own organisation and of organisations where one works; oneself always."""
    if actor.has(*READ_ALL):
        return Q()
    own = Q(organisation=actor.organisation_id) | Q(person=actor.person_id)
    return own | Q(organisation__division__in=actor.divisions_as(*TERRITORIAL))


def grants_visible(actor: Actor) -> Q:
    """The roles of the memberships that one knows of."""
    if actor.has(*READ_ALL):
        return Q()
    own = Q(membership__organisation=actor.organisation_id) | Q(person=actor.person_id)
    return own | Q(membership__organisation__division__in=actor.divisions_as(*TERRITORIAL))


def invitations_visible(actor: Actor) -> Q:
    """Those of one's own organisation and of organisations where one works."""
    if actor.has(*READ_ALL):
        return Q()
    return Q(organisation=actor.organisation_id) | Q(organisation__division__in=actor.divisions_as(*TERRITORIAL))


def tokens_visible(actor: Actor) -> Q:
    """One's own; the manager sees those of the organisation, the security administrator those of the divisions."""
    if actor.has(*READ_ALL):
        return Q()
    seen = Q(membership__person=actor.person_id)
    if actor.has(*LEADING_ROLE.values()):
        seen |= Q(membership__organisation=actor.organisation_id)
    return seen | Q(membership__organisation__division__in=actor.divisions_as(Role.SECURITY_ADMINISTRATOR))


def events_visible(actor: Actor) -> Q:
    """What one did, and what was done in or about one's organisation; to those who audit everything.

    A security administrator sees besides whatever concerns access, wherever it happened.
    """
    if actor.has(*READ_ALL):
        return Q()
    seen = Q(pk__isnull=True)
    if actor.person_id is not None:
        seen |= Q(actor_id=actor.person_id)
    if actor.organisation_id is not None:
        seen |= Q(organisation_id=actor.organisation_id) | Q(subject_id=actor.organisation_id)
        seen |= Q(concerns=str(actor.organisation_id))
    if actor.has(Role.SECURITY_ADMINISTRATOR):
        seen |= Q(kind__in=ACCESS_KINDS)
    return seen


#: What an event concerns, from its body: annotate with this before `events_visible`.
CONCERNS = {"concerns": KT("body__organisation")}
