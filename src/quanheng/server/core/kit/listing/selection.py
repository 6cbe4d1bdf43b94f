"""Rows chosen for a bulk act: those ticked, or all that the filters leave."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from quanheng.server.core.errors import Invalid
from quanheng.server.core.kit.listing.state import ListingState

if TYPE_CHECKING:
    from quanheng.server.core.kit.listing.declaration import Listing

MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Selection:
    """What a bulk act is to be done to: `ids`, or, with `is_all`, every row that `state` leaves."""

    state: ListingState
    ids: tuple[UUID, ...] = ()
    is_all: bool = False

    @classmethod
    def read(cls, request: HttpRequest, listing: "Listing") -> "Selection":
        """The selection that the bulk bar of `listing` sent.

        Raises:
            Invalid: nothing chosen, too many rows ticked, or something that is no row.
        """
        state = listing.parse(QueryDict(request.POST.get("query", "")))
        if request.POST.get("all") == "1":
            return cls(state, is_all=True)
        given = request.POST.getlist("row")
        if not given:
            raise Invalid(_("No row is chosen. Tick at least one, then choose the act."))
        if len(given) > MOST_ROWS:
            raise Invalid(
                _("%(given)s rows are chosen, %(most)s can be; choose all rows of the filter instead.")
                % {"given": len(given), "most": MOST_ROWS}
            )
        try:
            return cls(state, ids=tuple(UUID(each) for each in given))
        except ValueError as fault:
            raise Invalid(_("One of the chosen rows is not known. Open the list again.")) from fault
