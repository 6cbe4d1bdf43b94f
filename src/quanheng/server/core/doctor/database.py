"""Checks of the database: server, extensions, locale, clock, tables, jobs."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError

from quanheng.server.core import fence
from quanheng.server.core.clock import now
from quanheng.server.core.doctor.findings import Finding, failed, ok, warning

OLDEST_SERVER = 150_000
EXTENSIONS = ("btree_gist", "pg_trgm")
LARGEST_SKEW = timedelta(seconds=5)
HEARTBEAT_AGE = timedelta(seconds=60)


def examine() -> Iterator[Finding]:
    """Everything about the database, stopping where it does not answer."""
    try:
        yield _server()
    except DatabaseError as error:
        yield failed("Database", str(error).strip(), "quanheng db start, or check DATABASE_URL")
        return
    yield _encoding()
    yield _extensions()
    yield _clock()
    waiting = _migrations()
    yield waiting
    if waiting.remedy:
        return
    yield _fence()
    yield _worker()
    yield _jobs()
    yield _deliveries()


def _value(query: str) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        row = cursor.fetchone()
    return tuple(row) if row else ()


def _server() -> Finding:
    number, text = _value("SELECT current_setting('server_version_num')::int, current_setting('server_version')")
    if int(str(number)) < OLDEST_SERVER:
        return failed(
            "Database",
            f"PostgreSQL {text}",
            "PostgreSQL 15 or later is needed: quanheng db dump, upgrade, quanheng db restore",
        )
    return ok("Database", f"PostgreSQL {text}")


def _encoding() -> Finding:
    encoding, ctype = _value(
        "SELECT pg_encoding_to_char(encoding), datctype FROM pg_database WHERE datname = current_database()"
    )
    detail = f"{encoding}, {ctype}"
    if encoding != "UTF8":
        return failed(
            "Locale",
            detail,
            "Make the database anew with ENCODING 'UTF8': quanheng db dump, createdb, quanheng db restore",
        )
    if "utf" not in str(ctype).lower():
        return warning(
            "Locale", detail, "Letters beyond ASCII are not folded in searches; make the database with LOCALE 'C.UTF-8'"
        )
    return ok("Locale", detail)


def _extensions() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        installed = {name for (name,) in cursor.fetchall()}
    missing = [name for name in EXTENSIONS if name not in installed]
    if missing:
        commands = " ".join(f"CREATE EXTENSION {name};" for name in missing)
        return failed("Extensions", f"missing: {', '.join(missing)}", f"As the database's owner: {commands}")
    return ok("Extensions", ", ".join(EXTENSIONS))


def _clock() -> Finding:
    (theirs,) = _value("SELECT clock_timestamp()")
    skew = abs(theirs - now())  # type: ignore[operator]  # clock_timestamp() is a datetime
    if skew > LARGEST_SKEW:
        return failed(
            "Clock",
            f"this machine and the database differ by {skew.total_seconds():.0f} s",
            "Let both keep time with NTP: timedatectl set-ntp true",
        )
    return ok("Clock", f"{skew.total_seconds() * 1000:.0f} ms from the database's")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        names = ", ".join(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan[:3])
        return failed(
            "Tables",
            f"{len(plan)} migrations to apply: {names}{'…' if len(plan) > 3 else ''}",
            "quanheng manage migrate",
        )
    return ok("Tables", "all migrations applied")


def _fence() -> Finding:
    if fence.is_available():
        return ok("Tenants", f"kept apart by row-level security too: readings assume the role {fence.ROLE}")
    (ours,) = _value("SELECT current_user")
    return warning(
        "Tenants",
        "kept apart by the platform alone; row-level security is not in force",
        f'As a superuser: CREATE ROLE {fence.ROLE}; GRANT {fence.ROLE} TO "{ours}"; then quanheng manage migrate, '
        "and restart",
    )


def _worker() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), max(last_heartbeat) FROM procrastinate_workers")
        count, last = cursor.fetchone()
    if not count:
        return failed(
            "Worker", "none is running: events and imports wait", "quanheng worker (quanheng serve starts one)"
        )
    age = now() - last
    if age > HEARTBEAT_AGE:
        return failed("Worker", f"last heartbeat {age.total_seconds():.0f} s ago", "Restart it: quanheng worker")
    return ok("Worker", f"{count} running, last heartbeat {age.total_seconds():.0f} s ago")


def _jobs() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'failed'), count(*) FILTER (WHERE status = 'todo') FROM procrastinate_jobs"
        )
        lost, waiting = cursor.fetchone()
    if lost:
        return warning(
            "Jobs",
            f"{lost} failed, {waiting} waiting",
            "Look at them: quanheng manage procrastinate shell, then list_jobs status=failed",
        )
    return ok("Jobs", f"{waiting} waiting, none failed")


def _deliveries() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), min(promised_at) FROM core_delivery WHERE delivered_at IS NULL AND promised_at < %s",
            [now() - timedelta(minutes=15)],
        )
        late, oldest = cursor.fetchone()
    if late:
        return warning(
            "Events",
            f"{late} not delivered, the oldest since {oldest:%Y-%m-%d %H:%M}",
            "Check that a worker runs; it takes them up again by itself",
        )
    return ok("Events", "all delivered")
