"""The ways in that are ours: one-time links and invitations; and the page that insists on a second factor."""

from allauth.mfa.webauthn.views import RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from quanheng.server.accounts import second_factor
from quanheng.server.accounts.actions import accept_invitation, open_invitation, use_sign_in_link
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.forms.invitations import AcceptanceForm
from quanheng.server.accounts.middleware import SESSION_KEY
from quanheng.server.accounts.models import Invitation
from quanheng.server.accounts.views.entering import enter
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict, Invalid, Missing, PlatformError, Refused
from quanheng.server.core.kit.forms import show_problem


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in once by a link. Only the button uses it up: a mail scanner that opens the address does not."""
    if request.method == "GET":
        return render(request, "accounts/sign_in_link.html")
    try:
        person = use_sign_in_link(_visitor(request), token)
    except (Missing, Conflict) as problem:
        return _link_problem(request, problem)
    return enter(request, person, method="link")


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Who invites whom to what; accepted as a new person, or as the one who is signed in."""
    try:
        offered = open_invitation(token)
    except (Missing, Conflict) as problem:
        return _link_problem(request, problem)
    if request.method == "POST" and request.user.is_authenticated:
        return _join_as_signed_in(request, token)
    form = AcceptanceForm(request.POST or None, initial={"name": offered.name, "email": offered.email})
    if request.method == "POST" and form.is_valid():
        try:
            membership = accept_invitation(_visitor(request), token, form.draft(language=get_language() or ""))
            return enter(request, membership.person, method="invitation", membership=membership)
        except Invalid as problem:
            show_problem(form, problem)
        except (Missing, Conflict, Refused) as problem:
            return _link_problem(request, problem)
    return render(request, "accounts/invitation.html", {"form": form, **_offer(offered)})


def _join_as_signed_in(request: HttpRequest, token: str) -> HttpResponse:
    try:
        membership = accept_invitation(request.actor, token, request.user)
    except (Missing, Conflict) as problem:
        return _link_problem(request, problem)
    request.session[SESSION_KEY] = str(membership.pk)
    organisation = membership.organisation.label()
    messages.success(request, _("You belong to %(organisation)s now.") % {"organisation": organisation})
    return redirect("home")


def _offer(offered: Invitation) -> dict[str, object]:
    inviter = offered.invited_by
    return {
        "invitation": offered,
        "roles": [Role(role).label for role in offered.roles],
        "inviter": inviter.person.name if inviter else "",
        "inviter_organisation": inviter.organisation.label() if inviter else "",
    }


def _link_problem(request: HttpRequest, problem: PlatformError) -> HttpResponse:
    return render(request, "accounts/link_problem.html", {"problem": problem}, status=problem.status)


def _visitor(request: HttpRequest) -> Actor:
    return Actor.visitor(request.request_id)


@login_required
@never_cache
@require_safe
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """Says why nothing else opens before a second factor is set up, and which there are."""
    if not second_factor.is_missing(request.actor):
        return redirect("mfa_index")
    return render(request, "accounts/second_factor.html")


class RemovePasskey(RemoveWebAuthnView):
    """Remove a passkey, unless it is the last second factor of somebody whose role requires one."""

    def form_valid(self, form: object) -> HttpResponse:
        if not second_factor.may_remove(self.object):
            raise Refused(_("Your role requires a second factor. Add another one before you remove this."))
        return super().form_valid(form)
