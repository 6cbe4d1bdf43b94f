"""Who may grant, end and lend which role where: one table, `grantable_roles`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts.choices import LEADING_ROLE, ROLES_OF_KIND, OrganisationKind, Role
from quanheng.server.accounts.drafts import DelegationDraft, InvitationDraft, RoleDraft
from quanheng.server.accounts.policies.reach import may_write, own_divisions, own_roles, secures
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Text
from quanheng.server.core.policy import ALLOWED, Verdict, denied

if TYPE_CHECKING:
    from quanheng.server.accounts.models import Division, Invitation, Membership, Organisation, RoleGrant

#: Can be lent. Verification officers, checkers and signatories act by a qualification, which nobody lends.
LENDABLE = frozenset({Role.REGULATOR, Role.LABORATORY_MANAGER, Role.METROLOGY_MANAGER, Role.AUDITOR})
QUALIFIED = frozenset({Role.VERIFICATION_OFFICER, Role.CHECKER, Role.SIGNATORY})
#: Holders of these grant roles somewhere.
GRANTERS = frozenset({Role.SECURITY_ADMINISTRATOR, Role.REGULATOR, Role.LABORATORY_MANAGER, Role.METROLOGY_MANAGER})


def grantable_roles(actor: Actor, organisation: "Organisation") -> frozenset[Role]:
    """The roles that the actor may grant and end in `organisation`.

    | who                                        | in an authority | in another organisation |
    | ------------------------------------------ | --------------- | ----------------------- |
    | security administrator, in their divisions | every role      | the manager's           |
    | regulator, in their divisions              | none            | the manager's           |
    | laboratory manager, metrology manager      | none            | every role, in their own |

    Only roles that one holds oneself count: a borrowed role does the work, but makes no other roles.
    """
    if actor.is_system:
        return ROLES_OF_KIND[organisation.kind]
    if not may_write(actor):
        return frozenset()
    own, leading = own_roles(actor), LEADING_ROLE[organisation.kind]
    is_authority = organisation.kind == OrganisationKind.REGULATOR
    if secures(actor, organisation.division_id):
        return ROLES_OF_KIND[organisation.kind] if is_authority else frozenset({leading})
    if is_authority:
        return frozenset()
    if organisation.pk == actor.organisation_id and leading in own:
        return ROLES_OF_KIND[organisation.kind]
    if organisation.division_id in own_divisions(actor, Role.REGULATOR):
        return frozenset({leading})
    return frozenset()


def may_grant_role(actor: Actor, draft: RoleDraft | None = None) -> Verdict:
    """By the table; a regulator's division within the granter's; nobody in an authority to themselves."""
    if draft is None:
        return _may_grant_somewhere(actor)
    organisation = draft.membership.organisation
    if draft.membership.person_id == actor.person_id and organisation.kind == OrganisationKind.REGULATOR:
        return denied(_("In an authority nobody grants a role to themselves. Another security administrator can."))
    return _may_give(actor, organisation, (draft.role,), draft.division)


def may_invite(actor: Actor, subject: "InvitationDraft | Organisation | None" = None) -> Verdict:
    """Whoever may grant every role that the invitation offers. With an organisation: whether anybody to it at all."""
    if subject is None:
        return _may_grant_somewhere(actor)
    if isinstance(subject, InvitationDraft):
        return _may_give(actor, subject.organisation, subject.roles, subject.division)
    return _may_give(actor, subject, (), None)


def may_withdraw_invitation(actor: Actor, invitation: "Invitation") -> Verdict:
    """Whoever could send it."""
    return _may_give(actor, invitation.organisation, tuple(invitation.roles), invitation.division)


may_renew_invitation = may_withdraw_invitation


def may_end_role(actor: Actor, grant: "RoleGrant") -> Verdict:
    """Whoever could grant it; and the holder, who may always lay down a role."""
    if not actor.is_visitor and grant.person_id == actor.person_id:
        return ALLOWED
    return _may_give(actor, grant.membership.organisation, (grant.role,), None)


def may_end_membership(actor: Actor, membership: "Membership") -> Verdict:
    """The member; whoever may appoint the organisation's manager; in an authority the security administrator."""
    if not actor.is_visitor and membership.person_id == actor.person_id:
        return ALLOWED
    return _may_give(actor, membership.organisation, (LEADING_ROLE[membership.organisation.kind],), None)


def may_delegate_role(actor: Actor, draft: DelegationDraft | None = None) -> Verdict:
    """The holder of a role that can be lent, to a member of the same organisation."""
    if actor.is_visitor or actor.membership_id is None:
        return may_write(actor)
    own = own_roles(actor)
    if draft is None:
        return ALLOWED if own & LENDABLE else denied(_("You hold no role that can be lent."))
    if draft.role not in own:
        if draft.role in actor.roles:
            return denied(_("You hold this role on loan; it cannot be lent further."))
        return denied(_("You can lend only a role that you hold yourself."))
    if draft.role in QUALIFIED:
        return denied(
            _(
                "This role rests on a personal qualification and cannot be lent. A qualified colleague can be granted it."
            )
        )
    if draft.role not in LENDABLE:
        return denied(_("Administrators' roles cannot be lent."))
    if draft.to.organisation_id != actor.organisation_id:
        return denied(_("A role is lent to a member of the same organisation."))
    return ALLOWED


def may_end_delegation(actor: Actor, grant: "RoleGrant") -> Verdict:
    """The lender, the borrower, and whoever may grant the role there."""
    if actor.membership_id is not None and actor.membership_id in (grant.delegated_by_id, grant.membership_id):
        return ALLOWED
    return _may_give(actor, grant.membership.organisation, (grant.role,), None)


def _may_grant_somewhere(actor: Actor) -> Verdict:
    if not (verdict := may_write(actor)):
        return verdict
    if own_roles(actor) & GRANTERS:
        return ALLOWED
    return denied(_("People are invited and roles granted by the organisation's manager."))


def _may_give(
    actor: Actor, organisation: "Organisation", roles: tuple[str, ...], division: "Division | None"
) -> Verdict:
    """Whether the actor may grant every one of `roles` in `organisation`, working in `division`."""
    if not (verdict := may_write(actor)):
        return verdict
    grantable = grantable_roles(actor, organisation)
    if not grantable:
        return denied(_not_yours(actor, organisation))
    beyond = [Role(role).label for role in roles if role not in grantable]
    if beyond:
        return denied(
            _("In %(organisation)s you may grant %(grantable)s, but not %(beyond)s.")
            % {
                "organisation": organisation.label(),
                "grantable": _listed(sorted(grantable)),
                "beyond": _listed(beyond),
            }
        )
    if division is not None and not secures(actor, division.pk):
        return denied(_("%(division)s lies outside the divisions in which you work.") % {"division": division})
    return ALLOWED


def _not_yours(actor: Actor, organisation: "Organisation") -> Text:
    if organisation.pk == actor.organisation_id and actor.roles & GRANTERS:
        return _("A borrowed role does its work, but grants no roles.")
    if organisation.kind == OrganisationKind.REGULATOR:
        return _("People and roles of an authority are the security administrator's affair.")
    return _("People and roles of %(organisation)s are its manager's affair.") % {"organisation": organisation.label()}


def _listed(roles: Iterable[object]) -> str:
    return ", ".join(str(role.label if isinstance(role, Role) else role) for role in roles)
