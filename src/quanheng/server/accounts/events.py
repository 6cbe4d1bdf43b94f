"""What the accounts announce. Bodies hold opaque ids, codes and counts: never a name, an address or a secret."""

from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts.scopes import declare_scope
from quanheng.server.core.events import declare

# The register of organisations.
declare("accounts.divisions_loaded", _("Divisions loaded"))
declare("accounts.organisation_registered", _("Organisation registered"))
declare("accounts.organisation_changed", _("Organisation changed"))
declare("accounts.organisation_suspended", _("Organisation suspended"))
declare("accounts.organisation_reopened", _("Organisation reopened"))
declare("accounts.organisation_closed", _("Organisation closed"))

# Who belongs where and does what. What a role allows in law is decided by these, so that the log takes them.
declare("accounts.role_granted", _("Role granted"), is_logged=True)
declare("accounts.role_ended", _("Role ended"), is_logged=True)
declare("accounts.role_delegated", _("Role delegated"), is_logged=True)
declare("accounts.delegation_ended", _("Delegation ended"), is_logged=True)
declare("accounts.membership_started", _("Membership started"))
declare("accounts.membership_ended", _("Membership ended"))
declare("accounts.person_invited", _("Person invited"))
declare("accounts.invitation_renewed", _("Invitation renewed"))
declare("accounts.invitation_withdrawn", _("Invitation withdrawn"))
declare("accounts.invitation_accepted", _("Invitation accepted"))

# Accounts and the ways into them.
declare("accounts.person_registered", _("Person registered"))
declare("accounts.details_changed", _("Own details changed"))
declare("accounts.account_closed", _("Account closed"))
declare("accounts.account_reopened", _("Account reopened"))
declare("accounts.lockout_released", _("Lock-out released"))
declare("accounts.signed_in", _("Signed in"))
declare("accounts.signed_out", _("Signed out"))
declare("accounts.locked_out", _("Locked out after failed attempts"))
declare("accounts.session_ended", _("Session ended"))
declare("accounts.sign_in_link_made", _("One-time sign-in link made"))
declare("accounts.sign_in_link_used", _("One-time sign-in link used"))
declare("accounts.token_issued", _("API token issued"))
declare("accounts.token_revoked", _("API token revoked"))

#: What a security administrator watches: everything about who may come in and do what.
ACCESS_KINDS = (
    "accounts.role_granted",
    "accounts.role_ended",
    "accounts.role_delegated",
    "accounts.delegation_ended",
    "accounts.membership_started",
    "accounts.membership_ended",
    "accounts.person_invited",
    "accounts.invitation_renewed",
    "accounts.invitation_withdrawn",
    "accounts.invitation_accepted",
    "accounts.person_registered",
    "accounts.account_closed",
    "accounts.account_reopened",
    "accounts.lockout_released",
    "accounts.signed_in",
    "accounts.signed_out",
    "accounts.locked_out",
    "accounts.session_ended",
    "accounts.sign_in_link_made",
    "accounts.sign_in_link_used",
    "accounts.token_issued",
    "accounts.token_revoked",
)

declare_scope("accounts:read", _("Read organisations, people and roles"))
declare_scope("accounts:write", _("Change organisations, people and roles"))
declare_scope("audit:read", _("Read the record of events"))
