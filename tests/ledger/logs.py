"""A log for tests: a durable source of entries in a folder, and a publisher on it, as a process would start it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from quanheng.ledger.checkpoints import EMPTY, Head
from quanheng.ledger.files import FileSystem
from quanheng.ledger.keys import PrivateKey
from quanheng.ledger.policy import Policy
from quanheng.ledger.publishing import Publisher
from quanheng.ledger.signing import Signer

KEY = PrivateKey("log.example/quanheng", bytes(range(32)))
POLICY = Policy.of(KEY.public)


def entry(number: int) -> bytes:
    """Entries of differing length, one of them empty."""
    return b"" if number == 3 else f"entry {number} ".encode() * (1 + number % 4)


class Table:
    """Entries in a list, and the committed head in a file, replaced at a stroke."""

    def __init__(self, folder: Path, entries: Sequence[bytes]) -> None:
        self.file = folder / "committed.json"
        self.rows = list(entries)

    def committed(self) -> Head:
        if not self.file.exists():
            return EMPTY
        memory = json.loads(self.file.read_text())
        return Head(memory["size"], bytes.fromhex(memory["root"]))

    def entries(self, start: int, limit: int) -> list[bytes]:
        return self.rows[start : start + limit]

    def commit(self, head: Head) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps({"size": head.size, "root": head.root.hex()}))
        fresh.replace(self.file)


def publisher(folder: Path, entries: Sequence[bytes], system: FileSystem | None = None, **options: Any) -> Publisher:
    """The publisher of the log in `folder/log`, new as after a start."""
    signer = Signer(folder / "signer", KEY, system=system)
    return Publisher(folder / "log", Table(folder, entries), signer, system=system, **options)


def grown(folder: Path, *sizes: int) -> Path:
    """A log published at these sizes, one after the other; gives its folder."""
    for size in sizes:
        publisher(folder, [entry(number) for number in range(size)]).publish(limit=size or 1)
    return folder / "log"
