"""Running PostgreSQL's programs: the one place that starts other processes."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .accounts import Account
from .errors import AccountTrouble, ProgramsMissing

# What a program may see of our environment. PG* variables would redirect it to another server, and the platform's
# secrets are none of its business.
INHERITED = ("PATH", "HOME", "USER", "LOGNAME", "TERM", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment for a PostgreSQL program: English messages, UTF-8, no PG* variable but those in `extra`."""
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return kept | {"LC_ALL": "C", "PGCLIENTENCODING": "UTF8"} | dict(extra or {})


def run(
    argv: Sequence[str | Path],
    *,
    account: Account | None = None,
    extra_environment: Mapping[str, str] | None = None,
    pass_fds: Sequence[int] = (),
    stderr: int = subprocess.PIPE,
    new_session: bool = False,
    timeout: float | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and give what it wrote; a failure is the caller's to judge.

    Args:
        argv: the program and its arguments.
        account: whom to run it as, where that is not the current account (root only).
        extra_environment: variables beyond those of `environment()`.
        pass_fds: open files that the program and its children keep.
        stderr: where its complaints go; captured unless told otherwise.
        new_session: detach it from the terminal, so that Ctrl-C does not reach it.
        timeout: seconds after which it is killed.

    Raises:
        ProgramsMissing: the program is not there, or may not be executed.
        AccountTrouble: root was not allowed to become `account`.
        subprocess.TimeoutExpired: it ran longer than `timeout`.
    """
    command = [os.fspath(part) for part in argv]
    other = account if account is not None and not account.is_current else None
    try:
        return subprocess.run(  # no shell
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            encoding="utf-8",
            errors="replace",
            env=environment(extra_environment),
            cwd="/",  # the current folder may be closed to the account
            pass_fds=pass_fds,
            start_new_session=new_session,
            timeout=timeout,
            umask=0o077,
            user=other.uid if other else None,
            group=other.gid if other else None,
            extra_groups=other.groups if other else None,
        )
    except FileNotFoundError as error:
        raise ProgramsMissing(
            f"{command[0]} is not there. Install PostgreSQL again, or set QUANHENG_PG=wheel."
        ) from error
    except PermissionError as error:
        if other is None or error.filename == command[0]:
            raise ProgramsMissing(f"{command[0]} may not be executed by {other.name if other else 'you'}.") from error
        raise AccountTrouble(
            f"root may not become '{other.name}' here (a container without the right to change users?), and PostgreSQL "
            "refuses to run as root. Run as an ordinary user, or set DATABASE_URL."
        ) from error


def may_enter(account: Account, folder: Path) -> bool:
    """Whether `account` can reach things inside `folder`: asked of the kernel, so that access lists count too."""
    return run(["/bin/sh", "-c", 'test -x "$1"', "sh", folder], account=account).returncode == 0


def may_execute(account: Account, program: Path) -> bool:
    """Whether `account` can run `program`."""
    return run(["/bin/sh", "-c", 'test -r "$1" && test -x "$1"', "sh", program], account=account).returncode == 0
