"""Whom a reader trusts (c2sp.org/tlog-policy): keys of logs, keys of witnesses, and how many of these must cosign."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from quanheng.ledger.checkpoints import Checkpoint, open_checkpoint
from quanheng.ledger.errors import Malformed, SignatureRefused
from quanheng.ledger.hashing import SHA256, Suite
from quanheng.ledger.keys import PublicKey, cosigned_at, parse_key
from quanheng.ledger.notes import Note, Verifier, verify_note

MAX_LINES = 10_000


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness, by its name in the policy, and when it saw the checkpoint, in seconds since 1970."""

    witness: str
    at: int


@dataclass(frozen=True, slots=True)
class Accepted:
    """A checkpoint that the policy accepts, its note, and the cosignatures that were verified."""

    checkpoint: Checkpoint
    note: Note
    cosigned: tuple[Cosigned, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Members of which `threshold` must have cosigned."""

    threshold: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """A checkpoint counts if one of `logs` signed it and `quorum` cosigned it; without a quorum, no witness is needed."""

    logs: tuple[Verifier, ...]
    witnesses: Mapping[str, PublicKey] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str | None = None
    addresses: Mapping[str, str] = field(default_factory=dict)
    suite: Suite = SHA256

    @classmethod
    def of(cls, *logs: Verifier, suite: Suite = SHA256) -> "Policy":
        """The policy that trusts these keys of logs alone."""
        return cls(logs=logs, suite=suite)

    def with_logs(self, logs: Iterable[Verifier]) -> "Policy":
        """The same witnesses and quorum for other logs."""
        return replace(self, logs=tuple(logs))

    def accept(self, data: bytes) -> Accepted:
        """Read a checkpoint and trust it as far as this policy says.

        Raises:
            Malformed: no checkpoint in a note.
            SignatureRefused: not signed by a log of this policy, a false signature, or too few cosignatures.
        """
        checkpoint, note = open_checkpoint(data, self.logs, suite=self.suite)
        names = {(key.name, key.key_id): name for name, key in self.witnesses.items()}
        signed = {names[key.name, key.key_id] for key in verify_note(note, self.witnesses.values())}
        times = {names.get((each.name, each.key_id)): cosigned_at(each.value) for each in note.signatures}
        if self.quorum is not None and not self.is_witnessed(self.quorum, signed):
            those = ", ".join(sorted(signed)) or "none"
            raise SignatureRefused(
                f"the checkpoint of size {checkpoint.size} lacks the quorum {self.quorum!r}; known witnesses that cosigned: {those}"
            )
        cosigned = tuple(Cosigned(name, times[name]) for name in self.witnesses if name in signed)
        return Accepted(checkpoint, note, cosigned)

    def is_witnessed(self, name: str, signed: Collection[str]) -> bool:
        """Whether the witness or group of this name counts as having cosigned, when these witnesses have."""
        group = self.groups.get(name)
        if group is None:
            return name in signed
        return sum(self.is_witnessed(member, signed) for member in group.members) >= group.threshold


def parse_policy(data: bytes) -> Policy:
    """Read a policy file.

    Raises:
        Malformed: with the number of the line, and what it should be.

    Example:
        >>> parse_policy(b"quorum none").logs
        ()
    """
    lines = data.split(b"\n")
    if len(lines) > MAX_LINES:
        raise Malformed(f"a policy of {len(lines)} lines is longer than {MAX_LINES}")
    reader = _Reader()
    for number, line in enumerate(lines, 1):
        if any((byte < 0x20 and byte != 0x09) or byte == 0x7F for byte in line):
            raise Malformed(f"line {number} of the policy holds a control character")
        # Octets above 0x7F are opaque; escaped they compare as they are.
        words = line.decode("utf-8", "surrogateescape").replace("\t", " ").strip(" ").split(" ")
        words = [word for word in words if word]
        if words and not words[0].startswith("#"):
            try:
                reader.take(words)
            except Malformed as error:
                raise Malformed(f"line {number} of the policy: {error}") from error
    return reader.policy()


class _Reader:
    """What has been defined so far, line by line."""

    def __init__(self) -> None:
        self.logs: list[PublicKey] = []
        self.witnesses: dict[str, PublicKey] = {}
        self.groups: dict[str, Group] = {}
        self.addresses: dict[str, str] = {}
        self.quorum: list[str | None] = []
        self.used: set[str] = set()

    def take(self, words: list[str]) -> None:
        match words:
            case ["log", key, *address] if len(address) <= 1:
                self._log(parse_key(key), address)
            case ["witness", name, key, *address] if len(address) <= 1:
                self._witness(name, parse_key(key), address)
            case ["group", name, threshold, first, *others]:
                self._group(name, threshold, (first, *others))
            case ["quorum", name]:
                self._quorum(name)
            case _:
                raise Malformed(
                    f"it must be 'log KEY [URL]', 'witness NAME KEY [URL]', 'group NAME all|any|K NAME…' or 'quorum NAME', not {' '.join(words)[:200]!r}"
                )

    def policy(self) -> Policy:
        if len(self.quorum) != 1:
            raise Malformed("a policy has exactly one line 'quorum NAME'; without witnesses it is 'quorum none'")
        return Policy(tuple(self.logs), self.witnesses, self.groups, self.quorum[0], self.addresses)

    def _log(self, key: PublicKey, address: list[str]) -> None:
        if key.is_cosigner:
            raise Malformed(f"{key} is a witness's key (type 0x04), and a log's is of type 0x01")
        if any(key.public == other.public for other in self.logs):
            raise Malformed(f"the key of log {key.name} is there twice")
        self.logs.append(key)
        if address:
            self.addresses[str(key)] = address[0]

    def _witness(self, name: str, key: PublicKey, address: list[str]) -> None:
        self._new(name)
        if not key.is_cosigner:
            raise Malformed(f"{key} is a log's key (type 0x01), and a witness's is of type 0x04")
        if any(key.public == other.public for other in self.witnesses.values()):
            raise Malformed(f"the key of witness {name} is there twice")
        self.witnesses[name] = key
        if address:
            self.addresses[name] = address[0]

    def _group(self, name: str, threshold: str, members: tuple[str, ...]) -> None:
        self._new(name)
        for member in members:
            self._known(member)
            if member in self.used:
                raise Malformed(f"{member!r} is already a member of a group: it would count twice")
            self.used.add(member)
        count = {"any": 1, "all": len(members)}.get(threshold)
        if count is None:
            if not (threshold.isascii() and threshold.isdigit() and threshold[0] != "0"):
                raise Malformed(f"a threshold is all, any or a number from 1, not {threshold!r}")
            count = int(threshold[:9])
        if count > len(members):
            raise Malformed(f"the threshold {count} is above the number of members, {len(members)}")
        self.groups[name] = Group(count, members)

    def _quorum(self, name: str) -> None:
        if name != "none":
            self._known(name)
        self.quorum.append(None if name == "none" else name)

    def _new(self, name: str) -> None:
        if name == "none" or name in self.witnesses or name in self.groups:
            raise Malformed(f"the name {name!r} is taken")

    def _known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise Malformed(f"{name!r} is no witness or group defined before this line")
