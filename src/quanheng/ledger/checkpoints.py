"""Checkpoints (c2sp.org/tlog-checkpoint): the head of a log, as the text of a signed note."""

from collections.abc import Iterable
from dataclasses import dataclass

from quanheng.ledger.encoding import from_decimal, hash_from_base64, to_base64
from quanheng.ledger.errors import Malformed, SignatureRefused
from quanheng.ledger.hashing import SHA256, Suite
from quanheng.ledger.notes import Note, Verifier, parse_note, verify_note


@dataclass(frozen=True, slots=True)
class Head:
    """How large a tree is, and its root."""

    size: int
    root: bytes

    def __str__(self) -> str:
        return f"size {self.size}, root {to_base64(self.root)}"


#: The head of a log in which nothing is.
EMPTY = Head(0, SHA256.empty)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which log, how many entries, which root. Extension lines are kept, for signatures cover them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def head(self) -> Head:
        """Size and root."""
        return Head(self.size, self.root)

    def text(self) -> str:
        """The text to be signed.

        Raises:
            Malformed: an origin, size, root or extension that no reader would get back.
        """
        lines = (self.origin, str(self.size), to_base64(self.root), *self.extensions)
        text = "".join(f"{line}\n" for line in lines)
        if parse_checkpoint(text) != self:
            raise Malformed(f"the checkpoint {text!r} does not read as it was meant")
        return text


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint.

    Raises:
        Malformed: fewer than three lines, an empty line, or a size or root of another form.
    """
    lines = text.split("\n")
    if lines.pop() or len(lines) < 3 or not all(lines):
        raise Malformed("a checkpoint has three lines or more, none empty: origin, size, root")
    size = from_decimal(lines[1], "the size in a checkpoint")
    return Checkpoint(lines[0], size, hash_from_base64(lines[2], "the root in a checkpoint"), tuple(lines[3:]))


def open_checkpoint(
    data: bytes, keys: Iterable[Verifier], origin: str | None = None, suite: Suite = SHA256
) -> tuple[Checkpoint, Note]:
    """Read a checkpoint and trust it, because one of these keys of the log signed it.

    Args:
        data: the bytes of the signed note.
        keys: keys of the log; any one of them is enough.
        origin: the log's name, by default the name of the key that signed.
        suite: the hash of its tree.

    Raises:
        Malformed: no checkpoint in a note.
        SignatureRefused: none of the keys signed it, a signature is false, or it is another log's.
    """
    note = parse_note(data)
    checkpoint = parse_checkpoint(note.text)
    keys = list(keys)
    signed = verify_note(note, keys)
    wanted = {origin} if origin is not None else {key.name for key in signed}
    if not signed:
        known = ", ".join(f"{key.name}+{key.key_id.hex()}" for key in keys) or "none given"
        raise SignatureRefused(f"the checkpoint of {checkpoint.origin!r} is not signed by a key known here: {known}")
    if checkpoint.origin not in wanted:
        raise SignatureRefused(f"the checkpoint is of log {checkpoint.origin!r}, not {' or '.join(sorted(wanted))!r}")
    if checkpoint.size == 0 and checkpoint.root != suite.empty:
        raise Malformed(f"a log of size 0 has the root {to_base64(suite.empty)}, not {to_base64(checkpoint.root)}")
    return checkpoint, note
