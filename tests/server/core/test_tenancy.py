"""Reads fail closed: no actor, no rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count

from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.ids import uuid7
from quanheng.server.core.models import Event
from quanheng.server.core.tenancy import ActorMissing

pytestmark = pytest.mark.django_db

READS: dict[str, Callable[[Any], Any]] = {
    "iterating": list,
    "iterator": lambda rows: list(rows.iterator()),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "aggregate": lambda rows: rows.aggregate(n=Count("pk")),
    "first": lambda rows: rows.first(),
    "get": lambda rows: rows.get(pk=uuid7()),
    "in_bulk": lambda rows: rows.in_bulk(),
    "values": lambda rows: list(rows.values("kind")),
    "values_list": lambda rows: list(rows.values_list("kind", flat=True)),
    "dates": lambda rows: list(rows.datetimes("happened_at", "day")),
    "earliest": lambda rows: rows.earliest("sequence"),
    "slice": lambda rows: rows.order_by("pk")[0],
    "truth": bool,
    "length": len,
    "contains": lambda rows: rows.contains(Event(pk=uuid7())),
    "update": lambda rows: rows.update(kind="x"),
    "delete": lambda rows: rows.delete(),
    "union": lambda rows: list(rows.union(Event.objects.unrestricted("test"))),
    "union with it": lambda rows: list(Event.objects.unrestricted("test").union(rows)),
    "or": lambda rows: list(Event.objects.unrestricted("test") | rows),
    "and": lambda rows: list(Event.objects.unrestricted("test") & rows),
    "xor": lambda rows: list(Event.objects.unrestricted("test") ^ rows),
    "raw": lambda rows: list(rows.raw("SELECT * FROM core_event")),
    "reverse": lambda rows: list(rows.filter(kind="x").order_by("pk").reverse()),
}


@pytest.fixture
def event() -> Event:
    """One event."""
    return Event.objects_unscoped.create(kind="tests.any", channel="job", happened_at=now())


@pytest.mark.parametrize("read", READS)
def test_rows_are_not_read_without_saying_for_whom(event, read):
    with pytest.raises(ActorMissing):
        READS[read](Event.objects.all())


@pytest.mark.parametrize("read", sorted(set(READS) - {"get", "contains"}))
def test_rows_are_read_when_the_system_says_why(event, read):
    READS[read](Event.objects.unrestricted("test"))


def test_the_default_is_that_nobody_sees_anything(event):
    assert list(Event.objects.visible_to(Actor(person_id=uuid7()))) == []
    assert Event.objects.visible_to(Actor(person_id=uuid7())).count() == 0


def test_the_platform_itself_sees_everything(event):
    assert list(Event.objects.visible_to(Actor.system("tests"))) == [event]


def test_the_permission_stays_with_everything_derived_from_it(event):
    rows = Event.objects.unrestricted("test")
    assert rows.filter(kind="tests.any").exclude(kind="x").order_by("pk").values("kind")[:1].get() == {
        "kind": "tests.any"
    }


def test_the_permission_does_not_spread_to_other_querysets(event):
    rows = Event.objects.all()
    rows.unrestricted("test")
    with pytest.raises(ActorMissing):
        list(rows)


@pytest.mark.parametrize("combine", [lambda a, b: a | b, lambda a, b: a.union(b), lambda a, b: a & b])
def test_what_one_may_see_is_not_widened_by_combining_it(event, combine):
    visible = Event.objects.visible_to(Actor.system("tests"))
    assert list(combine(visible, Event.objects.unrestricted("test"))) == [event]
    with pytest.raises(ActorMissing):
        combine(visible, Event.objects.all())


@pytest.mark.parametrize("somebody", [None, "person", 7])
def test_only_an_actor_is_an_actor(somebody):
    with pytest.raises(ActorMissing):
        Event.objects.visible_to(somebody)


@pytest.mark.parametrize("reason", ["", "  "])
def test_the_system_gives_a_reason(reason):
    with pytest.raises(ValueError, match="reason"):
        Event.objects.unrestricted(reason)


def test_an_empty_queryset_needs_no_actor():
    assert list(Event.objects.none()) == []
    assert not Event.objects.none().exists()


def test_foreign_keys_and_cascades_are_not_hindered(event):
    event.deliveries.create(handler="tests")
    assert event.deliveries.get().event == event
    event.delete()
    assert not Event.objects_unscoped.exists()


def test_a_subquery_is_guarded_by_the_queryset_around_it(event):
    inner = Event.objects.unrestricted("test").values("pk")
    with pytest.raises(ActorMissing):
        list(Event.objects.filter(pk__in=inner))
