"""One person: where they belong, what they do there, and their account."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions import end_membership, end_role, grant_role
from quanheng.server.accounts.choices import LEADING_ROLE, OrganisationStatus
from quanheng.server.accounts.forms.roles import RoleForm
from quanheng.server.accounts.models import Membership, Person, RoleGrant
from quanheng.server.accounts.policies import grantable_roles
from quanheng.server.accounts.queries import events_visible_to, memberships_of
from quanheng.server.accounts.queries.lists import live_sessions
from quanheng.server.accounts.queries.record import record_lines
from quanheng.server.accounts.views.finding import grant_with, membership_with, person_with
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict, Invalid, Refused
from quanheng.server.core.kit.forms import show_problem

EVENTS_SHOWN = 8
SESSIONS_SHOWN = 20


@login_required
@require_safe
def person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What the actor may know of the person: memberships with their roles, roles of the past, and what happened."""
    actor, found = request.actor, person_with(request.actor, pk)
    belonging = [_place(actor, each) for each in memberships_of(actor, found)]
    events = events_visible_to(actor).filter(actor_id=found.pk)[:EVENTS_SHOWN]
    context = {
        "person": found,
        "is_self": found.pk == actor.person_id,
        "places": belonging,
        "past": _past_roles(actor, found),
        "deeds": record_lines(events),
        "may_close": policies.may_close_account(actor, found),
        "may_reopen": policies.may_reopen_account(actor, found),
        "sessions": live_sessions(actor).filter(user=found).order_by("-last_seen_at")[:SESSIONS_SHOWN]
        if policies.may_close_account(actor, found)
        else [],
    }
    return render(request, "accounts/person.html", context)


def _place(actor: Actor, membership: Membership) -> dict[str, Any]:
    grantable = grantable_roles(actor, membership.organisation)
    held = {grant.role for grant in membership.roles_in_force if grant.delegated_by_id is None}
    is_open = membership.organisation.status == OrganisationStatus.ACTIVE
    return {
        "membership": membership,
        "grants": [{"grant": grant, "may_end": _may_end(actor, grant)} for grant in membership.roles_in_force],
        "may_grant": is_open and bool(grantable - held),
        "may_end": policies.may_end_membership(actor, membership),
        "leads": LEADING_ROLE[membership.organisation.kind] in held,
    }


def _may_end(actor: Actor, grant: RoleGrant) -> bool:
    policy = policies.may_end_role if grant.delegated_by_id is None else policies.may_end_delegation
    return bool(policy(actor, grant))


def _past_roles(actor: Actor, found: Person) -> list[RoleGrant]:
    over = RoleGrant.objects.visible_to(actor).filter(person=found).exclude(pk__in=_in_force(actor, found))
    return list(
        over.select_related("membership__organisation", "division", "delegated_by__person").order_by("-starts_at")[:50]
    )


def _in_force(actor: Actor, found: Person) -> Any:
    return RoleGrant.objects.visible_to(actor).not_over().filter(person=found).values("pk")


@login_required
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Grant a member one more role."""
    membership = membership_with(request.actor, pk)
    verdict = policies.may_invite(request.actor, membership.organisation)  # whoever grants roles there at all
    if not verdict:
        raise Refused(verdict.reason)
    held = set(
        RoleGrant.objects.visible_to(request.actor)
        .not_over()
        .filter(membership=membership, delegated_by__isnull=True)
        .values_list("role", flat=True)
    )
    form = RoleForm(request.actor, membership, held, request.POST or None)
    back = reverse("person", args=[membership.person_id])
    if request.method == "POST" and form.is_valid():
        try:
            granted = grant_role(request.actor, form.draft())
            words = {"person": membership.person.name, "role": granted.get_role_display()}
            messages.success(request, _("%(person)s holds the role %(role)s now.") % words)
            return redirect(back)
        except (Invalid, Conflict, Refused) as problem:
            show_problem(form, problem)
    return render(request, "accounts/role_form.html", {"form": form, "membership": membership, "back_url": back})


@login_required
@require_http_methods(["GET", "POST"])
def end_role_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a role; asks first where scripts cannot."""
    held = grant_with(request.actor, pk)
    verdict = policies.may_end_role(request.actor, held)
    if not verdict:
        raise Refused(verdict.reason)
    words = {"person": held.membership.person.name, "role": held.get_role_display()}
    if request.method == "POST":
        end_role(request.actor, held)
        messages.success(request, _("%(person)s no longer holds the role %(role)s.") % words)
        return redirect("person", held.person_id)
    context = {
        "title": _("End the role %(role)s of %(person)s?") % words,
        "text": _("It ends now, and every loan of it with it. What was done in it stays recorded."),
        "verb": _("End the role"),
        "back_url": reverse("person", args=[held.person_id]),
    }
    return render(request, "accounts/ask.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def end_membership_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let somebody leave an organisation; asks first where scripts cannot."""
    membership = membership_with(request.actor, pk)
    verdict = policies.may_end_membership(request.actor, membership)
    if not verdict:
        raise Refused(verdict.reason)
    words = {"person": membership.person.name, "organisation": membership.organisation.label()}
    if request.method == "POST":
        end_membership(request.actor, membership)
        messages.success(request, _("%(person)s no longer belongs to %(organisation)s.") % words)
        if membership.person_id == request.actor.person_id:
            return redirect("home")
        return redirect("organisation-people", membership.organisation_id)
    context = {
        "title": _("%(person)s leaves %(organisation)s?") % words,
        "text": _("Roles, loans and API tokens there end now. The account stays, and so does what was done."),
        "verb": _("End the membership"),
        "is_danger": True,
        "back_url": reverse("person", args=[membership.person_id]),
    }
    return render(request, "accounts/ask.html", context)
