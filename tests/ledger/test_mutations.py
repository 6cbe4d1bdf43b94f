"""10 000 random changes to a log's files: the verifier finds all of them, from the files and the keys alone."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from quanheng.ledger.checkpoints import Checkpoint
from quanheng.ledger.errors import Absent
from quanheng.ledger.keys import COSIGNATURE, PrivateKey
from quanheng.ledger.notes import Note, parse_note
from quanheng.ledger.policy import Policy, parse_policy
from quanheng.ledger.sources import Folder
from quanheng.ledger.tiles import parse_tile_path, tile_at
from quanheng.ledger.tree import Tree
from quanheng.ledger.verification import verify_log
from tests.ledger.logs import KEY, POLICY, entry, grown

SIZE = 20
WITNESSES = [PrivateKey(f"w{number}.example", bytes([number] * 32), COSIGNATURE) for number in (1, 2)]
TRUST = parse_policy(
    f"log {KEY.public}\nwitness one {WITNESSES[0].public}\nwitness two {WITNESSES[1].public}\n"
    "group both all one two\nquorum both\n".encode()
)


class Memory(Folder):
    """A folder's files held in memory, so that ten thousand changes take seconds."""

    def __init__(self, files: dict[str, bytes]) -> None:
        super().__init__(Path("log"))
        self.files = files

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise Absent(path)
        return self.files[path]

    def paths(self) -> list[str]:
        return sorted(self.files)


@dataclass
class Log:
    files: dict[str, bytes]
    size: int

    def needed(self) -> list[str]:
        """What a log of this size must have; older partial tiles it may remove."""
        tiles = {path: parse_tile_path(path) for path in self.files if path != "checkpoint"}
        return [
            "checkpoint",
            *(path for path, each in tiles.items() if tile_at(each.level, each.index, self.size) == each),
        ]


def cosigned(folder: Path) -> dict[str, bytes]:
    files = {path: (folder / path).read_bytes() for path in Folder(folder).paths()}
    note = parse_note(files["checkpoint"])
    cosignatures = [key.cosign(note.text, 1_800_000_000 + at) for at, key in enumerate(WITNESSES)]
    return files | {"checkpoint": note.with_signatures(cosignatures).encode()}


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> list[Log]:
    """A small log, and one that has a full tile."""
    small, large = tmp_path_factory.mktemp("small"), tmp_path_factory.mktemp("large")
    return [Log(cosigned(grown(small, 2, 7, SIZE)), SIZE), Log(cosigned(grown(large, 200, 259)), 259)]


