"""The caller's own account: who they are here, and their tokens."""

from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from quanheng.server.accounts import actions, drafts, models, schemas
from quanheng.server.accounts.api.finding import missing
from quanheng.server.accounts.queries import roles_in_force, tokens_of
from quanheng.server.core.api.authentication import ApiRequest
from quanheng.server.core.api.operations import acts, reads
from quanheng.server.core.api.pagination import ListPage, PageRequest, keyset_page
from quanheng.server.core.api.schemas import Identifier
from quanheng.server.core.keyset import Order

router = Router()
READ, WRITE = "accounts:read", "accounts:write"


class TokenPage(ListPage[schemas.Token]):
    """The caller's tokens, the latest first."""


@reads(
    router,
    "/me",
    returns=schemas.Myself,
    scope=READ,
    summary=_("Who am I"),
    text=_("The person, the membership in which they act with this token or session, and the roles held there now."),
    callers=_("Everybody."),
    headers=("ETag",),
)
def read_myself(request: ApiRequest) -> schemas.Myself:
    actor = request.auth
    person = models.Person.objects.visible_to(actor).get(pk=actor.person_id)
    known = models.Membership.objects.visible_to(actor).select_related("person", "organisation")
    membership = known.filter(pk=actor.membership_id).first()
    return schemas.Myself(
        person=schemas.PersonReference.of(person),
        username=person.username,
        email=person.email,
        membership=schemas.Membership.of(membership, roles_in_force(membership)) if membership else None,
        scopes=sorted(actor.scopes) if actor.scopes is not None else None,
    )


@reads(
    router,
    "/tokens",
    returns=TokenPage,
    scope=READ,
    summary=_("List one's own tokens"),
    text=_("The caller's own tokens, expired and revoked ones included; never their secrets."),
    callers=_("Everybody: their own."),
)
def list_tokens(request: ApiRequest, page: Query[PageRequest]) -> TokenPage:
    tokens = tokens_of(request.auth)
    return keyset_page(request, page, tokens, Order(models.ApiToken, "-id"), shown=schemas.Token.of, into=TokenPage)


@acts(
    router,
    "POST",
    "/tokens",
    returns=schemas.TokenWithSecret,
    status=201,
    scope=WRITE,
    summary=_("Issue a token"),
    text=_("Make a token with which a program acts as the caller's membership. The secret is shown only here."),
    callers=_("Every member but auditors, in a session: a token cannot issue tokens."),
    headers=("ETag",),
    links=(("revoke_token", "token_id"),),
)
def issue_token(request: ApiRequest, draft: schemas.TokenDraft) -> schemas.TokenWithSecret:
    issued = actions.issue_api_token(
        request.auth, drafts.TokenDraft(name=draft.name, scopes=tuple(draft.scopes), expires_at=draft.expires_at)
    )
    return schemas.TokenWithSecret.of(issued.token, secret=issued.secret)


@acts(
    router,
    "POST",
    "/tokens/{token_id}/revoke",
    returns=schemas.Token,
    status=200,
    scope=WRITE,
    summary=_("Revoke a token"),
    text=_("Let a token open nothing any more; it may revoke itself."),
    callers=_("The holder; the organisation's manager; the security administrator of its division."),
    problems=(404,),
    headers=("ETag",),
)
def revoke_token(request: ApiRequest, token_id: Identifier) -> schemas.Token:
    known = models.ApiToken.objects.visible_to(request.auth).select_related("membership__organisation")
    token = known.filter(pk=token_id).first()
    if token is None:
        raise missing(_("token"), token_id)
    token.revoked_at = actions.revoke_api_token(request.auth, token).revoked_at
    return schemas.Token.of(token)
