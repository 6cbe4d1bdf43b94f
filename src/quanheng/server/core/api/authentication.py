"""Who calls: a program with a token, or the browser of a signed-in person.

Each operation names the scope that a token needs; a session is limited by the person's roles alone. What both make is
an `Actor` in `request.auth`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeAlias

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase

from quanheng.server.core.actors import Actor
from quanheng.server.core.api.failed_tokens import count_failure
from quanheng.server.core.api.problems import ForeignForm, ScopeMissing, Unauthenticated

REALM = 'Bearer realm="quanheng"'

#: From a token's secret to the actor that it makes now; None for a token that is not, or no longer, good.
TokenReader: TypeAlias = Callable[[str], Actor | None]
_readers: list[TokenReader] = []


def tokens_are_read_by(reader: TokenReader) -> None:
    """Say who knows the tokens: the accounts, which lie above the core.

    Raises:
        ValueError: somebody else was named already.
    """
    if _readers and _readers != [reader]:
        raise ValueError(f"tokens are read by {_readers[0]!r} already, not by {reader!r}")
    _readers[:] = [reader]


class ApiRequest(HttpRequest):
    """A request that has passed authentication, as operations see it."""

    auth: Actor
    request_id: str


class Token(AuthBase):
    """`Authorization: Bearer qh_…`. A request that carries one is judged by it alone, never by a cookie beside it."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = (
        "A token issued under “API tokens” or by `POST /tokens`: `Authorization: Bearer qh_…`. It acts as one "
        "membership, within its scopes, until its end. 令牌：以某一任职身份、在授权范围内、至到期日止有效。"
    )

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Actor | None:
        header = request.headers.get("Authorization")
        if header is None:
            return None
        scheme, _space, secret = header.partition(" ")
        actor = _readers[0](secret) if scheme.lower() == "bearer" and _readers else None
        if actor is None:
            count_failure(request)
            raise Unauthenticated(
                _("This token is unknown, expired or revoked. Issue a new one and send “Authorization: Bearer qh_…”."),
                headers={"WWW-Authenticate": f'{REALM}, error="invalid_token"'},
            )
        if actor.scopes is not None and self.scope not in actor.scopes:
            raise ScopeMissing(
                _("This needs the scope “%(scope)s”; the token carries %(given)s.")
                % {"scope": self.scope, "given": ", ".join(sorted(actor.scopes)) or _("none")},
                headers={"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{self.scope}"'},
            )
        return replace(actor, request_id=request.request_id)


class Session(AuthBase):
    """The session cookie of a signed-in person, with the CSRF token on every method that writes."""

    openapi_type = "apiKey"
    openapi_in = "cookie"
    openapi_name = settings.SESSION_COOKIE_NAME
    openapi_description = (
        "The session of a signed-in person, for the pages' own calls. Methods that write also need the header "
        "`X-CSRFToken`. 浏览器会话：写操作还须带 X-CSRFToken。"
    )

    def __call__(self, request: HttpRequest) -> Actor | None:
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None or "Authorization" in request.headers:
            return None
        if _lacks_proof_of_origin(request):
            raise ForeignForm(
                _("A call with the session cookie must carry the header X-CSRFToken. Reload the page, or use a token.")
            )
        return actor


class _ProofOfOrigin(CsrfViewMiddleware):
    """Django's own check, which says why it fails instead of drawing a page."""

    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def _lacks_proof_of_origin(request: HttpRequest) -> bool:
    check = _ProofOfOrigin(lambda _request: None)
    request.csrf_processing_done = False  # the views of ninja are exempt from the middleware, so that tokens need none
    check.process_request(request)
    return check.process_view(request, None, (), {}) is not None


def nobody_identified() -> Unauthenticated:
    """The problem of a request without any credentials."""
    return Unauthenticated(
        _(
            "This address needs a token: send “Authorization: Bearer qh_…”. Signed-in people issue tokens in their account."
        ),
        headers={"WWW-Authenticate": REALM},
    )
