"""What the acts of the accounts are given: the values a person entered, before anything is decided about them."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from quanheng.server.core.errors import Text

if TYPE_CHECKING:  # the policies read drafts, and the models read the policies
    from quanheng.server.accounts.models import Division, Membership, Organisation, Person

INVITATION_LIFE = timedelta(days=7)
#: What each column of an organisation is called, on forms, in files and in messages.
FIELD_LABELS: dict[str, Text] = {
    "credit_code": _("Unified social credit code"),
    "name": pgettext_lazy("organisation", "Name"),
    "name_en": _("English name"),
    "short_name": _("Short name"),
    "kind": pgettext_lazy("organisation", "Kind"),
    "status": pgettext_lazy("organisation", "Status"),
    "division": pgettext_lazy("organisation", "Division"),
    "street": _("Street or town"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "longitude": _("Longitude"),
    "latitude": _("Latitude"),
    "industry_code": _("Industry (GB/T 4754)"),
    "scope": _("Scope of business"),
    "established_on": _("Established on"),
    "employees": _("Employees"),
    "telephone": _("Telephone"),
    "website": _("Website"),
    "authorisation_number": _("Authorisation number"),
    "authorisation_valid_until": _("Authorisation valid until"),
    "note": pgettext_lazy("organisation", "Note"),
    "is_demonstration": _("Demonstration data"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationDraft:
    """All that is entered about an organisation. Empty text and None mean: not known."""

    credit_code: str
    name: str
    kind: str
    division: "Division"
    name_en: str = ""
    short_name: str = ""
    street: str = ""
    address: str = ""
    postcode: str = ""
    longitude: Decimal | None = None
    latitude: Decimal | None = None
    industry_code: str = ""
    scope: str = ""
    established_on: date | None = None
    employees: int | None = None
    telephone: str = ""
    website: str = ""
    authorisation_number: str = ""
    authorisation_valid_until: date | None = None
    note: str = ""
    is_demonstration: bool = False

    @classmethod
    def of(cls, organisation: "Organisation") -> Self:
        """What is recorded about `organisation` now, to be changed with `dataclasses.replace`."""
        return cls(**{each.name: getattr(organisation, each.name) for each in fields(cls)})

    def values(self) -> dict[str, Any]:
        """The values by the name of their column."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipDraft:
    """That a person belongs to an organisation, and under which job title."""

    person: "Person"
    organisation: "Organisation"
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDraft:
    """A role for a membership. `division`: where a regulator works, there and everywhere below."""

    membership: "Membership"
    role: str
    division: "Division | None" = None
    ends_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationDraft:
    """Whom to invite where, in which roles. `division`: where the regulator works; no other role has one."""

    organisation: "Organisation"
    name: str
    roles: tuple[str, ...]
    email: str = ""
    title: str = ""
    division: "Division | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDraft:
    """A person entered by whoever runs the platform; signs in first by a one-time link."""

    username: str
    name: str
    email: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceDraft:
    """What an invited person chooses: the name to sign in with, their own name, a password, an address for mail."""

    username: str
    name: str
    password: str
    email: str = ""
    language: str = ""

    def __repr__(self) -> str:
        return f"AcceptanceDraft(username={self.username!r}, password=…)"


@dataclass(frozen=True, slots=True, kw_only=True)
class DelegationDraft:
    """A role of one's own, lent to a colleague until a moment at most 90 days ahead, and why."""

    role: str
    to: "Membership"
    ends_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenDraft:
    """A key for a program: what it is for, what it may do, until when (a year at most)."""

    name: str
    scopes: tuple[str, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsDraft:
    """What a person may change about themselves."""

    name: str
    email: str = ""
    language: str = ""
