"""Where a database lies on the disk, and whom its folders belong to.

<place>/                belongs to who asked for the database
    lock                held while somebody starts, stops or restores
    running             held by every process of the server
    start.log           what the server wrote before its own log was open
    etc/                configuration, written anew at each start; local.conf is the operator's
    wheel-<version>/    copy of the wheel's programs, only where the server cannot read the originals
    data/               PGDATA, of the server's account
    log/                one log a weekday, of the server's account
    socket/             private folder of the Unix socket, of the server's account
"""

import contextlib
import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .accounts import Account, account_for_new_data, account_of
from .errors import AccountTrouble, ContradictorySettings, ForeignFolder, UnsafeFolder
from .programs import may_enter

# A socket's path may have 107 bytes on Linux and 103 on macOS, zero byte included.
LONGEST_SOCKET_PATH = 100
PORT = 5432  # only part of the socket's name: nothing listens on TCP
SHARED_TEMPORARY_FOLDER = Path("/tmp")  # noqa: S108  checked for owner and mode before each use


@dataclass(frozen=True)
class Place:
    """One database's folders."""

    root: Path
    account: Account
    is_volatile: bool = False
    notes: tuple[str, ...] = field(default=())

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def etc(self) -> Path:
        return self.root / "etc"

    @property
    def log(self) -> Path:
        return self.root / "log"

    @property
    def lock(self) -> Path:
        return self.root / "lock"

    @property
    def running(self) -> Path:
        return self.root / "running"

    @property
    def start_log(self) -> Path:
        return self.root / "start.log"

    @property
    def socket_dir(self) -> Path:
        """Beside the data where the name fits into a socket's address, else a short name in /tmp.

        Not in XDG_RUNTIME_DIR: that folder is removed when the person signs out, while the server goes on, and a
        process without that variable would look elsewhere.
        """
        beside = self.root / "socket"
        name = os.fsencode(beside / f".s.PGSQL.{PORT}")
        # libpq reads a comma as the end of a host, and PostgreSQL a quote as the end of a folder.
        if len(name) < LONGEST_SOCKET_PATH and not set(os.fspath(beside)) & set(",'\"\\"):
            return beside
        return SHARED_TEMPORARY_FOLDER / f"quanheng-{os.geteuid()}-{_short_hash(self.root)}"

    @property
    def socket(self) -> Path:
        return self.socket_dir / f".s.PGSQL.{PORT}"

    @property
    def major(self) -> int | None:
        """The major version of PostgreSQL that wrote the data; None where there are none yet.

        Raises:
            ForeignFolder: the folder of the data holds something else.
        """
        try:
            return int((self.data / "PG_VERSION").read_text(encoding="ascii"))
        except FileNotFoundError:
            if self.data.exists() and any(self.data.iterdir()):
                raise ForeignFolder(
                    f"{self.data} is not empty and holds no PostgreSQL database (PG_VERSION is missing). Move it away, "
                    "or set QUANHENG_DATA_DIR to another folder."
                ) from None
            return None
        except ValueError as error:
            raise ForeignFolder(f"{self.data / 'PG_VERSION'} names no major version of PostgreSQL: {error}.") from error

    def make(self) -> None:
        """Make the folders that are missing; existing ones above the place are left as they are.

        Raises:
            UnsafeFolder: one exists and is not as private as it must be.
        """
        open_to_account = 0o755 if not self.account.is_current else 0o700
        _make_folders(self.root, open_to_account)
        self.guard()
        _make_folders(self.etc, open_to_account)
        for folder in (self.log, self.socket_dir):
            _make_private_folder(folder, self.account)

    def guard(self) -> None:
        """Refuse folders in which somebody else could put words into our mouth.

        Raises:
            UnsafeFolder: the place belongs to another account or may be written to by others, or the folder of the
                socket is not the server account's alone.
        """
        found = self.root.lstat()
        if found.st_uid != os.geteuid():
            owner = _name_of(found.st_uid)
            raise UnsafeFolder(
                f"{self.root} belongs to {owner}, and you are {_name_of(os.geteuid())}. "
                f"Run the command as {owner}, or set QUANHENG_DATA_DIR to a folder of your own."
            )
        if stat.S_IMODE(found.st_mode) & 0o022:
            raise UnsafeFolder(
                f"{self.root} has mode {stat.S_IMODE(found.st_mode):04o}: others may write to it. "
                f"Take that right away (chmod go-w {self.root}), or set QUANHENG_DATA_DIR to another folder."
            )
        above = self.root.parent.lstat()
        if above.st_mode & 0o002 and not above.st_mode & stat.S_ISVTX:
            raise UnsafeFolder(
                f"{self.root.parent} has mode {stat.S_IMODE(above.st_mode):04o}: anybody may exchange what lies in it. "
                f"Take that right away (chmod o-w {self.root.parent}), or set QUANHENG_DATA_DIR to another folder."
            )
        if self.socket_dir.is_symlink() or self.socket_dir.exists():
            _guard_private_folder(self.socket_dir, self.account)


