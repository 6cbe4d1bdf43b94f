"""Where a person is signed in: one's own sessions; the security administrator sees everybody's."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST, require_safe

from quanheng.server.accounts.actions import end_session
from quanheng.server.accounts.queries import sessions_of
from quanheng.server.core.errors import Missing


@login_required
@require_safe
def own_sessions(request: HttpRequest) -> HttpResponse:
    """One's own sessions: on what device, from where, since when."""
    sessions = sessions_of(request.user)
    here = request.session.session_key
    context = {
        "sessions": sessions,
        "here": here,
        "others": sum(each.session_key != here for each in sessions),
        "own_tab": "sessions",
    }
    return render(request, "accounts/own_sessions.html", context)


@login_required
@require_POST
def end_own_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End one session of one's own."""
    session = UserSession.objects.filter(user=request.user, pk=pk).select_related("user").first()
    if session is None:
        raise Missing(_("There is no such session any more."))
    end_session(request.actor, session)
    messages.success(request, _("The session is ended."))
    return redirect("own-sessions")


@login_required
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End every session of one's own but this."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    ended = 0
    for session in others.select_related("user"):
        end_session(request.actor, session)
        ended += 1
    messages.success(
        request,
        ngettext("%(count)d other session is ended.", "%(count)d other sessions are ended.", ended) % {"count": ended},
    )
    return redirect("own-sessions")
