"""Enumerations of the accounts: levels of divisions, kinds of organisations, roles."""

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from quanheng.server.core.choices import TextChoices


class DivisionLevel(TextChoices):
    """What a division is. A functional zone is no administrative division but has an administration of its own."""

    PROVINCE = "province", _("Province")
    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    COUNTY = "county", _("County")
    ZONE = "zone", _("Functional zone")


class Confidence(TextChoices):
    """How well a fact of the reference data is known (DESIGN, 5)."""

    SOURCED = "sourced", _("Sourced")
    KNOWN = "known", _("Generally known")
    UNSURE = "unsure", _("Unsure, needs confirmation")


class OrganisationKind(TextChoices):
    """What an organisation is to the metrology system."""

    REGULATOR = "regulator", _("Market regulation authority")
    STATUTORY = "statutory", _("Statutory verification institution")
    AUTHORISED = "authorised", _("Authorised verification institution")
    CALIBRATION = "calibration", _("Calibration laboratory")
    ENTERPRISE = "enterprise", _("Enterprise")
    MEDICAL = "medical", _("Medical institution")
    MARKET = "market", _("Market operator")
    PUBLIC = "public", _("Public institution")


class OrganisationStatus(TextChoices):
    """Whether the organisation still exists."""

    ACTIVE = "active", _("In business")
    SUSPENDED = "suspended", pgettext_lazy("organisation", "Suspended")
    CLOSED = "closed", pgettext_lazy("organisation", "Closed")


class Role(TextChoices):
    """What a person does in an organisation. The three administrators are separated: one person holds at most one."""

    REGULATOR = "regulator", _("Regulator")
    VERIFICATION_OFFICER = "verification_officer", _("Verification officer")
    CHECKER = "checker", _("Checker")
    SIGNATORY = "signatory", _("Authorised signatory")
    LABORATORY_MANAGER = "laboratory_manager", _("Laboratory manager")
    METROLOGY_MANAGER = "metrology_manager", _("Enterprise metrology manager")
    AUDITOR = "auditor", _("Auditor")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("System administrator")
    SECURITY_ADMINISTRATOR = "security_administrator", _("Security administrator")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("Audit administrator")


#: No person holds two of these at once, and none of them works in the platform's business.
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})

#: Which roles can be held in which kind of organisation.
ROLES_OF_KIND: dict[str, frozenset[Role]] = {
    OrganisationKind.REGULATOR: frozenset({Role.REGULATOR, Role.AUDITOR, *ADMINISTRATORS}),
    **dict.fromkeys(
        [OrganisationKind.STATUTORY, OrganisationKind.AUTHORISED, OrganisationKind.CALIBRATION],
        frozenset({Role.VERIFICATION_OFFICER, Role.CHECKER, Role.SIGNATORY, Role.LABORATORY_MANAGER}),
    ),
    **dict.fromkeys(
        [OrganisationKind.ENTERPRISE, OrganisationKind.MEDICAL, OrganisationKind.MARKET, OrganisationKind.PUBLIC],
        frozenset({Role.METROLOGY_MANAGER}),
    ),
}

#: The role that answers for an organisation of this kind: the first person invited holds it, and it invites the rest.
LEADING_ROLE: dict[str, Role] = {
    OrganisationKind.REGULATOR: Role.SECURITY_ADMINISTRATOR,
    **dict.fromkeys(
        [OrganisationKind.STATUTORY, OrganisationKind.AUTHORISED, OrganisationKind.CALIBRATION], Role.LABORATORY_MANAGER
    ),
    **dict.fromkeys(
        [OrganisationKind.ENTERPRISE, OrganisationKind.MEDICAL, OrganisationKind.MARKET, OrganisationKind.PUBLIC],
        Role.METROLOGY_MANAGER,
    ),
}


class InvitationState(TextChoices):
    """What became of an invitation; computed from its dates."""

    OPEN = "open", pgettext_lazy("invitation", "Open")
    ACCEPTED = "accepted", pgettext_lazy("invitation", "Accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")
    EXPIRED = "expired", pgettext_lazy("invitation", "Expired")