def requested_data_dir() -> Path:
    """`QUANHENG_DATA_DIR`, or the folder that the system gives each person for data.

    Raises:
        ContradictorySettings: the variable holds what no PostgreSQL setting can hold.
    """
    asked = os.environ.get("QUANHENG_DATA_DIR")
    if asked:
        if not asked.isprintable():  # line breaks, and bytes that are not UTF-8
            raise ContradictorySettings(f"QUANHENG_DATA_DIR is {asked!r}. Choose a name of printable characters.")
        return Path(asked).expanduser().resolve()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "quanheng"
    base = Path(os.environ.get("XDG_DATA_HOME", ""))
    # The specification: a relative path in XDG_DATA_HOME is to be ignored.
    return ((base if base.is_absolute() else Path.home() / ".local" / "share") / "quanheng").resolve()


def find(*, volatile: bool = False) -> Place:
    """The place of the database, made already or not.

    Where root asks and the server's account cannot reach the requested folder, the place is another one, always the
    same for the same request, and a note says so.

    Raises:
        UnsafeFolder, ForeignFolder, AccountTrouble: as their names say.
    """
    requested = (requested_data_dir() / ("postgres-volatile" if volatile else "postgres")).resolve()
    candidates = [requested, *_elsewhere(requested)] if os.geteuid() == 0 else [requested]
    for root in candidates:
        if (root / "data").exists():
            place = Place(root, _owner_of_data(root / "data"), volatile, _note(root, requested))
            place.guard()
            return place
    account = account_for_new_data()
    for root in candidates:
        above = _nearest_existing(root)
        if account.is_current or (may_enter(account, above) and os.access(above, os.W_OK)):
            place = Place(root, account, volatile, _note(root, requested, account))
            if root.exists():
                place.guard()
            return place
    raise UnsafeFolder(
        f"The server would run as '{account.name}', who may reach none of {', '.join(map(str, candidates))}. "
        "Set QUANHENG_DATA_DIR to a folder whose parents everybody may enter."
    )


def _elsewhere(requested: Path) -> Iterator[Path]:
    for base in ("/var/lib", "/var/tmp"):  # noqa: S108  root's own folder in it is checked by Place.guard
        own = Path(base, f"quanheng-{os.geteuid()}")
        # Anybody may have made it in /var/tmp before us.
        if not (own.exists() or own.is_symlink()) or own.lstat().st_uid == os.geteuid():
            yield own / _short_hash(requested)


def _note(root: Path, requested: Path, account: Account | None = None) -> tuple[str, ...]:
    if root == requested:
        return ()
    who = f"'{account.name}', the account of the server," if account else "the account of the server"
    return (f"The database lies in {root}, because {who} may not enter {requested.parent}.",)


def _owner_of_data(data: Path) -> Account:
    owner = data.lstat().st_uid
    if owner == 0:
        raise ForeignFolder(
            f"{data} belongs to root, as which PostgreSQL refuses to run. Move it away, or set QUANHENG_DATA_DIR."
        )
    if os.geteuid() not in {0, owner}:
        raise ForeignFolder(
            f"{data} belongs to {_name_of(owner)}, and you are {_name_of(os.geteuid())}. Run the command as who made "
            "the database (root, if root did), or set QUANHENG_DATA_DIR to a folder of your own."
        )
    return account_of(owner)


def _make_folders(folder: Path, mode: int) -> None:
    """`mkdir -p` that gives `mode` to what it makes, whatever the umask, and touches nothing that exists."""
    if folder.exists():
        return
    _make_folders(folder.parent, mode)
    try:
        folder.mkdir()
    except FileExistsError:
        return
    folder.chmod(mode)


def _make_private_folder(folder: Path, account: Account) -> None:
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    found = folder.lstat()
    # Ours still: just made, or made by a process that was killed before it could hand it over.
    if found.st_uid == os.geteuid() != account.uid and stat.S_ISDIR(found.st_mode):
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    _guard_private_folder(folder, account)


def _guard_private_folder(folder: Path, account: Account) -> None:
    found = folder.lstat()
    mode = stat.S_IMODE(found.st_mode)
    if not stat.S_ISDIR(found.st_mode):
        raise UnsafeFolder(f"{folder} is not a folder. Somebody else may have put it there; look at it and remove it.")
    if found.st_uid not in {account.uid, os.geteuid()}:
        raise UnsafeFolder(
            f"{folder} belongs to {_name_of(found.st_uid)} and not to {account.name}: whoever made it could pose as the "
            "database. Remove it, or set QUANHENG_DATA_DIR to another folder."
        )
    if mode & 0o077:
        raise UnsafeFolder(
            f"{folder} has mode {mode:04o} and must have 0700: others could reach the database. "
            f"Find out who changed it, then run: chmod 0700 {folder}"
        )


def _nearest_existing(folder: Path) -> Path:
    while not folder.exists():
        folder = folder.parent
    return folder


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _name_of(uid: int) -> str:
    try:
        return account_of(uid).name
    except AccountTrouble:
        return f"user number {uid}"
