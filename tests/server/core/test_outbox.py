"""The outbox: events delivered at least once, their effects exactly once; with a real worker and real crashes."""

import asyncio
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, connections, transaction
from hypothesis import HealthCheck, given, settings, strategies as st
from procrastinate.contrib.django import app

from quanheng.server.core import events, outbox
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.ids import uuid7
from quanheng.server.core.models import Delivery, Event, KeptAnswer

events.declare("tests_outbox.sealed", "sealed")
events.declare("tests_outbox.broken", "broken")
events.declare("tests_outbox.logged", "logged", is_logged=True)
events.declare("tests_outbox.unheard", "unheard")
SYSTEM = Actor.system("tests")
#: A worker defers periodic jobs too, when their minute comes; these are the jobs that an event has.
DELIVERIES = "task_name = 'core.deliver'"


class Crash(RuntimeError):
    """What a handler dies of."""


#: How often the handlers have been called, and how often each is to crash after it has written.
calls: Counter[str] = Counter()
crashes: Counter[str] = Counter()


def effect(handler: str, event: Event) -> None:
    """Write a row for the event, and crash afterwards if that is due."""
    calls[handler] += 1
    KeptAnswer.objects.create(owner_id=uuid7(), key=f"{handler}:{event.pk}", expires_at=now())
    if crashes[handler] > 0:
        crashes[handler] -= 1
        raise Crash(f"{handler} crashes after it has written")


@outbox.handles("tests_outbox.sealed", "tests_outbox.broken")
def first(event: Event) -> None:
    """One app hears of it."""
    effect("first", event)


@outbox.handles("tests_outbox.sealed")
def second(event: Event) -> None:
    """Another app hears of it too."""
    effect("second", event)


FIRST, SECOND = f"{first.__module__}.first", f"{second.__module__}.second"


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """Counters at zero, and no jobs left over; the tables of procrastinate are not Django's to clean."""
    calls.clear()
    crashes.clear()
    yield
    crashes.clear()


@pytest.fixture
def queue(transactional_db: None) -> Iterator[None]:
    """A queue of jobs that really commits, empty before and after."""
    execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")
    yield
    execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")


