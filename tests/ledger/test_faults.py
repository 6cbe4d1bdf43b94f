"""Every call of the publisher to the file system made to fail once; after that, and after a restart, the log verifies."""

import contextlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quanheng.ledger.publishing import Publisher
from quanheng.ledger.signing import Signer
from quanheng.ledger.sources import Folder
from quanheng.ledger.verification import verify_log
from tests.ledger.faults import KINDS, Faulty, FaultyTable, Killed
from tests.ledger.logs import KEY, POLICY, entry, grown, publisher

ENTRIES = [entry(number) for number in range(300)]


def new_log(folder: Path) -> None:
    """Nothing is there yet."""
    folder.mkdir(parents=True)


def growing_log(folder: Path) -> None:
    """A tile is nearly full, and two become full."""
    folder.mkdir(parents=True)
    grown(folder, 10, 250)


def lost_log(folder: Path) -> None:
    """The disk with the log was lost; the entries and the signer's memory were not."""
    growing_log(folder)
    shutil.rmtree(folder / "log")


def run(folder: Path, entries: list[bytes], system: Faulty) -> None:
    table = FaultyTable(folder, entries)
    table.system = system
    Publisher(folder / "log", table, Signer(folder / "signer", KEY, system=system), system=system).publish()


#: All kinds where it matters most; of the others the first of each pair that takes the same way.
CASES = [
    *((growing_log, 258, kind) for kind in KINDS),
    *((new_log, 3, kind) for kind in ("EIO", "killed after", "power cut after")),
    *((lost_log, 257, kind) for kind in ("EIO", "power cut before")),
]


@pytest.mark.parametrize(("prepare", "size", "kind"), CASES)
def test_after_any_failure_the_log_verifies_and_goes_on(
    tmp_path: Path, prepare: Callable[[Path], None], size: int, kind: str
) -> None:
    prepare(tmp_path / "template")
    shutil.copytree(tmp_path / "template", tmp_path / "whole")
    whole = Faulty()
    run(tmp_path / "whole", ENTRIES[:size], whole)
    assert {"commit", "replace checkpoint", "replace last-head.json", "sync tile"} <= set(whole.steps)
    assert len(whole.steps) > 50
    for at, step in enumerate(whole.steps):
        folder = tmp_path / "log"
        shutil.copytree(tmp_path / "template", folder)
        system = Faulty(at, kind)
        with contextlib.suppress(OSError, Killed):
            run(folder, ENTRIES[:size], system)
        assert len(system.steps) > at
        shown = folder / "log" / "checkpoint"
        before = shown.read_bytes() if shown.exists() else None
        if before is not None:
            # What readers see while the publisher is down.
            found = verify_log(Folder(folder / "log"), POLICY)
            assert found.verdict == "valid", (at, step, found.findings)
        publisher(folder, ENTRIES[: size + 9], Faulty()).publish()
        found = verify_log(Folder(folder / "log"), POLICY, earlier=before)
        assert (found.verdict, found.entries) == ("valid", size + 9), (at, step, found.findings)
        shutil.rmtree(folder)


def test_the_same_publisher_goes_on_after_an_error(tmp_path: Path) -> None:
    """A full disk is no reason to start the process anew."""
    growing_log(tmp_path / "log")
    system = Faulty(30, "ENOSPC")
    ours = publisher(tmp_path / "log", ENTRIES[:300], system)
    with pytest.raises(OSError, match="made to fail"):
        ours.publish()
    assert ours.publish().head.size == 300
    assert verify_log(Folder(tmp_path / "log" / "log"), POLICY).entries == 300


def test_a_missing_sync_would_be_found(tmp_path: Path) -> None:
    """The loss of power in these tests bites: without the sync of folders the checkpoint on show does not verify."""

    class Careless(Faulty):
        def sync_folder(self, path: Path) -> None:
            """Forgotten."""

    new_log(tmp_path / "log")
    publisher(tmp_path / "log", ENTRIES[:5], Careless()).publish()
    system = Careless(None, "power cut before")
    ours = publisher(tmp_path / "log", ENTRIES[:9], system)
    ours.publish()
    checkpoint = (tmp_path / "log" / "log" / "checkpoint").read_bytes()
    for _, undo in reversed(system.unsynced):
        undo()
    # Even if the newest checkpoint had reached the disk by chance, which without a sync nobody decides.
    (tmp_path / "log" / "log" / "checkpoint").write_bytes(checkpoint)
    assert verify_log(Folder(tmp_path / "log" / "log"), POLICY).verdict == "invalid"
