"""What can be wrong with a log, a proof or a key. Each error names the thing, its value, and what would be right."""


class LedgerError(ValueError):
    """Base of all errors of the tamper-evident log."""


class Malformed(LedgerError):
    """Bytes that are not in the format they claim: a note, checkpoint, tile, bundle, proof, key, policy or entry."""


class OutOfRange(LedgerError):
    """An index or a size that the tree does not have."""


class ProofRefused(LedgerError):
    """A proof that does not lead to the root it is checked against."""


class SignatureRefused(LedgerError):
    """A note without a signature that counts: none by a known key, a false one, or too few cosignatures."""


class Unreadable(LedgerError):
    """The log could not be read at all: says nothing about whether it was changed."""


class Absent(LedgerError):
    """A resource that the log must have, and has not."""


class ChangedBytes(LedgerError):
    """A path of the log that would have to change its bytes."""


class ForkRefused(LedgerError):
    """A signer or witness asked to go back behind, or beside, what it signed before."""


class StoreConflict(LedgerError):
    """Store, source of entries and signer do not fit together, and no automatic step is safe."""


class WitnessRefused(LedgerError):
    """A witness that gave no cosignature. `status` is its HTTP status, 0 where there was none."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status
