"""Real servers in folders of their own, each stopped when its test ends."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.server.core.devdb.servers import SOURCE

from quanheng.server.core import devdb

MEMORY = Path("/dev/shm")
ROOM_FOR_TESTS = 2_000_000_000
# Servers that wait for each write to reach the disk take their time where the disk is shared with other work.
BASE = MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM_FOR_TESTS else Path("/tmp")


@pytest.fixture
def data_dir(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty QUANHENG_DATA_DIR with a short path that the server's account may enter."""
    folder = Path(tempfile.mkdtemp(prefix="qh-", dir=BASE))
    folder.chmod(0o755)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("QUANHENG_DATA_DIR", str(folder))
    yield folder
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for place in {lock.parent for lock in folder.rglob("postgres*/running")}:
        monkeypatch.setenv("QUANHENG_DATA_DIR", str(place.parent))
        devdb.stop(fast_and_volatile=place.name == "postgres-volatile")
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """A made and stopped volatile database, to be copied: quicker than to make one for each test."""
    folder = Path(tempfile.mkdtemp(prefix="qh-", dir=BASE))
    folder.chmod(0o755)
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL", raising=False)
        patch.setenv("QUANHENG_DATA_DIR", str(folder))
        devdb.ensure(fast_and_volatile=True)
        devdb.stop(fast_and_volatile=True)
    yield folder / "postgres-volatile"
    shutil.rmtree(folder)


@pytest.fixture
def stopped(data_dir: Path, template: Path) -> devdb.Status:
    """A volatile database in `data_dir` that has been made and stopped."""
    subprocess.run(["cp", "-a", str(template), str(data_dir)], check=True)
    return devdb.status(fast_and_volatile=True)


@pytest.fixture
def volatile(stopped: devdb.Status) -> devdb.Server:
    """A volatile database in `data_dir` that is running."""
    return devdb.ensure(fast_and_volatile=True)


@pytest.fixture
def python(data_dir: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts Python programs that use the launcher; what still runs when the test ends is killed."""
    started: list[subprocess.Popen[str]] = []

    def start(program: str, **options: Any) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", f"from quanheng.server.core import devdb\n{program}"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(SOURCE)},
            **options,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
