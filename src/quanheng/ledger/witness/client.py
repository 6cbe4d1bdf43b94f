"""Asking a witness for its cosignature."""

import http.client
import urllib.error
import urllib.request
from urllib.parse import urlsplit

from quanheng.ledger.checkpoints import parse_checkpoint
from quanheng.ledger.encoding import from_decimal
from quanheng.ledger.errors import LedgerError, Malformed, WitnessRefused
from quanheng.ledger.keys import PublicKey
from quanheng.ledger.notes import MAX_NOTE, Note, Signature, parse_signature_lines, verify_note
from quanheng.ledger.proofs import Hashes, prove_consistency
from quanheng.ledger.witness.protocol import ADD_CHECKPOINT, SIZE_TYPE, AddCheckpoint


class WitnessClient:
    """One witness at an address. It remembers how far the witness is, so that mostly one request is enough.

    Args:
        url: the witness's submission prefix.
        key: the key that its cosignatures must be by.
        timeout: seconds to wait for an answer.

    Raises:
        Malformed: no http or https address, or no key of a witness.
    """

    def __init__(self, url: str, key: PublicKey, timeout: float = 10.0) -> None:
        if urlsplit(url).scheme not in ("http", "https"):
            raise Malformed(f"a witness is at an http or https address, not {url!r}")
        if not key.is_cosigner:
            raise Malformed(f"{key} is a log's key; a witness's is of type 0x04")
        self.url, self.key, self.timeout = url.rstrip("/"), key, timeout
        self._sizes: dict[str, int] = {}

    def cosign(self, note: Note, hashes: Hashes) -> tuple[Signature, ...]:
        """The witness's verified cosignatures on a log's signed checkpoint; proofs are made of the hashes.

        Raises:
            WitnessRefused: no answer, a refusal, no cosignature by the key, or the witness is ahead of the checkpoint.
        """
        checkpoint = parse_checkpoint(note.text)
        old_size = self._sizes.get(checkpoint.origin, 0)
        for _ in range(3):  # another publisher may be faster once or twice, but not for ever
            if old_size > checkpoint.size:
                raise WitnessRefused(
                    f"{self.url} has seen size {old_size} of {checkpoint.origin!r}, beyond {checkpoint.size}: it may have been rolled back"
                )
            proof = tuple(prove_consistency(old_size, checkpoint.size, hashes)) if old_size else ()
            status, kind, body = self._post(AddCheckpoint(old_size, proof, note.encode()).encode())
            if status == 200:
                self._sizes[checkpoint.origin] = checkpoint.size
                return self._verified(note, body)
            if status != 409 or kind != SIZE_TYPE:
                why = body[:200].decode("utf-8", "replace").strip()
                raise WitnessRefused(f"{self.url} answered {status}: {why}", status)
            old_size = self._size(body)
        raise WitnessRefused(f"{self.url} named another size three times", 409)

    def _verified(self, note: Note, body: bytes) -> tuple[Signature, ...]:
        try:
            lines = parse_signature_lines(body.decode("utf-8"))
            ours = tuple(each for each in lines if (each.name, each.key_id) == (self.key.name, self.key.key_id))
            verified = verify_note(Note(note.text, ours), [self.key])
        except (LedgerError, UnicodeDecodeError) as error:
            raise WitnessRefused(f"{self.url} answered with something else: {error}", 200) from error
        if not verified:
            raise WitnessRefused(f"{self.url} did not cosign with the key {self.key}", 200)
        return ours

    def _size(self, body: bytes) -> int:
        try:
            return from_decimal(body.decode("ascii").removesuffix("\n"), f"the size that {self.url} names")
        except (Malformed, UnicodeDecodeError) as error:
            raise WitnessRefused(str(error), 409) from error

    def _post(self, body: bytes) -> tuple[int, str, bytes]:
        url = f"{self.url}/{ADD_CHECKPOINT}"
        request = urllib.request.Request(url, data=body, headers={"Content-Type": "text/plain"})  # noqa: S310 (scheme checked)
        try:
            with urllib.request.urlopen(request, timeout=self.timeout) as answer:  # noqa: S310 (scheme checked)
                return answer.status, answer.headers.get_content_type(), answer.read(MAX_NOTE)
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers.get_content_type(), error.read(MAX_NOTE)
        except (OSError, http.client.HTTPException) as error:
            raise WitnessRefused(f"{self.url} cannot be reached: {error}") from error
