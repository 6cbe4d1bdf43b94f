"""How far the work on a batch is, and that only one process works on it.

The work itself is one transaction, of which nobody sees anything before its end. So this speaks over a connection of
its own. The same connection holds the lock that says "somebody works on this batch": the database lets go of it the
moment the process is gone, however it went.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext as _

from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict

LOCKS = 0x7461626C  # "tabl": the space of our advisory locks
EVERY_S = 0.5
LONGEST_WAIT_MS = 500


class AtWork(Conflict):
    """Another process works on this batch at this moment."""

    code = "import-at-work"


class Progress:
    """Reports the stage and the number of rows done, at most twice a second."""

    def __init__(self, connection: BaseDatabaseWrapper, batch_id: UUID) -> None:
        self.connection, self.batch_id = connection, batch_id
        self.stage, self.total, self.reported = "", 0, 0.0

    def begin(self, stage: str, total: int = 0) -> None:
        """A new stage of `total` rows (0: not known)."""
        self.stage, self.total, self.reported = stage, total, time.monotonic()
        self._write(0, starts=True)

    def reach(self, done: int) -> None:
        """So many rows of the stage are done."""
        if time.monotonic() - self.reported >= EVERY_S:
            self.reported = time.monotonic()
            self._write(done, starts=False)

    def _write(self, done: int, *, starts: bool) -> None:
        moment = now()
        # A report that would have to wait for somebody is left out; the next one says more.
        with suppress(OperationalError), self.connection.cursor() as cursor:
            cursor.execute(f"SET lock_timeout = {LONGEST_WAIT_MS}")
            cursor.execute(
                "INSERT INTO tables_importprogress AS progress (batch_id, stage, done, total, started_at, reported_at) "
                "VALUES (%(batch)s, %(stage)s, %(done)s, %(total)s, %(now)s, %(now)s) "
                "ON CONFLICT (batch_id) DO UPDATE SET stage = EXCLUDED.stage, done = EXCLUDED.done, "
                "total = EXCLUDED.total, reported_at = EXCLUDED.reported_at, "
                "started_at = CASE WHEN %(starts)s THEN EXCLUDED.started_at ELSE progress.started_at END",
                {
                    "batch": self.batch_id,
                    "stage": self.stage,
                    "done": done,
                    "total": self.total,
                    "now": moment,
                    "starts": starts,
                },
            )


@contextmanager
def at_work_on(batch_id: UUID) -> Iterator[Progress]:
    """Within this block nobody else works on the batch.

    Raises:
        AtWork: somebody does.
    """
    connection = connections[DEFAULT_DB_ALIAS].copy()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCKS, str(batch_id)])
            if not cursor.fetchone()[0]:
                raise AtWork(_("This import is being worked on at this moment. Wait until that is done."))
        try:
            yield Progress(connection, batch_id)
        finally:
            # Closing would do, but a moment later.
            with suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock_all()")
    finally:
        connection.close()


def is_at_work(batch_id: UUID) -> bool:
    """Whether a process works on the batch now."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 2 "
            "AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) "
            "AND classid::bigint = %s AND objid::bigint = hashtext(%s)::bigint & 4294967295)",
            [LOCKS, str(batch_id)],
        )
        return bool(cursor.fetchone()[0])
