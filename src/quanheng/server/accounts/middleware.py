"""Gives every request its actor: the signed-in person in one of their memberships; and insists on second factors."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from quanheng.server.accounts import second_factor
from quanheng.server.accounts.models import Membership
from quanheng.server.accounts.queries import actor_for
from quanheng.server.core.actors import Actor, Channel
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Refused
from quanheng.server.core.views import problem_page

SESSION_KEY = "membership"
SEEN_KEY = "seen_at"
SEEN_EVERY = timedelta(minutes=5)

#: What somebody who still lacks a required second factor can reach: setting one up, and leaving.
BEFORE_SECOND_FACTOR = frozenset(
    {
        "second-factor",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_download_recovery_codes",
        "mfa_generate_recovery_codes",
        "set_language",
        "health-live",
        "health-ready",
        "metrics",
    }
)


class ActorMiddleware:
    """Set `request.actor`, `request.membership` and `request.memberships` (None, None, [] for visitors).

    A person in several organisations acts in one of them at a time; which, is kept in the session.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.memberships = self.memberships_of(request)
        chosen = request.session.get(SESSION_KEY) if request.memberships else None
        request.membership = next(
            (each for each in request.memberships if str(each.pk) == chosen),
            request.memberships[0] if request.memberships else None,
        )
        request.actor = self.actor_of(request)
        return self.get_response(request)

    def memberships_of(self, request: HttpRequest) -> list[Membership]:
        if not request.user.is_authenticated:
            return []
        return list(
            Membership.objects.unrestricted("the person's own memberships, found by the session")
            .current()
            .filter(person=request.user)
            .select_related("organisation__division")
            .order_by("started_at")
        )

    def actor_of(self, request: HttpRequest) -> Actor | None:
        if request.membership is not None:
            return actor_for(request.membership, channel=Channel.PAGE, request_id=request.request_id)
        if request.user.is_authenticated:
            return Actor(person_id=request.user.pk, request_id=request.request_id)
        return None


class LastSeenMiddleware:
    """Note at most every five minutes that a session is in use, so that its owner sees when it was used last."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and request.session.session_key:
            moment = now().timestamp()
            if moment - request.session.get(SEEN_KEY, 0) > SEEN_EVERY.total_seconds():
                request.session[SEEN_KEY] = moment
                UserSession.objects.create_from_request(request)
        return self.get_response(request)


class SecondFactorMiddleware:
    """Lead whoever must have a second factor, and has none, to setting it up, before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if request.resolver_match.view_name in BEFORE_SECOND_FACTOR or not second_factor.is_missing(request.actor):
            return None
        where = reverse("second-factor")
        if request.htmx:
            return HttpResponseClientRedirect(where)
        if request.method in ("GET", "HEAD") and not request.path.startswith("/api/"):
            return redirect(where)
        return problem_page(
            request, Refused(_("Your role requires a second factor. Set it up first, then repeat this."))
        )
