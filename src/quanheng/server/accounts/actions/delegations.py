"""Lending a role to a colleague, for a time."""

from dataclasses import replace
from datetime import timedelta

from django.utils.translation import gettext as _

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions.locks import WHY, held_membership
from quanheng.server.accounts.actions.roles import about_grant, end_grant, held_roles, require_apart
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import DelegationDraft
from quanheng.server.accounts.models import RoleGrant
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Invalid

LONGEST_LOAN = timedelta(days=90)


@action("accounts.role_delegated", allow=policies.may_delegate_role, body=about_grant)
def delegate_role(actor: Actor, draft: DelegationDraft) -> RoleGrant:
    """Lend one's own role to a colleague of the same organisation until a moment at most 90 days ahead.

    The lender keeps the role. A loan of a regulator's role covers the lender's divisions. It ends when its time comes,
    when either gives it up, and when the lender's own role ends.

    Raises:
        Refused: the role is not one's own, rests on a qualification, or cannot be lent further (see the policy).
        Invalid: no reason; an end that has passed, is more than 90 days ahead, or lies beyond that of one's own role.
        Conflict: the colleague holds the role already, has left, or is an administrator.
    """
    draft = replace(draft, to=held_membership(draft.to))
    own = RoleGrant.objects.unrestricted(WHY).in_force().select_for_update(of=("self",)).select_related("division")
    lent = own.filter(membership=actor.membership_id, role=draft.role, delegated_by=None).first()
    if lent is None:
        raise Conflict(_("Your role %(role)s has ended.") % {"role": Role(draft.role).label})
    _require_sensible(draft, lent)
    return RoleGrant.objects.create(
        membership=draft.to,
        person_id=draft.to.person_id,
        role=draft.role,
        division=lent.division,
        ends_at=draft.ends_at,
        delegated_by_id=actor.membership_id,
        reason=draft.reason.strip(),
    )


@action("accounts.delegation_ended", allow=policies.may_end_delegation, body=about_grant)
def end_delegation(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """End a loan before its time.

    Raises:
        Conflict: it has ended already, or is no loan (`end_role` is for that).
    """
    if grant.delegated_by_id is None:
        raise Conflict(_("This role is not on loan. End the role instead."))
    return end_grant(grant)


def _require_sensible(draft: DelegationDraft, lent: RoleGrant) -> None:
    moment, borrower = now(), draft.to
    if not draft.reason.strip():
        raise Invalid(_("A loan needs its reason."), {"reason": _("Say why, for example the leave it covers.")})
    if not moment < draft.ends_at <= moment + LONGEST_LOAN:
        raise Invalid(
            _("A role is lent for at most %(days)d days.") % {"days": LONGEST_LOAN.days},
            {"ends_at": _("Choose a moment to come, at most %(days)d days ahead.") % {"days": LONGEST_LOAN.days}},
        )
    if lent.ends_at is not None and draft.ends_at > lent.ends_at:
        raise Invalid(
            _("Your own role ends before the loan would."),
            {"ends_at": _("Choose a moment before the end of your own role.")},
        )
    if borrower.ended_at is not None or not borrower.person.is_active:
        raise Conflict(_("%(person)s no longer belongs to the organisation.") % {"person": borrower.person.name})
    if borrower.pk == lent.membership_id or draft.role in held_roles(borrower):
        raise Conflict(
            _("%(person)s holds the role %(role)s here already.")
            % {"person": borrower.person.name, "role": Role(draft.role).label}
        )
    already = RoleGrant.objects.unrestricted(WHY).not_over()
    if already.filter(membership=borrower, role=draft.role, delegated_by=lent.membership_id).exists():
        raise Conflict(_("You have lent this role to %(person)s already.") % {"person": borrower.person.name})
    require_apart(borrower, draft.role)
