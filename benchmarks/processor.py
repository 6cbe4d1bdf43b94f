"""Processor time, which other work on the machine does not lengthen as it lengthens the time on the clock."""

import time
from pathlib import Path

from django.db import connection


class Stopwatch:
    """Milliseconds of this process and of the database's process behind its connection, by the clock and of work.

    The database's own work counts where its process can be looked at: on this machine, with parallel queries off.
    """

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        name = Path(f"/proc/{pid}/comm")
        is_here = name.exists() and name.read_text().startswith("postgres")
        self._database = Path(f"/proc/{pid}/schedstat") if is_here else None
        self.start()

    def start(self) -> None:
        self._clock, self._work = time.perf_counter(), self._worked()

    def clock_ms(self) -> float:
        return (time.perf_counter() - self._clock) * 1000

    def work_ms(self) -> float:
        return self._worked() - self._work

    def _worked(self) -> float:
        database = int(self._database.read_text().split()[0]) / 1e6 if self._database else 0.0
        return time.process_time() * 1000 + database
