"""Lists page by page: nothing is lost, nothing comes twice, and nobody makes up a cursor."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings, strategies as st

from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.core.errors import Invalid
from quanheng.server.core.keyset import END, START, Cursors, Order, Place, page_of
from quanheng.server.core.models import Event

MIDNIGHT = datetime(2026, 11, 23, tzinfo=UTC)
CURSORS = Cursors("tests.sessions")
ORDERS = {
    "ties, both up": ("expire_date", "session_key"),
    "ties, both down": ("-expire_date", "-session_key"),
    "ties, down and up": ("-expire_date", "session_key"),
    "ties, up and down": ("expire_date", "-session_key"),
    "unique key, down": ("-session_key",),
}
# Few moments, so that most rows share theirs with others.
BEATS = st.dictionaries(st.text("ab济", min_size=1, max_size=6), st.integers(0, 3), max_size=25)
LIMITS = st.integers(1, 7)
# Every test here walks over the rows of one example at a time, in one transaction of the database.
EXAMPLES = settings(max_examples=40, deadline=None)

pytestmark = pytest.mark.django_db


def sessions(beats: dict[str, int]) -> QuerySet[Session]:
    Session.objects.all().delete()
    add(beats)
    return Session.objects.all()


def add(beats: dict[str, int]) -> None:
    Session.objects.bulk_create(
        [Session(session_key=name, expire_date=MIDNIGHT + timedelta(microseconds=each)) for name, each in beats.items()]
    )


def walk(rows: QuerySet[Session], order: Order, limit: int, cursor: str | None = None, way: str = "next") -> list:
    """The names on every page from a cursor on, in the order in which they were shown."""
    pages = []
    for _ in range(100):  # more than any example has
        page = page_of(rows, order, CURSORS, cursor=cursor, limit=limit)
        pages.append([row.session_key for row in page.rows])
        cursor = getattr(page, f"{way}_cursor")
        if cursor is None:
            return pages
    raise AssertionError(f"the walk goes round in circles: {pages[-5:]}")


@pytest.mark.parametrize("keys", ORDERS.values(), ids=ORDERS)
@EXAMPLES
@given(beats=BEATS, limit=LIMITS)
def test_a_walk_forward_shows_the_list_and_a_walk_back_from_the_end_shows_it_again(keys, beats, limit):
    rows, order = sessions(beats), Order(Session, *keys)
    expected = list(rows.order_by(*keys).values_list("session_key", flat=True))

    forward = walk(rows, order, limit)
    backward = walk(rows, order, limit, cursor=CURSORS.write(END), way="previous")

    assert [name for page in forward for name in page] == expected
    assert [name for page in reversed(backward) for name in page] == expected
    assert all(len(page) == limit for page in forward[:-1])


@pytest.mark.parametrize("keys", ORDERS.values(), ids=ORDERS)
@EXAMPLES
@given(beats=BEATS, limit=LIMITS)
def test_the_previous_page_of_the_next_page_is_this_page(keys, beats, limit):
    rows, order = sessions(beats), Order(Session, *keys)
    cursor = None
    for _ in range(100):
        page = page_of(rows, order, CURSORS, cursor=cursor, limit=limit)
        if page.next_cursor is None:
            break
        following = page_of(rows, order, CURSORS, cursor=page.next_cursor, limit=limit)
        again = page_of(rows, order, CURSORS, cursor=following.previous_cursor, limit=limit)
        assert [row.session_key for row in again.rows] == [row.session_key for row in page.rows]
        assert again.next_cursor == page.next_cursor
        cursor = page.next_cursor


@pytest.mark.parametrize("keys", ORDERS.values(), ids=ORDERS)
@EXAMPLES
@given(kept=BEATS, added=BEATS, removed=st.sets(st.text("ab济", min_size=1, max_size=6)), limit=LIMITS, at=LIMITS)
def test_rows_that_nobody_touched_are_shown_once_whatever_comes_and_goes_between_pages(
    keys, kept, added, removed, limit, at
):
    rows, order = sessions(kept), Order(Session, *keys)
    shown: list[str] = []
    cursor = None
    for number in range(100):
        if number == at:
            add({name: each for name, each in added.items() if name not in kept})
            rows.filter(session_key__in=removed).delete()
        page = page_of(rows, order, CURSORS, cursor=cursor, limit=limit)
        shown += [row.session_key for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break

    untouched = list(rows.filter(session_key__in=set(kept)).order_by(*keys).values_list("session_key", flat=True))
    assert [name for name in shown if name in untouched] == untouched


def test_from_a_page_whose_rows_are_all_gone_there_is_a_way_back():
    rows, order = sessions({"a": 0, "b": 0, "c": 0, "d": 0}), Order(Session, "session_key")
    first = page_of(rows, order, CURSORS, limit=2)
    rows.filter(session_key__in=["c", "d"]).delete()

    gone = page_of(rows, order, CURSORS, cursor=first.next_cursor, limit=2)
    assert list(gone.rows) == []
    assert gone.next_cursor is None
    back = page_of(rows, order, CURSORS, cursor=gone.previous_cursor, limit=2)
    assert [row.session_key for row in back.rows] == ["a", "b"]


def test_an_empty_list_has_no_neighbours():
    page = page_of(sessions({}), Order(Session, "session_key"), CURSORS)
    assert (list(page.rows), page.next_cursor, page.previous_cursor, page.count) == ([], None, None, None)


@given(st.text(max_size=80), st.text(max_size=80), st.booleans(), st.booleans())
def test_a_cursor_reads_as_the_place_it_was_written_for(name, other, is_backward, is_inclusive):
    place = Place((MIDNIGHT, name), is_backward, is_inclusive)
    order = Order(Session, "expire_date", "session_key")
    written = CURSORS.write(place)
    assert CURSORS.read(written, order) == place
    assert set(written) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=:")


def test_the_cursor_of_the_longest_chinese_name_stays_short():
    organisation = SimpleNamespace(name="济" * 120, pk="01932a5c-0000-7000-8000-000000000000")
    place = Place((organisation.name, organisation.pk))
    assert len(CURSORS.write(place)) < 640


@given(position=st.integers(0, 200), character=st.sampled_from("aA0-_=:"))
def test_a_changed_cursor_is_refused(position, character):
    written = CURSORS.write(Place((MIDNIGHT, "济南")))
    position %= len(written)
    changed = written[:position] + character + written[position + 1 :]
    if changed != written:
        with pytest.raises(Invalid) as refusal:
            CURSORS.read(changed, Order(Session, "expire_date", "session_key"))
        assert "cursor" in refusal.value.fields


@pytest.mark.parametrize("made_up", ["x", ":", "a:b:c", "济南", "\x00", "=" * 5000, "W10:"])
def test_a_made_up_cursor_is_refused(made_up):
    with pytest.raises(Invalid):
        CURSORS.read(made_up, Order(Session, "session_key"))


def test_a_cursor_of_another_list_or_of_other_filters_or_of_another_order_is_refused():
    order = Order(Session, "session_key")
    written = Cursors("tests.sessions", "kind=a").write(Place(("x",)))
    assert Cursors("tests.sessions", "kind=a").read(written, order).keys == ("x",)
    for other in (Cursors("tests.sessions", "kind=b"), Cursors("tests.others", "kind=a")):
        with pytest.raises(Invalid):
            other.read(written, order)
    with pytest.raises(Invalid):
        Cursors("tests.sessions", "kind=a").read(written, Order(Session, "expire_date", "session_key"))
    with pytest.raises(Invalid):
        Cursors("tests.sessions", "kind=a").read(written, Order(Organisation, "id"))


def test_no_cursor_is_the_start():
    assert CURSORS.read(None, Order(Session, "session_key")) == START
    assert CURSORS.read("", Order(Session, "session_key")) == START


@pytest.mark.parametrize(
    ("model", "keys", "words"),
    [
        (Organisation, ("name",), "must be a unique field"),
        (Organisation, (), "must be a unique field"),
        (Organisation, ("id", "name"), "must be a unique field"),
        (Organisation, ("name", "division__code"), "must be a unique field"),
        (Organisation, ("employees", "id"), "can be NULL"),
        (Organisation, ("colour", "id"), "no field 'colour'"),
        (Event, ("name__length", "id"), "no field"),
    ],
)
def test_an_order_that_could_lose_rows_is_refused(model, keys, words):
    with pytest.raises(ValueError, match=words):
        Order(model, *keys)


def test_an_order_may_follow_a_relation():
    order = Order(Organisation, "division__code", "-pk")
    row = Organisation(division=Division(code="370102"))
    assert order.keys_of(row) == ("370102", row.pk)


def test_a_page_is_one_query_that_starts_in_the_index():
    order = Order(Organisation, "-name", "-id")
    place = Place(("济南泉城计量有限公司", "01932a5c-0000-7000-8000-000000000000"))
    rows = Organisation.objects.unrestricted("test of the paging itself").filter(order.beyond(place))
    with connection.cursor() as cursor, CaptureQueriesContext(connection) as queries:
        page_of(rows, order, CURSORS, limit=5)
        assert len(queries) == 1
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        plan = rows.order_by(*order.ordering(place))[:5].explain()
    assert "Index Scan Backward using accounts_organisation_name" in plan
    assert "Index Cond: (ROW((name)::text, id) < ROW(" in plan
