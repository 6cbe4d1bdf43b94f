"""The doctor's round: every check in its order."""

from collections.abc import Iterator
from pathlib import Path

from quanheng.server.core.doctor import database, machine
from quanheng.server.core.doctor.findings import Finding


def examine(data_dir: Path) -> Iterator[Finding]:
    """All findings, one at a time."""
    yield from machine.examine(data_dir)
    yield from database.examine()
