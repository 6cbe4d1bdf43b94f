"""The log's signer: it remembers the last head it signed, and signs only what the log has grown to from there."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from quanheng.ledger.checkpoints import Checkpoint, Head
from quanheng.ledger.encoding import hash_from_base64, to_base64
from quanheng.ledger.errors import ForkRefused, LedgerError, Malformed
from quanheng.ledger.files import FileSystem, Shelf
from quanheng.ledger.hashing import SHA256, Suite
from quanheng.ledger.notes import Note, Signature, Verifier
from quanheng.ledger.policy import Policy
from quanheng.ledger.proofs import check_consistency


class NoteKey(Protocol):
    """A private key that signs notes."""

    @property
    def name(self) -> str:
        """The name it signs under."""

    @property
    def public(self) -> Verifier:
        """Its public half."""

    def sign(self, text: str) -> Signature:
        """Sign a text."""


class Signer:
    """Signs the heads of one log, never one that is behind or beside the last.

    The last head is on the disk before its signature leaves this object, in a folder of the signer's own: a backup of
    the log that is played back must not bring back an older memory.

    Args:
        folder: where it remembers. It must outlive the log's own folder.
        key: the log's private key; its name is the log's origin.
        more: further keys whose lines go below the same checkpoint.
    """

    def __init__(
        self,
        folder: Path,
        key: NoteKey,
        *more: NoteKey,
        suite: Suite = SHA256,
        system: FileSystem | None = None,
    ) -> None:
        self.key, self.suite = key, suite
        self.origin = key.name
        self._keys = (key, *more)
        self._shelf = Shelf(folder, system)
        self._empty = Head(0, suite.empty)

    @property
    def policy(self) -> Policy:
        """Trust in this signer's own key alone."""
        return Policy.of(self.key.public, suite=self.suite)

    def last(self) -> Head:
        """The last head signed; size 0 if none was.

        Raises:
            Malformed: the memory is damaged. Do not remove it: restore it, or `adopt` the newest checkpoint.
        """
        data = self._shelf.get("last-head.json")
        return self._empty if data is None else self._parse(data)

    def sign(self, head: Head, proof: Sequence[bytes]) -> Note:
        """Sign a head, to which `proof` shows the last one to have grown; it is empty for the first or the same head.

        Raises:
            ForkRefused: a smaller head, another root of the same size, or a proof that does not hold.
            StoreConflict: another process is signing.
            OSError: the head could not be remembered; then there is no signature.
        """
        self._shelf.prepare()
        with self._shelf.locked():
            self._allow(head, proof)
            self._remember(head)
        text = Checkpoint(self.origin, head.size, head.root).text()
        return Note(text, tuple(key.sign(text) for key in self._keys))

    def adopt(self, checkpoint: bytes) -> Head:
        """Remember a checkpoint of this log that this key signed, where the memory itself was lost or is older.

        Give it the newest one that anybody has: the witnesses' latest. Signing after an older one may fork the log.

        Raises:
            SignatureRefused: not signed by this key.
            ForkRefused: it is behind what is remembered, or beside it.
        """
        head = self.policy.accept(checkpoint).checkpoint.head
        self._shelf.prepare()
        with self._shelf.locked():
            last = self.last()
            if head.size < last.size or (head.size == last.size and head != last):
                raise ForkRefused(f"the signer remembers {last}: it does not go back to {head}")
            self._remember(head)
        return head

    def _allow(self, head: Head, proof: Sequence[bytes]) -> None:
        last = self.last()
        if head == last:
            return
        if head.size <= last.size:
            raise ForkRefused(f"the signer signed {last} of {self.origin!r} and refuses {head}: a log does not go back")
        if last == self._empty:
            return
        try:
            check_consistency(last.size, head.size, proof, last.root, head.root, self.suite)
        except LedgerError as error:
            raise ForkRefused(f"{head} is not shown to have grown from {last}, signed before: {error}") from error

    def _remember(self, head: Head) -> None:
        memory = {"origin": self.origin, "root": to_base64(head.root), "size": head.size}
        self._shelf.put("last-head.json", json.dumps(memory).encode() + b"\n", mode=0o600)

    def _parse(self, data: bytes) -> Head:
        try:
            memory = json.loads(data)
            origin, size, root = memory["origin"], memory["size"], memory["root"]
        except (ValueError, TypeError, KeyError) as error:
            raise Malformed(f"the signer's memory in {self._shelf.root} is damaged: {data[:100]!r}") from error
        if origin != self.origin:
            raise Malformed(f"the signer's memory in {self._shelf.root} is of {origin!r}, not {self.origin!r}")
        if not isinstance(size, int) or not isinstance(root, str):
            raise Malformed(f"the signer's memory in {self._shelf.root} is damaged: {data[:100]!r}")
        return Head(size, hash_from_base64(root, "the root in the signer's memory"))
