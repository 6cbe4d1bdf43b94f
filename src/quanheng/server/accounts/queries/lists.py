"""The rows of the accounts' list pages, narrowed by their filters; ordered and cut into pages by the list."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from quanheng.server.accounts.models import Membership, Person, RoleGrant
from quanheng.server.accounts.queries.events import events_visible_to
from quanheng.server.accounts.second_factor import FACTORS
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.models import Event


def people_list(
    actor: Actor, *, text: str = "", roles: Sequence[str] = (), is_own: bool | None = None
) -> QuerySet[Membership]:
    """Current memberships that the actor may know of, each with `roles_in_force`. Two queries."""
    found: Any = Membership.objects.visible_to(actor).current().select_related("person", "organisation__division")
    if text:
        found = found.filter(
            Q(person__name__icontains=text)
            | Q(person__username__icontains=text)
            | Q(organisation__name__icontains=text)
            | Q(organisation__short_name__icontains=text)
        )
    if roles:
        held = RoleGrant.objects.visible_to(actor).in_force().filter(membership=OuterRef("pk"), role__in=roles)
        found = found.filter(Exists(held))
    if is_own is not None:
        mine = Q(organisation=actor.organisation_id)
        found = found.filter(mine if is_own else ~mine)
    return found.prefetch_related(_roles(actor, "grants"))


def accounts_list(
    actor: Actor, *, text: str = "", is_active: bool | None = None, has_factor: bool | None = None
) -> Any:
    """Accounts that the actor may know of, with `has_factor`, and `places`: their memberships with roles."""
    factors = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    found: Any = Person.objects.visible_to(actor).annotate(has_factor=Exists(factors))
    if text:
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text) | Q(email__icontains=text))
    if is_active is not None:
        found = found.filter(is_active=is_active)
    if has_factor is not None:
        found = found.filter(has_factor=has_factor)
    memberships = Membership.objects.visible_to(actor).current().select_related("organisation")
    memberships = memberships.prefetch_related(_roles(actor, "grants"))
    return found.prefetch_related(Prefetch("memberships", memberships, to_attr="places"))


def live_sessions(actor: Actor, *, text: str = "") -> QuerySet[UserSession]:
    """The sessions, not yet expired or ended, of the people whom the actor may know of."""
    alive = Session.objects.filter(expire_date__gt=now()).values("session_key")
    found = UserSession.objects.filter(session_key__in=alive, user__in=Person.objects.visible_to(actor))
    if text:
        found = found.filter(Q(user__name__icontains=text) | Q(user__username__icontains=text))
    return found.select_related("user")


def events_list(
    actor: Actor,
    *,
    kinds: Sequence[str] = (),
    person: UUID | None = None,
    start: date | None = None,
    end: date | None = None,
    is_logged: bool | None = None,
) -> QuerySet[Event]:
    """Events that the actor may know of."""
    found = events_visible_to(actor)
    if kinds:
        found = found.filter(kind__in=kinds)
    if person is not None:
        found = found.filter(Q(actor_id=person) | Q(subject_id=person))
    if start is not None:
        found = found.filter(happened_at__gte=_midnight(start))
    if end is not None:
        found = found.filter(happened_at__lt=_midnight(end + timedelta(days=1)))
    if is_logged is not None:
        found = found.filter(is_logged=is_logged)
    return found


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _roles(actor: Actor, name: str) -> Prefetch:
    held = RoleGrant.objects.visible_to(actor).in_force().select_related("division", "delegated_by__person")
    return Prefetch(name, held.order_by("role"), to_attr="roles_in_force")
