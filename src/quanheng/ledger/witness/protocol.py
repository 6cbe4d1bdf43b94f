"""What is sent to a witness: the size it saw last, a consistency proof from there, and the checkpoint."""

from dataclasses import dataclass

from quanheng.ledger.encoding import from_decimal, hash_from_base64, to_base64
from quanheng.ledger.errors import Malformed

#: The path below a witness's address.
ADD_CHECKPOINT = "add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
MAX_PROOF = 63


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """The body of a request."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: bytes

    def encode(self) -> bytes:
        """The bytes to be sent."""
        lines = [f"old {self.old_size}", *map(to_base64, self.proof), "", ""]
        return "\n".join(lines).encode() + self.checkpoint


def parse_add_checkpoint(data: bytes) -> AddCheckpoint:
    """Read the body of a request; the checkpoint in it is not looked at.

    Raises:
        Malformed: another form, or more than 63 hashes.
    """
    head, gap, checkpoint = data.partition(b"\n\n")
    try:
        first, *rest = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise Malformed(f"byte {error.start} of the request is not ASCII") from error
    if not gap or not first.startswith("old "):
        raise Malformed("a request is 'old N', a proof, an empty line and a checkpoint")
    if len(rest) > MAX_PROOF:
        raise Malformed(f"a consistency proof has at most {MAX_PROOF} hashes, and this one {len(rest)}")
    old_size = from_decimal(first.removeprefix("old "), "the old size")
    proof = tuple(hash_from_base64(line, f"hash {number} of the proof") for number, line in enumerate(rest))
    return AddCheckpoint(old_size, proof, checkpoint)
