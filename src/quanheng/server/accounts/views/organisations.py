"""One organisation: what is recorded, its people, invitations and history; and its state."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions import close_organisation, reopen_organisation, suspend_organisation
from quanheng.server.accounts.choices import LEADING_ROLE, OrganisationKind, OrganisationStatus
from quanheng.server.accounts.models import Invitation, Membership, Organisation
from quanheng.server.accounts.queries import events_about, invitations_of, members_of
from quanheng.server.accounts.queries.history import history_length, organisation_history
from quanheng.server.accounts.queries.overview import consequences_of_closing
from quanheng.server.accounts.queries.record import record_lines
from quanheng.server.accounts.views.finding import organisation_with
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Missing, Refused, Text
from quanheng.server.core.policy import Policy

#: How a status is shown: its meaning to the reader, and its icon where the meaning's own would mislead.
STATUS_SIGNS = {
    OrganisationStatus.ACTIVE: ("ok", ""),
    OrganisationStatus.SUSPENDED: ("warn", "player-pause"),
    OrganisationStatus.CLOSED: ("mute", "circle-x"),
}
EVENTS_SHOWN = 8


@login_required
@require_safe
def organisation(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Facts, and what happened last."""
    found = organisation_with(request.actor, pk)
    context = _frame(request.actor, found, "overview")
    context |= {
        "life": record_lines(events_about(request.actor, found)[:EVENTS_SHOWN]),
        "leaders": _leaders(request.actor, found),
        "is_authority": found.kind == OrganisationKind.REGULATOR,
    }
    return render(request, "accounts/organisation.html", context)


@login_required
@require_safe
def organisation_people(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who belongs to it, in which roles."""
    found = organisation_with(request.actor, pk)
    context = _frame(request.actor, found, "people")
    context["members"] = members_of(request.actor, found)
    return render(request, "accounts/organisation_people.html", context)


@login_required
@require_safe
def organisation_invitations(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who was invited to it, and what became of it."""
    found = organisation_with(request.actor, pk)
    context = _frame(request.actor, found, "invitations")
    context["rows"] = rows = []
    for each in invitations_of(request.actor, found):
        each.organisation = found  # the policy asks for it; one query for all instead of one for each
        rows.append({"invitation": each, "may_change": bool(policies.may_withdraw_invitation(request.actor, each))})
    return render(request, "accounts/organisation_invitations.html", context)


@login_required
@require_safe
def organisation_history_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Every change of what is recorded: who, what, from what to what."""
    found = organisation_with(request.actor, pk)
    context = _frame(request.actor, found, "history")
    context["changes"] = organisation_history(found)
    return render(request, "accounts/organisation_history.html", context)


@login_required
@require_safe
def own_organisation(request: HttpRequest) -> HttpResponse:
    """The organisation in which one acts."""
    if request.membership is None:
        raise Missing(_("You belong to no organisation. Its manager can invite you."))
    return redirect("organisation", request.membership.organisation_id)


def _frame(actor: Actor, found: Organisation, tab: str) -> dict[str, Any]:
    """What every tab shows: the head, the acts that are open to the actor, and the counts on the tabs."""
    kind, icon = STATUS_SIGNS[OrganisationStatus(found.status)]
    steps = [
        {"step": step, "taken": _taken(step, found)}
        for step in STEPS.values()
        if found.status in step.before and step.policy(actor, found)
    ]
    return {
        "organisation": found,
        "tab": tab,
        "status_kind": kind,
        "status_icon": icon,
        "people_count": Membership.objects.visible_to(actor).current().filter(organisation=found).count(),
        "invitation_count": Invitation.objects.visible_to(actor).open().filter(organisation=found).count(),
        "history_count": history_length(found),
        "may_change": policies.may_change_organisation(actor, found),
        "may_invite": found.status == OrganisationStatus.ACTIVE and policies.may_invite(actor, found),
        "steps": steps,
    }


def _leaders(actor: Actor, found: Organisation) -> list[Membership]:
    active = [each for each in members_of(actor, found) if each.roles_in_force]
    return sorted(
        active, key=lambda each: LEADING_ROLE[found.kind] not in {grant.role for grant in each.roles_in_force}
    )[:4]


class Step(NamedTuple):
    """A change of an organisation's state: its words, its act, from which states, and whether it can be undone."""

    name: str
    verb: Text
    title: Text
    text: Text
    done: Text
    icon: str
    policy: Policy
    act: Callable[[Actor, Organisation], Organisation]
    before: tuple[str, ...]
    is_final: bool = False


STEPS = {
    step.name: step
    for step in (
        Step(
            "suspend",
            _("Suspend"),
            _("Suspend %(organisation)s?"),
            _("The roles of its people rest: they can sign in and read, and change nothing, until it is reopened."),
            _("%(organisation)s is suspended."),
            "player-pause",
            policies.may_suspend_organisation,
            suspend_organisation,
            (OrganisationStatus.ACTIVE,),
        ),
        Step(
            "reopen",
            _("Reopen"),
            _("Reopen %(organisation)s?"),
            _(
                "It is in business again. After a suspension its roles work again; after a closure its people are invited anew."
            ),
            _("%(organisation)s is in business again."),
            "player-play",
            policies.may_reopen_organisation,
            reopen_organisation,
            (OrganisationStatus.SUSPENDED, OrganisationStatus.CLOSED),
        ),
        Step(
            "close",
            _("Close"),
            _("Close %(organisation)s?"),
            _(
                "For good, when it no longer exists. With it end now: %(members)d memberships, %(roles)d roles, "
                "%(tokens)d API tokens and %(invitations)d open invitations. What is recorded stays."
            ),
            _("%(organisation)s is closed."),
            "circle-x",
            policies.may_close_organisation,
            close_organisation,
            (OrganisationStatus.ACTIVE, OrganisationStatus.SUSPENDED),
            is_final=True,
        ),
    )
}


def _taken(step: Step, found: Organisation) -> dict[str, str]:
    """The words of a step about this organisation, with what it takes along."""
    values: dict[str, Any] = {"organisation": found.label()}
    if step.is_final:
        consequences = consequences_of_closing(found)
        values |= {
            "members": consequences.members,
            "roles": consequences.roles,
            "tokens": consequences.tokens,
            "invitations": consequences.invitations,
        }
    return {name: str(getattr(step, name)) % values for name in ("title", "text", "done")}


@login_required
@require_http_methods(["GET", "POST"])
def change_state(request: HttpRequest, pk: UUID, step: str) -> HttpResponse:
    """Suspend, reopen or close an organisation; the page asks first where scripts cannot."""
    found, chosen = organisation_with(request.actor, pk), STEPS[step]
    verdict = chosen.policy(request.actor, found)
    if not verdict:
        raise Refused(verdict.reason)
    words = _taken(chosen, found)
    if request.method == "POST":
        chosen.act(request.actor, found)
        messages.success(request, words["done"])
        return redirect("organisation", pk)
    context = {
        "organisation": found,
        "title": words["title"],
        "text": words["text"],
        "verb": chosen.verb,
        "is_danger": chosen.is_final,
        "back_url": reverse("organisation", args=[pk]),
    }
    return render(request, "accounts/organisation_state.html", context)
