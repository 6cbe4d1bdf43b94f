"""A file system that fails once, at a chosen call: with an error, by the end of the process, or by the loss of power.

What a loss of power takes away is what was not synced before it; so that many runs take little time, nothing is brought
to the real disk.
"""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from quanheng.ledger.checkpoints import Head
from quanheng.ledger.files import FileSystem
from tests.ledger.logs import Table

KINDS = ("EIO", "ENOSPC", "killed before", "killed after", "power cut before", "power cut after")


class Killed(BaseException):
    """The process is gone: nothing that comes after may touch the disk."""


class Faulty(FileSystem):
    """Fails at call number `at`; `steps` tells which calls there were."""

    def __init__(self, at: int | None = None, kind: str = "EIO") -> None:
        self.at, self.kind = at, kind
        self.steps: list[str] = []
        self.is_dead = False
        #: Second descriptors of files that are not synced, by the first.
        self.copies: dict[int, int] = {}
        #: How to undo what a loss of power undoes, until it is synced; with the folder or descriptor that does so.
        self.unsynced: list[tuple[Path | int, Callable[[], object]]] = []

    def step(self, name: str, act: Callable[[], object]) -> object:
        if self.is_dead:
            raise Killed
        self.steps.append(name)
        if len(self.steps) - 1 != self.at:
            return act()
        if self.kind in ("EIO", "ENOSPC"):
            raise OSError(getattr(errno, self.kind), f"made to fail: {name}")
        if self.kind.endswith("after"):
            act()
        self.is_dead = True
        if self.kind.startswith("power"):
            for _, undo in reversed(self.unsynced):
                undo()
            for copy in self.copies.values():
                os.close(copy)
        raise Killed

    def make_folder(self, path: Path) -> None:
        if not path.is_dir():
            self.unsynced.append((path.parent, lambda: shutil.rmtree(path, ignore_errors=True)))
        self.step(f"make {path.name}", lambda: FileSystem.make_folder(self, path))

    def create(self, path: Path, mode: int) -> int:
        descriptor = self.step("create", lambda: FileSystem.create(self, path, mode))
        assert isinstance(descriptor, int)
        if self.kind.startswith("power"):
            self.copies[descriptor] = copy = os.dup(descriptor)
            self.unsynced.append((descriptor, lambda: os.ftruncate(copy, 0)))
        return descriptor

    def write(self, descriptor: int, data: bytes) -> int:
        # Half of it first, so that a file can be torn.
        part = data[: max(1, len(data) // 2)]
        self.step("write", lambda: FileSystem.write(self, descriptor, part))
        return len(part)

    def sync(self, descriptor: int) -> None:
        self.step("sync", lambda: None)
        self.forget(descriptor)
        if descriptor in self.copies:
            os.close(self.copies.pop(descriptor))

    def close(self, descriptor: int) -> None:
        if self.is_dead:
            os.close(descriptor)  # the system does it for a process that is gone
            return
        self.step("close", lambda: FileSystem.close(self, descriptor))

    def link(self, source: Path, target: Path) -> None:
        if not target.exists():
            self.unsynced.append((target.parent, lambda: target.unlink(missing_ok=True)))
        self.step(f"link {target.name}", lambda: FileSystem.link(self, source, target))

    def replace(self, source: Path, target: Path) -> None:
        before = target.read_bytes() if target.exists() else None
        undo = target.unlink if before is None else lambda: target.write_bytes(before)
        place = len(self.unsynced)
        self.step(f"replace {target.name}", lambda: FileSystem.replace(self, source, target))
        self.unsynced.insert(place, (target.parent, undo))

    def remove(self, path: Path) -> None:
        self.step("remove", lambda: FileSystem.remove(self, path))

    def read(self, path: Path) -> bytes | None:
        found = self.step(f"read {path.name}", lambda: FileSystem.read(self, path))
        assert found is None or isinstance(found, bytes)
        return found

    def names(self, folder: Path) -> list[str]:
        found = self.step("names", lambda: FileSystem.names(self, folder))
        assert isinstance(found, list)
        return found

    def sync_folder(self, path: Path) -> None:
        self.step(f"sync {path.name}", lambda: None)
        self.forget(path)

    def forget(self, place: Path | int) -> None:
        self.unsynced = [(each, undo) for each, undo in self.unsynced if each != place]


class FaultyTable(Table):
    """A source of entries whose commit is one more step that can fail."""

    system: Faulty

    def commit(self, head: Head) -> None:
        self.system.step("commit", lambda: Table.commit(self, head))
