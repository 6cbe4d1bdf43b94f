"""People whom the reader may know of, as a list: one row a membership."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import Membership
from quanheng.server.accounts.queries.lists import people_list
from quanheng.server.accounts.views.paging import page_for
from quanheng.server.core.kit.dates import day_text
from quanheng.server.core.kit.listing import (
    BooleanFilter,
    ChoiceFilter,
    Column,
    Empty,
    FixedView,
    Listing,
    TextFilter,
)


def roles_in_words(row: Any) -> SafeString:
    """The roles that a membership holds now, with their places and ends."""
    return SafeString(render_to_string("accounts/parts/roles.html", {"grants": row.roles_in_force}))


def _label(row: Membership) -> str:
    return row.person.name


PEOPLE = Listing(
    key="accounts.people",
    counted=ngettext_lazy("%(number)s membership", "%(number)s memberships", "count"),
    columns=(
        Column(
            "name",
            pgettext_lazy("person", "Name"),
            cell=lambda row: row.person.name,
            link=lambda row: reverse("person", args=[row.person_id]),
            sort="name",
            is_fixed=True,
        ),
        Column(
            "organisation",
            _("Organisation"),
            cell=lambda row: row.organisation.label(),
            link=lambda row: reverse("organisation", args=[row.organisation_id]),
        ),
        Column("title", _("Job title")),
        Column("roles", _("Roles"), cell=roles_in_words),
        Column("since", _("Since"), cell=lambda row: day_text(row.started_at), sort="since", falls=True),
        Column("username", _("Username"), cell=lambda row: row.person.username, is_code=True, is_hidden=True),
    ),
    filters=(
        TextFilter("q", _("Search"), placeholder=_("Name or organisation")),
        ChoiceFilter("role", _("Role"), choices=Role.choices),
        BooleanFilter("own", _("Belongs to"), yes=_("my organisation"), no=_("other organisations")),
    ),
    default_sort="name",
    views=(
        FixedView("all", pgettext_lazy("people", "All")),
        FixedView("own", _("My organisation"), "own=yes"),
    ),
    empty=Empty(_("Nobody yet"), _("An invitation makes the first member."), _("Invite"), "invite-colleague"),
    row_label=_label,
)


@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people of the organisations that the reader may know of."""
    state = PEOPLE.read(request)
    found = people_list(
        request.actor, text=state.value("q") or "", roles=state.value("role") or (), is_own=state.value("own")
    )
    rows = page_for(found, PEOPLE, state, {"name": ("person__name", "id"), "since": ("started_at", "id")})
    membership = request.membership
    may_invite = membership is not None and policies.may_invite(request.actor, membership.organisation)
    return PEOPLE.respond(request, "accounts/people.html", state, rows, {"may_invite": may_invite})
