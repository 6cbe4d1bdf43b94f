"""One's own keys for programs."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions import issue_api_token, revoke_api_token
from quanheng.server.accounts.forms.profile import TokenForm
from quanheng.server.accounts.models import ApiToken
from quanheng.server.accounts.queries import tokens_of
from quanheng.server.accounts.scopes import known_scopes
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Invalid, Missing, Refused
from quanheng.server.core.kit.forms import show_problem


@login_required
@require_safe
def own_tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens in every organisation, what they may do and until when."""
    labels, moment = known_scopes(), now()
    rows = [
        {
            "token": token,
            "scopes": [labels.get(scope, scope) for scope in token.scopes],
            "is_usable": token.revoked_at is None and token.expires_at > moment,
        }
        for token in tokens_of(request.actor)
    ]
    context = {"rows": rows, "own_tab": "tokens", "may_issue": policies.may_issue_token(request.actor)}
    return render(request, "accounts/tokens.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def issue_token(request: HttpRequest) -> HttpResponse:
    """Make a token; its secret is on the answer to this request, and nowhere afterwards."""
    verdict = policies.may_issue_token(request.actor)
    if not verdict:
        raise Refused(verdict.reason)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issued = issue_api_token(request.actor, form.draft())
            return render(request, "accounts/token_issued.html", {"issued": issued, "own_tab": "tokens"})
        except (Invalid, Conflict) as problem:
            show_problem(form, problem)
    return render(request, "accounts/token_form.html", {"form": form, "own_tab": "tokens"})


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a token open nothing any more."""
    token = ApiToken.objects.visible_to(request.actor).select_related("membership__organisation").filter(pk=pk).first()
    if token is None:
        raise Missing(_("There is no such token, or you may not know of it."))
    revoke_api_token(request.actor, token)
    messages.success(request, _("The token “%(name)s” opens nothing any more.") % {"name": token.name})
    return redirect("own-tokens")
