"""Inviting people: the only way into an organisation."""

from dataclasses import replace
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions.locks import held_organisation
from quanheng.server.accounts.actions.memberships import about_membership, place_membership
from quanheng.server.accounts.actions.people import place_person
from quanheng.server.accounts.actions.roles import (
    about_grant,
    held_roles,
    place_role,
    require_fitting_division,
    require_role_of_kind,
)
from quanheng.server.accounts.choices import ADMINISTRATORS, OrganisationStatus
from quanheng.server.accounts.drafts import (
    INVITATION_LIFE,
    AcceptanceDraft,
    InvitationDraft,
    MembershipDraft,
    RoleDraft,
)
from quanheng.server.accounts.models import Invitation, Membership, Person
from quanheng.server.accounts.one_time import new_secret, row_of
from quanheng.server.accounts.queries.actors import actor_for
from quanheng.server.core import outbox
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor, Channel
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Invalid, Missing, Refused, Text


class Invited(NamedTuple):
    """An invitation with the secret of its link, which is shown once and kept nowhere."""

    invitation: Invitation
    token: str


class InvitationUnknown(Missing):
    """No such invitation was ever made, or its link was renewed."""

    code = "invitation-unknown"


class InvitationUsed(Conflict):
    """Somebody has accepted it."""

    code = "invitation-used"


class InvitationExpired(Conflict):
    """Its seven days are over."""

    code = "invitation-expired"


class InvitationWithdrawn(Conflict):
    """Whoever invited took it back."""

    code = "invitation-withdrawn"


def about_invitation(invitation: Invitation) -> dict[str, Any]:
    """What an event says of an invitation: opaque ids and roles, never the name or the address."""
    return {"organisation": str(invitation.organisation_id), "roles": sorted(invitation.roles)}


@action(
    "accounts.person_invited",
    allow=policies.may_invite,
    subject=lambda invited: invited.invitation,
    body=lambda invited: about_invitation(invited.invitation),
)
def invite(actor: Actor, draft: InvitationDraft) -> Invited:
    """Invite somebody into an organisation in certain roles; the link works for seven days.

    Raises:
        Refused: the actor may not grant one of the roles there.
        Invalid: a name, address, role or division that cannot be.
        Conflict: the organisation is not in business.
    """
    _require_sensible(draft)
    token, digest = new_secret()
    invitation = Invitation.objects.create(
        organisation=draft.organisation,
        roles=sorted(set(draft.roles)),
        division=draft.division,
        name=draft.name.strip(),
        email=draft.email.strip(),
        title=draft.title.strip(),
        invited_by_id=actor.membership_id,
        token_digest=digest,
        expires_at=now() + INVITATION_LIFE,
    )
    return Invited(invitation, token)


@action(
    "accounts.invitation_renewed",
    allow=policies.may_renew_invitation,
    subject=lambda invited: invited.invitation,
    body=lambda invited: about_invitation(invited.invitation),
)
def renew_invitation(actor: Actor, invitation: Invitation) -> Invited:
    """Give an invitation a new link and seven more days; the old link opens nothing any more.

    The actor answers for it from now on.

    Raises:
        InvitationUsed, InvitationWithdrawn: it is over.
    """
    found = _locked(invitation)
    _require_not_over(found)
    token, found.token_digest = new_secret()
    found.expires_at = now() + INVITATION_LIFE
    found.invited_by_id = actor.membership_id
    found.save(update_fields=["token_digest", "expires_at", "invited_by"])
    return Invited(found, token)


@action("accounts.invitation_withdrawn", allow=policies.may_withdraw_invitation, body=about_invitation)
def withdraw_invitation(actor: Actor, invitation: Invitation) -> Invitation:
    """Take an invitation back; its link opens nothing any more.

    Raises:
        InvitationUsed, InvitationWithdrawn: it is over.
    """
    found = _locked(invitation)
    _require_not_over(found)
    found.withdrawn_at = now()
    found.save(update_fields=["withdrawn_at"])
    return found


@action("accounts.invitation_accepted", allow=policies.may_accept_invitation, body=about_membership)
def accept_invitation(actor: Actor, token: str, acceptance: AcceptanceDraft | Person) -> Membership:
    """Join the organisation in the roles offered: as a new person, or as the person who is signed in.

    Raises:
        InvitationUnknown, InvitationUsed, InvitationExpired, InvitationWithdrawn: the link opens nothing.
        Invalid: the user name, name, password or address cannot be; `fields` says which and why.
        Refused: another person than the signed-in one would join.
        Conflict: whoever invited may not do so any more; the roles do not go with those held already.
    """
    held_organisation(open_invitation(token).organisation_id)
    invitation = open_invitation(token, for_update=True)  # as it stands now that nobody else changes it
    _require_inviter_still_may(invitation)
    if isinstance(acceptance, Person):
        if acceptance.pk != actor.person_id:
            raise Refused(_("Sign in as the person who accepts."))
        person = acceptance
    else:
        person = place_person(actor, acceptance, password=acceptance.password)
    membership = _join(actor, invitation, person)
    invitation.accepted_at, invitation.accepted_by = now(), person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return membership


