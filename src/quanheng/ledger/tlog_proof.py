"""Proofs to keep beside a certificate (c2sp.org/tlog-proof@v1): checked offline, against keys that the reader has."""

from dataclasses import dataclass

from quanheng.ledger.encoding import from_base64, from_decimal, hash_from_base64, to_base64
from quanheng.ledger.errors import Malformed
from quanheng.ledger.notes import MAX_NOTE
from quanheng.ledger.policy import Accepted, Policy
from quanheng.ledger.proofs import check_inclusion, prove_inclusion
from quanheng.ledger.reading import TiledHashes, read_entries
from quanheng.ledger.sources import CHECKPOINT, Source
from quanheng.ledger.tiles import WIDTH, tile_at

HEADER = "c2sp.org/tlog-proof@v1"
#: A tree of 2^63 - 1 entries has no longer path.
_MAX_HASHES = 63
_MAX_PROOF = MAX_NOTE + 1_000_000


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Where an entry is, the hashes that lead to the root, and the checkpoint that has it. `extra` is not authenticated."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: bytes
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The proof as it is kept, in a file named `*.tlog-proof`."""
        lines = [HEADER]
        if self.extra is not None:
            lines.append(f"extra {to_base64(self.extra)}")
        lines += [f"index {self.index}", *map(to_base64, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.checkpoint

    def check(self, leaf_hash: bytes, policy: Policy) -> Accepted:
        """Check that the log of this checkpoint holds an entry with this leaf hash, at `index`.

        Raises:
            Malformed: no checkpoint in the proof.
            SignatureRefused: the policy does not accept the checkpoint.
            OutOfRange, ProofRefused: the hashes do not lead to its root.
        """
        accepted = policy.accept(self.checkpoint)
        found = accepted.checkpoint
        check_inclusion(leaf_hash, self.index, found.size, self.hashes, found.root, policy.suite)
        return accepted


def parse_tlog_proof(data: bytes) -> TlogProof:
    """Read a proof; nothing is verified by it.

    Raises:
        Malformed: another form.
    """
    if len(data) > _MAX_PROOF:
        raise Malformed(f"a proof of {len(data)} bytes is longer than {_MAX_PROOF}")
    head, gap, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise Malformed(f"a proof must be UTF-8, and byte {error.start} is not") from error
    if lines.pop(0) != HEADER or not gap:
        raise Malformed(f"a proof begins with the line {HEADER!r}, and an empty line comes before its checkpoint")
    extra = None
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0).removeprefix("extra "), "the extra data of a proof")
    if not lines or not lines[0].startswith("index "):
        raise Malformed("a proof has a line 'index N' after its first line and the extra data")
    index = from_decimal(lines.pop(0).removeprefix("index "), "the index in a proof")
    if len(lines) > _MAX_HASHES:
        raise Malformed(f"a proof has at most {_MAX_HASHES} hashes, and this one {len(lines)}")
    hashes = tuple(hash_from_base64(line, f"hash {number} of the proof") for number, line in enumerate(lines))
    return TlogProof(index, hashes, checkpoint, extra)


def make_tlog_proof(source: Source, index: int, policy: Policy, extra: bytes | None = None) -> TlogProof:
    """The proof of an entry in a log's present checkpoint, checked before it is given.

    Raises:
        Absent, Unreadable, Malformed: something of the log.
        SignatureRefused: the policy does not accept the checkpoint.
        OutOfRange, ProofRefused: no such entry, or entry, tiles and checkpoint do not fit together.
    """
    data = source.read(CHECKPOINT)
    size = policy.accept(data).checkpoint.size
    hashes = prove_inclusion(index, size, TiledHashes(source, size, policy.suite), policy.suite)
    proof = TlogProof(index, tuple(hashes), data, extra)
    (entry,) = read_entries(source, index, index + 1, size)
    proof.check(policy.suite.leaf(entry), policy)
    return proof


def find_entry(source: Source, leaf_hash: bytes, size: int) -> int | None:
    """The first index with this leaf hash in a log of this size, by its tiles of level 0; None where there is none.

    Raises:
        Absent, Unreadable, Malformed: a tile.
    """
    hashes = TiledHashes(source, size)
    index = 0
    while tile_at(0, index, size) is not None:
        tile = hashes.tile(0, index)
        if leaf_hash in tile:
            return index * WIDTH + tile.index(leaf_hash)
        index += 1
    return None
