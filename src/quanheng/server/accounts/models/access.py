"""Who belongs where and does what: memberships, roles, invitations, one-time links, tokens."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When

from quanheng.server.accounts.choices import ADMINISTRATORS, InvitationState, Role
from quanheng.server.accounts.models.divisions import Division
from quanheng.server.accounts.models.organisations import Organisation
from quanheng.server.accounts.models.people import Person
from quanheng.server.accounts.policies import (
    grants_visible,
    invitations_visible,
    memberships_visible,
    tokens_visible,
)
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.history import tracked
from quanheng.server.core.models import Identified
from quanheng.server.core.tenancy import TenantQuerySet


class TimeRange(Func):
    """PostgreSQL's range of two moments; no end means for ever."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class MembershipQuerySet(TenantQuerySet):
    """Memberships an actor may know of."""

    def restrict(self, actor: Actor) -> "MembershipQuerySet":
        return self.filter(memberships_visible(actor))

    def current(self) -> "MembershipQuerySet":
        """Those that have not ended."""
        return self.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now()))


@tracked()
class Membership(Identified):
    """A person belongs to an organisation, from a moment until another."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    title = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(default=now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()
    objects_unscoped = models.Manager()

    class Meta:
        base_manager_name = "objects_unscoped"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(ended_at__isnull=True), name="accounts_membership_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="accounts_membership_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} @ {self.organisation_id}"


#: An administrator's role is a lane of its own, all other work is one lane; a person drives in one lane at a time.
LANE = Case(
    When(role__in=sorted(ADMINISTRATORS), then=F("role")), default=Value("work"), output_field=models.CharField()
)


class RoleGrantQuerySet(TenantQuerySet):
    """Roles an actor may know of: those of the memberships that the actor may know of."""

    def restrict(self, actor: Actor) -> "RoleGrantQuerySet":
        return self.filter(grants_visible(actor))

    def in_force(self) -> "RoleGrantQuerySet":
        """Those that hold at this moment."""
        moment = now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment)

    def not_over(self) -> "RoleGrantQuerySet":
        """Those that hold now or will hold."""
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now()))


@tracked()
class RoleGrant(Identified):
    """A membership holds a role, from a moment until another; a delegated one has an end and says who lent it.

    `person` repeats the membership's person so that the database itself can keep the administrators separated: from
    each other, and from all other work.
    `division` is where a territorial role (regulator) works: there and everywhere below.
    """

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="grants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    starts_at = models.DateTimeField(default=now)
    ends_at = models.DateTimeField(null=True, blank=True)
    delegated_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="delegations"
    )
    reason = models.CharField(max_length=200, blank=True)

    objects = RoleGrantQuerySet.as_manager()
    objects_unscoped = models.Manager()

    class Meta:
        base_manager_name = "objects_unscoped"
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="accounts_grant_order"
            ),
            models.CheckConstraint(
                condition=Q(delegated_by__isnull=True) | Q(ends_at__isnull=False), name="accounts_grant_delegation_ends"
            ),
            models.CheckConstraint(
                condition=Q(division__isnull=False) | ~Q(role=Role.REGULATOR), name="accounts_grant_regulator_division"
            ),
            ExclusionConstraint(
                name="accounts_grant_once",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (TimeRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(delegated_by__isnull=True),
            ),
            ExclusionConstraint(
                name="accounts_grant_lent_once",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    ("delegated_by", RangeOperators.EQUAL),
                    (TimeRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(delegated_by__isnull=False),
            ),
            ExclusionConstraint(
                name="accounts_grant_administrators_apart",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (LANE, RangeOperators.NOT_EQUAL),
                    (TimeRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} of {self.membership_id}"


class InvitationQuerySet(TenantQuerySet):
    """Invitations an actor may know of."""

    def restrict(self, actor: Actor) -> "InvitationQuerySet":
        return self.filter(invitations_visible(actor))

    def open(self) -> "InvitationQuerySet":
        """Those that can still be accepted."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now())


@tracked(exclude=["token_digest"])
class Invitation(Identified):
    """An invitation to join an organisation in certain roles; the link is shown or mailed once, its digest kept."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    roles = ArrayField(models.CharField(max_length=24, choices=Role.choices))
    division = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)
    title = models.CharField(max_length=60, blank=True)
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, related_name="invitations_made")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()
    objects_unscoped = models.Manager()

    class Meta:
        base_manager_name = "objects_unscoped"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    @property
    def state(self) -> str:
        """What became of it."""
        if self.accepted_at:
            return InvitationState.ACCEPTED
        if self.withdrawn_at:
            return InvitationState.WITHDRAWN
        return InvitationState.EXPIRED if self.expires_at <= now() else InvitationState.OPEN


class SignInLink(Identified):
    """A link that signs a person in once; made by whoever runs the platform, at its machine."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_in_links")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"sign-in link {self.pk}"


class ApiTokenQuerySet(TenantQuerySet):
    """Tokens an actor may know of."""

    def restrict(self, actor: Actor) -> "ApiTokenQuerySet":
        return self.filter(tokens_visible(actor))

    def usable(self) -> "ApiTokenQuerySet":
        """Those that still open something."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now())


@tracked(exclude=["digest"])
class ApiToken(Identified):
    """A key for programs: acts as a membership, limited to scopes, until a date. Only its digest is stored."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8)
    scopes = ArrayField(models.CharField(max_length=40))
    created_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()
    objects_unscoped = models.Manager()

    class Meta:
        base_manager_name = "objects_unscoped"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
