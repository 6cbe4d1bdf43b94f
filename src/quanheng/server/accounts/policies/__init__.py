"""Who may do what with accounts, and who may know of what: one small function a permission.

Pages ask with the row that they show, or with nothing (`may this actor do it anywhere?`); acts ask with what they are
given. Administrators have no rights in the platform's business, and an auditor writes nothing but their own account.
"""

from quanheng.server.accounts.policies.organisations import (
    changeable_fields,
    may_change_organisation,
    may_close_organisation,
    may_load_reference,
    may_register_organisation,
    may_reopen_organisation,
    may_suspend_organisation,
)
from quanheng.server.accounts.policies.people import (
    may_accept_invitation,
    may_add_membership,
    may_change_own_details,
    may_close_account,
    may_end_session,
    may_issue_token,
    may_make_sign_in_link,
    may_read_events,
    may_release_lockout,
    may_reopen_account,
    may_revoke_token,
    may_use_sign_in_link,
)
from quanheng.server.accounts.policies.reach import READ_ALL, may_write, own_roles
from quanheng.server.accounts.policies.roles import (
    LENDABLE,
    grantable_roles,
    may_delegate_role,
    may_end_delegation,
    may_end_membership,
    may_end_role,
    may_grant_role,
    may_invite,
    may_renew_invitation,
    may_withdraw_invitation,
)
from quanheng.server.accounts.policies.visibility import (
    events_visible,
    grants_visible,
    invitations_visible,
    memberships_visible,
    organisations_visible,
    tokens_visible,
)

__all__ = [
    "LENDABLE",
    "READ_ALL",
    "changeable_fields",
    "events_visible",
    "grantable_roles",
    "grants_visible",
    "invitations_visible",
    "may_accept_invitation",
    "may_add_membership",
    "may_change_organisation",
    "may_change_own_details",
    "may_close_account",
    "may_close_organisation",
    "may_delegate_role",
    "may_end_delegation",
    "may_end_membership",
    "may_end_role",
    "may_end_session",
    "may_grant_role",
    "may_invite",
    "may_issue_token",
    "may_load_reference",
    "may_make_sign_in_link",
    "may_read_events",
    "may_register_organisation",
    "may_release_lockout",
    "may_renew_invitation",
    "may_reopen_account",
    "may_reopen_organisation",
    "may_revoke_token",
    "may_suspend_organisation",
    "may_use_sign_in_link",
    "may_withdraw_invitation",
    "may_write",
    "memberships_visible",
    "organisations_visible",
    "own_roles",
    "tokens_visible",
]
