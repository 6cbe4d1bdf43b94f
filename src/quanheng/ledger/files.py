"""The few calls to the file system on which a log's safety rests, each in one place, so that tests can make each fail.

What is promised: after `keep` returns, the file is on the disk under its name with these bytes, and no crash shows it
half written. Names that others read come into being by `link` and `replace` alone.
"""

import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from quanheng.ledger.errors import ChangedBytes, StoreConflict


class FileSystem:
    """The calls themselves."""

    def make_folder(self, path: Path) -> None:
        """Make one folder; it may be there."""
        path.mkdir(exist_ok=True)

    def create(self, path: Path, mode: int) -> int:
        """Open a new file for writing."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)

    def write(self, descriptor: int, data: bytes) -> int:
        """Write some of the bytes; gives how many."""
        return os.write(descriptor, data)

    def sync(self, descriptor: int) -> None:
        """Bring a file's bytes to the disk."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close a file."""
        os.close(descriptor)

    def link(self, source: Path, target: Path) -> None:
        """Give a file a second name that must be new."""
        os.link(source, target)

    def replace(self, source: Path, target: Path) -> None:
        """Give a file another name, in place of what had it."""
        source.replace(target)

    def remove(self, path: Path) -> None:
        """Take a name away; it may be gone."""
        path.unlink(missing_ok=True)

    def read(self, path: Path) -> bytes | None:
        """The bytes of a file, None where there is none."""
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def names(self, folder: Path) -> list[str]:
        """What is in a folder."""
        return sorted(each.name for each in folder.iterdir())

    def sync_folder(self, path: Path) -> None:
        """Bring a folder's names to the disk."""
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class Shelf:
    """A folder in which files are kept for good, and one that is replaced at a stroke.

    Unfinished files lie in `.staging` within it.
    """

    def __init__(self, root: Path, system: FileSystem | None = None) -> None:
        self.root = root
        self.system = system or FileSystem()
        self.staging = root / ".staging"

    def prepare(self) -> None:
        """Make the folders and clear away what a crash left unfinished."""
        for folder in (self.root, self.staging):
            self.system.make_folder(folder)
        self.system.sync_folder(self.root)
        for name in self.system.names(self.staging):
            if name != "lock":
                self.system.remove(self.staging / name)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder against other processes.

        Raises:
            StoreConflict: another one has it.
        """
        with (self.staging / "lock").open("ab") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise StoreConflict(f"another process is writing in {self.root}: wait for it or end it") from error
            yield

    def keep(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Put new files into place, none visible before it is whole, all on the disk on return.

        Raises:
            ChangedBytes: a path is taken by other bytes.
            OSError: the file system.
        """
        touched: dict[Path, None] = {}
        for path, data in files:
            target = self.root / path
            # What is there may come from a run that ended before it synced: all folders on the way are synced again.
            touched.update(dict.fromkeys(self._make_folders(target.parent)))
            found = self.system.read(target)
            if found is None:
                staged = self._stage(data)
                try:
                    self.system.link(staged, target)
                except FileExistsError:
                    found = self.system.read(target)
                self.system.remove(staged)
            if found is not None and found != data:
                raise ChangedBytes(f"{target} is there with other bytes: what is published does not change")
        for folder in touched:
            self.system.sync_folder(folder)

    def put(self, path: str, data: bytes, mode: int = 0o644) -> None:
        """Replace a file at a stroke; raises OSError."""
        target = self.root / path
        staged = self._stage(data, mode)
        self.system.replace(staged, target)
        self.system.sync_folder(target.parent)

    def get(self, path: str) -> bytes | None:
        """The bytes at a path, None where there is nothing."""
        return self.system.read(self.root / path)

    def _stage(self, data: bytes, mode: int = 0o644) -> Path:
        staged = self.staging / secrets.token_hex(8)
        descriptor = self.system.create(staged, mode)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[self.system.write(descriptor, bytes(rest)) :]
            self.system.sync(descriptor)
        finally:
            self.system.close(descriptor)
        return staged

    def _make_folders(self, folder: Path) -> list[Path]:
        """Make a folder and those above it where they lack; gives all of them, up to the root."""
        steps = [folder, *(above for above in folder.parents if above.is_relative_to(self.root))]
        for step in reversed(steps):
            if not step.is_dir():
                self.system.make_folder(step)
        return steps
