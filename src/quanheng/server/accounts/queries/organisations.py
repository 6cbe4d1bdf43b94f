"""The register of organisations as a list: searched, filtered, ordered, page by page, at any length."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.policies import organisations_visible
from quanheng.server.core.actors import Actor
from quanheng.server.core.keyset import Cursors, Order, Page
from quanheng.server.core.longlists import ACROSS_THE_TABLE, IN_ORDER_OF_WRITING, Bounds, long_page
from quanheng.server.core.search import facet_query, search_query


@dataclass(frozen=True, slots=True)
class _Order:
    keys: tuple[str, ...]
    bounds: Bounds
    is_indexed_by_division: bool


#: The names of the orders; each also with `-` for the opposite one.
ORDERS = {
    "registered": _Order(("id",), IN_ORDER_OF_WRITING, is_indexed_by_division=True),  # identifiers rise with time
    "name": _Order(("name", "id"), ACROSS_THE_TABLE, is_indexed_by_division=False),
    "credit_code": _Order(("credit_code",), ACROSS_THE_TABLE, is_indexed_by_division=True),
}
NEWEST_FIRST = "-registered"

#: Up to so many parts of the register are gone to one by one; more of them are nearly all of it.
MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class OrganisationFilter:
    """What a list of organisations is narrowed to; what is empty or None narrows nothing.

    `divisions` are codes, each meaning the division and all below it. The days of registration belong to the range.
    """

    text: str = ""
    divisions: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    registered_from: date | None = None
    registered_until: date | None = None
    is_demonstration: bool | None = None


def organisation_page(
    actor: Actor,
    wanted: OrganisationFilter = OrganisationFilter(),
    *,
    order: str = NEWEST_FIRST,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Organisation]:
    """A page of the organisations that the actor may know of, each with its division. Three queries, always.

    Raises:
        KeyError: there is no such order.
        Invalid: the cursor belongs to another list, another order or other filters.
    """
    chosen, sign = ORDERS[order.removeprefix("-")], "-" * order.startswith("-")
    divisions = {each.pk: each for each in Division.objects.all()}
    within = _within(wanted.divisions, divisions.values())
    reach = _reach(actor, within, divisions.keys())
    rows = _narrowed(Organisation.objects.visible_to(actor), wanted)
    page = long_page(
        _by_columns(rows, wanted, within),
        Order(Organisation, *(sign + key for key in chosen.keys)),
        Cursors("accounts.organisations", repr((order, astuple(wanted)))),
        cursor=cursor,
        limit=limit,
        gathering=_by_search(wanted, within, reach),
        expecting=_as_the_statistics_know_it(actor, wanted, within, reach),
        scopes=reach.parts if chosen.is_indexed_by_division else (),
        bounds=chosen.bounds,
    )
    for row in page.rows:
        row.division = divisions[row.division_id]
    return page


def organisations_found(actor: Actor, wanted: OrganisationFilter = OrganisationFilter()) -> "QuerySet[Any]":
    """All the organisations of which `organisation_page` shows a page, in no order: for exports."""
    within = _within(wanted.divisions, Division.objects.all())
    return _by_columns(_narrowed(Organisation.objects.visible_to(actor), wanted), wanted, within)


@dataclass(frozen=True, slots=True)
class _Reach:
    """Where the rows lie, as alternatives that indexes know: in one of `divisions`, or meeting one of `others`.

    With `is_anywhere` neither says anything: the rows may be anywhere, or in too many places to go to each.
    `is_unlimited`: the policy lets every row through.
    """

    divisions: frozenset[UUID] = frozenset()
    others: tuple[Q, ...] = ()
    is_anywhere: bool = False
    is_unlimited: bool = False

    @property
    def parts(self) -> list[Q]:
        """The alternatives one by one, so that no row lies in two of them."""
        parts = [Q(division=each) for each in sorted(self.divisions)]
        for other in self.others:
            parts.append(reduce(and_, (~part for part in parts), other))
        return parts


def _reach(actor: Actor, within: frozenset[UUID] | None, known: Collection[UUID]) -> _Reach:
    """The alternatives of the policy, cut down to the wanted divisions.

    They only say where to look: the rows found there are narrowed by `visible_to` like all others. Where they are not
    understood, the rows are looked for everywhere.
    """
    policy = Q() if actor.is_system else organisations_visible(actor)
    alternatives = _alternatives(policy)
    allowed = frozenset(pk for name, pks in alternatives if name == "division__in" for pk in pks)
    if not policy or allowed >= set(known):
        divisions, others, is_unlimited = frozenset(known), (), True
    elif alternatives:
        others = tuple(Q(each) for each in alternatives if each[0] != "division__in")
        divisions, is_unlimited = allowed, False
    else:
        return _Reach(is_anywhere=True)
    if within is not None:
        divisions &= within
    if (is_unlimited and within is None) or len(divisions) + len(others) > MOST_PARTS:
        return _Reach(is_anywhere=True, is_unlimited=is_unlimited)
    return _Reach(divisions, others, is_unlimited=is_unlimited)


def _alternatives(condition: Q) -> list[tuple[str, Any]]:
    """The alternatives of a condition that is a choice between plain ones; none, if it is anything else."""
    is_choice = condition.connector == Q.OR and not condition.negated
    is_plain = all(isinstance(each, tuple) for each in condition.children)
    return list(condition.children) if is_choice and is_plain else []


def _within(codes: Sequence[str], divisions: Iterable[Division]) -> frozenset[UUID] | None:
    """The divisions of these codes and all below them; None for everywhere."""
    if not codes:
        return None
    divisions = list(divisions)
    tops = tuple(each.path for each in divisions if each.code in codes)
    return frozenset(each.pk for each in divisions if each.path.startswith(tops)) if tops else frozenset()


def _narrowed(rows: "QuerySet[Any]", wanted: OrganisationFilter) -> "QuerySet[Any]":
    if wanted.registered_from:
        rows = rows.filter(registered_at__gte=_midnight(wanted.registered_from))
    if wanted.registered_until and wanted.registered_until < date.max:  # which no day follows
        rows = rows.filter(registered_at__lt=_midnight(wanted.registered_until + timedelta(days=1)))
    if wanted.is_demonstration is not None:
        rows = rows.filter(is_demonstration=wanted.is_demonstration)
    return rows


def _by_columns(rows: "QuerySet[Any]", wanted: OrganisationFilter, within: frozenset[UUID] | None) -> "QuerySet[Any]":
    """Each condition on its own column: cheap for a row at hand, and known to the statistics."""
    if wanted.text.strip():
        query = search_query(wanted.text)
        rows = rows.none() if query is None else rows.filter(search=query)
    if within is not None:
        rows = rows.filter(division__in=within)
    if wanted.kinds:
        rows = rows.filter(kind__in=wanted.kinds)
    if wanted.statuses:
        rows = rows.filter(status__in=wanted.statuses)
    return rows


def _by_search(wanted: OrganisationFilter, within: frozenset[UUID] | None, reach: _Reach) -> "QuerySet[Any] | None":
    """The same conditions together on the search column, whose index finds the rows that meet all of them.

    Not for whom the rows are visible: everything found is narrowed by that again.
    """
    queries = [search_query(wanted.text)]
    if wanted.kinds:
        queries.append(facet_query("kind", wanted.kinds))
    if wanted.statuses:
        queries.append(facet_query("status", wanted.statuses))
    if reach.is_anywhere and within is not None:
        queries.append(facet_query("division_id", sorted(within)))
    found = [query for query in queries if query is not None]
    if not found:
        return None
    together = reduce(and_, found)
    where = Q(search=together) if reach.is_anywhere else Q(pk__in=())
    if reach.divisions:
        where |= Q(search=together & facet_query("division_id", sorted(reach.divisions)))
    for other in reach.others:
        where |= Q(search=together) & other
    return _narrowed(Organisation.objects_unscoped.filter(where), wanted)


def _as_the_statistics_know_it(
    actor: Actor, wanted: OrganisationFilter, within: frozenset[UUID] | None, reach: _Reach
) -> "QuerySet[Any] | None":
    """Without the condition on divisions where it lets every row through: PostgreSQL expects a third of them to fail it."""
    if actor.is_system or not reach.is_unlimited:
        return None
    rows = Organisation.objects.unrestricted("counted by statistics alone, for somebody who works in every division")
    return _by_columns(_narrowed(rows, wanted), wanted, within)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
