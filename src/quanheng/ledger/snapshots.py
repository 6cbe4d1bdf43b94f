"""Status snapshots: at one moment, the status of every subject, sorted, under one root.

The statement of a snapshot is logged like any record. Whoever has it can be shown of any subject that it was in a state
then (its row is in the tree), or that it was not in the list at all (two neighbouring rows leave no room for it). So
"not revoked as of" is proved by the row that says `valid`, never by silence.
"""

import bisect
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from quanheng.ledger.canonical import canonical, parse_canonical
from quanheng.ledger.encoding import hash_from_base64, to_base64
from quanheng.ledger.errors import Malformed, OutOfRange, ProofRefused
from quanheng.ledger.hashing import SHA256
from quanheng.ledger.proofs import check_inclusion
from quanheng.ledger.tree import Tree

_FORM = "quanheng-status-snapshot"


@dataclass(frozen=True, slots=True)
class StatusRow:
    """A subject and its status at the moment of the snapshot."""

    subj: str
    status: str

    def encode(self) -> bytes:
        """The bytes that are hashed."""
        return canonical([self.subj, self.status])


@dataclass(frozen=True, slots=True)
class Statement:
    """What is logged of a snapshot: when, how many rows, which root."""

    at: datetime
    size: int
    root: bytes

    def encode(self) -> bytes:
        """The record whose digest goes into an entry.

        Raises:
            Malformed: a time without zone.
        """
        if self.at.tzinfo is None:
            raise Malformed(f"the time of a snapshot has a zone, unlike {self.at.isoformat()}")
        at = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return canonical({"form": _FORM, "v": 1, "at": at, "size": self.size, "root": to_base64(self.root)})


def parse_statement(data: bytes) -> Statement:
    """Read a statement.

    Raises:
        Malformed: another form.
    """
    members = parse_canonical(data)
    try:
        at = datetime.strptime(members["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        statement = Statement(at, int(members["size"]), hash_from_base64(members["root"], "the root of a snapshot"))
    except (TypeError, KeyError, ValueError) as error:
        raise Malformed(f"this is not the statement of a snapshot: {data[:100]!r}") from error
    if statement.size < 0 or statement.encode() != data:
        raise Malformed(f"this is not the statement of a snapshot: {data[:100]!r}")
    return statement


@dataclass(frozen=True, slots=True)
class RowProof:
    """A row, where it is, and the hashes that lead to the snapshot's root."""

    row: StatusRow
    index: int
    hashes: tuple[bytes, ...]

    def check(self, statement: Statement) -> None:
        """Check that the row is in the snapshot; raises ProofRefused or OutOfRange."""
        leaf = SHA256.leaf(self.row.encode())
        check_inclusion(leaf, self.index, statement.size, self.hashes, statement.root)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All rows of one moment."""

    at: datetime
    rows: tuple[StatusRow, ...]
    tree: Tree

    @classmethod
    def of(cls, at: datetime, statuses: Mapping[str, str]) -> "Snapshot":
        """The snapshot of these statuses by subject."""
        rows = tuple(StatusRow(subj, statuses[subj]) for subj in sorted(statuses))
        return cls(at, rows, Tree(row.encode() for row in rows))

    @property
    def statement(self) -> Statement:
        """What is to be logged."""
        return Statement(self.at, len(self.rows), self.tree.root())

    def prove(self, subj: str) -> RowProof:
        """The proof of a subject's row.

        Raises:
            OutOfRange: the subject is not in the list.
        """
        at = self._place(subj)
        if at == len(self.rows) or self.rows[at].subj != subj:
            raise OutOfRange(f"{subj!r} is not in the snapshot: prove_absence() shows that")
        return self._row(at)

    def prove_absence(self, subj: str) -> tuple[RowProof, ...]:
        """The rows beside the place where the subject would be: two, at an end one, in an empty list none.

        Raises:
            OutOfRange: the subject is in the list.
        """
        at = self._place(subj)
        if at < len(self.rows) and self.rows[at].subj == subj:
            raise OutOfRange(f"{subj!r} is in the snapshot: prove() shows its status")
        return tuple(self._row(each) for each in (at - 1, at) if 0 <= each < len(self.rows))

    def _place(self, subj: str) -> int:
        return bisect.bisect_left(self.rows, subj, key=lambda row: row.subj)

    def _row(self, at: int) -> RowProof:
        return RowProof(self.rows[at], at, tuple(self.tree.prove_inclusion(at)))


def check_status(proof: RowProof, subj: str, statement: Statement) -> str:
    """The status that a snapshot gives a subject.

    Raises:
        ProofRefused, OutOfRange: the row is another subject's, or not in the snapshot.
    """
    if proof.row.subj != subj:
        raise ProofRefused(f"the row is of {proof.row.subj!r}, not {subj!r}")
    proof.check(statement)
    return proof.row.status


def check_absence(proofs: tuple[RowProof, ...], subj: str, statement: Statement) -> None:
    """Check that a subject is not in a snapshot. That the rows are sorted is the word of who made it.

    Raises:
        ProofRefused, OutOfRange: rows that are not in the snapshot, not side by side, or leave room for the subject.
    """
    for proof in proofs:
        proof.check(statement)
    if statement.size == 0 and not proofs:
        return
    places = [proof.index for proof in proofs]
    whole = [place for place in (_before(proofs, subj), _after(proofs, subj)) if place is not None]
    side_by_side = all(right == left + 1 for left, right in itertools.pairwise(places))
    is_first = len(places) == 1 and places == [0] and _after(proofs, subj) == 0
    is_last = len(places) == 1 and places == [statement.size - 1] and _before(proofs, subj) == statement.size - 1
    is_between = len(places) == 2 and side_by_side and whole == places
    if not (is_first or is_last or is_between):
        raise ProofRefused(f"rows {places} of {statement.size} do not show that {subj!r} is not among them")


def _before(proofs: tuple[RowProof, ...], subj: str) -> int | None:
    return next((proof.index for proof in proofs[:1] if proof.row.subj < subj), None)


def _after(proofs: tuple[RowProof, ...], subj: str) -> int | None:
    return next((proof.index for proof in proofs[-1:] if proof.row.subj > subj), None)
