"""Dumping the database into a file, and restoring one: wholly or not at all."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from . import external, installations, locks, session
from .errors import DatabaseUnreachable, TransferRefused
from .launcher import ensure
from .programs import run
from .session import identifier, quoted
from .systemerrors import system_errors_named
from .targets import target

INCOMING = "quanheng_incoming"  # a restore in progress; left over from a killed one, the next restore drops it
REPLACED = "quanheng_replaced"  # the database that a restore has just replaced
LOCK_SECONDS = 60.0
LEAVE_SECONDS = 20.0
COMPLAINT_LINES = 15


@dataclass(frozen=True)
class Shell:
    """How to reach the database with PostgreSQL's own programs."""

    bin_dir: Path
    database: str
    address: str
    administrator: str
    incoming: str
    environment: dict[str, str] = field(repr=False)

    def program(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs."""
        return self.bin_dir / name

    def query(self, *statements: str, in_database: bool = False, timeout: float | None = 60.0) -> str:
        """Ask as administrator, in the maintenance database, or as the platform, in its own."""
        where = self.address if in_database else self.administrator
        return session.query(
            self.program("psql"), where, *statements, extra_environment=self.environment, timeout=timeout
        )

    def psql(self, *arguments: str, as_administrator: bool = False) -> tuple[list[str], dict[str, str]]:
        """The command line and the environment of an interactive `psql`: the person's own, but for PG* variables."""
        where = self.administrator if as_administrator else self.address
        own = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return [str(self.program("psql")), "-d", where, *arguments], own | self.environment


def shell(*, fast_and_volatile: bool = False) -> Shell:
    """How to reach the database, which is started where needed.

    Raises:
        DevdbError: as `ensure`; ProgramsMissing where no client programs fit the server of `DATABASE_URL`.
    """
    with system_errors_named():
        server = ensure(fast_and_volatile=fast_and_volatile)
        if server.bin_dir is not None and server.socket_dir is not None:
            return Shell(
                bin_dir=server.bin_dir,
                database=session.DATABASE,
                address=server.url,
                administrator=session.administrator(server.socket_dir),
                incoming=session.address(server.socket_dir, database=INCOMING),
                environment={},
            )
        login = external.login(server.url)
        return Shell(
            bin_dir=installations.for_client(server.major).bin_dir,
            database=login.database,
            address=str(login),
            administrator=login.address("postgres"),
            incoming=login.address(INCOMING),
            environment=login.environment,
        )


def dump(file: Path, *, overwrite: bool = False, fast_and_volatile: bool = False) -> int:
    """Write the database into `file` in PostgreSQL's custom format, readable by its owner only. Gives the bytes.

    The file appears when it is complete; a dump that fails leaves none, and an older one as it was.

    Raises:
        TransferRefused: the file exists and `overwrite` is false, or `pg_dump` failed.
    """
    with system_errors_named():
        if file.exists() and not overwrite:
            raise TransferRefused(f"{file} exists. Choose another name, or say --force to write over it.")
        way = shell(fast_and_volatile=fast_and_volatile)
        unfinished = file.resolve().with_name(f".{file.name}.{os.getpid()}")
        try:
            os.close(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            answer = run(
                [way.program("pg_dump"), "--format=custom", f"--file={unfinished}", "-d", way.address],
                extra_environment=way.environment,
            )
            if answer.returncode != 0:
                raise TransferRefused(f"pg_dump could not write {file}:\n{_last_lines(answer.stderr)}")
            with unfinished.open("rb") as written:
                os.fsync(written.fileno())
            size = unfinished.stat().st_size
            unfinished.replace(file)
        finally:
            unfinished.unlink(missing_ok=True)
        return size


def restore(file: Path, *, replace: bool = False, fast_and_volatile: bool = False) -> None:
    """Put the content of a dump in the place of the database: all of it, or nothing changes.

    The dump is read into a new database. Only when that is complete are the two names exchanged, in one transaction,
    and the old database dropped. People at work are disconnected at that moment.

    Raises:
        TransferRefused: `file` is no dump, the database is not empty and `replace` is false, or `pg_restore` failed.
    """
    with system_errors_named():
        file = file.resolve()
        if not file.is_file():
            raise TransferRefused(f"{file} is not a file. Name one that `quanheng db dump` wrote.")
        place = target(fast_and_volatile)
        way = shell(fast_and_volatile=fast_and_volatile)
        with nullcontext() if isinstance(place, str) else locks.exclusive(place.lock, LOCK_SECONDS):
            _refuse_unreadable(way, file)
            if not replace:
                _refuse_if_not_empty(way)
            _drop_leftovers(way)
            owner = "" if isinstance(place, str) else f" owner {session.ROLE}"
            with _dropped_on_failure(way):
                way.query(f"create database {INCOMING}{owner} template template0 encoding 'UTF8'", timeout=None)
                _read_into_incoming(way, file)
                _exchange(way)
            way.query(f"drop database {REPLACED}", timeout=None)


def _refuse_unreadable(way: Shell, file: Path) -> None:
    answer = run([way.program("pg_restore"), "--list", file])
    if answer.returncode != 0:
        raise TransferRefused(
            f"{file} cannot be restored with PostgreSQL's programs in {way.bin_dir}: {_last_lines(answer.stderr)}\n"
            "Name a file that `quanheng db dump` wrote, with this version of PostgreSQL or an older one."
        )


def _refuse_if_not_empty(way: Shell) -> None:
    found = way.query(
        "select count(*), coalesce(min(c.oid::regclass::text), '') from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'"
        " and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')",
        in_database=True,
    )
    count, _, example = found.partition("|")
    if count != "0":
        raise TransferRefused(
            f"The database {way.database} is not empty: it holds {count} tables, indexes and the like ({example}, …). "
            "Dump it first if you may need it again, then say --force to replace it."
        )


def _drop_leftovers(way: Shell) -> None:
    """Drop what a killed restore left behind. Not by force: one that somebody is filling at this moment is in use."""
    for name in (INCOMING, REPLACED):
        try:
            way.query(f"drop database if exists {name}", timeout=None)
        except DatabaseUnreachable as error:
            raise TransferRefused(
                f"The database {name} of an earlier restore cannot be dropped: {error}. Wait for that restore to end."
            ) from error


@contextmanager
def _dropped_on_failure(way: Shell) -> Iterator[None]:
    """Whatever goes wrong inside: the new database goes, the old one is open again."""
    try:
        yield
    except BaseException as error:
        try:
            way.query(
                f"alter database {identifier(way.database)} allow_connections true",
                f"drop database if exists {INCOMING}",
                timeout=None,
            )
        except DatabaseUnreachable as second:
            error.add_note(f"The database {INCOMING} could not be dropped either: {second}")
        if isinstance(error, DatabaseUnreachable):
            raise TransferRefused(f"The database {way.database} is as it was. {error}") from error
        raise


def _read_into_incoming(way: Shell, file: Path) -> None:
    answer = run(
        [way.program("pg_restore"), "--exit-on-error", "--no-owner", "--no-privileges", "-d", way.incoming, file],
        extra_environment=way.environment,
    )
    if answer.returncode != 0:
        raise TransferRefused(
            f"{file} could not be restored; the database {way.database} is as it was. pg_restore said:\n"
            f"{_last_lines(answer.stderr)}"
        )
    session.query(way.program("psql"), way.incoming, "analyze", extra_environment=way.environment, timeout=None)


def _exchange(way: Shell) -> None:
    """Exchange the names. Until the transaction commits, the old database is the database."""
    ours = identifier(way.database)
    way.query(f"alter database {ours} allow_connections false")
    deadline = time.monotonic() + LEAVE_SECONDS
    others = f"from pg_stat_activity where datname = {quoted(way.database)} and pid <> pg_backend_pid()"
    while (
        way.query(f"select count(pg_terminate_backend(pid)) {others}", f"select count(*) {others}").split()[-1] != "0"
    ):
        if time.monotonic() > deadline:
            raise TransferRefused(
                f"The database {way.database} is still in use after {LEAVE_SECONDS:.0f} s; it is as it was. "
                "Stop the platform and its workers, and try again."
            )
        time.sleep(locks.POLL_SECONDS)
    way.query(f"begin; alter database {ours} rename to {REPLACED}; alter database {INCOMING} rename to {ours}; commit")


def _last_lines(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-COMPLAINT_LINES:])
