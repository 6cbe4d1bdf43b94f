"""Beginning and ending that a person belongs to an organisation."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions.leading import require_another_leader
from quanheng.server.accounts.actions.locks import held_organisation, held_person
from quanheng.server.accounts.actions.roles import end_all_roles, held_roles
from quanheng.server.accounts.actions.tokens import revoke_all_tokens
from quanheng.server.accounts.choices import OrganisationStatus
from quanheng.server.accounts.drafts import MembershipDraft
from quanheng.server.accounts.models import Membership
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict


def about_membership(membership: Membership) -> dict[str, Any]:
    """What an event says of a membership: opaque ids."""
    return {"organisation": str(membership.organisation_id), "person": str(membership.person_id)}


@action("accounts.membership_started", allow=policies.may_add_membership, body=about_membership)
def add_membership(actor: Actor, draft: MembershipDraft) -> Membership:
    """Let a person belong to an organisation, without any role yet. For the platform itself: people come invited.

    Raises:
        Conflict: the person belongs to it already; the organisation is not in business; the account is closed.
    """
    return place_membership(draft)


@action("accounts.membership_ended", allow=policies.may_end_membership, body=about_membership)
def end_membership(actor: Actor, membership: Membership) -> Membership:
    """Let a person leave an organisation now: roles, loans and tokens end with it.

    Raises:
        Conflict: it has ended already; the person is the last who answers for the organisation.
    """
    require_another_leader(membership, held_roles(membership))
    found = (
        Membership.objects.unrestricted("the act was allowed")
        .current()
        .select_for_update(of=("self",), no_key=True)
        .select_related("organisation", "person")
        .filter(pk=membership.pk)
        .first()
    )
    if found is None:
        raise Conflict(_("This membership has ended already."))
    close_membership(actor, found)
    return found


def place_membership(draft: MembershipDraft) -> Membership:
    """Write the membership after its rules are checked; announcing it is the caller's duty."""
    # As both stand now: what the page showed may be old.
    organisation, person = held_organisation(draft.organisation.pk), held_person(draft.person.pk)
    if organisation.status != OrganisationStatus.ACTIVE:
        raise Conflict(_("%(organisation)s is not in business.") % {"organisation": organisation.label()})
    if not person.is_active:
        raise Conflict(_("The account of %(person)s is closed.") % {"person": person.name})
    try:
        with transaction.atomic():
            return Membership.objects.create(person=person, organisation=organisation, title=draft.title.strip())
    except IntegrityError as error:
        raise Conflict(
            _("%(person)s belongs to %(organisation)s already.")
            % {"person": person.name, "organisation": organisation.label()}
        ) from error


def close_membership(actor: Actor, membership: Membership) -> None:
    """End roles, loans and tokens of the membership, and then itself; announcing that last is the caller's duty."""
    end_all_roles(actor, membership)
    revoke_all_tokens(actor, membership.tokens)
    membership.ended_at = max(now(), membership.started_at)
    membership.save(update_fields=["ended_at"])
