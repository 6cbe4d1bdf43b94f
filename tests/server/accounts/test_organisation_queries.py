"""The list of organisations: whatever way leads to a page, it shows the same rows, and only those one may know of."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.server.accounts import world

from quanheng.server.accounts.choices import OrganisationKind, OrganisationStatus, Role
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.queries import organisations
from quanheng.server.accounts.queries.organisations import ORDERS, OrganisationFilter, organisation_page
from quanheng.server.core.actors import Actor, Grant
from quanheng.server.core.counting import estimated, rounded
from quanheng.server.core.errors import Invalid
from quanheng.server.core.longlists import Bounds, long_page
from quanheng.server.core.search import facet_query, normalised, search_query

LIMIT = 8
ROWS = 90
CODES = ("370102", "370103", "370124")
#: Bounds that lead every list along one way, whatever the statistics expect.
WAYS = {
    "gathered whole": Bounds(most_counted=10_000),
    "too many to gather": Bounds(most_counted=0, farthest=0),
    "walked": Bounds(most_counted=0, farthest=10_000, patience=10_000),
    "walked in vain, then gathered": Bounds(most_counted=0, farthest=10_000, patience=1, most_sought=10_000),
    "walked in vain, too many to gather": Bounds(most_counted=0, farthest=10_000, patience=1, most_sought=0),
}
FILTERS = {
    "everything": OrganisationFilter(),
    "a pair in most names": OrganisationFilter(text="济南"),
    "a pair in some": OrganisationFilter(text="泉城"),
    "a phrase": OrganisationFilter(text="泉城衡器"),
    "two words": OrganisationFilter(text="衡器 济南"),
    "one character": OrganisationFilter(text="器"),
    "a pair in none": OrganisationFilter(text="龘靐"),
    "nothing to look for": OrganisationFilter(text="——"),
    "a district": OrganisationFilter(divisions=("370102",)),
    "a city": OrganisationFilter(divisions=("370100",)),
    "two districts": OrganisationFilter(divisions=("370102", "370124")),
    "no division of ours": OrganisationFilter(divisions=("110101",)),
    "kinds": OrganisationFilter(kinds=("market", "medical")),
    "status": OrganisationFilter(statuses=("closed",)),
    "days": OrganisationFilter(registered_from=date(2026, 3, 1), registered_until=date(2026, 3, 20)),
    "demonstration": OrganisationFilter(is_demonstration=True),
    "text and all else": OrganisationFilter(
        text="济南",
        divisions=("370102", "370103"),
        kinds=("enterprise",),
        statuses=("active",),
        registered_from=date(2026, 2, 1),
        is_demonstration=False,
    ),
}


@pytest.fixture
def register(city: None) -> list[Organisation]:
    """Ninety organisations, many of one name, the last ones all in one county."""
    rng = random.Random(7)
    divisions = {each.code: each for each in Division.objects.filter(code__in=CODES)}
    midnight = datetime(2025, 12, 31, 16, tzinfo=UTC)  # in the city a new year
    rows = [
        Organisation(
            credit_code=f"91370102MA{number:08d}",
            name=f"{rng.choice(['济南', '济南', '山东'])}{rng.choice(['泉城衡器', '泉城', '鑫盛衡器'])}{rng.choice('甲乙')}厂",
            kind=rng.choice(["enterprise", "enterprise", "market", "medical"]),
            status=rng.choice(["active", "active", "closed"]),
            division=divisions[CODES[2] if number > ROWS * 0.9 else rng.choice(CODES)],
            registered_at=midnight + timedelta(hours=20 * number),
            is_demonstration=rng.random() < 0.1,
        )
        for number in rng.sample(range(ROWS), ROWS)
    ]
    Organisation.objects_unscoped.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_organisation")
    return rows


@pytest.fixture
def actors(register: list[Organisation]) -> dict[str, Actor]:
    """Readers of every reach, none of whom works in an organisation outside of the list."""
    divisions = dict(Division.objects.values_list("code", "pk"))
    own = register[3].pk

    def reader(*grants: Grant) -> Actor:
        return Actor(person_id=own, membership_id=own, organisation_id=own, grants=grants)

    return {
        "regulator of all divisions": reader(Grant(Role.REGULATOR, frozenset(divisions.values()))),
        "regulator of a district": reader(Grant(Role.REGULATOR, frozenset({divisions["370103"]}))),
        "regulator of two": reader(Grant(Role.REGULATOR, frozenset({divisions["370103"], divisions["370124"]}))),
        "auditor": reader(Grant(Role.AUDITOR)),
        "manager of an enterprise": reader(Grant(Role.METROLOGY_MANAGER)),
        "the system": Actor.system("tests"),
    }


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for name, order in ORDERS.items():
        monkeypatch.setitem(ORDERS, name, replace(order, bounds=WAYS[request.param]))
    return request.param


def expected(register: list[Organisation], actor: Actor, wanted: OrganisationFilter, order: str) -> list[str]:
    """The credit codes of the list, worked out without the database."""
    paths = dict(Division.objects.values_list("pk", "path"))
    tops = tuple(Division.objects.filter(code__in=wanted.divisions).values_list("path", flat=True))
    kept = [
        row
        for row in register
        if sees(actor, row)
        and all(word in normalised(f"{row.name} {row.credit_code}") for word in normalised(wanted.text).split())
        and (not wanted.text or normalised(wanted.text))
        and (not wanted.divisions or paths[row.division_id].startswith(tops or ("nowhere",)))
        and (not wanted.kinds or row.kind in wanted.kinds)
        and (not wanted.statuses or row.status in wanted.statuses)
        and (wanted.registered_from is None or timezone.localdate(row.registered_at) >= wanted.registered_from)
        and (wanted.registered_until is None or timezone.localdate(row.registered_at) <= wanted.registered_until)
        and (wanted.is_demonstration is None or row.is_demonstration == wanted.is_demonstration)
    ]
    keys = {
        "registered": lambda row: row.pk,
        "name": lambda row: (row.name, row.pk),
        "credit_code": lambda row: row.credit_code,
    }
    kept.sort(key=keys[order.removeprefix("-")], reverse=order.startswith("-"))
    return [row.credit_code for row in kept]


def sees(actor: Actor, row: Organisation) -> bool:
    return (
        actor.is_system
        or actor.has(Role.AUDITOR)
        or row.pk == actor.organisation_id
        or row.division_id in actor.division_ids
    )


def walk(actor: Actor, wanted: OrganisationFilter, order: str) -> Iterator[organisations.Page]:
    cursor = None
    for _ in range(2 * ROWS // LIMIT):
        page = organisation_page(actor, wanted, order=order, cursor=cursor, limit=LIMIT)
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return
    raise AssertionError("the walk goes round in circles")


@pytest.mark.parametrize("order", ["-registered", "name", "-credit_code"])
def test_every_way_shows_everybody_the_same_list_page_by_page(register, actors, way, order):
    for what, wanted in FILTERS.items():
        for who, actor in actors.items():
            whole = expected(register, actor, wanted, order)
            pages = list(walk(actor, wanted, order))
            assert [row.credit_code for page in pages for row in page.rows] == whole, (what, who)
            for page in pages:
                assert not page.count_is_exact or page.count == len(whole), (what, who)
            if len(whole) <= LIMIT or way == "gathered whole":
                assert pages[0].count_is_exact, (what, who)


def test_pages_go_back_as_they_came(register, actors, way):
    actor, wanted = actors["regulator of two"], FILTERS["a pair in most names"]
    pages = list(walk(actor, wanted, "name"))
    back = [pages[-1]]
    while back[-1].previous_cursor:
        back.append(organisation_page(actor, wanted, order="name", cursor=back[-1].previous_cursor, limit=LIMIT))
    assert [[row.pk for row in page.rows] for page in back[::-1]] == [[row.pk for row in page.rows] for page in pages]


def test_a_page_brings_its_divisions_in_three_queries_whatever_is_asked(register, actors, way):
    for actor in actors.values():
        for wanted in (FILTERS["everything"], FILTERS["a phrase"], FILTERS["text and all else"]):
            with CaptureQueriesContext(connection) as queries:
                page = organisation_page(actor, wanted, limit=50)
                names = {row.division.name_zh for row in page.rows}
            assert len(queries) == 3
            assert names <= {"历下区", "市中区", "平阴县"}


def test_what_contradicts_itself_costs_no_search(register, actors):
    with CaptureQueriesContext(connection) as queries:
        page = organisation_page(actors["auditor"], FILTERS["nothing to look for"])
    assert (list(page.rows), page.count, page.count_is_exact, len(queries)) == ([], 0, True, 1)


def test_where_to_look_never_widens_what_is_seen(register, actors, way, monkeypatch):
    """A policy that was read wrongly may cost time, not secrecy: `visible_to` narrows what was found."""
    for misread in (Q(), Q(kind="market"), Q(Q(kind="market") | Q(pk=register[0].pk), status="active"), ~Q(kind="x")):
        monkeypatch.setattr(organisations, "organisations_visible", lambda _actor, read=misread: read)
        for actor in actors.values():
            allowed = set(expected(register, actor, OrganisationFilter(text="济南"), "name"))
            for page in walk(actor, OrganisationFilter(text="济南"), "name"):
                assert {row.credit_code for row in page.rows} <= allowed


def test_a_policy_of_another_form_loses_no_rows(register, actors, way, monkeypatch):
    district = actors["regulator of a district"]
    real = organisations.organisations_visible(district)
    for form in (Q(real, Q(kind__gt="")), Q(real) & Q(pk__isnull=False), ~~real):
        monkeypatch.setattr(organisations, "organisations_visible", lambda _actor, read=form: read)
        shown = [row.credit_code for page in walk(district, FILTERS["a pair in some"], "name") for row in page.rows]
        assert shown == expected(register, district, FILTERS["a pair in some"], "name")


def test_a_cursor_belongs_to_its_filters_and_its_order(register, actors):
    actor = actors["auditor"]
    cursor = organisation_page(actor, FILTERS["a pair in most names"], limit=LIMIT).next_cursor
    for wanted, order in ((FILTERS["everything"], "-registered"), (FILTERS["a pair in most names"], "name")):
        with pytest.raises(Invalid):
            organisation_page(actor, wanted, order=order, cursor=cursor, limit=LIMIT)
    with pytest.raises(KeyError):
        organisation_page(actor, order="colour")


def test_a_long_list_refuses_conditions_beyond_its_table(register):
    rows = Organisation.objects.unrestricted("test").filter(division__code="370102")
    with pytest.raises(ValueError, match="resolve relations to ids first"):
        long_page(rows, organisations.Order(Organisation, "id"), organisations.Cursors("test"))


# ── the search document's facets ─────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("letter", ["d", "k", "s", "=", ":"])
def test_no_search_finds_a_facet(register, letter):
    query = search_query(letter)
    rows = Organisation.objects.unrestricted("test")
    assert query is None or not rows.filter(search=query).exists()


def test_facets_follow_what_is_changed(city):
    row = world.organisation(OrganisationKind.ENTERPRISE, world.LIXIA)
    rows = Organisation.objects.unrestricted("test")
    there = Division.objects.get(code=world.SHIZHONG)
    rows.filter(pk=row.pk).update(division=there, status=OrganisationStatus.CLOSED)
    facets = (
        facet_query("division_id", [there.pk]) & facet_query("status", ["closed"]) & facet_query("kind", [row.kind])
    )
    assert list(rows.filter(search=facets)) == [row]
    assert not rows.filter(search=facet_query("status", ["active", "suspended"])).exists()


def test_a_facet_is_no_way_into_the_query(register):
    rows = Organisation.objects.unrestricted("test")
    for value in ("x' | 'enterprise", "x\\", "'", "a & b"):
        assert not rows.filter(search=facet_query("kind", [value])).exists()


# ── counting ─────────────────────────────────────────────────────────────────────────────────────
def test_statistics_say_about_how_many(register):
    rows = Organisation.objects.unrestricted("test")
    count, among = estimated(rows.filter(search=search_query("济南")), rows.all())
    really = rows.filter(search=search_query("济南")).count()
    assert among == ROWS
    assert abs(count - really) < 0.2 * really
    assert estimated(rows.filter(pk__in=[]), rows.all()) == (0, 0)


@pytest.mark.parametrize(
    ("count", "shown"), [(0, 0), (99, 99), (104, 100), (115, 120), (4_449, 4_400), (994_636, 990_000)]
)
def test_an_estimate_has_two_digits(count, shown):
    assert rounded(count) == shown
