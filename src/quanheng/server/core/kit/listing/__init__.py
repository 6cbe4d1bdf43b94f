"""List pages, declared: columns, filters, order, views, bulk acts and exports, with their state in the address.

    ORGANISATIONS = Listing(
        key="accounts.organisations",
        counted=ngettext_lazy("%(number)s organisation", "%(number)s organisations", "count"),
        columns=(Column("name", _("Name"), link=page_of, sort="name", is_fixed=True), …),
        filters=(TextFilter("q", _("Name, code or address")), ChoiceFilter("kind", _("Kind"), OrganisationKind.choices), …),
        default_sort="-registered",
    )

    def organisations(request):
        state = ORGANISATIONS.read(request)
        rows = queries.organisations(request.actor, state)      # a RowPage, such as keyset_rows gives
        return ORGANISATIONS.respond(request, "accounts/organisations.html", state, rows)

The template extends `kit/list.html`. `docs/reference/kit.md` explains each part.
"""

from quanheng.server.core.kit.listing.columns import Column
from quanheng.server.core.kit.listing.declaration import BulkAct, Empty, Export, FixedView, Listing
from quanheng.server.core.kit.listing.filters import (
    BooleanFilter,
    ChoiceFilter,
    DateRange,
    DateRangeFilter,
    Option,
    ReferenceFilter,
    TextFilter,
)
from quanheng.server.core.kit.listing.keyset import keyset_rows
from quanheng.server.core.kit.listing.rows import RowPage, Rows
from quanheng.server.core.kit.listing.selection import Selection
from quanheng.server.core.kit.listing.state import ListingState

__all__ = [
    "BooleanFilter",
    "BulkAct",
    "ChoiceFilter",
    "Column",
    "DateRange",
    "DateRangeFilter",
    "Empty",
    "Export",
    "FixedView",
    "Listing",
    "ListingState",
    "Option",
    "ReferenceFilter",
    "RowPage",
    "Rows",
    "Selection",
    "TextFilter",
    "keyset_rows",
]
