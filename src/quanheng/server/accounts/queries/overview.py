"""Counts that lead people to their next work, and what an act would take with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from quanheng.server.accounts.choices import LEADING_ROLE, OrganisationKind, OrganisationStatus, Role
from quanheng.server.accounts.models import ApiToken, Invitation, Membership, Organisation, RoleGrant
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Consequences:
    """What ends with an organisation: how many of each."""

    members: int
    roles: int
    tokens: int
    invitations: int


def consequences_of_closing(organisation: Organisation) -> Consequences:
    """What closing the organisation would end. Four counts."""
    why = "shown to whoever may close the organisation"
    members = Membership.objects.unrestricted(why).current().filter(organisation=organisation)
    return Consequences(
        members=members.count(),
        roles=RoleGrant.objects.unrestricted(why).not_over().filter(membership__in=members).count(),
        tokens=ApiToken.objects.unrestricted(why).usable().filter(membership__in=members).count(),
        invitations=Invitation.objects.unrestricted(why).open().filter(organisation=organisation).count(),
    )


def counts_by_division(actor: Actor) -> dict[str, int]:
    """How many organisations in business the actor may know of in each division, by its code. One query."""
    visible = Organisation.objects.visible_to(actor).filter(status=OrganisationStatus.ACTIVE).order_by()
    return dict(visible.values_list("division__code").annotate(count=Count("pk")))


def invitations_to_see_to(actor: Actor) -> QuerySet[Invitation]:
    """Invitations to one's own organisation that nobody has accepted: expired ones, and those that soon will."""
    waiting = Invitation.objects.visible_to(actor).filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    waiting = waiting.filter(organisation=actor.organisation_id, expires_at__lte=now() + timedelta(days=2))
    return waiting.order_by("expires_at")


def loans_ending_soon(actor: Actor) -> QuerySet[RoleGrant]:
    """Loans from or to the actor that end within a week."""
    mine = Q(delegated_by=actor.membership_id) | Q(membership=actor.membership_id)
    loans = RoleGrant.objects.visible_to(actor).in_force().filter(mine, delegated_by__isnull=False)
    return loans.filter(ends_at__lte=now() + SOON).select_related("membership__person", "delegated_by__person")


def without_leader(actor: Actor) -> QuerySet[Organisation]:
    """Organisations in business which nobody answers for: no manager among their people, no invitation open.

    Authorities only for the security administrator, whose affair they are.
    """
    why = "to see whether anybody answers for an organisation"
    leaders = (
        RoleGrant.objects.unrestricted(why)
        .in_force()
        .filter(membership__organisation=OuterRef("pk"), role__in=set(LEADING_ROLE.values()))
    )
    invited = Invitation.objects.unrestricted(why).open().filter(organisation=OuterRef("pk"))
    visible = Organisation.objects.visible_to(actor).filter(status=OrganisationStatus.ACTIVE)
    if not actor.has(Role.SECURITY_ADMINISTRATOR):
        visible = visible.exclude(kind=OrganisationKind.REGULATOR)
    return visible.filter(~Exists(leaders), ~Exists(invited))


@dataclass(frozen=True, slots=True)
class Lockout:
    """A name under which nobody can sign in until a moment, and from where it was tried last."""

    username: str
    failures: int
    last_at: datetime
    until: datetime
    address: str | None


def lockouts() -> list[Lockout]:
    """Who is locked out now. Two queries. For the security administrator; the caller asks the policy."""
    cooloff = timedelta(hours=settings.AXES_COOLOFF_TIME)
    recent = AccessAttempt.objects.filter(attempt_time__gt=now() - cooloff)
    counted = recent.values("username").annotate(failures=Sum("failures_since_start")).order_by("username")
    locked = {row["username"]: row["failures"] for row in counted if row["failures"] >= settings.AXES_FAILURE_LIMIT}
    latest = {each.username: each for each in recent.filter(username__in=locked).order_by("attempt_time")}
    return [
        Lockout(name, failures, (last := latest[name]).attempt_time, last.attempt_time + cooloff, last.ip_address)
        for name, failures in locked.items()
    ]
