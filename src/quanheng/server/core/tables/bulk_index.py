"""Search indexes during a large import: the new rows wait aside, and another process of the database enters them.

A row stands in a search index at some forty places. Entered one by one they cost three times as much as all the rest
of the row; put aside and entered together, a third; and that third is done beside the import, on another core.

The switch takes an exclusive lock on the index, under which nobody can read the table; so it is turned before and
after the import's transaction and never within, and given up where it would have to wait.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from django.contrib.postgres.indexes import GinIndex
from django.db import DatabaseError, OperationalError, models
from django.db.backends.base.base import BaseDatabaseWrapper

log = structlog.get_logger(__name__)
#: Waiting for this lock, a statement holds up all who come after it.
LONGEST_WAIT_MS = 1_000
ATTEMPTS = 5
#: Beyond this the import itself enters what lies aside; so much a search reads in some 2 ms.
ASIDE = "16MB"
EVERY_S = 0.2


@contextmanager
def indexed_together(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[None]:
    """Within this block, whoever adds rows of `model` has them indexed together.

    `connection` is outside of every transaction. Should the process die within the block, the index stays switched:
    right, and a little slower to search until the next import ends.
    """
    # What the model declares, not what the database has: a killed import may have left it otherwise.
    declared = [each.name for each in model._meta.indexes if isinstance(each, GinIndex) and each.fastupdate is False]
    switched = [name for name in declared if _switch(connection, name, "on")]
    over = Event()
    helper = Thread(target=_enter, args=(connection, switched, over), name="search index")
    helper.start()
    try:
        yield
    finally:
        over.set()
        helper.join()
        for name in switched:
            _switch(connection, name, "off")
        _enter_once(connection, switched)


def _enter(parent: BaseDatabaseWrapper, indexes: Sequence[str], over: Event) -> None:
    """Enter what lies aside, again and again, until it is over; over a connection of this thread's own."""
    connection = parent.copy()
    try:
        while indexes and not over.wait(EVERY_S):
            _enter_once(connection, indexes)
    except DatabaseError:  # without this help the import enters the rows itself
        log.warning("search index not entered beside the import", indexes=list(indexes), exc_info=True)
    finally:
        connection.close()


def _enter_once(connection: BaseDatabaseWrapper, indexes: Sequence[str]) -> None:
    for name in indexes:
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])


def _switch(connection: BaseDatabaseWrapper, index: str, state: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {LONGEST_WAIT_MS}")
        try:
            for _attempt in range(ATTEMPTS):
                try:
                    cursor.execute(f"ALTER INDEX {connection.ops.quote_name(index)} SET (fastupdate = {state})")
                except OperationalError:  # somebody reads for longer than we make others wait
                    continue
                return True
        finally:
            cursor.execute("RESET lock_timeout")
    log.warning("search index not switched", index=index, fastupdate=state)
    return False
