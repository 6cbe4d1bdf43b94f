"""Two advisory file locks: one among those who start and stop, one that the server itself holds while it lives.

The second is the authority on whether a server is running. The file is opened and locked before the server is
started, and every process of the server inherits the open file. The kernel drops the lock when the last of them
is gone, however it died. A process number in `postmaster.pid`, in contrast, may belong to another program by now.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import LaunchBusy

POLL_SECONDS = 0.02


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)


def _try_lock(descriptor: int, kind: int = fcntl.LOCK_EX) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether `path` still names the open file: the folder may have been removed and made again meanwhile."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return False
    return os.path.samestat(found, os.fstat(descriptor))


@contextmanager
def exclusive(path: Path, timeout: float) -> Iterator[None]:
    """Hold the lock file `path` alone, waiting for it for up to `timeout` seconds.

    Raises:
        LaunchBusy: somebody else held it all that time.
    """
    deadline = time.monotonic() + timeout
    while True:
        descriptor = _open(path)
        try:
            while not _try_lock(descriptor):
                if time.monotonic() > deadline:
                    raise LaunchBusy(
                        f"Another process has been starting, stopping or restoring this database for more than "
                        f"{timeout:.0f} s (it holds {path}). Wait for it, or end it, and try again."
                    )
                time.sleep(POLL_SECONDS)
            if _is_still(path, descriptor):
                yield
                return
        finally:
            os.close(descriptor)


def take(path: Path) -> int | None:
    """The open and locked file `path` to hand to a server about to start, or None where a server holds it."""
    descriptor = _open(path)
    if _try_lock(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def is_held(path: Path) -> bool:
    """Whether a process of a server holds the lock file `path`; creates nothing."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return False
    try:
        # Shared, so that two who ask at once do not take each other for a server.
        return not _try_lock(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)
