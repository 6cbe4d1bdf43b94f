"""The publisher: takes entries in their order, writes what readers need, and the checkpoint last.

The order of steps makes a crash harmless at any point:

1. bundles and tiles are written, linked into place and synced, folders included;
2. the head is handed to the source of the entries, which commits it;
3. the signer remembers the head and signs it;
4. witnesses are asked;
5. the checkpoint is replaced.

So a head that was signed is committed, and what a head needs is on the disk. After a crash the next `publish` goes on
from the committed head; steps that were done are found done, since the same entries give the same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from quanheng.ledger.checkpoints import Head
from quanheng.ledger.errors import LedgerError, SignatureRefused, StoreConflict, WitnessRefused
from quanheng.ledger.files import FileSystem, Shelf
from quanheng.ledger.notes import Note, Signature
from quanheng.ledger.policy import Policy
from quanheng.ledger.proofs import Hashes, check_consistency, prove_consistency
from quanheng.ledger.reading import TiledHashes, read_tile
from quanheng.ledger.signing import Signer
from quanheng.ledger.sources import CHECKPOINT, Folder
from quanheng.ledger.tiles import (
    ENTRIES,
    HEIGHT,
    WIDTH,
    Edge,
    Tile,
    join_entries,
    parse_tile_path,
    split_entries,
    split_hashes,
    tile_at,
    tiles_between,
)


class EntrySource(Protocol):
    """Who has the entries, and the last committed head: a table of the platform."""

    def committed(self) -> Head:
        """The head committed last; size 0 at the beginning."""

    def entries(self, start: int, limit: int) -> Sequence[bytes]:
        """Entries from an index on, at most `limit`. Once given, an entry keeps its index and its bytes for ever."""

    def commit(self, head: Head) -> None:
        """Make the head durable, in place of the last. It must fail where another publisher committed meanwhile."""


class Cosigner(Protocol):
    """A witness, as the publisher sees it."""

    def cosign(self, note: Note, hashes: Hashes) -> tuple[Signature, ...]:
        """Cosignatures for a signed checkpoint; proofs are made of the hashes.

        Raises:
            WitnessRefused: there are none.
        """


@dataclass(frozen=True, slots=True)
class Published:
    """What one `publish` did: the head, how many entries are new, and which witnesses gave nothing, and why."""

    head: Head
    added: int
    unwitnessed: tuple[str, ...] = ()


class Publisher:
    """Publishes one log in a folder.

    Args:
        root: the folder that a web server serves.
        source: where entries come from.
        signer: the log's signer.
        cosigners: witnesses to ask before a checkpoint is published.
        required: where given, a checkpoint that this policy does not accept is not published.
    """

    def __init__(
        self,
        root: Path,
        source: EntrySource,
        signer: Signer,
        cosigners: Sequence[Cosigner] = (),
        required: Policy | None = None,
        system: FileSystem | None = None,
    ) -> None:
        self.source, self.signer, self.cosigners, self.required = source, signer, cosigners, required
        self.suite = signer.suite
        self._shelf = Shelf(root, system)
        self._folder = Folder(root)
        self._edge: Edge | None = None

    def publish(self, limit: int = 65_536) -> Published:
        """Publish at most `limit` further entries, and the checkpoint of all.

        Raises:
            StoreConflict: store, source and signer do not fit together; says what to do.
            ChangedBytes: a published path would change.
            ForkRefused: the signer has signed something else.
            SignatureRefused: the required policy is not met; the entries are committed, the old checkpoint stays.
            OSError: the file system. Whatever is raised, the next call goes on from what was committed.
        """
        edge, self._edge = self._edge, None  # after any failure the next call starts from what is on the disk
        self._shelf.prepare()
        with self._shelf.locked():
            committed = self.source.committed()
            if edge is None or edge.head() != committed:
                edge = self._recover(committed)
            added = self._grow(edge, limit)
            unwitnessed = self._sign_and_show(edge.head())
        self._edge = edge
        return Published(edge.head(), added, unwitnessed)

    def tidy(self) -> int:
        """Remove partial tiles and bundles whose full ones the checkpoint on show covers; gives how many.

        A log that publishes often leaves many of them. Readers take the full ones instead (c2sp.org/tlog-tiles).

        Raises:
            StoreConflict: the checkpoint on show is not this signer's.
            OSError: the file system.
        """
        self._shelf.prepare()
        with self._shelf.locked():
            shown = self._shelf.get(CHECKPOINT)
            size = self._shown_head(shown).size if shown is not None else 0
            old = [path for path in self._folder.paths() if path.startswith("tile/") and _is_outgrown(path, size)]
            for path in old:
                self._shelf.system.remove(self._folder.root / path)
        return len(old)

    def _grow(self, edge: Edge, limit: int) -> int:
        """Steps 1 and 2."""
        entries = self.source.entries(edge.size, limit)
        if entries:
            self._shelf.keep(self._files(edge, entries))
            self.source.commit(edge.head())
        return len(entries)

    def _sign_and_show(self, head: Head) -> tuple[str, ...]:
        """Steps 3 to 5, left out where the checkpoint on show is this head's and the policy accepts it."""
        shown = self._shelf.get(CHECKPOINT)
        policy = self.required or self.signer.policy
        hashes = TiledHashes(self._folder, head.size, self.suite)
        last = self.signer.last()
        if shown is not None and head == last == self._shown_head(shown) and self._is_accepted(shown, policy):
            return ()
        self._check_shown(shown, last)
        proof = prove_consistency(last.size, head.size, hashes, self.suite) if 0 < last.size < head.size else []
        note = self.signer.sign(head, proof)
        unwitnessed = []
        for cosigner in self.cosigners:
            try:
                note = note.with_signatures(cosigner.cosign(note, hashes))
            except WitnessRefused as error:
                unwitnessed.append(str(error))
        data = note.encode()
        try:
            policy.with_logs([self.signer.key.public]).accept(data)
        except SignatureRefused as error:
            why = "; ".join(unwitnessed) or "no witness is asked"
            raise SignatureRefused(f"not published: {error} ({why})") from error
        self._shelf.put(CHECKPOINT, data)
        return tuple(unwitnessed)

    def _is_accepted(self, shown: bytes, policy: Policy) -> bool:
        try:
            policy.with_logs([self.signer.key.public]).accept(shown)
        except SignatureRefused:
            return False
        return True

    def _shown_head(self, shown: bytes) -> Head:
        try:
            return self.signer.policy.accept(shown).checkpoint.head
        except LedgerError as error:
            raise StoreConflict(
                f"the checkpoint on show is not this signer's: {error}. Find out why, and remove it"
            ) from error

    def _check_shown(self, shown: bytes | None, last: Head) -> None:
        """The signer must know of the checkpoint on show."""
        if shown is None:
            return
        head = self._shown_head(shown)
        if head.size > last.size or (head.size == last.size and head != last):
            raise StoreConflict(
                f"the log shows {head}, but its signer remembers {last}: its memory was lost or is of another log. "
                "Find the newest checkpoint that witnesses have, and let the signer adopt it"
            )

    def _recover(self, committed: Head) -> Edge:
        """The edge of the committed tree: from the store's tiles, or where these lack or fail, from the entries."""
        last = self.signer.last()
        if committed.size < last.size:
            raise StoreConflict(
                f"{last} was signed, but the source of the entries has committed {committed} only: it is older than "
                "the log. Bring the missing entries back from the log's bundles before publishing"
            )
        edge = self._edge_of_store(committed)
        if edge is None:
            return self._rebuild(committed, last)
        self._check_signed(committed, last)
        return edge

    def _edge_of_store(self, head: Head) -> Edge | None:
        """The edge as the store has it, if its tiles lead to this head, and its bundles are there."""
        edge = Edge(self.suite, head.size, [[] for _ in range((head.size.bit_length() + 7) // HEIGHT + 1)])
        try:
            for level in range(len(edge.levels)):
                tile = tile_at(level, head.size >> HEIGHT * (level + 1), head.size)
                if tile is not None:
                    edge.levels[level] = read_tile(self._folder, tile, split_hashes)
            if edge.head() != head or not self._has_all(head.size):
                return None
        except LedgerError:
            return None
        return edge

    def _has_all(self, size: int) -> bool:
        """Whether every file of a log of this size is there; what is in them is the verifier's business."""
        return all((self._folder.root / tile.path).is_file() for tile in tiles_between(0, size))

    def _rebuild(self, head: Head, last: Head) -> Edge:
        """Write the log anew up to a committed head, from the entries, once these are known to give it."""
        edge = Edge(self.suite)
        for size in sorted({last.size, head.size}):
            while edge.size < size:
                edge.extend([*map(self.suite.leaf, self._old_entries(edge.size, size))])
            expected = last if size == last.size else head
            if edge.head() != expected:
                what = "signed" if size == last.size else "committed"
                raise StoreConflict(f"{expected} was {what}, but the entries of the source give {edge.head()}")
        edge = Edge(self.suite)
        while edge.size < head.size:
            self._shelf.keep(self._files(edge, self._old_entries(edge.size, head.size)))
        return edge

    def _old_entries(self, start: int, stop: int) -> Sequence[bytes]:
        entries = self.source.entries(start, min(65_536, stop - start))[: stop - start]
        if not entries:
            raise StoreConflict(f"the source of the entries should have {stop}, but has {start} only")
        return entries

    def _check_signed(self, head: Head, last: Head) -> None:
        """What was signed must be the beginning of what is committed."""
        if not last.size:
            return
        hashes = TiledHashes(self._folder, head.size, self.suite)
        try:
            proof = prove_consistency(last.size, head.size, hashes, self.suite)
            check_consistency(last.size, head.size, proof, last.root, head.root, self.suite)
        except LedgerError as error:
            raise StoreConflict(
                f"{last} was signed, and the committed {head} has not grown from it: {error}"
            ) from error

    def _files(self, edge: Edge, entries: Sequence[bytes]) -> list[tuple[str, bytes]]:
        """The new files when the tree grows by these entries; the edge grows with them."""
        start = edge.size
        begun = start % WIDTH
        before: list[bytes] = []
        if begun:
            tile = Tile(ENTRIES, start // WIDTH, begun)
            before = read_tile(self._folder, tile, split_entries)
            if [*map(self.suite.leaf, before)] != edge.levels[0]:
                raise StoreConflict(f"{tile.path} does not hold the entries that were published: restore the log")
        rows = [*before, *entries]
        files = []
        for at in range(0, len(rows), WIDTH):
            chunk = rows[at : at + WIDTH]
            files.append((Tile(ENTRIES, start // WIDTH + at // WIDTH, len(chunk)).path, join_entries(chunk)))
        full = edge.extend([*map(self.suite.leaf, entries)])
        files += [(tile.path, b"".join(hashes)) for tile, hashes in full]
        files += [
            (tile.path, b"".join(hashes))
            for tile, hashes in edge.partial()
            if (edge.size >> HEIGHT * tile.level) > (start >> HEIGHT * tile.level)
        ]
        return files


def _is_outgrown(path: str, size: int) -> bool:
    tile = parse_tile_path(path)
    return not tile.is_full and tile_at(tile.level, tile.index, size) == tile.full
