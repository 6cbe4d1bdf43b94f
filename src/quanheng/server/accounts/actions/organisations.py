"""The register of organisations."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions.locks import held_organisation
from quanheng.server.accounts.actions.memberships import about_membership, close_membership
from quanheng.server.accounts.choices import OrganisationStatus
from quanheng.server.accounts.credit_code import CreditCode
from quanheng.server.accounts.drafts import FIELD_LABELS, OrganisationDraft
from quanheng.server.accounts.models import Invitation, Membership, Organisation
from quanheng.server.accounts.queries.changes import changes_since
from quanheng.server.core import outbox
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now, today
from quanheng.server.core.errors import Conflict, Invalid, Refused, Text


class DuplicateOrganisation(Conflict):
    """An organisation with this credit code is registered already."""

    code = "duplicate-organisation"


class ChangedMeanwhile(Conflict):
    """Somebody changed the organisation after it was read. `extra['changes']` says who, when and what."""

    code = "changed-meanwhile"


def about_organisation(organisation: Organisation) -> dict[str, Any]:
    """What an event says of an organisation: which revision of it."""
    return {"organisation": str(organisation.pk), "revision": organisation.revision}


@action("accounts.organisation_registered", allow=policies.may_register_organisation, body=about_organisation)
def register_organisation(actor: Actor, draft: OrganisationDraft) -> Organisation:
    """Enter an organisation into the register.

    Raises:
        Refused: the division lies outside those of the regulator.
        Invalid: a value that cannot be; `fields` says which and what would be right.
        DuplicateOrganisation: the credit code is registered.
    """
    draft = checked(draft)
    try:
        with transaction.atomic():
            return Organisation.objects.create(**draft.values())
    except IntegrityError as error:
        raise _duplicate(draft.credit_code) from error


@action("accounts.organisation_changed", allow=policies.may_change_organisation, body=about_organisation)
def change_organisation(
    actor: Actor, organisation: Organisation, draft: OrganisationDraft, revision: int
) -> Organisation:
    """Record `draft` in the place of what was read as `revision`.

    Raises:
        ChangedMeanwhile: somebody changed it since; says who, when and what, and nothing is written.
        Refused: the actor may not change one of the fields that differ.
        Invalid: a value that cannot be; `fields` says which and what would be right.
        DuplicateOrganisation: the new credit code is another's.
    """
    organisation = held_organisation(organisation.pk)
    if organisation.revision != revision:
        raise _changed_meanwhile(organisation, revision)
    draft = checked(draft)
    before = OrganisationDraft.of(organisation).values()
    differing = [name for name, value in draft.values().items() if before[name] != value]
    _require_changeable(actor, organisation, draft, differing)
    if not differing:
        return organisation
    for name in differing:
        setattr(organisation, name, getattr(draft, name))
    organisation.revision += 1
    try:
        with transaction.atomic():
            organisation.save(update_fields=[*differing, "revision"])
    except IntegrityError as error:
        raise _duplicate(draft.credit_code) from error
    return organisation


@action("accounts.organisation_suspended", allow=policies.may_suspend_organisation, body=about_organisation)
def suspend_organisation(actor: Actor, organisation: Organisation) -> Organisation:
    """Let the roles of an organisation rest until it is reopened; its people can still sign in and read.

    Raises:
        Conflict: it is not in business.
    """
    return _set_status(organisation, OrganisationStatus.SUSPENDED, (OrganisationStatus.ACTIVE,))


@action("accounts.organisation_reopened", allow=policies.may_reopen_organisation, body=about_organisation)
def reopen_organisation(actor: Actor, organisation: Organisation) -> Organisation:
    """Take a suspended or closed organisation into business again. After a closure its people are invited anew.

    Raises:
        Conflict: it is in business.
    """
    return _set_status(
        organisation, OrganisationStatus.ACTIVE, (OrganisationStatus.SUSPENDED, OrganisationStatus.CLOSED)
    )


@action("accounts.organisation_closed", allow=policies.may_close_organisation, body=about_organisation)
def close_organisation(actor: Actor, organisation: Organisation) -> Organisation:
    """Record that an organisation has gone: memberships, roles, tokens and open invitations end, each announced.

    Raises:
        Conflict: it is closed already.
    """
    organisation = _set_status(
        organisation, OrganisationStatus.CLOSED, (OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED)
    )
    why = "all of the organisation that closes"
    for membership in Membership.objects.unrestricted(why).current().filter(organisation=organisation):
        close_membership(actor, membership)
        outbox.append("accounts.membership_ended", actor=actor, subject=membership, body=about_membership(membership))
    for invitation in Invitation.objects.unrestricted(why).open().filter(organisation=organisation):
        invitation.withdrawn_at = now()
        invitation.save(update_fields=["withdrawn_at"])
        body = {"organisation": str(organisation.pk), "roles": sorted(invitation.roles)}
        outbox.append("accounts.invitation_withdrawn", actor=actor, subject=invitation, body=body)
    return organisation


def checked(draft: OrganisationDraft) -> OrganisationDraft:
    """The draft with its texts trimmed and its credit code normalised.

    Raises:
        Invalid: a value that cannot be; `fields` says which and what would be right.
    """
    trimmed: dict[str, Any] = {n: value.strip() for n, value in draft.values().items() if isinstance(value, str)}
    draft = replace(draft, **trimmed)
    wrong: dict[str, Text] = {}
    try:
        draft = replace(draft, credit_code=str(CreditCode.parse(draft.credit_code)))
    except Invalid as error:
        wrong["credit_code"] = error.detail
    for name, rule in RULES.items():
        if (complaint := rule(draft)) is not None:
            wrong[name] = complaint
    try:
        Organisation(**draft.values()).clean_fields(exclude={"credit_code", "division", *wrong})
    except ValidationError as error:
        wrong |= {name: " ".join(messages) for name, messages in error.message_dict.items()}
    if wrong:
        raise Invalid(_("The organisation was not recorded."), wrong)
    return draft


def _position(draft: OrganisationDraft) -> Text | None:
    if draft.longitude is None and draft.latitude is None:
        return None
    if draft.longitude is None or draft.latitude is None:
        return _("Enter longitude and latitude, or neither.")
    if -180 <= draft.longitude <= 180 and -90 <= draft.latitude <= 90:
        return None
    return _("Longitude lies between −180 and 180, latitude between −90 and 90.")


def _digits(value: str, allowed: str, complaint: Text) -> Text | None:
    return None if not value or re.fullmatch(allowed, value) else complaint


RULES: dict[str, Callable[[OrganisationDraft], Text | None]] = {
    "name": lambda draft: None if draft.name else _("Enter the full name."),
    "longitude": _position,
    "postcode": lambda draft: _digits(draft.postcode, r"\d{6}", _("A postcode has 6 digits, such as 250000.")),
    "industry_code": lambda draft: _digits(
        draft.industry_code,
        r"[A-T]?\d{2,4}|[A-T]",
        _("A code of GB/T 4754 is a letter A to T with 2 to 4 digits, such as F5265."),
    ),
    "established_on": lambda draft: (
        _("This day is still to come.") if draft.established_on and draft.established_on > today() else None
    ),
}


def _require_changeable(
    actor: Actor, organisation: Organisation, draft: OrganisationDraft, differing: list[str]
) -> None:
    open_fields = policies.changeable_fields(actor, organisation)
    closed = [str(FIELD_LABELS[name]) for name in differing if name not in open_fields]
    if closed:
        raise Refused(
            _("Only a regulator of %(division)s changes: %(fields)s.")
            % {"division": organisation.division, "fields": ", ".join(closed)}
        )
    if "division" in differing and not actor.is_system:
        verdict = policies.may_register_organisation(actor, draft)
        if not verdict:
            raise Refused(verdict.reason)


def _set_status(organisation: Organisation, status: OrganisationStatus, before: tuple[str, ...]) -> Organisation:
    organisation = held_organisation(organisation.pk)
    if organisation.status not in before:
        raise Conflict(
            _("%(organisation)s is already in the state “%(status)s”.")
            % {"organisation": organisation.label(), "status": organisation.get_status_display()}
        )
    organisation.status = status
    organisation.revision += 1
    organisation.save(update_fields=["status", "revision"])
    return organisation


def _duplicate(credit_code: str) -> DuplicateOrganisation:
    other = Organisation.objects.unrestricted("names and codes are public").get(credit_code=credit_code)
    return DuplicateOrganisation(
        _("The credit code %(code)s is registered already: %(name)s, %(division)s.")
        % {"code": credit_code, "name": other.name, "division": other.division},
        existing=str(other.pk),
    )


def _changed_meanwhile(organisation: Organisation, revision: int) -> ChangedMeanwhile:
    changes = changes_since(organisation, revision)
    return ChangedMeanwhile(
        _("%(who)s changed this on %(when)s: %(what)s. Nothing of yours was written; look again and repeat it.")
        % {"who": changes.who, "when": changes.when, "what": changes.what},
        revision=organisation.revision,
        changed_at=changes.changed_at.isoformat(),
        fields_changed=[change.name for change in changes.fields],
        changes=changes,
    )
