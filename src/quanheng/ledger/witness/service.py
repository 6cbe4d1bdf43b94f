"""A witness: of each log that it knows it remembers the last checkpoint it cosigned, and cosigns what has grown from it."""

import hashlib
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from quanheng.ledger.checkpoints import EMPTY, Checkpoint, Head, parse_checkpoint
from quanheng.ledger.errors import LedgerError, Malformed, OutOfRange, ProofRefused, SignatureRefused, StoreConflict
from quanheng.ledger.files import FileSystem, Shelf
from quanheng.ledger.keys import PrivateKey, PublicKey, cosigned_at
from quanheng.ledger.notes import Note, Verifier, parse_note, verify_note
from quanheng.ledger.proofs import check_consistency
from quanheng.ledger.witness.protocol import SIZE_TYPE, AddCheckpoint, parse_add_checkpoint


@dataclass(frozen=True, slots=True)
class Answer:
    """What a witness answers: an HTTP status, a body and its type."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"


class Witness:
    """Answers `add-checkpoint`, and shows the last checkpoints.

    Args:
        folder: where it remembers; it must not be lost, nor be played back from a backup.
        key: the witness's key, of type 0x04.
        logs: keys of the logs that it knows; the name of a key is the log's origin.
        clock: seconds since 1970.

    Raises:
        Malformed: another type of key.
    """

    def __init__(
        self,
        folder: Path,
        key: PrivateKey,
        logs: Iterable[Verifier],
        clock: Callable[[], float],
        system: FileSystem | None = None,
    ) -> None:
        if not key.public.is_cosigner:
            raise Malformed(f"{key.public} is a log's key; a witness's is of type 0x04")
        self.key, self.clock = key, clock
        self._keys: dict[str, list[Verifier]] = {}
        for each in logs:
            self._keys.setdefault(each.name, []).append(each)
        self._shelf = Shelf(folder, system)
        self._shelf.prepare()
        self._lock = threading.Lock()

    @property
    def public(self) -> PublicKey:
        """The key to tell others."""
        return self.key.public

    def add_checkpoint(self, body: bytes) -> Answer:
        """Answer a request: 200 with cosignatures, or 400, 403, 404, 409, 422 as the protocol says, or 503.

        Raises:
            OSError: the checkpoint could not be remembered; nothing is cosigned then.
        """
        try:
            request = parse_add_checkpoint(body)
            note = parse_note(request.checkpoint)
            checkpoint = parse_checkpoint(note.text)
        except Malformed as error:
            return _refusal(400, error)
        keys = self._keys.get(checkpoint.origin)
        if keys is None:
            return _refusal(404, f"the log {checkpoint.origin!r} is not known here")
        try:
            signed = verify_note(note, keys)
        except SignatureRefused as error:
            return _refusal(403, error)
        if not signed:
            return _refusal(403, f"the checkpoint is not signed by a key known of {checkpoint.origin!r}")
        if request.old_size > checkpoint.size:
            return _refusal(400, f"the old size {request.old_size} is above the checkpoint's, {checkpoint.size}")
        ids = {(key.name, key.key_id) for key in signed}
        own = Note(note.text, tuple(each for each in note.signatures if (each.name, each.key_id) in ids))
        try:
            # Comparing and remembering are one step: otherwise a smaller checkpoint could replace a larger one.
            with self._lock, self._shelf.locked():
                return self._cosign(request, checkpoint, own)
        except StoreConflict as error:
            return _refusal(503, error)

    def latest(self, origin_hash: str) -> Answer:
        """The last checkpoint of a log, by the hexadecimal SHA-256 of its origin: 200, or 404 without one."""
        for origin in self._keys:
            if _file_of(origin) == f"{origin_hash}.checkpoint":
                found = self._shelf.get(_file_of(origin))
                if found is not None:
                    return Answer(200, found)
        return _refusal(404, "no checkpoint of that log was cosigned here")

    def _cosign(self, request: AddCheckpoint, checkpoint: Checkpoint, note: Note) -> Answer:
        last, last_at = self._last(checkpoint.origin)
        if request.old_size != last.size:
            return Answer(409, f"{last.size}\n".encode(), SIZE_TYPE)
        try:
            _check_growth(last, checkpoint.head, request.proof)
        except (ProofRefused, OutOfRange) as error:
            return _refusal(422, error)
        now = int(self.clock())
        if now < last_at:
            return _refusal(503, f"the clock reads {now}, earlier than the last cosignature, {last_at}")
        cosignature = self.key.cosign(note.text, now)
        self._shelf.put(_file_of(checkpoint.origin), note.with_signatures([cosignature]).encode())
        return Answer(200, cosignature.line().encode())

    def _last(self, origin: str) -> tuple[Head, int]:
        """The head cosigned last, and when."""
        data = self._shelf.get(_file_of(origin))
        if data is None:
            return EMPTY, 0
        note = parse_note(data)
        own = (self.key.name, self.public.key_id)
        times = [cosigned_at(each.value) for each in note.signatures if (each.name, each.key_id) == own]
        return parse_checkpoint(note.text).head, max(times, default=0)


def _check_growth(last: Head, head: Head, proof: tuple[bytes, ...]) -> None:
    if head.size == 0 and head != EMPTY:
        raise ProofRefused("a log of size 0 has the root of the empty tree")
    if last.size == 0:
        if proof:
            raise ProofRefused("from size 0 there is nothing to prove: the proof must be empty")
        return
    check_consistency(last.size, head.size, proof, last.root, head.root)


def _file_of(origin: str) -> str:
    return f"{hashlib.sha256(origin.encode()).hexdigest()}.checkpoint"


def _refusal(status: int, why: LedgerError | str) -> Answer:
    return Answer(status, f"{why}\n".encode("utf-8", "replace"))
