"""A worker killed at any point: the database lets go of what it did, and another one brings it to the same end."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from tests.server.accounts import world
from tests.server.core.tables import imports

from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.models import Organisation
from quanheng.server.accounts.reference import load_divisions
from quanheng.server.accounts.tables import ORGANISATIONS
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.search import search_query
from quanheng.server.core.tables import work
from quanheng.server.core.tables.actions import order_writing
from quanheng.server.core.tables.choices import BatchState
from quanheng.server.core.tables.jobs import interrupted, resume, tidy_up
from quanheng.server.core.tables.models import ImportBatch, ImportProgress, ImportRow
from quanheng.server.core.tables.progress import AtWork, at_work_on, is_at_work
from quanheng.server.core.tables.work import order_work, receive, work_on

pytestmark = pytest.mark.django_db(transaction=True)
StartWorker = Callable[[], subprocess.Popen[bytes]]
ROWS = 21_000  # more than one statement writes
LONGEST_S = 120


@pytest.fixture
def regulator(transactional_db: None) -> Actor:
    """Regulates the whole city."""
    load_divisions(world.SYSTEM)
    return world.actor(OrganisationKind.REGULATOR, world.CITY, Role.REGULATOR)


@pytest.fixture
def content() -> bytes:
    """A file too large to be imported while somebody waits."""
    rows = [imports.line(code, name=f"行{number}") for number, code in enumerate(codes(ROWS))]
    return imports.content(rows)


def codes(count: int) -> Iterator[str]:
    """Different valid credit codes."""
    from quanheng.server.accounts.credit_code import CreditCode

    for number in range(count):
        yield str(CreditCode.assemble("91", world.LIXIA, f"M{number:07d}"))


@pytest.fixture
def url(transactional_db: None) -> str:
    """Where the tests' database is."""
    settings = connection.get_connection_params()
    parts = {"dbname": settings["dbname"], "host": settings.get("host", ""), "user": settings.get("user", "")}
    url = " ".join(f"{key}={value}" for key, value in parts.items() if value)
    if settings.get("port"):
        url += f" port={settings['port']}"
    return url


@pytest.fixture
def start_worker(media: Path, url: str) -> Iterator[StartWorker]:
    """Starts a real worker on the tests' database; whatever is left of them is killed in the end."""
    environment = {**os.environ, "DATABASE_URL": url, "QUANHENG_MEDIA_ROOT": str(media), "QUANHENG_DEBUG": "0"}
    workers: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            "-m",
            "django",
            "procrastinate",
            "worker",
            "--queues",
            "imports",
            "--concurrency",
            "1",
        ]
        worker = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        workers.append(worker)
        return worker

    yield start
    for worker in workers:
        worker.kill()
        worker.wait()


def wait_for(condition: Callable[[], bool], what: str) -> None:
    """Look every 10 ms until it is so."""
    end = time.monotonic() + LONGEST_S
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"not within {LONGEST_S} s: {what}")
        time.sleep(0.01)


def in_state(batch: ImportBatch, state: BatchState) -> bool:
    return ImportBatch.objects_unscoped.filter(pk=batch.pk, state=state).exists()


