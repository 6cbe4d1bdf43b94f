"""The security administrator's work: accounts, lock-outs, sessions."""

from uuid import UUID

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy, ngettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.actions import close_account, end_session, release_lockout, reopen_account
from quanheng.server.accounts.models import Person
from quanheng.server.accounts.queries.lists import accounts_list, live_sessions
from quanheng.server.accounts.queries.overview import lockouts as lockouts_now
from quanheng.server.accounts.templatetags.accounts import address_shortened, device
from quanheng.server.accounts.views.finding import person_with
from quanheng.server.accounts.views.paging import page_for
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Missing, Refused
from quanheng.server.core.kit.dates import day_text, moment_text
from quanheng.server.core.kit.listing import BooleanFilter, Column, FixedView, Listing, TextFilter
from quanheng.server.core.kit.tags.text import status


def _factor(row: Person) -> SafeString:
    return status("ok", _("set up"), "shield-check") if row.has_factor else status("mute", _("none"), "shield-off")


def _state(row: Person) -> SafeString:
    return status("ok", _("open")) if row.is_active else status("mute", _("closed"))


ACCOUNTS = Listing(
    key="accounts.accounts",
    counted=ngettext_lazy("%(number)s account", "%(number)s accounts", "count"),
    columns=(
        Column(
            "name",
            pgettext_lazy("person", "Name"),
            link=lambda row: reverse("person", args=[row.pk]),
            sort="name",
            is_fixed=True,
        ),
        Column("username", gettext_lazy("Username"), is_code=True, sort="username"),
        Column(
            "places",
            gettext_lazy("Belongs to"),
            cell=lambda row: pgettext("list", ", ").join(each.organisation.label() for each in row.places),
            is_clipped=True,
        ),
        Column("state", gettext_lazy("Account"), cell=_state),
        Column("factor", gettext_lazy("Second factor"), cell=_factor),
        Column("last_login", gettext_lazy("Last sign-in"), cell=lambda row: moment_text(row.last_login)),
        Column("joined", gettext_lazy("Since"), cell=lambda row: day_text(row.joined_at), sort="joined", falls=True),
    ),
    filters=(
        TextFilter("q", gettext_lazy("Search"), placeholder=gettext_lazy("Name, username or email")),
        BooleanFilter("open", gettext_lazy("Account"), yes=gettext_lazy("open"), no=gettext_lazy("closed")),
        BooleanFilter("factor", gettext_lazy("Second factor"), yes=gettext_lazy("set up"), no=gettext_lazy("none")),
    ),
    default_sort="name",
    views=(
        FixedView("all", pgettext_lazy("accounts", "All")),
        FixedView("bare", gettext_lazy("Without a second factor"), "open=yes&factor=no"),
        FixedView("closed", pgettext_lazy("accounts", "Closed"), "open=no"),
    ),
    row_label=lambda row: row.name,
)

SESSIONS = Listing(
    key="accounts.sessions",
    counted=ngettext_lazy("%(number)s session", "%(number)s sessions", "count"),
    columns=(
        Column(
            "person",
            gettext_lazy("Person"),
            cell=lambda row: row.user.name,
            link=lambda row: reverse("person", args=[row.user_id]),
            is_fixed=True,
        ),
        Column("device", gettext_lazy("Device"), cell=lambda row: device(row.user_agent)),
        Column("address", gettext_lazy("Address"), cell=lambda row: address_shortened(row.ip), is_code=True),
        Column(
            "since", gettext_lazy("Signed in"), cell=lambda row: moment_text(row.created_at), sort="since", falls=True
        ),
        Column(
            "seen", gettext_lazy("Last seen"), cell=lambda row: moment_text(row.last_seen_at), sort="seen", falls=True
        ),
    ),
    filters=(TextFilter("q", gettext_lazy("Search"), placeholder=gettext_lazy("Name or username")),),
    default_sort="-seen",
    row_label=lambda row: row.user.name,
)


def _require_security(actor: Actor) -> None:
    verdict = policies.may_release_lockout(actor)
    if not verdict:
        raise Refused(verdict.reason)


@login_required
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """All accounts within reach: who can sign in, and how well it is protected."""
    _require_security(request.actor)
    state = ACCOUNTS.read(request)
    found = accounts_list(
        request.actor,
        text=state.value("q") or "",
        is_active=state.value("open"),
        has_factor=state.value("factor"),
    )
    rows = page_for(
        found, ACCOUNTS, state, {"name": ("name", "id"), "username": ("username",), "joined": ("joined_at", "id")}
    )
    return ACCOUNTS.respond(request, "accounts/accounts.html", state, rows)


@login_required
@require_POST
def close(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Close an account."""
    closed = close_account(request.actor, person_with(request.actor, pk))
    messages.success(request, _("The account of %(person)s is closed.") % {"person": closed.name})
    return redirect("person", pk)


@login_required
@require_POST
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Reopen an account."""
    opened = reopen_account(request.actor, person_with(request.actor, pk))
    messages.success(request, _("The account of %(person)s is open again.") % {"person": opened.name})
    return redirect("person", pk)


@login_required
@require_safe
def lockouts(request: HttpRequest) -> HttpResponse:
    """Names under which nobody can sign in for a while."""
    _require_security(request.actor)
    return render(request, "accounts/lockouts.html", {"lockouts": lockouts_now()})


@login_required
@require_POST
def release(request: HttpRequest) -> HttpResponse:
    """Let somebody try again at once."""
    username = request.POST.get("username", "")
    release_lockout(request.actor, username)
    messages.success(request, _("“%(name)s” can sign in again.") % {"name": username})
    return redirect("lockouts")


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Everybody's sessions, within reach."""
    _require_security(request.actor)
    state = SESSIONS.read(request)
    found = live_sessions(request.actor, text=state.value("q") or "")
    rows = page_for(found, SESSIONS, state, {"since": ("created_at", "id"), "seen": ("last_seen_at", "id")})
    return SESSIONS.respond(request, "accounts/sessions.html", state, rows)


@login_required
@require_POST
def end_any_session(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's session."""
    _require_security(request.actor)
    session = (
        UserSession.objects.filter(pk=pk, user__in=Person.objects.visible_to(request.actor))
        .select_related("user")
        .first()
    )
    if session is None:
        raise Missing(_("There is no such session any more."))
    person = end_session(request.actor, session)
    messages.success(request, _("A session of %(person)s is ended.") % {"person": person.name})
    return redirect("person", person.pk)
