"""Lending one's role to a colleague for a time."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions import delegate_role, end_delegation
from quanheng.server.accounts.forms.roles import DelegationForm
from quanheng.server.accounts.queries import loans_of
from quanheng.server.accounts.views.finding import grant_with
from quanheng.server.core.errors import Conflict, Invalid, Refused
from quanheng.server.core.kit.dates import day_text
from quanheng.server.core.kit.forms import show_problem


@login_required
@require_safe
def delegations(request: HttpRequest) -> HttpResponse:
    """What one has lent and borrowed."""
    mine = request.actor.membership_id
    loans = list(loans_of(request.actor))
    context = {
        "lent": [loan for loan in loans if loan.delegated_by_id == mine],
        "borrowed": [loan for loan in loans if loan.membership_id == mine],
        "may_delegate": policies.may_delegate_role(request.actor),
    }
    return render(request, "accounts/delegations.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def delegate(request: HttpRequest) -> HttpResponse:
    """Lend a role of one's own."""
    verdict = policies.may_delegate_role(request.actor)
    if not verdict:
        raise Refused(verdict.reason)
    form = DelegationForm(request.actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            loan = delegate_role(request.actor, form.draft())
            words = {
                "person": loan.membership.person.name,
                "role": loan.get_role_display(),
                "day": day_text(loan.ends_at),
            }
            messages.success(request, _("%(person)s has the role %(role)s on loan until %(day)s.") % words)
            return redirect("delegations")
        except (Invalid, Conflict, Refused) as problem:
            show_problem(form, problem)
    return render(request, "accounts/delegation_form.html", {"form": form, "back_url": reverse("delegations")})


@login_required
@require_POST
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a loan before its time."""
    loan = grant_with(request.actor, pk)
    end_delegation(request.actor, loan)
    words = {"person": loan.membership.person.name, "role": loan.get_role_display()}
    messages.success(request, _("%(person)s has the role %(role)s on loan no longer.") % words)
    return redirect("delegations")
