"""The register of organisations as a list."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.choices import OrganisationKind, OrganisationStatus
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.queries import divisions
from quanheng.server.accounts.views.organisations import STATUS_SIGNS
from quanheng.server.accounts.views.paging import page_for
from quanheng.server.core.actors import Actor
from quanheng.server.core.kit.completion import completed
from quanheng.server.core.kit.dates import day_text
from quanheng.server.core.kit.listing import (
    ChoiceFilter,
    Column,
    Empty,
    FixedView,
    Listing,
    Option,
    ReferenceFilter,
    TextFilter,
)
from quanheng.server.core.kit.tags.text import status
from quanheng.server.core.search import search_query


def _status_of(row: Organisation) -> SafeString:
    kind, icon = STATUS_SIGNS[OrganisationStatus(row.status)]
    return status(kind, row.get_status_display(), icon)


def _options(found: Iterable[Division]) -> list[Option]:
    return [Option(each.code, each.name, each.code) for each in found]


def _divisions_named(_actor: Actor, codes: Sequence[str]) -> list[Option]:
    return _options(divisions().filter(code__in=codes))


ORGANISATIONS = Listing(
    key="accounts.organisations",
    counted=ngettext_lazy("%(number)s organisation", "%(number)s organisations", "count"),
    columns=(
        Column(
            "name",
            _("Name"),
            cell=lambda row: row.label(),
            link=lambda row: reverse("organisation", args=[row.pk]),
            sort="name",
            is_fixed=True,
        ),
        Column("credit_code", _("Credit code"), is_code=True),
        Column("kind", _("Kind"), cell=lambda row: row.get_kind_display()),
        Column("division", _("Division"), cell=lambda row: row.division.name),
        Column("status", _("Status"), cell=_status_of),
        Column("address", _("Address"), is_clipped=True),
        Column(
            "registered", _("Registered"), cell=lambda row: day_text(row.registered_at), sort="registered", falls=True
        ),
        Column("full_name", _("Full name"), cell=lambda row: row.name, is_hidden=True),
        Column("name_en", _("English name"), is_hidden=True),
        Column("industry", _("Industry"), cell=lambda row: row.industry_code, is_code=True, is_hidden=True),
        Column("telephone", _("Telephone"), is_hidden=True),
    ),
    filters=(
        TextFilter("q", _("Search"), placeholder=_("Name, code or address")),
        ReferenceFilter(
            "division",
            _("Division"),
            completion="division-options",
            options=lambda _actor: _options(divisions()),
            named=_divisions_named,
        ),
        ChoiceFilter("kind", _("Kind"), choices=OrganisationKind.choices),
        ChoiceFilter("status", _("Status"), choices=OrganisationStatus.choices),
    ),
    default_sort="-registered",
    views=(
        FixedView("all", pgettext_lazy("organisations", "All")),
        FixedView("institutions", _("Verification and calibration"), "kind=statutory&kind=authorised&kind=calibration"),
        FixedView("users", _("Users of instruments"), "kind=enterprise&kind=medical&kind=market&kind=public"),
        FixedView("stopped", _("Suspended or closed"), "status=suspended&status=closed"),
    ),
    empty=Empty(
        _("No organisation yet"),
        _("Register the first one, or import a table of them."),
        _("Register an organisation"),
        "organisation-register",
    ),
    row_label=lambda row: row.label(),
)


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that the reader may know of."""
    state = ORGANISATIONS.read(request)
    rows = page_for(_found(request.actor, state), ORGANISATIONS, state, {"name": ("name", "id"), "registered": ("id",)})
    context = {"may_register": policies.may_register_organisation(request.actor)}
    return ORGANISATIONS.respond(request, "accounts/organisations.html", state, rows, context)


def _found(actor: Actor, state: Any) -> Any:
    found = Organisation.objects.visible_to(actor).select_related("division")
    if (text := state.value("q")) and (query := search_query(text)) is not None:
        found = found.filter(search=query)
    if code := state.value("division"):
        division = Division.objects.filter(code=code).first()
        found = found.filter(division__path__startswith=division.path) if division else found.none()
    if kinds := state.value("kind"):
        found = found.filter(kind__in=kinds)
    if statuses := state.value("status"):
        found = found.filter(status__in=statuses)
    return found


@login_required
@require_safe
def division_options(request: HttpRequest) -> HttpResponse:
    """Divisions by what was typed of their name or code, for the pickers."""
    typed = request.GET.get("q", "").strip().lower()
    found = [each for each in divisions() if typed in each.name.lower() or typed in each.code.lower()]
    return completed(_options(found))
