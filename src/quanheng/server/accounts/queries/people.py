"""Who belongs where and does what; each in a constant number of queries."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from allauth.usersessions.models import UserSession
from django.db.models import Prefetch, Q, QuerySet

from quanheng.server.accounts.models import ApiToken, Invitation, Membership, Organisation, Person, RoleGrant
from quanheng.server.core.actors import Actor


def people_visible_to(actor: Actor) -> QuerySet[Person]:
    """The people whom the actor may know of."""
    return Person.objects.visible_to(actor)


def members_of(actor: Actor, organisation: Organisation) -> QuerySet[Membership]:
    """The organisation's current members with their person and `roles_in_force`, the longest there first.

    Two queries. Each of `roles_in_force` comes with its division and, where lent, with the lender's person.
    """
    return _with_roles(actor).filter(organisation=organisation).order_by("started_at", "id")


def memberships_of(actor: Actor, person: Person) -> QuerySet[Membership]:
    """The current memberships of a person that the actor may know of, with `roles_in_force`. Two queries."""
    return _with_roles(actor).filter(person=person).order_by("started_at", "id")


def roles_in_force(membership: Membership) -> list[RoleGrant]:
    """The roles that the membership holds at this moment, loans included, with their divisions."""
    grants = RoleGrant.objects.unrestricted("of a membership that the caller may know of").in_force()
    return list(grants.filter(membership=membership).select_related("division", "delegated_by__person"))


def loans_of(actor: Actor) -> QuerySet[RoleGrant]:
    """The roles that the actor's membership has lent or borrowed, those to come included, with both people."""
    if actor.membership_id is None:
        return RoleGrant.objects.none()
    loans = RoleGrant.objects.visible_to(actor).not_over().filter(delegated_by__isnull=False)
    mine = Q(membership=actor.membership_id) | Q(delegated_by=actor.membership_id)
    return (
        loans.filter(mine).select_related("membership__person", "delegated_by__person", "division").order_by("ends_at")
    )


def colleagues_of(actor: Actor) -> QuerySet[Membership]:
    """The current members of the actor's organisation besides the actor: to whom a role can be lent."""
    members = Membership.objects.visible_to(actor).current().filter(organisation=actor.organisation_id)
    return members.filter(person__is_active=True).exclude(pk=actor.membership_id).select_related("person")


def invitations_of(actor: Actor, organisation: Organisation) -> QuerySet[Invitation]:
    """All invitations to an organisation that the actor may know of, the latest first."""
    invitations = Invitation.objects.visible_to(actor).filter(organisation=organisation)
    return invitations.select_related("division", "invited_by__person", "accepted_by")


def tokens_of(actor: Actor) -> QuerySet[ApiToken]:
    """The actor's own tokens, revoked and expired ones included, the latest first."""
    tokens = ApiToken.objects.visible_to(actor).filter(membership__person=actor.person_id)
    return tokens.select_related("membership__organisation")


def sessions_of(person: Person) -> list[UserSession]:
    """Where the person is signed in, the latest use first; sessions that have expired are forgotten."""
    sessions: list[Any] = UserSession.objects.purge_and_list(person)
    return sorted(sessions, key=lambda session: session.last_seen_at, reverse=True)


def names_of(person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names by id, for records that hold ids only. One query."""
    wanted = {each for each in person_ids if each is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def _with_roles(actor: Actor) -> QuerySet[Membership]:
    grants = RoleGrant.objects.visible_to(actor).in_force().select_related("division", "delegated_by__person")
    held = Prefetch("grants", grants.order_by("role"), to_attr="roles_in_force")
    memberships = Membership.objects.visible_to(actor).current()
    return memberships.select_related("person", "organisation__division").prefetch_related(held)