def register() -> tuple[int, str]:
    """How many organisations there are, and a digest of everything recorded about them but the moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT credit_code, name, kind, status, division_id, employees, revision, note "
            "FROM accounts_organisation WHERE name LIKE '行%' ORDER BY credit_code"
        )
        rows = cursor.fetchall()
    return len(rows), hashlib.sha256(repr(rows).encode()).hexdigest()


def start_held(start_worker: StartWorker, url: str, batch: ImportBatch, table: str) -> subprocess.Popen[bytes]:
    """A worker that has come as far as `table`, which somebody holds, and is killed while it waits there."""
    with psycopg.connect(url) as holder:
        holder.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        worker = start_worker()
        wait_for(lambda: is_waited_for(table), f"the worker comes to {table}")
        kill(worker, batch)
        holder.rollback()
    return worker


def kill(worker: subprocess.Popen[bytes], batch: ImportBatch) -> None:
    """As the kernel does when memory runs out."""
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    wait_for(lambda: not is_at_work(batch.pk), "the lock is let go")


def is_waited_for(table: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE relation = to_regclass(%s) AND NOT granted", [table])
        return bool(cursor.fetchone()[0])


def test_killed_at_every_stage_the_end_is_the_same(
    regulator: Actor, content: bytes, url: str, start_worker: StartWorker
) -> None:
    batch = receive(regulator, ORGANISATIONS, "large.csv", [content])
    assert batch.state == BatchState.MAPPED

    start_held(start_worker, url, batch, "tables_importrow")  # about to stage rows
    order_work(batch)  # what the button “Continue” does
    start_held(start_worker, url, batch, "accounts_division")  # rows staged, in the middle of the rehearsal
    assert in_state(batch, BatchState.MAPPED)
    assert not ImportRow.objects.filter(batch_id=batch.pk).exists()
    order_work(batch)
    worker = start_worker()
    wait_for(lambda: in_state(batch, BatchState.REHEARSED), "the rehearsal")
    kill(worker, batch)

    fresh = ImportBatch.objects_unscoped.get(pk=batch.pk)
    assert fresh.counts["new"] == ROWS
    order = order_writing(regulator, fresh, ROWS)
    order_work(order)
    worker = start_worker()
    wait_for(lambda: ImportProgress.objects.filter(batch_id=batch.pk, stage="writing", done__gt=0).exists(), "rows")
    kill(worker, batch)
    assert in_state(batch, BatchState.WRITING)
    assert register()[0] == 0, "half of the rows were written"
    order_work(batch)
    start_held(start_worker, url, batch, "core_event")  # all rows written, about to announce it
    assert register()[0] == 0
    order_work(batch)
    start_worker()
    wait_for(lambda: in_state(batch, BatchState.WRITTEN), "the writing")

    interrupted_end = register()
    assert interrupted_end[0] == ROWS
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_organisation WHERE name LIKE '行%'")
    straight = receive(regulator, ORGANISATIONS, "large.csv", [content])
    rehearsed = work_on(straight.pk, regulator)
    work_on(order_writing(regulator, rehearsed, rehearsed.to_write).pk, regulator)
    assert register() == interrupted_end


def test_the_search_index_is_as_declared_after_an_import_that_was_killed_before(
    regulator: Actor, media: Path, content: bytes
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER INDEX accounts_organisation_search SET (fastupdate = on)")  # where a killed one left it
    batch = work_on(receive(regulator, ORGANISATIONS, "large.csv", [content]).pk, regulator)
    work_on(order_writing(regulator, batch, ROWS).pk, regulator)
    with connection.cursor() as cursor:
        cursor.execute("SELECT reloptions FROM pg_class WHERE relname = 'accounts_organisation_search'")
        assert cursor.fetchone() == (["fastupdate=off"],)
    found = Organisation.objects.unrestricted("tests").filter(search=search_query("行20999"))
    assert [each.name for each in found] == ["行20999"]


def test_two_never_work_on_one_batch(regulator: Actor, media: Path, content: bytes) -> None:
    batch = receive(regulator, ORGANISATIONS, "large.csv", [content])
    with at_work_on(batch.pk):
        assert is_at_work(batch.pk)
        with pytest.raises(AtWork):
            work_on(batch.pk, regulator)
    assert not is_at_work(batch.pk)


def test_what_nobody_works_on_is_taken_up_again(regulator: Actor, media: Path, content: bytes) -> None:
    batch = receive(regulator, ORGANISATIONS, "large.csv", [content])
    assert interrupted() == []
    ImportProgress.objects.filter(batch_id=batch.pk).update(reported_at=now() - timedelta(minutes=5))
    with at_work_on(batch.pk):
        assert interrupted() == []
    assert [each.pk for each in interrupted()] == [batch.pk]
    resume.func(0)
    assert interrupted() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE args ->> 'batch_id' = %s", [str(batch.pk)])
        assert cursor.fetchone() == (2,)


def test_a_small_file_is_done_at_once(regulator: Actor, media: Path) -> None:
    batch = receive(regulator, ORGANISATIONS, "small.csv", [imports.content([imports.line()])])
    assert batch.state == BatchState.REHEARSED
    assert work.proceed(regulator, order_writing(regulator, batch, 1)).state == BatchState.WRITTEN


def test_what_nobody_came_back_for_is_let_go(regulator: Actor, media: Path) -> None:
    forgotten = receive(regulator, ORGANISATIONS, "a.csv", [imports.content([imports.line()])])
    fresh = receive(regulator, ORGANISATIONS, "b.csv", [imports.content([imports.line()])])
    left = receive(regulator, ORGANISATIONS, "c.csv", [imports.content([imports.line(), imports.line(kind="市集")])])
    work.proceed(regulator, order_writing(regulator, left, 1))
    half = media / "imports" / "arriving-x"
    half.write_bytes(b"x")
    old = now() - timedelta(days=31)
    os.utime(half, (old.timestamp(), old.timestamp()))
    ImportBatch.objects_unscoped.filter(pk__in=[forgotten.pk, left.pk]).update(uploaded_at=old)
    assert ImportRow.objects.filter(batch_id=left.pk).count() == 1
    tidy_up.func(0)
    states = dict(ImportBatch.objects_unscoped.values_list("pk", "state"))
    assert states == {forgotten.pk: "abandoned", fresh.pk: "rehearsed", left.pk: "written"}
    assert set(ImportRow.objects.values_list("batch_id", flat=True)) == {fresh.pk}
    assert [path.name for path in media.rglob("*") if path.is_file()] == [fresh.file_digest]
