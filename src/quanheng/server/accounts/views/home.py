"""Where one arrives: what to do next, the counts of one's own work, and what happened last."""

from dataclasses import dataclass
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext, pgettext
from django.views.decorators.http import require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.choices import OrganisationStatus, Role
from quanheng.server.accounts.models import Invitation, Membership, Organisation
from quanheng.server.accounts.queries import events_visible_to
from quanheng.server.accounts.queries.lists import accounts_list, live_sessions
from quanheng.server.accounts.queries.organisations import OrganisationFilter, organisation_page
from quanheng.server.accounts.queries.overview import (
    invitations_to_see_to,
    loans_ending_soon,
    lockouts,
    without_leader,
)
from quanheng.server.accounts.queries.record import record_lines
from quanheng.server.accounts.second_factor import FACTORS
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.kit.dates import day_text, moment_text

EVENTS_SHOWN = 10
TASKS_SHOWN = 5
#: Beyond so many organisations without anybody it does not matter how many there are.
MOST_COUNTED = 1_000


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do next: one line, one grey line, where it is done."""

    icon: str
    tone: str
    text: str
    detail: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A count that opens the list it counts."""

    label: str
    value: int
    url: str
    note: str = ""


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Only what exists now is shown: no figure without its list, no task without its page."""
    actor = request.actor
    context = {
        "figures": _figures(actor),
        "tasks": [
            *_about_oneself(request),
            *_about_the_organisation(actor),
            *_about_the_register(actor),
            *_about_access(actor),
        ],
        "lines": record_lines(events_visible_to(actor)[:EVENTS_SHOWN]),
        "may_read_events": policies.may_read_events(actor),
        "roles": [Role(role).label for role in sorted(actor.roles)],
        "as_of_moment": now(),
    }
    return render(request, "accounts/home.html", context)


def _figures(actor: Actor) -> list[Figure]:
    if actor.membership_id is None:
        return []
    figures: list[Figure] = []
    organisations, people = reverse("organisations"), reverse("people")
    if actor.has(Role.REGULATOR, Role.SECURITY_ADMINISTRATOR, *policies.READ_ALL):
        for label, status in (
            (_("Organisations in business"), OrganisationStatus.ACTIVE),
            (_("Suspended"), OrganisationStatus.SUSPENDED),
        ):
            # Counted as the list counts, which in a long register is an estimate.
            page = organisation_page(actor, OrganisationFilter(statuses=(status.value,)), limit=1)
            note = "" if page.count_is_exact else _("estimated")
            figures.append(Figure(label, page.count or 0, f"{organisations}?status={status.value}", note))
    own = Membership.objects.visible_to(actor).current().filter(organisation=actor.organisation_id)
    figures.append(Figure(_("People of my organisation"), own.count(), f"{people}?own=yes"))
    if policies.may_invite(actor):
        waiting = Invitation.objects.visible_to(actor).open().filter(organisation=actor.organisation_id)
        url = reverse("organisation-invitations", args=[actor.organisation_id])
        figures.append(Figure(_("Open invitations"), waiting.count(), url))
    if policies.may_release_lockout(actor):
        bare = accounts_list(actor, is_active=True, has_factor=False)
        url = f"{reverse('accounts')}?open=yes&factor=no"
        figures.append(Figure(_("Accounts without a second factor"), bare.count(), url))
        figures.append(Figure(_("Sessions now"), live_sessions(actor).count(), reverse("sessions")))
    elif policies.may_read_events(actor):
        logged = events_visible_to(actor).filter(is_logged=True)
        figures.append(Figure(_("Events for the log"), logged.count(), f"{reverse('events')}?logged=yes"))
    return figures[:6]


def _about_oneself(request: HttpRequest) -> list[Task]:
    person, tasks = request.user, []
    has_factor = Authenticator.objects.filter(user=person, type__in=FACTORS).exists()
    if not person.has_usable_password() and not has_factor:
        text = _("Choose a password, or add a passkey")
        tasks.append(Task("key", "warn", text, _("You came in by a link; it works once."), reverse("mfa_index")))
    elif not has_factor:
        text = _("Protect your account with a second factor")
        tasks.append(
            Task("shield-lock", "", text, _("An app or a passkey; it takes two minutes."), reverse("mfa_index"))
        )
    if not person.email:
        text = _("Enter your address for mail")
        tasks.append(
            Task("mail", "", text, _("Without it a forgotten password needs the administrator."), reverse("profile"))
        )
    if request.membership is None:
        text = _("You belong to no organisation")
        tasks.append(Task("building", "warn", text, _("Its manager can invite you."), reverse("profile")))
    return tasks


def _about_the_organisation(actor: Actor) -> list[Task]:
    if actor.membership_id is None:
        return []
    tasks = []
    if policies.may_invite(actor):
        for each in invitations_to_see_to(actor)[:TASKS_SHOWN]:
            url = reverse("organisation-invitations", args=[each.organisation_id])
            if each.expires_at <= now():
                text = _("The invitation of %(name)s has expired") % {"name": each.name}
            else:
                text = _("The invitation of %(name)s runs out soon") % {"name": each.name}
            tasks.append(Task("mail-exclamation", "warn", text, _("Make a new link, or withdraw it."), url))
    for loan in loans_ending_soon(actor)[:TASKS_SHOWN]:
        words = {"role": loan.get_role_display(), "day": day_text(loan.ends_at)}
        text = _("The loan of the role %(role)s ends on %(day)s") % words
        detail = f"{loan.delegated_by.person.name} → {loan.membership.person.name}"
        tasks.append(Task("arrows-exchange", "", text, detail, reverse("delegations")))
    return tasks


def _about_the_register(actor: Actor) -> list[Task]:
    if not actor.has(Role.REGULATOR):
        return []
    orphans: Any = without_leader(actor)
    number = orphans.order_by()[: MOST_COUNTED + 1].count()
    tasks = []
    if number:
        text = ngettext(
            "%(count)d organisation has nobody who answers for it",
            "%(count)d organisations have nobody who answers for them",
            number,
        ) % {"count": number}
        if number > MOST_COUNTED:
            text = _("More than %(count)d organisations have nobody who answers for them") % {"count": MOST_COUNTED}
        names = pgettext("list", ", ").join(each.label() for each in orphans.order_by("name")[:3])
        detail = _("Invite the manager: %(names)s …") % {"names": names}
        tasks.append(Task("user-question", "", text, detail, reverse("unled")))
    if not Organisation.objects.visible_to(actor).exists():
        text, detail = (
            _("The register of your divisions is empty"),
            _("Register the first organisation, or import a table."),
        )
        tasks.append(Task("building-plus", "", text, detail, reverse("organisation-register")))
    return tasks


def _about_access(actor: Actor) -> list[Task]:
    if not policies.may_release_lockout(actor):
        return []
    return [
        Task(
            "lock",
            "bad",
            _("“%(name)s” is locked out until %(time)s")
            % {"name": each.username, "time": moment_text(each.until).rpartition(" ")[2]},
            _("%(count)d failed attempts") % {"count": each.failures},
            reverse("lockouts"),
        )
        for each in lockouts()[:TASKS_SHOWN]
    ]
