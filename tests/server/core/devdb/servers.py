"""What the tests of the launcher do to real servers and programs."""

import os
import pwd
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from quanheng.server.core import devdb

SOURCE = Path(devdb.__file__).parents[4]
IS_ROOT = os.geteuid() == 0

only_as_root = pytest.mark.skipif(not IS_ROOT, reason="needs root, who may become other accounts")


def sql(server: devdb.Server, *statements: str) -> list[tuple[Any, ...]]:
    """Run statements as the platform's role, each committed; the rows of the last one that gives any."""
    rows: list[tuple[Any, ...]] = []
    with psycopg.connect(server.url, autocommit=True) as connection:
        for statement in statements:
            cursor = connection.execute(statement)
            if cursor.description:
                rows = cursor.fetchall()
    return rows


def value(server: devdb.Server, question: str) -> Any:
    """The one value that answers a question."""
    return sql(server, question)[0][0]


def as_administrator(server: devdb.Server, *statements: str) -> None:
    """Run statements as the server's superuser, in the database `postgres`."""
    url = server.url.replace("//quanheng@/quanheng?", "//postgres@/postgres?")
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def postmaster_pid(server: devdb.Server) -> int:
    assert server.data_dir is not None
    return int((server.data_dir / "postmaster.pid").read_text().splitlines()[0])


def postmasters_of(server: devdb.Server) -> list[int]:
    """The processes of the server that are not the child of another one of it."""
    inside = {
        int(entry.name): int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        for entry in Path("/proc").glob("[0-9]*")
        if works_in(entry, server.data_dir)
    }
    return [pid for pid, parent in inside.items() if parent not in inside]


def works_in(entry: Path, folder: Path | None) -> bool:
    try:
        return (entry / "cwd").readlink() == folder
    except OSError:
        return False


@contextmanager
def stranger(uid: int) -> Iterator[subprocess.Popen[bytes]]:
    """A living program of account `uid` that has nothing to do with databases."""
    program = subprocess.Popen(["sleep", "600"], cwd="/", user=uid if IS_ROOT else None)
    try:
        yield program
    finally:
        program.kill()
        program.wait()


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def finish(process: subprocess.Popen[str]) -> str:
    """What a program printed; the test fails if the program did."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out.strip()


def server_account() -> str:
    """The account that a server started by this process runs as."""
    if not IS_ROOT:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"
