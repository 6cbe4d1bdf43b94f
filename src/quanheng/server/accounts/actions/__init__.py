"""Every write of the accounts: one act a verb, each asking its policy and announcing its own kind of event."""

from quanheng.server.accounts.actions.delegations import delegate_role, end_delegation
from quanheng.server.accounts.actions.invitations import (
    Invited,
    accept_invitation,
    invite,
    open_invitation,
    renew_invitation,
    withdraw_invitation,
)
from quanheng.server.accounts.actions.memberships import add_membership, end_membership
from quanheng.server.accounts.actions.organisations import (
    change_organisation,
    close_organisation,
    register_organisation,
    reopen_organisation,
    suspend_organisation,
)
from quanheng.server.accounts.actions.people import (
    change_own_details,
    close_account,
    end_session,
    register_person,
    release_lockout,
    reopen_account,
)
from quanheng.server.accounts.actions.roles import end_role, grant_role
from quanheng.server.accounts.actions.sign_in import make_sign_in_link, use_sign_in_link
from quanheng.server.accounts.actions.sign_in_record import record_lockout, record_sign_in, record_sign_out
from quanheng.server.accounts.actions.tokens import IssuedToken, issue_api_token, revoke_api_token

__all__ = [
    "Invited",
    "IssuedToken",
    "accept_invitation",
    "add_membership",
    "change_organisation",
    "change_own_details",
    "close_account",
    "close_organisation",
    "delegate_role",
    "end_delegation",
    "end_membership",
    "end_role",
    "end_session",
    "grant_role",
    "invite",
    "issue_api_token",
    "make_sign_in_link",
    "open_invitation",
    "record_lockout",
    "record_sign_in",
    "record_sign_out",
    "register_organisation",
    "register_person",
    "release_lockout",
    "renew_invitation",
    "reopen_account",
    "reopen_organisation",
    "revoke_api_token",
    "suspend_organisation",
    "use_sign_in_link",
    "withdraw_invitation",
]
