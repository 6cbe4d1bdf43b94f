"""One database for everybody who asks: find it, start it where needed, stop it."""

import logging
import os
import re
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from . import cluster, external, installations, locks, postmaster, session
from .errors import ContradictorySettings, DatabaseUnreachable, ExtensionsMissing, StartFailed
from .installations import Installation
from .places import Place
from .session import Answer
from .systemerrors import system_errors_named
from .targets import own_place, target

log = logging.getLogger("quanheng.devdb")

REFUSAL_SECONDS = 5.0

Source = Literal["DATABASE_URL", "machine", "wheel"]


@dataclass(frozen=True)
class Server:
    """A database that is ready to be used."""

    url: str = field(repr=False)  # that of DATABASE_URL may hold a password
    source: Source
    version: str
    data_dir: Path | None
    socket_dir: Path | None
    bin_dir: Path | None
    notes: tuple[str, ...] = ()

    @property
    def major(self) -> int:
        """The major version of PostgreSQL."""
        number = re.match(r"\d+", self.version)
        return int(number[0]) if number else 0


def ensure(*, fast_and_volatile: bool = False, timeout: float = 120.0) -> Server:
    """A running database, with the platform's role and database in it; started and made where needed.

    Any number of processes may call this at once: they share one server, which outlives them all until `stop`.

    Args:
        fast_and_volatile: for tests: another database in the same data folder, which never waits for the disk and
            does not survive a crash of the machine. Without effect on a server of `DATABASE_URL`.
        timeout: seconds to wait for a server that starts or recovers.

    Raises:
        DevdbError: one of its subclasses, which say what is wrong and what to do.
    """
    with system_errors_named():
        meant = target(fast_and_volatile)
        if isinstance(meant, str):
            return _external_server(meant)
        server = _attach(meant)
        if server is None:
            meant.make()
            deadline = time.monotonic() + timeout
            with locks.exclusive(meant.lock, timeout):
                server = _serve(meant, deadline)
        return server


def stop(*, fast_and_volatile: bool = False, only_if_idle: bool = False, timeout: float = 60.0) -> bool:
    """Stop our server. Gives whether it was running and has been stopped.

    Args:
        fast_and_volatile: the server for tests.
        only_if_idle: leave it running where somebody else is connected to it.
        timeout: seconds to wait for others who start or stop, and for the server's end.

    Raises:
        NotOurServer: `DATABASE_URL` names the server.
        StopFailed: it still runs after `timeout` seconds.
    """
    with system_errors_named():
        place = own_place(fast_and_volatile, "stop")
        if not place.lock.exists():
            return False
        place.guard()
        deadline = time.monotonic() + timeout
        with locks.exclusive(place.lock, timeout):
            pid = postmaster.living_pid(place)
            if pid is not None and only_if_idle and _is_in_use(place):
                return False
            if pid is not None:
                postmaster.stop(place, pid, timeout)
                log.info("Stopped PostgreSQL on %s", place.data)
            elif locks.is_held(place.running):
                postmaster.end_orphans(place, deadline)
            return pid is not None


def url(*, fast_and_volatile: bool = False) -> str:
    """The address of the database, whether it runs or not; see `ensure` for one that certainly answers."""
    with system_errors_named():
        meant = target(fast_and_volatile)
        return meant if isinstance(meant, str) else session.address(meant.socket_dir)


def _attach(place: Place) -> Server | None:
    """The running server of `place`, if there is one and it lacks nothing. Waits for nothing, changes nothing."""
    noted = postmaster.read_pid_file(place)
    if noted is None or not noted.is_ready or not place.socket.exists():
        return None
    place.guard()
    installation = installations.for_place(place)
    try:
        answer = session.ask(installation.program("psql"), place.socket_dir)
    except DatabaseUnreachable:
        return None  # a dead server's traces, most often; the slow way finds out, and says what psql said
    if answer.data_directory != str(place.data) or not answer.is_complete:
        return None
    return _server(place, installation, answer)


