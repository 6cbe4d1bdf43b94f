"""Who may do what with accounts, sessions, tokens and one-time links."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import TokenDraft
from quanheng.server.accounts.policies.organisations import leads
from quanheng.server.accounts.policies.reach import READ_ALL, may_write, own_roles, secures
from quanheng.server.core.actors import Actor
from quanheng.server.core.policy import ALLOWED, Verdict, denied, nobody

if TYPE_CHECKING:
    from quanheng.server.accounts.models import ApiToken, Person

may_add_membership = nobody
may_register_person = nobody
may_make_sign_in_link = nobody
may_record_lockout = nobody


def may_come_in(actor: Actor, _secret: str | None = None) -> Verdict:
    """Anybody who holds the secret of an invitation or a one-time link; programs do not."""
    return denied(_("A program cannot use a personal link.")) if actor.scopes is not None else ALLOWED


may_accept_invitation = may_come_in
may_use_sign_in_link = may_come_in


def may_change_own_details(actor: Actor, _draft: Any = None) -> Verdict:
    """Everybody who is signed in, the auditor too: the account is one's own."""
    return denied(_("Sign in first.")) if actor.is_visitor else ALLOWED


def may_record_sign_in(actor: Actor, person: "Person") -> Verdict:
    """The person who signs in or out, in their own name."""
    if actor.person_id == person.pk:
        return ALLOWED
    return denied(_("Only the person who signs in or out is recorded as doing so."))


def may_close_account(actor: Actor, person: "Person | None" = None) -> Verdict:
    """The security administrator of an organisation's division; nobody their own account."""
    if not (verdict := _may_secure(actor, person)):
        return verdict
    if person is not None and person.pk == actor.person_id:
        return denied(_("Nobody closes their own account. Another security administrator can."))
    return ALLOWED


may_reopen_account = may_close_account


def may_release_lockout(actor: Actor, _username: str | None = None) -> Verdict:
    """The security administrator."""
    return _may_secure(actor, None)


def may_end_session(actor: Actor, session: Any = None) -> Verdict:
    """One's own; the security administrator anybody's in their divisions."""
    if actor.is_visitor:
        return denied(_("Sign in first."))
    if session is None or session.user_id == actor.person_id:
        return ALLOWED
    return _may_secure(actor, session.user)


def may_issue_token(actor: Actor, _draft: TokenDraft | None = None) -> Verdict:
    """Every member who writes, signed in by themselves: a token does not make tokens."""
    if not (verdict := may_write(actor)):
        return verdict
    return denied(_("A token cannot issue tokens. Sign in to do it.")) if actor.scopes is not None else ALLOWED


def may_revoke_token(actor: Actor, token: "ApiToken") -> Verdict:
    """The holder, the organisation's manager, the security administrator."""
    organisation = token.membership.organisation
    if not actor.is_visitor and token.membership.person_id == actor.person_id:
        return ALLOWED
    if not (verdict := may_write(actor)):
        return verdict
    if leads(actor, organisation) or secures(actor, organisation.division_id):
        return ALLOWED
    return denied(_("A token is revoked by its holder, the organisation's manager or the security administrator."))


def may_read_events(actor: Actor, _subject: Any = None) -> Verdict:
    """The record of events as a place of its own: those who audit, and the security administrator for access."""
    if actor.has(*READ_ALL, Role.SECURITY_ADMINISTRATOR):
        return ALLOWED
    return denied(_("The record of events is read by auditors and the administrators of security and audit."))


def _may_secure(actor: Actor, person: "Person | None") -> Verdict:
    if not (verdict := may_write(actor)):
        return verdict
    if Role.SECURITY_ADMINISTRATOR not in own_roles(actor):
        return denied(_("This is the security administrator's affair."))
    if person is None or _is_within_reach(actor, person):
        return ALLOWED
    return denied(_("This person belongs to organisations outside the divisions in which you work."))


def _is_within_reach(actor: Actor, person: "Person") -> bool:
    places = person.memberships.unrestricted("to decide who secures this account").current()
    divisions = set(places.values_list("organisation__division", flat=True))
    return not divisions or any(secures(actor, each) for each in divisions)
