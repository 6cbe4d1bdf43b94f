"""Requests of the kit's own: a list's views are saved and deleted here."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from quanheng.server.core.kit import actions, queries


def way_back(request: HttpRequest) -> str:
    """The page that the form came from, if it is one of ours."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"


@login_required
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Keep the state of a list under a name, and show it."""
    draft = actions.ViewDraft(
        listing=request.POST.get("listing", ""),
        name=request.POST.get("name", ""),
        query=request.POST.get("query", ""),
    )
    view = actions.save_view(request.actor, draft)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    path = way_back(request).partition("?")[0]
    own = urlencode([("view", str(view.pk))])
    return HttpResponseRedirect(f"{path}?{view.query}&{own}" if view.query else f"{path}?{own}")


@login_required
@require_POST
def delete_view(request: HttpRequest, identity: UUID) -> HttpResponse:
    """Drop a view, and show the list without it."""
    view = actions.delete_view(request.actor, queries.saved_view(request.actor, identity))
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return HttpResponseRedirect(way_back(request).partition("?")[0])