def _serve(place: Place, deadline: float) -> Server:
    """The server of `place`, started if needed; the caller holds the place's lock."""
    installation = installations.for_place(place)
    psql = installation.program("psql")
    refusal, give_up_at = "it has not said that it is ready", deadline
    while True:
        _start_if_dead(place, installation, deadline)
        pid = postmaster.living_pid(place)
        noted = postmaster.read_pid_file(place)
        if pid is not None and noted is not None and noted.is_ready:
            if not place.socket.exists():
                # Somebody tidied /tmp up: nobody can reach the server any more, and it does not make another socket.
                log.warning("%s has vanished; PostgreSQL is started again", place.socket)
                postmaster.stop(place, pid, max(deadline - time.monotonic(), 1.0))
                continue
            try:
                answer = session.ask(psql, place.socket_dir)
                if not answer.is_complete:
                    _complete(psql, place)
                return _server(place, installation, answer)
            except DatabaseUnreachable as error:
                refusal = str(error)
                # "The database system is in recovery mode, starting up, shutting down": that passes. Nothing else does.
                is_passing = "the database system is" in refusal
                give_up_at = deadline if is_passing else min(give_up_at, time.monotonic() + REFUSAL_SECONDS)
        else:
            give_up_at = deadline
        if time.monotonic() > give_up_at:
            raise StartFailed(
                f"PostgreSQL on {place.data} runs and cannot be used: {refusal}\nIts last words:\n"
                f"{postmaster.last_log_lines(place)}"
            )
        time.sleep(locks.POLL_SECONDS)


def _start_if_dead(place: Place, installation: Installation, deadline: float) -> None:
    running = locks.take(place.running)
    if running is None:
        if postmaster.living_pid(place) is None:
            postmaster.end_orphans(place, deadline)
        return
    try:
        if postmaster.living_pid(place) is not None:  # started by hand: it does not hold our lock, and lives
            return
        bin_dir = installations.runnable_by_server(installation, place)
        cluster.discard_unfinished(place)
        if place.major is None:
            cluster.initialise(place, installation, bin_dir, running)
        cluster.configure(place)
        postmaster.start(place, bin_dir, running)
    finally:
        os.close(running)
    postmaster.wait_until_ready(place, deadline)
    log.info("Started %s on %s", installation, place.data)


def _is_in_use(place: Place) -> bool:
    psql = installations.for_place(place).program("psql")
    others = "select count(*) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()"
    return session.query(psql, session.administrator(place.socket_dir), others) != "0"


def _complete(psql: Path, place: Place) -> None:
    """Make the platform's role and database where they are missing, and open the database where a kill left it shut."""
    administrator = session.administrator(place.socket_dir)
    role, readers, database = session.ROLE, session.READERS, session.DATABASE
    found = session.query(
        psql,
        administrator,
        f"select count(*) from pg_roles where rolname = '{role}'",  # noqa: S608  constants
        f"select count(*) from pg_database where datname = '{database}'",  # noqa: S608  constants
        f"select count(*) from pg_roles where rolname = '{readers}'",  # noqa: S608  constants
    ).split()
    if found[0] == "0":
        session.query(psql, administrator, f"create role {role} login createdb")
    if found[2] == "0":  # owns nothing: under it row-level security holds for readers (server/core/fence.py)
        session.query(psql, administrator, f"create role {readers} nologin", f"grant {readers} to {role}")
    if found[1] == "0":
        session.query(psql, administrator, f"create database {database} owner {role} template template0")
    session.query(psql, administrator, f"alter database {database} allow_connections true")


def _server(place: Place, installation: Installation, answer: Answer) -> Server:
    _refuse_other_programs(place, installation)
    _refuse_without_extensions(answer.missing_extensions, f"PostgreSQL on {place.data}")
    return Server(
        url=session.address(place.socket_dir),
        source=installation.origin,
        version=answer.version,
        data_dir=place.data,
        socket_dir=place.socket_dir,
        bin_dir=installation.bin_dir,
        notes=place.notes,
    )


def _refuse_other_programs(place: Place, installation: Installation) -> None:
    running = installations.running_bin_dir(place)
    if installations.wish() != "auto" and not installations.is_same_programs(installation, running, place):
        raise ContradictorySettings(
            f"QUANHENG_PG={installations.wish()}, and the server of {place.data} is running from {running}. "
            "Stop it first (quanheng db stop), or unset QUANHENG_PG."
        )


def _refuse_without_extensions(missing: tuple[str, ...], where: str) -> None:
    if missing:
        raise ExtensionsMissing(
            f"{where} lacks the extension{'s' if len(missing) > 1 else ''} {', '.join(missing)}, which the platform "
            "needs. Install PostgreSQL's contrib package there."
        )


def _external_server(asked: str) -> Server:
    answer = external.ask(asked)
    _refuse_without_extensions(answer.missing_extensions, "The server of DATABASE_URL")
    return Server(asked, "DATABASE_URL", answer.version, data_dir=None, socket_dir=None, bin_dir=None)
