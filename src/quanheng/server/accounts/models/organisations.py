"""Organisations: authorities, institutions, and those who use measuring instruments."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length

from quanheng.server.accounts.choices import OrganisationKind, OrganisationStatus
from quanheng.server.accounts.models.divisions import Division
from quanheng.server.accounts.policies import organisations_visible
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.history import tracked
from quanheng.server.core.models import Identified
from quanheng.server.core.search import SearchColumn
from quanheng.server.core.tenancy import TenantQuerySet

models.CharField.register_lookup(Length)


class OrganisationQuerySet(TenantQuerySet):
    """Organisations an actor may know of: see `accounts.policies.organisations_visible`."""

    def restrict(self, actor: Actor) -> "OrganisationQuerySet":
        return self.filter(organisations_visible(actor))


@tracked(exclude=["search"])
class Organisation(Identified):
    """An organisation, identified by its unified social credit code (GB 32100)."""

    credit_code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices)
    status = models.CharField(max_length=10, choices=OrganisationStatus.choices, default=OrganisationStatus.ACTIVE)
    division = models.ForeignKey(
        Division, on_delete=models.PROTECT, related_name="organisations", db_index=False
    )  # the index of the list below serves it
    street = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=6, blank=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    industry_code = models.CharField(max_length=5, blank=True)
    scope = models.CharField(max_length=400, blank=True)
    established_on = models.DateField(null=True, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    website = models.URLField(blank=True)
    authorisation_number = models.CharField(max_length=60, blank=True)
    authorisation_valid_until = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=400, blank=True)
    is_demonstration = models.BooleanField(default=False)
    registered_at = models.DateTimeField(default=now)
    revision = models.PositiveIntegerField(default=1)
    search = SearchColumn(
        "name", "short_name", "name_en", "credit_code", "address", facets=("division_id", "kind", "status")
    )

    objects = OrganisationQuerySet.as_manager()
    objects_unscoped = models.Manager()

    class Meta:
        base_manager_name = "objects_unscoped"
        ordering = ["-id"]
        indexes = [
            GinIndex(fields=["search"], name="accounts_organisation_search", fastupdate=False),
            models.Index(fields=["division", "-id"], name="accounts_organisation_division"),
            models.Index(fields=["kind", "-id"], name="accounts_organisation_kind"),
            models.Index(fields=["name", "id"], name="accounts_organisation_name"),
            models.Index(fields=["division", "credit_code"], name="accounts_organisation_codes"),
            models.Index(fields=["registered_at"], name="accounts_organisation_since"),
            models.Index(fields=["-id"], condition=Q(is_demonstration=True), name="accounts_organisation_demo"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(credit_code__length=18), name="accounts_organisation_code_length"),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__gte=-180, longitude__lte=180, latitude__gte=-90, latitude__lte=90),
                name="accounts_organisation_position",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name
