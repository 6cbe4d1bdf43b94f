"""The second fence: while somebody reads, PostgreSQL itself shows only the tenant rows of their scope.

The first fence is the manager that refuses to read tenant rows without an actor (`core.tenancy`). This one holds where
that is forgotten: raw SQL, a join, a manager that is not scoped. For the time of a reading the connection assumes the
role `quanheng_app`, which owns nothing, and to which row-level security applies: it sees the rows of its scope in the
tables under it, and changes none of them. Acts step outside, for they are guarded by their policies; so do reads that
say `unrestricted("why")`.

Role and scope are set for one transaction, so that nothing is left behind on a pooled connection, whatever happens.
Where the role does not exist, or the platform's own may not assume it, the fence is not there, and all else works.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

from quanheng.server.core.actors import Actor

ROLE = "quanheng_app"
#: Pages that answer for the server, not for a person; they must answer when the database does not.
UNFENCED = ("/health/", "/metrics")
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Scope:
    """What PostgreSQL is told about the reader."""

    person_id: UUID | None = None
    organisation_id: UUID | None = None
    division_ids: frozenset[UUID] = frozenset()
    reads_all: bool = False


_is_raised: ContextVar[bool] = ContextVar("quanheng_fence_is_raised", default=False)
_tellers: list[Callable[[Actor], Scope]] = []


def scopes_are_told_by(teller: Callable[[Actor], Scope]) -> None:
    """Say who knows an actor's scope: the accounts, which lie above the core."""
    _tellers[:] = [teller]


def is_raised() -> bool:
    """Whether the connection reads as `quanheng_app` at this moment."""
    return _is_raised.get()


@contextmanager
def raised_for(actor: Actor | None) -> Iterator[None]:
    """Within this block, in one transaction, the database shows the tenant rows of the actor's scope and no others.

    One statement besides the transaction's own. Visitors and the platform itself read without the fence.
    """
    if actor is None or actor.is_system or is_raised() or not _tellers or not is_available():
        yield
        return
    scope = _tellers[0](actor)
    is_outermost = not connection.in_atomic_block
    with transaction.atomic():
        _assume(scope)
        token = _is_raised.set(True)
        try:
            yield
        finally:
            _is_raised.reset(token)
        if not is_outermost:  # within somebody's transaction, which goes on: as it was before
            _step("none")


@contextmanager
def lowered() -> Iterator[None]:
    """Within this block, reading and writing as the platform itself; no statement where the fence is not raised."""
    if not is_raised():
        yield
        return
    _step("none")
    token = _is_raised.set(False)
    try:
        yield
    finally:
        _is_raised.reset(token)
        # After an error of the database, the rollback that must follow takes the role back by itself.
        if connection.connection.info.transaction_status is not TransactionStatus.INERROR:
            _step(ROLE)


def is_available() -> bool:
    """Whether this database has the role, prepared for reading, and the platform's own role may assume it."""
    return _is_available(connection.settings_dict["NAME"])


@cache
def _is_available(_database: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_roles AS app JOIN pg_class AS tenant ON tenant.relname = 'accounts_membership' "
            "WHERE app.rolname = %s AND pg_has_role(current_user, app.oid, 'MEMBER') AND tenant.relrowsecurity "
            "AND has_table_privilege(app.oid, tenant.oid, 'SELECT')",
            [ROLE],
        )
        found = cursor.fetchone()[0] > 0
    if not found:
        log.warning("row-level security is not in force: there is no role to assume", role=ROLE)
    return found


def prepare() -> None:
    """Give the role what a reading of any table needs, after migrations; make it where the platform's own role may.

    Where it does not exist and cannot be made, nothing happens: an administrator of the server creates it once
    (`CREATE ROLE quanheng_app; GRANT quanheng_app TO …`), and `quanheng manage migrate` does the rest.
    """
    with connection.cursor() as cursor:
        cursor.execute(PREPARE)
    _is_available.cache_clear()


def _assume(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('quanheng.person', %s, true), set_config('quanheng.organisation', %s, true), "
            "set_config('quanheng.divisions', %s, true), set_config('quanheng.reads_all', %s, true), "
            "set_config('role', %s, true)",
            [
                str(scope.person_id or ""),
                str(scope.organisation_id or ""),
                "{" + ",".join(sorted(map(str, scope.division_ids))) + "}",
                "on" if scope.reads_all else "",
                ROLE,
            ],
        )


def _step(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [role])


class FenceMiddleware:
    """Raise the fence for the pages that a signed-in person reads; the API raises it for its own readings."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_reading = request.method in ("GET", "HEAD") and not request.path.startswith(("/api/", *UNFENCED))
        actor: Any = getattr(request, "actor", None) if is_reading else None
        with raised_for(actor):
            return self.get_response(request)


PREPARE = """
DO $$
DECLARE
    may_create boolean := (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user);
    own_tables text;
    own_sequences text;
BEGIN
    -- Roles belong to the whole server, and another database of it may be prepared at this moment.
    IF may_create AND NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'quanheng_app') THEN
        BEGIN
            CREATE ROLE quanheng_app NOLOGIN;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'quanheng_app') THEN
        RETURN;
    END IF;
    IF may_create AND NOT pg_has_role(current_user, 'quanheng_app', 'MEMBER') THEN
        BEGIN
            EXECUTE format('GRANT quanheng_app TO %I', current_user);
        EXCEPTION WHEN insufficient_privilege OR unique_violation OR internal_error THEN NULL;
        END;
    END IF;
    SELECT string_agg(oid::regclass::text, ', ') FILTER (WHERE relkind IN ('r', 'p', 'v', 'm')),
           string_agg(oid::regclass::text, ', ') FILTER (WHERE relkind = 'S')
    INTO own_tables, own_sequences
    FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND pg_has_role(current_user, relowner, 'USAGE');
    IF own_tables IS NOT NULL THEN
        EXECUTE 'GRANT SELECT, INSERT, UPDATE, DELETE ON ' || own_tables || ' TO quanheng_app';
    END IF;
    IF own_sequences IS NOT NULL THEN
        EXECUTE 'GRANT USAGE, SELECT ON SEQUENCE ' || own_sequences || ' TO quanheng_app';
    END IF;
END
$$
"""
