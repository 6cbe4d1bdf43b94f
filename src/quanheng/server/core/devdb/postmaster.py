"""The server's first process: starting it, knowing whether it lives, ending it, cleaning up after a violent death."""

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import locks
from .errors import StartFailed, StopFailed
from .places import PORT, Place
from .programs import run

ORPHAN_GRACE_SECONDS = 1.0
LOG_LINES = 20


@dataclass(frozen=True)
class PidFile:
    """What the server's first process wrote into `postmaster.pid`; may be left over from a dead one."""

    pid: int
    socket_dir: Path | None
    is_ready: bool


def read_pid_file(place: Place) -> PidFile | None:
    """The content of `postmaster.pid`; None where there is none, or it is only half written."""
    try:
        lines = (place.data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    if not lines or not lines[0].strip().lstrip("-").isdigit():
        return None
    # 1 pid, 2 data folder, 3 start time, 4 port, 5 socket folder, 6 listen address, 7 shared memory, 8 status
    lines += [""] * (8 - len(lines))
    return PidFile(abs(int(lines[0])), Path(lines[4]) if lines[4] else None, lines[7].strip() == "ready")


def living_pid(place: Place) -> int | None:
    """The number of the server's first process, if it is alive and really the server of this place."""
    noted = read_pid_file(place)
    return noted.pid if noted is not None and _works_in(noted.pid, place.data) else None


def start(place: Place, bin_dir: Path, running: int) -> None:
    """Start the server and let it go: it outlives this process. Returns before the server is ready.

    Args:
        place: configured, and no server at work in it.
        bin_dir: where the server's account finds the programs.
        running: the open, locked file `place.running`, which the server keeps open while it lives.
    """
    _clear_the_way(place)
    log = os.open(place.start_log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        # The shell puts the server into the background and ends, so that the server is nobody's child: no zombie
        # waits in a long-lived process of ours after the server has been stopped from elsewhere.
        run(
            [
                *("/bin/sh", "-c", '"$@" >&2 &', "sh"),
                *(bin_dir / "postgres", "-D", place.data),
                *("-c", f"config_file={place.etc / 'postgresql.conf'}"),
                *("-c", f'unix_socket_directories="{place.socket_dir}"'),
                *("-c", f"port={PORT}"),
            ],
            account=place.account,
            pass_fds=[running],
            stderr=log,
            new_session=True,
        )
    finally:
        os.close(log)


def wait_until_ready(place: Place, deadline: float) -> None:
    """Wait until a started server accepts connections.

    Raises:
        StartFailed: it ended, or is not ready at `deadline` (monotonic seconds).
    """
    while True:
        noted = read_pid_file(place)
        if noted is not None and noted.is_ready and _works_in(noted.pid, place.data):
            return
        if not locks.is_held(place.running):
            raise StartFailed(f"PostgreSQL did not start on {place.data}. Its last words:\n{last_log_lines(place)}")
        if time.monotonic() > deadline:
            raise StartFailed(
                f"PostgreSQL on {place.data} is not ready yet; after a crash it may need longer. Look again with "
                f"`quanheng db status`. Its last words:\n{last_log_lines(place)}"
            )
        time.sleep(locks.POLL_SECONDS)


def stop(place: Place, pid: int, timeout: float) -> None:
    """End the server orderly: open transactions are rolled back, everything is written to disk.

    Raises:
        StopFailed: it still runs after `timeout` seconds.
    """
    os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
    if not _wait_for(lambda: not _works_in(pid, place.data) and not locks.is_held(place.running), timeout):
        raise StopFailed(
            f"PostgreSQL (process {pid}) on {place.data} is still ending after {timeout:.0f} s. Its last words:\n"
            f"{last_log_lines(place)}"
        )


def end_orphans(place: Place, deadline: float) -> None:
    """See a server off whose first process was killed: what is left of it must go before another may start.

    Idle processes notice by themselves and end. One in the midst of a long computation does not, and is told to.

    Raises:
        StartFailed: something of it is still alive at `deadline`.
    """
    for push in (None, signal.SIGQUIT, signal.SIGKILL):
        if push is not None:
            for pid in _processes_in(place.data):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, push)
        if _wait_for(lambda: not locks.is_held(place.running), ORPHAN_GRACE_SECONDS):
            return
        if living_pid(place) is not None:
            return
    # No data yet, but the lock is held: initdb of a process that was killed. It ends by itself.
    if not _wait_for(lambda: not locks.is_held(place.running), deadline - time.monotonic()):
        raise StartFailed(
            f"The server of {place.data} was killed, and processes of it are still alive: "
            f"{', '.join(map(str, _processes_in(place.data))) or 'unknown'}. End them, and try again."
        )


def last_log_lines(place: Place) -> str:
    """The end of what the server wrote, for error messages."""
    logs = [path for path in place.log.glob("*.log") if path.is_file() and not path.is_symlink()]
    newest = max(logs, key=lambda path: path.stat().st_mtime, default=None)
    lines: list[str] = []
    for path in (newest, place.start_log):
        if path is not None and path.exists():
            lines += path.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:]
    return "\n".join(lines) or "(none)"


def _clear_the_way(place: Place) -> None:
    """Remove the traces of a dead server that PostgreSQL itself would take for a living one.

    It believes a process number, which another program may bear by now, or a zombie that nobody buries. We hold the
    lock that every process of a living server holds, and know better.
    """
    for path in (place.socket, place.socket.with_name(place.socket.name + ".lock")):
        path.unlink(missing_ok=True)
    noted = read_pid_file(place)
    if noted is not None and _exists(noted.pid):
        (place.data / "postmaster.pid").unlink(missing_ok=True)


def _wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(locks.POLL_SECONDS)
    return True


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _works_in(pid: int, folder: Path) -> bool:
    """Whether process `pid` lives and works in `folder`, as PostgreSQL's processes do in their data."""
    if not Path("/proc/self/cwd").exists():
        return _was_started_on(pid, folder)
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:  # gone, a zombie, or another account's
        return False


def _was_started_on(pid: int, folder: Path) -> bool:
    """The same by the command line, for systems without /proc (macOS)."""
    answer = run(["/bin/ps", "-ww", "-o", "stat=", "-o", "command=", "-p", str(pid)])
    return answer.returncode == 0 and not answer.stdout.startswith("Z") and f"-D {folder} " in answer.stdout


def _processes_in(folder: Path) -> Iterator[int]:
    """The processes of the server of `folder`; on systems without /proc none are known."""
    for entry in Path("/proc").glob("[0-9]*"):
        if _works_in(int(entry.name), folder):
            yield int(entry.name)
