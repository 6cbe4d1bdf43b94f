"""The register of organisations as a list."""

from collections.abc import Iterable, Sequence

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
from quanheng.server.accounts.queries.organisations import OrganisationFilter, organisation_page
from quanheng.server.accounts.queries.overview import without_leader
from quanheng.server.accounts.views.organisations import STATUS_SIGNS
from quanheng.server.accounts.views.paging import page_for
from quanheng.server.core.actors import Actor
from quanheng.server.core.kit.completion import completed
from quanheng.server.core.kit.dates import day_text
from quanheng.server.core.kit.listing import (
    BooleanFilter,
    ChoiceFilter,
    Column,
    DateRange,
    DateRangeFilter,
    Empty,
    Export,
    FixedView,
    Listing,
    ListingState,
    Option,
    ReferenceFilter,
    TextFilter,
)
from quanheng.server.core.kit.tags.text import status


def _status_of(row: Organisation) -> SafeString:
    known = OrganisationStatus(row.status)
    kind, icon = STATUS_SIGNS[known]
    return status(kind, known.label, icon)


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
        Column("kind", _("Kind"), cell=lambda row: OrganisationKind(row.kind).label),
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
        DateRangeFilter("registered", _("Registered")),
        BooleanFilter("demonstration", _("Demonstration data"), yes=_("only these"), no=_("without these")),
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
    exports=(
        Export(_("Excel workbook"), "tables-export-organisations-xlsx", "file-spreadsheet"),
        Export(_("CSV"), "tables-export-organisations-csv", "file-text"),
    ),
    row_label=lambda row: row.label(),
)


UNLED = Listing(
    key="accounts.unled",
    counted=ORGANISATIONS.counted,
    columns=ORGANISATIONS.columns,
    default_sort="name",
    row_label=ORGANISATIONS.row_label,
)


@login_required
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations that the reader may know of."""
    state = ORGANISATIONS.read(request)
    rows = organisation_page(request.actor, _wanted(state), order=state.order, cursor=state.cursor, limit=state.size)
    context = {"may_register": policies.may_register_organisation(request.actor)}
    return ORGANISATIONS.respond(request, "accounts/organisations.html", state, rows, context)


def _wanted(state: ListingState) -> OrganisationFilter:
    days = state.value("registered") or DateRange()
    return OrganisationFilter(
        text=state.value("q") or "",
        divisions=(state.value("division"),) if state.value("division") else (),
        kinds=state.value("kind") or (),
        statuses=state.value("status") or (),
        registered_from=days.start,
        registered_until=days.end,
        is_demonstration=state.value("demonstration"),
    )


@login_required
@require_safe
def unled(request: HttpRequest) -> HttpResponse:
    """The organisations in business which nobody answers for: whose manager is to be invited."""
    state = UNLED.read(request)
    found = without_leader(request.actor).select_related("division")
    rows = page_for(found, UNLED, state, {"name": ("name", "id"), "registered": ("id",)})
    return UNLED.respond(request, "accounts/unled.html", state, rows)


@login_required
@require_safe
def division_options(request: HttpRequest) -> HttpResponse:
    """Divisions by what was typed of their name or code, for the pickers."""
    typed = request.GET.get("q", "").strip().lower()
    found = [each for each in divisions() if typed in each.name.lower() or typed in each.code.lower()]
    return completed(_options(found))
