"""What the API of the accounts takes and answers."""

from quanheng.server.accounts.schemas.divisions import CODE as DIVISION_CODE, Division, DivisionReference
from quanheng.server.accounts.schemas.organisations import (
    DivisionCode,
    Organisation,
    OrganisationChange,
    OrganisationDraft,
    OrganisationReference,
    position_kept,
)
from quanheng.server.accounts.schemas.people import (
    Delegation,
    DelegationDraft,
    Event,
    Invitation,
    InvitationDraft,
    InvitationWithLink,
    Membership,
    Myself,
    PersonReference,
    Token,
    TokenDraft,
    TokenWithSecret,
)

__all__ = [
    "DIVISION_CODE",
    "Delegation",
    "DelegationDraft",
    "Division",
    "DivisionCode",
    "DivisionReference",
    "Event",
    "Invitation",
    "InvitationDraft",
    "InvitationWithLink",
    "Membership",
    "Myself",
    "Organisation",
    "OrganisationChange",
    "OrganisationDraft",
    "OrganisationReference",
    "PersonReference",
    "Token",
    "TokenDraft",
    "TokenWithSecret",
    "position_kept",
]