def execute(sql: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def announce(kind: str = "tests_outbox.sealed") -> Event:
    with transaction.atomic():
        return outbox.append(kind, actor=SYSTEM, subject=None, body={"seal": 7})


def work() -> None:
    """Let a real worker carry out every job that is due, in this process, and go home."""

    async def shift() -> None:
        with ThreadPoolExecutor(1) as thread:
            asyncio.get_running_loop().set_default_executor(thread)
            worker = app.with_connector(app.connector.get_worker_connector())
            async with worker.open_async():
                await worker.run_worker_async(
                    wait=False, concurrency=1, install_signal_handlers=False, listen_notify=False, queues=["events"]
                )
            # Jobs ran in our thread, periodic ones were deferred in asgiref's; both hold a connection of Django's.
            await asyncio.to_thread(connections.close_all)
            await sync_to_async(connections.close_all)()

    asyncio.run(shift())


def make_retries_due() -> None:
    execute("UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 second' WHERE status = 'todo'")


def effects(handler: str) -> int:
    return KeptAnswer.objects.filter(key__startswith=f"{handler}:").count()


def waiting() -> set[str]:
    return {
        str(row[0])
        for row in execute(f"SELECT args ->> 'handler' FROM procrastinate_jobs WHERE status = 'todo' AND {DELIVERIES}")
    }


def test_an_event_reaches_every_handler_of_its_kind_once(queue):
    announce()
    assert calls == {}, "nothing is handled within the act"
    work()
    assert calls == {"first": 1, "second": 1}
    assert Delivery.objects.exclude(delivered_at=None).count() == 2
    work()
    assert calls == {"first": 1, "second": 1}


def test_a_handler_hears_only_of_its_kinds(queue):
    announce("tests_outbox.broken")
    announce("tests_outbox.unheard")
    work()
    assert calls == {"first": 1}


def test_a_handler_that_crashes_is_tried_again_and_its_half_work_is_gone(queue):
    crashes["first"] = 2
    announce()
    work()
    assert (calls["first"], effects("first")) == (1, 0)
    assert (calls["second"], effects("second")) == (1, 1), "one handler's fault is not the other's"
    for expected in (2, 3):
        make_retries_due()
        work()
        assert calls["first"] == expected
    assert (effects("first"), effects("second")) == (1, 1)
    assert waiting() == set()


def test_a_retry_waits_before_it_comes(queue):
    crashes["first"] = 1
    announce("tests_outbox.broken")
    work()
    work()
    assert calls["first"] == 1
    (row,) = execute(f"SELECT status::text, attempts, scheduled_at > now() FROM procrastinate_jobs WHERE {DELIVERIES}")
    assert row == ("todo", 1, True)


def test_an_act_that_is_undone_announces_nothing_and_defers_nothing(queue):
    def act_that_fails() -> None:
        with transaction.atomic():
            outbox.append("tests_outbox.sealed", actor=SYSTEM, subject=None, body={})
            raise Crash

    with pytest.raises(Crash):
        act_that_fails()
    assert not Event.objects_unscoped.exists()
    assert waiting() == set()
    work()
    assert calls == {}


def test_an_event_is_written_in_the_transaction_of_an_act_or_not_at_all(queue):
    with pytest.raises(transaction.TransactionManagementError, match=r"tests_outbox\.sealed"):
        outbox.append("tests_outbox.sealed", actor=SYSTEM, subject=None, body={})


def test_the_same_job_twice_has_one_effect(queue):
    event = announce()
    for _again in range(3):
        outbox.deliver.defer(event_id=str(event.pk), handler=FIRST)
    work()
    assert (calls["first"], effects("first")) == (1, 1)


def test_two_workers_with_the_same_event_have_one_effect(queue):
    event = announce()
    start = threading.Barrier(4)

    def worker() -> None:
        try:
            start.wait()
            outbox.deliver(event_id=str(event.pk), handler=FIRST)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (calls["first"], effects("first")) == (1, 1)


def test_a_promise_whose_job_was_lost_is_taken_up_again(queue):
    event = announce()
    execute("TRUNCATE procrastinate_jobs, procrastinate_events CASCADE")
    outbox.redeliver(timestamp=0)
    assert waiting() == set(), "not before its time"
    Delivery.objects.filter(event=event).update(promised_at=now() - timedelta(minutes=6))
    outbox.redeliver(timestamp=0)
    assert waiting() == {FIRST, SECOND}
    work()
    assert (effects("first"), effects("second")) == (1, 1)


def test_a_promise_whose_job_still_waits_is_left_alone(queue):
    event = announce()
    Delivery.objects.filter(event=event).update(promised_at=now() - timedelta(hours=1))
    outbox.redeliver(timestamp=0)
    assert execute(f"SELECT count(*) FROM procrastinate_jobs WHERE {DELIVERIES}") == [(2,)]


def test_a_job_that_failed_for_good_is_taken_up_again(queue):
    crashes["first"] = 100
    event = announce("tests_outbox.broken")
    for _attempt in range(13):
        make_retries_due()
        work()
    assert execute(f"SELECT status::text FROM procrastinate_jobs WHERE {DELIVERIES}") == [("failed",)]
    crashes.clear()
    Delivery.objects.filter(event=event).update(promised_at=now() - timedelta(minutes=6))
    outbox.redeliver(timestamp=0)
    work()
    assert effects("first") == 1


def test_a_handler_that_is_gone_is_passed_over(queue):
    event = announce("tests_outbox.unheard")
    outbox.deliver.defer(event_id=str(event.pk), handler="an.app.that.was.removed")
    work()
    assert waiting() == set()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(
    failures=st.lists(st.integers(0, 3), min_size=1, max_size=6),
    repeats=st.integers(1, 3),
)
def test_whatever_crashes_and_however_often_it_is_delivered_each_event_has_one_effect(db, failures, repeats):
    """At least once by trying until it succeeds, and then more often than needed; exactly one row an event."""
    KeptAnswer.objects.all().delete()
    for count in failures:
        event = announce("tests_outbox.broken")
        crashes["first"] = count
        for _attempt in range(count):
            with pytest.raises(Crash):
                outbox.deliver(event_id=str(event.pk), handler=FIRST)
        for _again in range(repeats):
            outbox.deliver(event_id=str(event.pk), handler=FIRST)
    keys = list(KeptAnswer.objects.values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == len(failures)


@pytest.mark.django_db
def test_an_event_says_whether_the_log_takes_it():
    assert announce("tests_outbox.logged").is_logged
    assert not announce("tests_outbox.broken").is_logged


def test_a_handler_names_its_kinds():
    with pytest.raises(ValueError, match="at least one"):
        outbox.handles()


def test_two_handlers_of_one_name_are_refused():
    def same_name(event: Event) -> None:
        """Hear."""

    outbox.handles("tests_outbox.unheard")(same_name)

    def another(event: Event) -> None:
        """Hear too."""

    another.__qualname__ = same_name.__qualname__
    with pytest.raises(ValueError, match="same_name"):
        outbox.handles("tests_outbox.unheard")(another)
    outbox._subscriptions.pop(f"{same_name.__module__}.{same_name.__qualname__}")
