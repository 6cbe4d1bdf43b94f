"""Granting and ending roles."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions.leading import require_another_leader
from quanheng.server.accounts.actions.locks import WHY, held_membership
from quanheng.server.accounts.choices import ADMINISTRATORS, ROLES_OF_KIND, OrganisationStatus, Role
from quanheng.server.accounts.drafts import RoleDraft
from quanheng.server.accounts.models import Membership, Organisation, RoleGrant
from quanheng.server.accounts.models.access import RoleGrantQuerySet
from quanheng.server.core import outbox
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Invalid


def about_grant(grant: RoleGrant) -> dict[str, Any]:
    """What an event says of a role: opaque ids, the role, where and until when."""
    return {
        "organisation": str(grant.membership.organisation_id),
        "membership": str(grant.membership_id),
        "role": grant.role,
        "division": grant.division.code if grant.division else None,
        "until": grant.ends_at.isoformat() if grant.ends_at else None,
    }


@action("accounts.role_granted", allow=policies.may_grant_role, body=about_grant)
def grant_role(actor: Actor, draft: RoleDraft) -> RoleGrant:
    """Let a membership hold a role from now on, until `draft.ends_at` if given.

    Raises:
        Invalid: a role that this kind of organisation does not have; a division missing, needless or outside that of
            the organisation; an end that has passed.
        Conflict: the role is held already; an administrator would hold a second role; the membership has ended; the
            organisation is not in business; the account is closed.
    """
    return place_role(draft)


@action("accounts.role_ended", allow=policies.may_end_role, body=about_grant)
def end_role(actor: Actor, grant: RoleGrant) -> RoleGrant:
    """Let a role end now, and with it every loan of it.

    Raises:
        Conflict: it has ended already; it is on loan (`end_delegation` is for that); it is the organisation's last
            manager's (in an authority: the last security administrator's).
    """
    if grant.delegated_by_id is not None:
        raise Conflict(_("This role is on loan. End the loan instead."))
    require_another_leader(grant.membership, [grant.role])
    grant = _locked(grant)
    _close(grant)
    end_loans(actor, lender=grant.membership, role=grant.role)
    return grant


def place_role(draft: RoleDraft) -> RoleGrant:
    """Write the grant after its rules are checked; announcing it is the caller's duty."""
    draft = replace(draft, membership=held_membership(draft.membership))
    membership = draft.membership
    _require_possible(draft)
    if draft.role in held_roles(membership):
        raise Conflict(
            _("%(person)s holds the role %(role)s here already.")
            % {"person": membership.person.name, "role": Role(draft.role).label}
        )
    require_apart(membership, draft.role)
    try:
        with transaction.atomic():
            return RoleGrant.objects.create(
                membership=membership,
                person_id=membership.person_id,
                role=draft.role,
                division=draft.division,
                ends_at=draft.ends_at,
                reason=draft.reason.strip(),
            )
    except IntegrityError as error:
        # The database's own exclusion constraint: somebody granted at the same moment.
        raise Conflict(_("Somebody has just granted this person a role. Look again.")) from error


def _require_possible(draft: RoleDraft) -> None:
    membership, organisation = draft.membership, draft.membership.organisation
    require_role_of_kind(organisation, draft.role)
    require_fitting_division(organisation, (draft.role,), draft.division)
    if draft.ends_at is not None and draft.ends_at <= now():
        raise Invalid(_("The role would end before it begins."), {"ends_at": _("Choose a moment to come.")})
    if organisation.status != OrganisationStatus.ACTIVE:
        raise Conflict(_("%(organisation)s is not in business.") % {"organisation": organisation.label()})
    if membership.ended_at is not None and membership.ended_at <= now():
        raise Conflict(_("%(person)s no longer belongs to the organisation.") % {"person": membership.person.name})
    if not membership.person.is_active:
        raise Conflict(_("The account of %(person)s is closed.") % {"person": membership.person.name})


