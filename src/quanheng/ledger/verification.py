"""A whole log verified from its bytes: every entry hashed, every tile computed anew, the root held against the checkpoint.

Nothing in the tiles is believed. What was found is said file by file; what could not be read makes the verdict
indeterminate, never valid.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from quanheng.ledger.checkpoints import Checkpoint, Head
from quanheng.ledger.errors import LedgerError, Malformed, Unreadable
from quanheng.ledger.notes import Note
from quanheng.ledger.policy import Accepted, Cosigned, Policy
from quanheng.ledger.reading import read_tile
from quanheng.ledger.sources import CHECKPOINT, Folder, ReadAhead, Source
from quanheng.ledger.tiles import (
    ENTRIES,
    WIDTH,
    Edge,
    Tile,
    parse_tile_path,
    split_entries,
    split_hashes,
    tile_at,
)

Verdict = Literal["valid", "invalid", "indeterminate"]
MAX_FINDINGS = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where. `is_doubt` says that it could not be found out."""

    path: str
    message: str
    is_doubt: bool = False

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass(frozen=True, slots=True)
class Verification:
    """The verdict on a log, and its reasons."""

    findings: tuple[Finding, ...]
    checkpoint: Checkpoint | None = None
    note: Note | None = None
    cosigned: tuple[Cosigned, ...] = ()
    entries: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Valid if nothing was found; indeterminate if nothing worse was found than what could not be read."""
        if any(not each.is_doubt for each in self.findings):
            return "invalid"
        return "indeterminate" if self.findings or self.checkpoint is None else "valid"


def verify_log(source: Source, policy: Policy, earlier: bytes | None = None) -> Verification:
    """Verify a log against keys that the caller trusts.

    Args:
        source: the log. Of a folder every file is held against the log, older partial tiles too.
        policy: keys of logs and witnesses, and the quorum.
        earlier: a checkpoint of the same log that the caller kept; the log must have grown from it.
    """
    run = _Run(source, policy)
    try:
        accepted = policy.accept(source.read(CHECKPOINT))
    except LedgerError as error:
        run.add(CHECKPOINT, error)
        return Verification(tuple(run.findings))
    before = run.earlier(earlier, accepted)
    head = accepted.checkpoint.head
    if isinstance(source, Folder):
        run.entries_and_tiles(head, before)
    else:
        with ReadAhead(source, _in_order(head.size)) as run.source:
            run.entries_and_tiles(head, before)
    if isinstance(source, Folder) and not run.findings:
        run.other_files(source, accepted.checkpoint.size)
    return Verification(
        findings=tuple(run.findings),
        checkpoint=accepted.checkpoint,
        note=accepted.note,
        cosigned=accepted.cosigned,
        entries=run.edge.size,
        remarks=tuple(run.remarks),
    )


def _in_order(size: int) -> Iterator[str]:
    """Most of the paths that a verification reads, in its order; tiles above the first level are few."""
    for index in range(-(-size // WIDTH)):
        for level in (ENTRIES, 0):
            tile = tile_at(level, index, size)
            if tile is not None:
                yield tile.path


@dataclass(slots=True)
class _Run:
    source: Source
    policy: Policy
    findings: list[Finding] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    edge: Edge = field(init=False)

    def __post_init__(self) -> None:
        self.edge = Edge(self.policy.suite)

    def add(self, path: str, error: LedgerError | str) -> None:
        if len(self.findings) < MAX_FINDINGS:
            self.findings.append(Finding(path, str(error), isinstance(error, Unreadable)))

    def earlier(self, data: bytes | None, accepted: Accepted) -> Head | None:
        """The head kept from an earlier visit, where it can be compared with."""
        if data is None:
            return None
        try:
            # Keys and quorum may have changed since; that it is the same log, signed, is what is asked.
            kept = Policy.of(*self.policy.logs, suite=self.policy.suite).accept(data).checkpoint
        except LedgerError as error:
            self.add("the earlier checkpoint", error)
            return None
        if kept.origin != accepted.checkpoint.origin:
            self.add("the earlier checkpoint", f"is of log {kept.origin!r}, not {accepted.checkpoint.origin!r}")
            return None
        if kept.size > accepted.checkpoint.size:
            self.add(CHECKPOINT, f"the log has {accepted.checkpoint.size} entries, and had {kept.size} before")
            return None
        return kept.head

    def entries_and_tiles(self, head: Head, before: Head | None) -> None:
        """Hash all entries into tiles, and hold these, the earlier root and the root against what the log says."""
        size = head.size
        self.compare_earlier(before)
        for index in range(-(-size // WIDTH)):
            bundle = tile_at(ENTRIES, index, size)
            hashes = None if bundle is None else self.leaf_hashes(bundle)
            if hashes is None or len(self.findings) >= MAX_FINDINGS:
                self.add(f"entries from {index * WIDTH}", "not checked, for neither they nor their hashes can be had")
                return
            inside = before.size - self.edge.size if before else 0
            if before and 0 < inside <= len(hashes):
                self.compare_tiles(self.edge.extend(hashes[:inside]))
                self.compare_earlier(before)
                hashes = hashes[inside:]
            self.compare_tiles(self.edge.extend(hashes))
        self.compare_tiles(self.edge.partial())
        found = self.edge.head()
        if found != head:
            self.add(CHECKPOINT, f"says {head}, but the entries give {found}")

    def leaf_hashes(self, bundle: Tile) -> list[bytes] | None:
        """The hashes of a bundle's entries; where it cannot be had, those of its tile, to go on with."""
        try:
            entries = read_tile(self.source, bundle, split_entries)
        except LedgerError as error:
            self.add(bundle.path, error)
            try:
                return read_tile(self.source, Tile(0, bundle.index, bundle.width), split_hashes)
            except LedgerError:
                return None
        return [*map(self.policy.suite.leaf, entries)]

    def compare_tiles(self, tiles: list[tuple[Tile, list[bytes]]]) -> None:
        for tile, hashes in tiles:
            try:
                found = read_tile(self.source, tile, split_hashes)
            except LedgerError as error:
                self.add(tile.path, error)
                continue
            if found != hashes:
                at = next(at for at, pair in enumerate(zip(found, hashes, strict=True)) if pair[0] != pair[1])
                self.add(tile.path, f"hash {at} is {found[at].hex()}, but what it stands for gives {hashes[at].hex()}")

    def compare_earlier(self, before: Head | None) -> None:
        if before and before.size == self.edge.size and self.edge.head() != before:
            self.add(CHECKPOINT, f"the log has been rewritten: it had {before}, and now has {self.edge.head()} there")

    def other_files(self, folder: Folder, size: int) -> None:
        """Files that this checkpoint does not need: partial tiles of older ones, and what was written ahead."""
        ahead = 0
        paths = [path for path in folder.paths() if path != CHECKPOINT]
        inside = [path for path in paths if path.startswith("tile/")]
        if len(paths) > len(inside):
            self.remarks.append(f"{len(paths) - len(inside)} files beside the log are no part of it")
        for path in inside:
            try:
                ahead += self.other_file(parse_tile_path(path), size)
            except LedgerError as error:
                self.add(path, error)
        if ahead:
            self.remarks.append(f"{ahead} files lie ahead of the checkpoint and are covered by no signature yet")

    def other_file(self, tile: Tile, size: int) -> bool:
        """Hold a file against what was verified; True if it lies ahead of the checkpoint."""
        known = tile_at(tile.level, tile.index, size)
        if known == tile:
            return False
        decode = split_entries if tile.level == ENTRIES else split_hashes
        parts = decode(self.source.read(tile.path), tile)
        if known is not None:
            common = min(known.width, tile.width)
            if read_tile(self.source, known, decode)[:common] != parts[:common]:
                raise Malformed(f"differs from {known.path}, of which it must be the beginning or the continuation")
        return known is None or tile.width > known.width
