"""Tables of the accounts."""

from quanheng.server.accounts.models.access import ApiToken, Invitation, Membership, RoleGrant, SignInLink
from quanheng.server.accounts.models.divisions import Division
from quanheng.server.accounts.models.organisations import Organisation
from quanheng.server.accounts.models.people import Person

__all__ = [
    "ApiToken",
    "Division",
    "Invitation",
    "Membership",
    "Organisation",
    "Person",
    "RoleGrant",
    "SignInLink",
]