def turned_bit(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def other_byte(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + chance.randbytes(1) + data[at + 1 :]


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def longer(data: bytes, chance: random.Random) -> bytes:
    return data + chance.randbytes(chance.randint(1, 40))


def put_in(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.randint(1, 4)) + data[at:]


def taken_out(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.randint(1, 40) :]


def exchanged_parts(data: bytes, chance: random.Random) -> bytes:
    width = chance.choice((1, 32))
    one, other = (chance.randrange(max(1, len(data) // width)) * width for _ in range(2))
    result = bytearray(data)
    result[one : one + width], result[other : other + width] = data[other : other + width], data[one : one + width]
    return bytes(result)


def zeros(data: bytes, _chance: random.Random) -> bytes:
    return bytes(len(data))


CHANGES: list[Callable[[bytes, random.Random], bytes]] = [
    turned_bit,
    other_byte,
    cut,
    longer,
    put_in,
    taken_out,
    exchanged_parts,
    zeros,
]


def changed(log: Log, chance: random.Random) -> tuple[str, dict[str, bytes]]:
    """One random change: of a file's bytes, or of which file is where."""
    files = dict(log.files)
    path = chance.choice(sorted(files))
    kind = chance.random()
    if kind < 0.9:
        change = chance.choice(CHANGES)
        files[path] = change(files[path], chance)
        return f"{change.__name__} {path}", files
    if kind < 0.94:
        path = chance.choice(log.needed())
        del files[path]
        return f"removed {path}", files
    other = chance.choice(sorted(files))
    files[path], files[other] = files[other], files[path]
    return f"exchanged {path} and {other}", files


@pytest.mark.parametrize("seed", range(10))
def test_every_change_of_a_log_s_files_is_found(logs: list[Log], seed: int) -> None:
    chance = random.Random(seed)
    tried = 0
    missed = []
    while tried < 1000:
        # The larger log is slower to verify: one change in ten is of it.
        log = logs[tried % 10 == 0]
        what, files = changed(log, chance)
        if files == log.files:
            continue
        tried += 1
        if verify_log(Memory(files), TRUST).verdict != "invalid":
            missed.append(what)
    assert missed == []


def test_unchanged_they_are_valid(logs: list[Log]) -> None:
    assert [verify_log(Memory(log.files), TRUST).verdict for log in logs] == ["valid", "valid"]


def test_what_lies_beside_the_log_is_told_and_what_lies_in_it_is_refused(logs: list[Log]) -> None:
    beside = verify_log(Memory(logs[0].files | {"index.html": b"hello"}), TRUST)
    assert (beside.verdict, beside.remarks) == ("valid", ("1 files beside the log are no part of it",))
    for path in ("tile/index.html", "tile/0/1", "tile/entries/000.p/0"):
        assert verify_log(Memory(logs[0].files | {path: b"hello"}), TRUST).verdict == "invalid"


# ── what the files alone cannot show ─────────────────────────────────────────────────────────────


def signed(entries: list[bytes]) -> bytes:
    text = Checkpoint(KEY.name, len(entries), Tree(entries).root()).text()
    return Note(text, (KEY.sign(text),)).encode()


@pytest.mark.parametrize(
    ("before", "message"),
    [
        ([entry(number) for number in range(30)], "20 entries, and had 30 before"),
        ([b"other", *[entry(number) for number in range(1, 15)]], "has been rewritten"),
        ([b"other", *[entry(number) for number in range(1, 20)]], "has been rewritten"),
        ([b"other"], "has been rewritten"),
    ],
)
def test_whoever_kept_a_checkpoint_finds_a_log_that_its_owner_rewrote(
    logs: list[Log], before: list[bytes], message: str
) -> None:
    found = verify_log(Memory(logs[0].files), POLICY, earlier=signed(before))
    assert found.verdict == "invalid"
    assert [message in each.message for each in found.findings] == [True]


@pytest.mark.parametrize(
    "entries",
    [[b"other", *[entry(number) for number in range(1, 20)]], [entry(number) for number in range(19)] + [b""]],
)
def test_a_signed_root_that_is_not_that_of_the_entries_is_found(logs: list[Log], entries: list[bytes]) -> None:
    """The owner signs anything; the entries have to give it."""
    found = verify_log(Memory(logs[0].files | {"checkpoint": signed(entries)}), POLICY)
    assert found.verdict == "invalid"
    assert [each.path for each in found.findings] == ["checkpoint"]
    assert "but the entries give size 20" in found.findings[0].message


@pytest.mark.parametrize("size", [0, 1, 19, 20])
def test_a_log_that_has_grown_contains_every_earlier_checkpoint(logs: list[Log], size: int) -> None:
    earlier = signed([entry(number) for number in range(size)])
    assert verify_log(Memory(logs[0].files), POLICY, earlier=earlier).verdict == "valid"


def test_a_checkpoint_of_another_log_is_no_earlier_one(logs: list[Log]) -> None:
    other = PrivateKey.generate("other.example")
    text = Checkpoint("other.example", 1, Tree([b"one"]).root()).text()
    trust = Policy.of(KEY.public, other.public)
    earlier = Note(text, (other.sign(text),)).encode()
    assert "other.example" in verify_log(Memory(logs[0].files), trust, earlier=earlier).findings[0].message
