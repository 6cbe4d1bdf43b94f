"""Gives every request its actor: the signed-in person in one of their memberships."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from quanheng.server.accounts.models import Membership
from quanheng.server.accounts.queries import actor_for
from quanheng.server.core.actors import Actor, Channel

SESSION_KEY = "membership"


class ActorMiddleware:
    """Set `request.actor` and `request.membership` (None for visitors); the chosen membership is kept in the session."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.membership = self.membership_of(request)
        request.actor = self.actor_of(request)
        return self.get_response(request)

    def membership_of(self, request: HttpRequest) -> Membership | None:
        if not request.user.is_authenticated:
            return None
        own = list(
            Membership.objects.unrestricted("the person's own memberships, found by the session")
            .current()
            .filter(person=request.user)
            .select_related("organisation__division")
            .order_by("started_at")
        )
        chosen = request.session.get(SESSION_KEY)
        return next((each for each in own if str(each.pk) == chosen), own[0] if own else None)

    def actor_of(self, request: HttpRequest) -> Actor | None:
        if request.membership is not None:
            return actor_for(request.membership, channel=Channel.PAGE, request_id=request.request_id)
        if request.user.is_authenticated:
            return Actor(person_id=request.user.pk, request_id=request.request_id)
        return None
