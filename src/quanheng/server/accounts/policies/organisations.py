"""Who may write in the register of organisations."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts.choices import LEADING_ROLE, OrganisationKind, Role
from quanheng.server.accounts.drafts import OrganisationDraft
from quanheng.server.accounts.policies.reach import governs, may_write
from quanheng.server.core.actors import Actor
from quanheng.server.core.policy import ALLOWED, Verdict, denied

if TYPE_CHECKING:
    from quanheng.server.accounts.models import Organisation

#: What an organisation keeps right about itself; everything else is for the authority to change.
FIELDS_OF_ITS_OWN = frozenset(
    {
        "name_en",
        "short_name",
        "street",
        "address",
        "postcode",
        "longitude",
        "latitude",
        "industry_code",
        "scope",
        "established_on",
        "employees",
        "telephone",
        "website",
        "note",
    }
)
ALL_FIELDS = frozenset(OrganisationDraft.__dataclass_fields__)


def may_register_organisation(actor: Actor, draft: OrganisationDraft | None = None) -> Verdict:
    """A regulator, in the divisions where they work."""
    if not (verdict := may_write(actor)):
        return verdict
    if not actor.has(Role.REGULATOR):
        return denied(_("Organisations are registered by a regulator of their division."))
    if draft is not None and not governs(actor, draft.division.pk):
        return denied(_("%(division)s lies outside the divisions in which you work.") % {"division": draft.division})
    return ALLOWED


def changeable_fields(actor: Actor, organisation: "Organisation") -> frozenset[str]:
    """Which fields of `organisation` the actor may change: all, those of its own, or none."""
    if actor.is_system:
        return ALL_FIELDS
    if not may_write(actor):
        return frozenset()
    if governs(actor, organisation.division_id):
        return ALL_FIELDS
    return FIELDS_OF_ITS_OWN if leads(actor, organisation) else frozenset()


def may_change_organisation(actor: Actor, organisation: "Organisation | None" = None) -> Verdict:
    """A regulator of its division; its own manager, without what identifies and classifies it."""
    if not (verdict := may_write(actor)):
        return verdict
    if organisation is None:
        is_someone = actor.has(Role.REGULATOR, *LEADING_ROLE.values())
        return ALLOWED if is_someone else denied(_("Organisations are changed by their manager or a regulator."))
    if changeable_fields(actor, organisation):
        return ALLOWED
    return denied(
        _("%(organisation)s is changed by its own manager or by a regulator of %(division)s.")
        % {"organisation": organisation.label(), "division": organisation.division}
    )


def may_suspend_organisation(actor: Actor, organisation: "Organisation | None" = None) -> Verdict:
    """A regulator of its division, but not one's own organisation."""
    if not (verdict := may_write(actor)):
        return verdict
    if not actor.has(Role.REGULATOR):
        return denied(_("Organisations are suspended, closed and reopened by a regulator of their division."))
    if organisation is None:
        return ALLOWED
    if organisation.pk == actor.organisation_id:
        return denied(_("Nobody suspends or closes their own organisation."))
    if not governs(actor, organisation.division_id):
        return denied(
            _("%(division)s lies outside the divisions in which you work.") % {"division": organisation.division}
        )
    return ALLOWED


may_close_organisation = may_suspend_organisation
may_reopen_organisation = may_suspend_organisation


def leads(actor: Actor, organisation: "Organisation") -> bool:
    """Whether the actor manages this organisation, by an own or a borrowed role. Authorities have no such manager."""
    return (
        organisation.pk == actor.organisation_id
        and organisation.kind != OrganisationKind.REGULATOR
        and actor.has(LEADING_ROLE[organisation.kind])
    )


def may_load_reference(actor: Actor, _subject: object = None) -> Verdict:
    """The system administrator."""
    if not (verdict := may_write(actor)):
        return verdict
    if actor.has(Role.SYSTEM_ADMINISTRATOR):
        return ALLOWED
    return denied(_("Reference data are loaded by the system administrator."))