def require_role_of_kind(organisation: Organisation, role: str) -> None:
    """Raise Invalid unless `role` exists in this kind of organisation."""
    possible = ROLES_OF_KIND[organisation.kind]
    if role not in possible:
        labels = ", ".join(sorted(str(each.label) for each in possible))
        known = Role(role).label if role in Role.values else role
        raise Invalid(
            _("%(kind)s has no role “%(role)s”.") % {"kind": organisation.get_kind_display(), "role": known},
            {"role": _("Possible here: %(roles)s.") % {"roles": labels}},
        )


def require_fitting_division(organisation: Organisation, roles: tuple[str, ...], division: Any) -> None:
    """Raise Invalid unless a regulator has a division within the organisation's, and nobody else one."""
    if Role.REGULATOR not in roles:
        if division is not None:
            raise Invalid(
                _("Only a regulator works in a division."), {"division": _("Leave it empty for these roles.")}
            )
        return
    if division is None:
        raise Invalid(_("A regulator works in a division."), {"division": _("Choose the division.")})
    if not division.path.startswith(organisation.division.path):
        raise Invalid(
            _("%(division)s does not belong to the territory of %(organisation)s.")
            % {"division": division, "organisation": organisation.label()},
            {"division": _("Choose %(division)s or a division below it.") % {"division": organisation.division}},
        )


def require_apart(membership: Membership, role: str) -> None:
    """Raise Conflict if an administrator would hold another role, anywhere; the database keeps to it as well."""
    others = set(
        RoleGrant.objects.unrestricted(WHY)
        .not_over()
        .filter(person=membership.person_id)
        .values_list("role", flat=True)
    ) - {role}
    clashing = others if role in ADMINISTRATORS else others & ADMINISTRATORS
    if clashing:
        held = ", ".join(sorted(str(Role(each).label) for each in clashing))
        raise Conflict(
            _(
                "%(person)s holds the role %(held)s. An administrator holds no other role, in any organisation: "
                "end that one first, or choose another person."
            )
            % {"person": membership.person.name, "held": held}
        )


def held_roles(membership: Membership) -> set[str]:
    """The roles that the membership holds or will hold by its own right, without loans."""
    grants = RoleGrant.objects.unrestricted(WHY).not_over()
    return set(grants.filter(membership=membership, delegated_by=None).values_list("role", flat=True))


def end_all_roles(actor: Actor, membership: Membership) -> None:
    """End every role of a membership and every loan from and to it, each with its own event."""
    for grant in _open_grants().filter(membership=membership):
        _close(grant)
        kind = "accounts.role_ended" if grant.delegated_by_id is None else "accounts.delegation_ended"
        outbox.append(kind, actor=actor, subject=grant, body=about_grant(grant))
    end_loans(actor, lender=membership)


def end_loans(actor: Actor, *, lender: Membership, role: str | None = None) -> None:
    """End what `lender` has lent (of `role` only, where given), each with its own event."""
    loans = _open_grants().filter(delegated_by=lender)
    for loan in loans.filter(role=role) if role else loans:
        _close(loan)
        outbox.append("accounts.delegation_ended", actor=actor, subject=loan, body=about_grant(loan))


def end_grant(grant: RoleGrant) -> RoleGrant:
    """Let this grant end now; announcing it is the caller's duty.

    Raises:
        Conflict: it has ended already.
    """
    grant = _locked(grant)
    _close(grant)
    return grant


def _open_grants() -> RoleGrantQuerySet:
    grants = RoleGrant.objects.unrestricted(WHY).not_over().select_for_update(of=("self",))
    return grants.select_related("membership__organisation", "division")


def _locked(grant: RoleGrant) -> RoleGrant:
    found = _open_grants().filter(pk=grant.pk).first()
    if found is None:
        raise Conflict(_("This role has ended already."))
    return found


def _close(grant: RoleGrant) -> None:
    moment: datetime = now()
    grant.ends_at = max(moment, grant.starts_at)
    grant.save(update_fields=["ends_at"])
