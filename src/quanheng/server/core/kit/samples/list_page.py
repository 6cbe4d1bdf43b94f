"""The list page of the style page: every kind of filter, bulk acts, views and files, over demonstration data."""

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy, ngettext_lazy

from quanheng.server.core.kit.dates import days_until, due_short
from quanheng.server.core.kit.listing import (
    BooleanFilter,
    BulkAct,
    ChoiceFilter,
    Column,
    DateRangeFilter,
    Empty,
    Export,
    FixedView,
    Listing,
    ReferenceFilter,
    TextFilter,
)
from quanheng.server.core.kit.marks import limit_bar
from quanheng.server.core.kit.samples.instruments import (
    DISTRICTS,
    KINDS,
    LABORATORIES,
    STATES,
    Instrument,
    laboratory_options,
)
from quanheng.server.core.kit.tags.text import status

LOOKS = {"overdue": "bad", "soon": "warn", "valid": "ok", "idle": "mute"}


def state_cell(row: Instrument) -> SafeString:
    return status(LOOKS[row.state], dict(STATES)[row.state])


def name_cell(row: Instrument) -> SafeString:
    return format_html('{} <span class="q-3">{}</span>', row.kind_name, row.model)


def due_cell(row: Instrument) -> SafeString:
    tone = "q-num q-bad" if days_until(row.valid_until) < 0 else "q-num"
    return format_html('<span class="{}">{}</span>', tone, due_short(row.valid_until))


def share_cell(row: Instrument) -> SafeString:
    if row.share is None:
        return format_html('<span class="q-3">{}</span>', _("no error item"))
    return limit_bar(row.share, 1)


INSTRUMENTS = Listing(
    key="kit.instruments",
    counted=ngettext_lazy("%(number)s instrument", "%(number)s instruments", "count"),
    columns=(
        Column(
            "code",
            gettext_lazy("Number"),
            link=lambda _row: reverse("kit_object"),
            sort="code",
            is_code=True,
            is_fixed=True,
        ),
        Column("kind", gettext_lazy("Name and model"), cell=name_cell, sort="kind"),
        Column("user", gettext_lazy("Used by"), sort="user", is_clipped=True),
        Column("state", gettext_lazy("State"), cell=state_cell),
        Column("until", gettext_lazy("Valid until"), cell=lambda row: row.valid_until.isoformat(), sort="until"),
        Column("due", gettext_lazy("Due"), cell=due_cell, is_numeric=True),
        Column(
            "share",
            gettext_lazy("Error / allowed"),
            cell=share_cell,
            sort="share",
            falls=True,
            hint=gettext_lazy("The last error as a share of the maximum permissible error"),
        ),
        Column("laboratory", gettext_lazy("Verified by"), cell=lambda row: dict(LABORATORIES)[row.laboratory]),
        Column(
            "district",
            gettext_lazy("District or county"),
            cell=lambda row: dict(DISTRICTS)[row.district],
            is_hidden=True,
        ),
        Column(
            "mandatory",
            gettext_lazy("Mandatory"),
            cell=lambda row: _("yes") if row.is_mandatory else _("no"),
            is_hidden=True,
        ),
    ),
    filters=(
        TextFilter("q", gettext_lazy("Find in the list"), placeholder=gettext_lazy("Number, model, user")),
        ChoiceFilter("state", gettext_lazy("State"), STATES),
        ChoiceFilter("kind", gettext_lazy("Kind of instrument"), tuple((key, name) for key, name, _model in KINDS)),
        ReferenceFilter(
            "laboratory",
            gettext_lazy("Verified by"),
            completion="kit_completion",
            options=lambda _actor: laboratory_options(),
            named=lambda _actor, values: laboratory_options(values),
        ),
        DateRangeFilter("until", gettext_lazy("Valid until")),
        BooleanFilter(
            "mandatory",
            gettext_lazy("Supervision"),
            yes=gettext_lazy("Mandatory, periodic"),
            no=gettext_lazy("Not mandatory"),
        ),
        ChoiceFilter("district", gettext_lazy("District or county"), DISTRICTS),
    ),
    default_sort="until",
    views=(
        FixedView("all", gettext_lazy("All on the register")),
        FixedView("due", gettext_lazy("Overdue and due soon"), "state=overdue&state=soon"),
        FixedView("fuel", gettext_lazy("Fuel dispensers"), "kind=JYJ"),
        FixedView("none", gettext_lazy("An empty view"), "q=没有这样的器具"),
    ),
    bulk=(
        BulkAct(
            gettext_lazy("Send a reminder"),
            "send",
            "kit_bulk",
            title=gettext_lazy("Send {n} reminders?"),
            text=gettext_lazy(
                "The users of the {n} chosen instruments get a message with the day on which each falls due."
            ),
        ),
        BulkAct(gettext_lazy("Put on the inspection list"), "clipboard-check", "kit_bulk"),
        BulkAct(
            gettext_lazy("Take out of use"),
            "circle-minus",
            "kit_bulk",
            title=gettext_lazy("Take {n} instruments out of use?"),
            text=gettext_lazy(
                "They leave the periodic verification. Each can be put back into use, after a new verification."
            ),
            is_danger=True,
        ),
    ),
    exports=(
        Export(gettext_lazy("Excel workbook"), "kit_export", "file-spreadsheet"),
        Export(gettext_lazy("CSV file"), "kit_export", "file-type-csv"),
    ),
    empty=Empty(
        gettext_lazy("No instrument is on the register yet"),
        gettext_lazy("The first one is entered by hand; many come by import."),
        gettext_lazy("Register an instrument"),
        "kit_form",
    ),
)
