"""Making a new database directory, and the configuration that the server is started with."""

import os
import shutil
import sys
from pathlib import Path

from .errors import InitialisationFailed
from .installations import Installation
from .places import Place
from .programs import run
from .session import ADMINISTRATOR, ROLE

LOCALE = "C.UTF-8"
UNFINISHED = "data.tmp-"

# For a machine with two cores and a few gigabytes that runs other things too.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "min_wal_size": "128MB",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",  # costs more than it saves on short statements
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_destination": "stderr",
    "logging_collector": "on",
    "log_filename": "postgresql-%a.log",  # seven files, each written over after a week
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_truncate_on_rotation": "on",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
    "cluster_name": "quanheng",
}

# For tests only: a crash of the machine loses or spoils the data.
VOLATILE_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "4GB",
    "autovacuum_naptime": "5min",
}


def initialise(place: Place, installation: Installation, bin_dir: Path, running: int) -> None:
    """Make the database directory of `place`, complete or not at all.

    Args:
        place: its folders exist; the caller holds its lock.
        installation: what makes it.
        bin_dir: where the server's account finds the programs of `installation`.
        running: the open, locked file that tells others that something is at work in the place. `initdb` keeps it
            open, so that one that outlives us is waited for and not tripped over.

    Raises:
        InitialisationFailed: `initdb` failed; what it wrote is in the message.
    """
    discard_unfinished(place)
    unfinished = place.root / f"{UNFINISHED}{os.getpid()}"
    unfinished.mkdir(mode=0o700)
    if not place.account.is_current:
        os.chown(unfinished, place.account.uid, place.account.gid)
    options = [
        *locale_options(installation.major, has_locale=_has_locale()),
        *(["--no-sync"] if place.is_volatile else []),
    ]
    answer = run(
        [
            bin_dir / "initdb",
            *("-D", unfinished),
            *("--username", ADMINISTRATOR),
            *("--encoding", "UTF8"),
            *("--auth-local", "peer", "--auth-host", "reject"),
            "--data-checksums",
            *options,
        ],
        account=place.account,
        pass_fds=[running],
        new_session=True,
    )
    if answer.returncode != 0:
        discard_unfinished(place)
        raise InitialisationFailed(
            f"initdb of {installation} could not make a database in {place.root}:\n{_last_lines(answer.stdout + answer.stderr)}"
        )
    unfinished.rename(place.data)
    _sync_folder(place.root)


def discard_unfinished(place: Place) -> None:
    """Remove what a killed `initialise` left. The caller holds the lock, and nothing is at work in the place."""
    for left in place.root.glob(f"{UNFINISHED}*"):
        shutil.rmtree(left)


def locale_options(major: int, *, has_locale: bool) -> list[str]:
    """The options of initdb for plain Unicode: by the C library, or where it lacks C.UTF-8, by PostgreSQL itself.

    Example:
        >>> locale_options(15, has_locale=True)
        ['--locale=C.UTF-8']
        >>> locale_options(18, has_locale=False)
        ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8']
    """
    first_with_builtin = 17
    if has_locale or major < first_with_builtin:
        return [f"--locale={LOCALE}"]
    return ["--locale=C", "--locale-provider=builtin", f"--builtin-locale={LOCALE}"]


def configure(place: Place) -> None:
    """Write the configuration files of `place`, from the ground up; `etc/local.conf` is left to the operator."""
    _write(place.etc / "postgresql.conf", _settings(place))
    _write(place.etc / "pg_hba.conf", "local all all peer map=quanheng\n")
    _write(place.etc / "pg_ident.conf", _identities(place))


def _settings(place: Place) -> str:
    settings = SETTINGS | (VOLATILE_SETTINGS if place.is_volatile else {})
    settings |= {
        "log_directory": str(place.log),
        "hba_file": str(place.etc / "pg_hba.conf"),
        "ident_file": str(place.etc / "pg_ident.conf"),
    }
    lines = [
        "# Written anew at each start. Put settings of your own into local.conf beside this file.",
        f"include {_constant(str(place.data / 'postgresql.conf'))}",
        *(f"{name} = {_constant(value)}" for name, value in settings.items()),
        "include_if_exists 'local.conf'",
    ]
    return "\n".join(lines) + "\n"


def _identities(place: Place) -> str:
    """Which operating system accounts may be which role: who asked for the database, and whom it runs as."""
    people = {place.account.name} | ({"root"} if os.geteuid() == 0 else set())
    return "".join(f'quanheng "{person}" {role}\n' for person in sorted(people) for role in (ROLE, ADMINISTRATOR))


def _constant(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


def _write(path: Path, text: str) -> None:
    new = path.with_name(path.name + ".new")
    new.write_text(text, encoding="utf-8")
    new.chmod(0o644)  # the server's account reads it; it holds no secret
    new.replace(path)


def _has_locale() -> bool:
    """Whether the C library knows C.UTF-8. Asked in another process: a locale belongs to a whole process."""
    question = f"import locale; locale.setlocale(locale.LC_ALL, {LOCALE!r})"
    return run([sys.executable, "-I", "-c", question]).returncode == 0


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _last_lines(text: str, count: int = 15) -> str:
    return "\n".join([line for line in text.splitlines() if line.strip()][-count:])
