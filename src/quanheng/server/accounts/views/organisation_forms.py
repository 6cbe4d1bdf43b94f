"""Registering and changing an organisation, with the credit code checked while it is typed."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions import change_organisation, register_organisation
from quanheng.server.accounts.actions.organisations import ChangedMeanwhile
from quanheng.server.accounts.credit_code import CreditCode, InvalidCreditCode
from quanheng.server.accounts.forms.organisations import OrganisationForm
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.queries.comparison import versions_side_by_side
from quanheng.server.accounts.views.finding import organisation_with
from quanheng.server.core.errors import Conflict, Invalid, Refused
from quanheng.server.core.kit.forms import show_problem


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Enter an organisation into the register."""
    verdict = policies.may_register_organisation(request.actor)
    if not verdict:
        raise Refused(verdict.reason)
    form = OrganisationForm(request.actor, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            registered = register_organisation(request.actor, form.draft())
            messages.success(request, _("%(organisation)s is registered.") % {"organisation": registered.label()})
            return redirect("organisation", registered.pk)
        except (Invalid, Conflict, Refused) as problem:
            show_problem(form, problem)
    return render(request, "accounts/organisation_form.html", {"form": form, "back_url": reverse("organisations")})


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change what is recorded; whoever read an older revision sees both versions and decides."""
    organisation = organisation_with(request.actor, pk)
    verdict = policies.may_change_organisation(request.actor, organisation)
    if not verdict:
        raise Refused(verdict.reason)
    form = OrganisationForm(request.actor, organisation, request.POST or None)
    context = {
        "form": form,
        "organisation": organisation,
        "revision": organisation.revision,
        "back_url": reverse("organisation", args=[pk]),
    }
    if request.method == "POST" and form.is_valid():
        read = _revision(request, organisation)
        try:
            changed = change_organisation(request.actor, organisation, form.draft(), read)
            messages.success(
                request, _("The changes to %(organisation)s are saved.") % {"organisation": changed.label()}
            )
            return redirect("organisation", pk)
        except ChangedMeanwhile as problem:
            organisation.refresh_from_db()
            versions, together = versions_side_by_side(organisation, read, form.draft())
            form = OrganisationForm(request.actor, organisation, initial=together.values())
            context |= {"problem": problem, "versions": versions, "form": form, "revision": organisation.revision}
            return render(request, "accounts/organisation_conflict.html", context, status=problem.status)
        except (Invalid, Conflict, Refused) as problem:
            show_problem(form, problem)
            context["revision"] = read
    return render(request, "accounts/organisation_form.html", context)


def _revision(request: HttpRequest, organisation: Organisation) -> int:
    given = request.POST.get("revision", "")
    if not given.isdigit():
        raise Invalid(_("The form came without the revision that was read. Open it again."))
    return int(given)


@login_required
@require_safe
def credit_code(request: HttpRequest) -> HttpResponse:
    """What the code says, or what is wrong with it and what was likely meant; a fragment for the form."""
    typed = request.GET.get("credit_code", "").strip()
    if not typed:
        return render(request, "accounts/parts/credit_code.html")
    try:
        code = CreditCode.parse(typed)
    except InvalidCreditCode as problem:
        return render(request, "accounts/parts/credit_code.html", {"problem": problem})
    known = Organisation.objects.unrestricted("names and codes are public").filter(credit_code=code.value)
    other = known.exclude(pk=_uuid(request.GET.get("organisation", ""))).select_related("division").first()
    context = {
        "code": code,
        "other": other,
        "division": Division.objects.filter(code=code.division_code).first(),
        "may_open": other is not None and Organisation.objects.visible_to(request.actor).filter(pk=other.pk).exists(),
    }
    return render(request, "accounts/parts/credit_code.html", context)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