def open_invitation(token: str, *, for_update: bool = False) -> Invitation:
    """The invitation that the link's secret opens; for the page that shows what it offers.

    Raises:
        InvitationUnknown, InvitationUsed, InvitationExpired, InvitationWithdrawn: it opens none.
    """
    invitations = Invitation.objects.unrestricted("the secret of the link is the right to see it")
    invitations = invitations.select_related("organisation__division", "division", "invited_by")
    if for_update:
        invitations = invitations.select_for_update(of=("self",))
    invitation = row_of(token, invitations)
    if invitation is None:
        raise InvitationUnknown(_("There is no such invitation. Copy the link whole, or ask for a new one."))
    _require_not_over(invitation)
    if invitation.expires_at <= now():
        raise InvitationExpired(_("This invitation has expired. Ask whoever invited you for a new link."))
    return invitation


def _join(actor: Actor, invitation: Invitation, person: Person) -> Membership:
    """The person's membership with the roles offered, each announced in the person's own name."""
    organisation = invitation.organisation
    memberships = Membership.objects.unrestricted("the invited person's own").current().select_related("organisation")
    membership = memberships.filter(person=person, organisation=organisation).first()
    joining = replace(actor, person_id=person.pk, organisation_id=organisation.pk)
    if membership is None:
        draft = MembershipDraft(person=person, organisation=organisation, title=invitation.title)
        membership = place_membership(draft)
        outbox.append(
            "accounts.membership_started", actor=joining, subject=membership, body=about_membership(membership)
        )
    for role in sorted(set(invitation.roles) - held_roles(membership)):
        division = invitation.division if role == "regulator" else None
        grant = place_role(RoleDraft(membership=membership, role=role, division=division))
        outbox.append("accounts.role_granted", actor=joining, subject=grant, body=about_grant(grant))
    return membership


def _require_inviter_still_may(invitation: Invitation) -> None:
    """An invitation is worth what whoever sent it may do now: a manager who left invites nobody."""
    inviter = invitation.invited_by
    if inviter is None:
        return
    draft = InvitationDraft(
        organisation=invitation.organisation,
        name=invitation.name,
        roles=tuple(invitation.roles),
        division=invitation.division,
    )
    is_member = inviter.ended_at is None or inviter.ended_at > now()
    if not (is_member and inviter.person.is_active and policies.may_invite(_as_actor(inviter), draft)):
        raise Conflict(
            _("Whoever invited you may not do so any more. Ask %(organisation)s for a new invitation.")
            % {"organisation": invitation.organisation.label()}
        )


def _as_actor(membership: Membership) -> Actor:
    return actor_for(membership, channel=Channel.JOB)


def _locked(invitation: Invitation) -> Invitation:
    rows = Invitation.objects.unrestricted("the act was allowed").select_for_update(of=("self",))
    found: Invitation = rows.select_related("organisation").get(pk=invitation.pk)
    return found


def _require_not_over(invitation: Invitation) -> None:
    if invitation.accepted_at is not None:
        raise InvitationUsed(_("This invitation was accepted already. Sign in instead."))
    if invitation.withdrawn_at is not None:
        raise InvitationWithdrawn(_("This invitation was withdrawn. Ask whoever invited you."))


def _require_sensible(draft: InvitationDraft) -> None:
    organisation = draft.organisation
    if organisation.status != OrganisationStatus.ACTIVE:
        raise Conflict(_("%(organisation)s is not in business.") % {"organisation": organisation.label()})
    wrong: dict[str, Text] = {}
    if not 1 <= len(draft.name.strip()) <= 60:
        wrong["name"] = _("Enter the person's name, at most 60 characters.")
    if len(draft.title.strip()) > 60:
        wrong["title"] = _("At most 60 characters.")
    if draft.email.strip():
        try:
            validate_email(draft.email.strip())
        except ValidationError as error:
            wrong["email"] = error.messages[0]
    if not draft.roles:
        wrong["roles"] = _("Choose at least one role.")
    if set(draft.roles) & ADMINISTRATORS and len(set(draft.roles)) > 1:
        wrong["roles"] = _("An administrator holds no other role. Invite two people.")
    if wrong:
        raise Invalid(_("The invitation was not sent."), wrong)
    for role in draft.roles:
        require_role_of_kind(organisation, role)
    require_fitting_division(organisation, draft.roles, draft.division)
