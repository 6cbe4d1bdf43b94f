"""Keys for programs."""

from datetime import timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from quanheng.server.accounts import policies
from quanheng.server.accounts.drafts import TokenDraft
from quanheng.server.accounts.models import ApiToken
from quanheng.server.accounts.one_time import new_secret
from quanheng.server.accounts.scopes import known_scopes
from quanheng.server.core import outbox
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Invalid, Text

LONGEST_LIFE = timedelta(days=366)
PREFIX = "qh_"
MOST_TOKENS = 20


class IssuedToken(NamedTuple):
    """A new token with its secret, which is shown once and kept nowhere."""

    token: ApiToken
    secret: str


def about_token(token: ApiToken) -> dict[str, Any]:
    """What an event says of a token: opaque ids, scopes and end."""
    return {
        "organisation": str(token.membership.organisation_id),
        "membership": str(token.membership_id),
        "scopes": sorted(token.scopes),
        "until": token.expires_at.isoformat(),
    }


@action(
    "accounts.token_issued",
    allow=policies.may_issue_token,
    subject=lambda issued: issued.token,
    body=lambda issued: about_token(issued.token),
)
def issue_api_token(actor: Actor, draft: TokenDraft) -> IssuedToken:
    """Make a key with which a program acts as the actor's membership, limited to scopes, until a date.

    Raises:
        Invalid: no name; no scope or an unknown one; an end that has passed or is more than a year ahead.
        Conflict: the membership has 20 usable tokens already.
    """
    _require_sensible(draft)
    usable = ApiToken.objects.visible_to(actor).usable().filter(membership=actor.membership_id)
    if usable.count() >= MOST_TOKENS:
        raise Conflict(_("You have %(count)d tokens. Revoke one that is not used any more.") % {"count": MOST_TOKENS})
    secret, digest = new_secret(PREFIX)
    token = ApiToken.objects.create(
        membership_id=actor.membership_id,
        name=draft.name.strip(),
        digest=digest,
        hint=secret[: len(PREFIX) + 4],
        scopes=sorted(set(draft.scopes)),
        expires_at=draft.expires_at,
    )
    return IssuedToken(token, secret)


@action("accounts.token_revoked", allow=policies.may_revoke_token, body=about_token)
def revoke_api_token(actor: Actor, token: ApiToken) -> ApiToken:
    """Let a token open nothing any more.

    Raises:
        Conflict: it is revoked already.
    """
    tokens = ApiToken.objects.unrestricted("the act was allowed").select_for_update(of=("self",))
    found: ApiToken = tokens.select_related("membership").get(pk=token.pk)
    if found.revoked_at is not None:
        raise Conflict(_("This token is revoked already."))
    _close(found)
    return found


def revoke_all_tokens(actor: Actor, tokens: Any) -> None:
    """Revoke every usable one of `tokens`, each with its own event."""
    for token in tokens.unrestricted("the act was allowed").usable().select_related("membership"):
        _close(token)
        outbox.append("accounts.token_revoked", actor=actor, subject=token, body=about_token(token))


def _close(token: ApiToken) -> None:
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])


def _require_sensible(draft: TokenDraft) -> None:
    wrong: dict[str, Text] = {}
    if not 1 <= len(draft.name.strip()) <= 60:
        wrong["name"] = _("Say in at most 60 characters what the token is for.")
    known = known_scopes()
    unknown = sorted(set(draft.scopes) - set(known))
    if unknown:
        wrong["scopes"] = _("Unknown: %(unknown)s. Known scopes: %(known)s.") % {
            "unknown": ", ".join(unknown),
            "known": ", ".join(known),
        }
    elif not draft.scopes:
        wrong["scopes"] = _("Choose at least one scope.")
    if not now() < draft.expires_at <= now() + LONGEST_LIFE:
        wrong["expires_at"] = _("Choose a date to come, at most a year ahead.")
    if wrong:
        raise Invalid(_("The token was not issued."), wrong)
