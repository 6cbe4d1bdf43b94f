"""Search indexes during a large import: the new rows wait aside and enter the index together.

A row stands in a search index at some sixty places. Entered one by one they cost three times as much as all the rest
of the row. The switch takes an exclusive lock on the index, under which nobody can read the table; so it is turned
before and after the import's transaction and never within, and given up where it would have to wait.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import OperationalError, models
from django.db.backends.base.base import BaseDatabaseWrapper

log = structlog.get_logger(__name__)
#: Waiting for this lock, a statement holds up all who come after it.
LONGEST_WAIT_MS = 1_000
ATTEMPTS = 5
#: While rows lie aside, a search reads them too: this many megabytes cost it some 2 ms.
ASIDE = "16MB"

ROW_BY_ROW = """
    SELECT index.indexrelid::regclass::text
    FROM pg_index AS index JOIN pg_class ON pg_class.oid = index.indexrelid JOIN pg_am ON pg_am.oid = pg_class.relam
    WHERE index.indrelid = to_regclass(%s) AND pg_am.amname = 'gin' AND 'fastupdate=off' = ANY (pg_class.reloptions)
"""


@contextmanager
def indexed_together(connection: BaseDatabaseWrapper, model: type[models.Model]) -> Iterator[None]:
    """Within this block, whoever adds rows of `model` has them indexed together.

    `connection` is outside of every transaction. Should the process die within the block, the index stays switched:
    right, and a little slower to search until the next import ends.
    """
    with connection.cursor() as cursor:
        cursor.execute(ROW_BY_ROW, [model._meta.db_table])
        indexes = [name for (name,) in cursor.fetchall()]
    switched = [name for name in indexes if _switch(connection, name, "on")]
    try:
        yield
    finally:
        for name in switched:
            _switch(connection, name, "off")
            with connection.cursor() as cursor:
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [name])


def _switch(connection: BaseDatabaseWrapper, index: str, state: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {LONGEST_WAIT_MS}")
        try:
            for _attempt in range(ATTEMPTS):
                try:
                    cursor.execute(f"ALTER INDEX {index} SET (fastupdate = {state})")
                except OperationalError:  # somebody reads for longer than we make others wait
                    continue
                return True
        finally:
            cursor.execute("RESET lock_timeout")
    log.warning("search index not switched", index=index, fastupdate=state)
    return False
