"""What every policy asks first: does the actor write at all, in which roles of their own, and how far."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts.choices import Role
from quanheng.server.core.actors import Actor
from quanheng.server.core.policy import ALLOWED, Verdict, denied

#: Reads everything, by office.
READ_ALL = (Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)


def may_write(actor: Actor) -> Verdict:
    """Whether the actor writes anything but their own account: a member of an organisation who audits nothing."""
    if actor.is_visitor:
        return denied(_("Sign in first."))
    if actor.membership_id is None:
        return denied(_("You belong to no organisation yet. Ask its manager for an invitation."))
    if actor.has(Role.AUDITOR):
        return denied(_("An auditor reads everything and writes nothing."))
    return ALLOWED


def own_roles(actor: Actor) -> frozenset[str]:
    """The roles that the actor holds, without borrowed ones: what is borrowed works, but makes no other roles."""
    return frozenset(grant.role for grant in actor.grants if grant.delegated_by is None)


def own_divisions(actor: Actor, role: str) -> frozenset[UUID]:
    """Where the actor holds `role`, without borrowed grants of it."""
    reached = (grant.division_ids for grant in actor.grants if grant.role == role and grant.delegated_by is None)
    return frozenset().union(*reached)


def governs(actor: Actor, division_id: UUID) -> bool:
    """Whether the actor regulates in this division, by an own or a borrowed role."""
    return division_id in actor.divisions_as(Role.REGULATOR)


def secures(actor: Actor, division_id: UUID) -> bool:
    """Whether the actor is security administrator over this division."""
    return division_id in own_divisions(actor, Role.SECURITY_ADMINISTRATOR)
