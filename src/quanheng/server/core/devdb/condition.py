"""How the database is: what `quanheng db status` shows. Nothing here starts, makes or changes anything."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from . import external, installations, postmaster, session
from .errors import DatabaseUnreachable
from .launcher import Source
from .places import Place
from .systemerrors import system_errors_named
from .targets import target

State = Literal["running", "starting", "stopped", "absent", "unreachable"]


@dataclass(frozen=True)
class Status:
    """How the database is, without changing anything about it."""

    state: State
    source: Source | None
    url: str
    version: str | None = None
    pid: int | None = None
    started_at: datetime | None = None
    data_dir: Path | None = None
    socket_dir: Path | None = None
    bin_dir: Path | None = None
    log_dir: Path | None = None
    account: str | None = None
    size_in_bytes: int | None = None
    free_bytes: int | None = None
    has_checksums: bool | None = None
    is_volatile: bool = False
    missing_extensions: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    problem: str | None = None


def status(*, fast_and_volatile: bool = False) -> Status:
    """How the database is. Starts, makes and changes nothing.

    Raises:
        DevdbError: the settings or folders are such that the question has no answer.
    """
    with system_errors_named():
        meant = target(fast_and_volatile)
        return _external_status(meant) if isinstance(meant, str) else _own_status(meant)


def _external_status(asked: str) -> Status:
    shown = str(external.login(asked))
    try:
        answer = external.ask(asked)
    except DatabaseUnreachable as error:
        return Status("unreachable", "DATABASE_URL", shown, problem=str(error))
    return Status(
        "running",
        "DATABASE_URL",
        shown,
        version=answer.version,
        size_in_bytes=answer.size_in_bytes,
        missing_extensions=answer.missing_extensions,
    )


def _own_status(place: Place) -> Status:
    common: dict[str, Any] = {
        "url": session.address(place.socket_dir),
        "data_dir": place.data,
        "socket_dir": place.socket_dir,
        "log_dir": place.log,
        "account": place.account.name,
        "is_volatile": place.is_volatile,
        "notes": place.notes,
    }
    if not place.root.exists() or place.major is None:
        return Status(state="absent", source=None, **common)
    installation = installations.for_place(place)
    common |= {
        "source": installation.origin,
        "bin_dir": installation.bin_dir,
        "free_bytes": shutil.disk_usage(place.root).free,
    }
    pid = postmaster.living_pid(place)
    if pid is None:
        return Status(state="stopped", **common)
    noted = postmaster.read_pid_file(place)
    if noted is None or not noted.is_ready:
        return Status(state="starting", pid=pid, **common)
    psql = installation.program("psql")
    try:
        answer = session.ask(psql, place.socket_dir)
        size = session.query(psql, session.administrator(place.socket_dir), session.SIZE)
    except DatabaseUnreachable as error:
        return Status(state="unreachable", pid=pid, problem=str(error), **common)
    return Status(
        state="running",
        pid=pid,
        version=answer.version,
        started_at=answer.started_at,
        has_checksums=answer.has_checksums,
        size_in_bytes=int(size),
        missing_extensions=answer.missing_extensions,
        **common,
    )
