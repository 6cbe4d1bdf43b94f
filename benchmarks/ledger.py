"""The tamper-evident log: growing, proving, checking, publishing and verifying, beside RFC 6962 written down recursively."""

import hashlib
import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.report import Row
from quanheng.ledger.checkpoints import EMPTY, Head
from quanheng.ledger.keys import PrivateKey
from quanheng.ledger.policy import Policy
from quanheng.ledger.proofs import check_consistency, check_inclusion
from quanheng.ledger.publishing import Publisher
from quanheng.ledger.reading import read_entries
from quanheng.ledger.signing import Signer
from quanheng.ledger.sources import Folder
from quanheng.ledger.tiles import WIDTH
from quanheng.ledger.tree import Tree
from quanheng.ledger.verification import verify_log

TITLE = "The tamper-evident log (entries of 320 bytes)"
SIZE = 1_000_000
PUBLISHED = 200_000
PROOFS = 20_000
KEY = PrivateKey("log.example/benchmark", bytes(32))


def run(*, rebuild: bool) -> list[Row]:
    """Rates of one core, and of the disk; `rebuild` has nothing to make anew."""
    chance = random.Random(1)
    body = chance.randbytes(312)
    entries = [number.to_bytes(8, "big") + body for number in range(SIZE)]
    tree = Tree(entries)
    root = tree.root()
    rows = [_appending(entries), _appending_at_once(entries)]
    rows += [_inclusion(tree, root, chance), _consistency(tree, root, chance), _making(tree, entries, chance)]
    with tempfile.TemporaryDirectory() as folder:
        rows += _on_disk(Path(folder), entries[:PUBLISHED])
    return rows


def _appending(entries: Sequence[bytes]) -> Row:
    def grow() -> None:
        tree = Tree()
        for number, entry in enumerate(entries):
            tree.append(entry)
            if number % WIDTH == 0:
                tree.root()

    def plainly(part: Sequence[bytes]) -> None:
        leaves = []
        for number, entry in enumerate(part):
            leaves.append(hashlib.sha256(b"\x00" + entry).digest())
            if number % WIDTH == 0:
                plain_root(leaves, 0, len(leaves))

    rate = len(entries) / _seconds(grow)
    few = entries[:20_000]
    plain = len(few) / _seconds(lambda: plainly(few))
    details = {"plain in": len(few)}
    return Row(
        f"append, a root after each {WIDTH}", rate, "/s/core", 100_000, plain, is_less_better=False, details=details
    )


def _appending_at_once(entries: Sequence[bytes]) -> Row:
    rate = len(entries) / _seconds(lambda: Tree(entries).root())
    plain = _plain_rate(entries)
    return Row("append all at once, one root", rate, "/s/core", 100_000, plain, is_less_better=False)


def _inclusion(tree: Tree, root: bytes, chance: random.Random) -> Row:
    places = [chance.randrange(SIZE) for _ in range(PROOFS)]
    cases = [(tree.leaf_hash(index), index, SIZE, tree.prove_inclusion(index), root) for index in places]
    return _checks(f"check an inclusion proof in {SIZE} entries", check_inclusion, plain_inclusion, cases)


def _consistency(tree: Tree, root: bytes, chance: random.Random) -> Row:
    sizes = [chance.randrange(1, SIZE) for _ in range(PROOFS // 4)]
    cases = [(old, SIZE, tree.prove_consistency(old), tree.root(old), root) for old in sizes]
    return _checks(f"check a consistency proof to {SIZE} entries", check_consistency, plain_consistency, cases)


def _checks(name: str, ours: Callable[..., None], theirs: Callable[..., None], cases: Sequence[tuple]) -> Row:
    def all_by(check: Callable[..., None]) -> None:
        for case in cases:
            check(*case)

    rate, plain = (len(cases) / min(_seconds(lambda by=by: all_by(by)) for _ in range(3)) for by in (ours, theirs))
    return Row(name, rate, "/s/core", 50_000, plain, is_less_better=False, details={"hashes": len(cases[0][3])})


def _making(tree: Tree, entries: Sequence[bytes], chance: random.Random) -> Row:
    places = [chance.randrange(SIZE) for _ in range(PROOFS)]
    rate = len(places) / _seconds(lambda: [tree.prove_inclusion(index) for index in places])
    small = [hashlib.sha256(b"\x00" + entry).digest() for entry in entries[:10_000]]
    plain = 1 / _seconds(lambda: plain_path(1234, small, 0, len(small)))
    details = {"plain in": len(small)}
    return Row(
        f"make an inclusion proof in {SIZE} entries",
        rate,
        "/s/core",
        None,
        plain,
        is_less_better=False,
        details=details,
    )


def _on_disk(folder: Path, entries: list[bytes]) -> list[Row]:
    table = _Table(entries[:-1])
    publisher = Publisher(folder / "log", table, Signer(folder / "signer", KEY))

    def publish() -> None:
        while publisher.publish().added:
            pass

    publishing = _seconds(publish, time.perf_counter)
    table.rows.append(entries[-1])
    single = 1000 * _seconds(publisher.publish, time.perf_counter)
    source, policy = Folder(folder / "log"), Policy.of(KEY.public)
    seconds = _seconds(lambda: verify_log(source, policy))
    if verify_log(source, policy).verdict != "valid":
        raise RuntimeError("the log that was measured does not verify")

    def plainly() -> None:
        read = read_entries(source, 0, len(entries), len(entries))
        plain_root([hashlib.sha256(b"\x00" + entry).digest() for entry in read], 0, len(read))

    plain = len(entries) / _seconds(plainly)
    return [
        Row("publish, synced to disk, entries", len(entries) / publishing, "/s", is_less_better=False),
        Row("publish one entry, synced to disk", single, "ms"),
        Row("verify a whole log, entries", len(entries) / seconds, "/s/core", None, plain, is_less_better=False),
    ]


class _Table:
    """A source of entries in memory."""

    def __init__(self, rows: list[bytes]) -> None:
        self.rows, self.head = rows, EMPTY

    def committed(self) -> Head:
        return self.head

    def entries(self, start: int, limit: int) -> list[bytes]:
        return self.rows[start : start + limit]

    def commit(self, head: Head) -> None:
        self.head = head


# ── RFC 6962, section 2.1, as it is written ──────────────────────────────────────────────────────


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def plain_root(leaves: Sequence[bytes], start: int, stop: int) -> bytes:
    """MTH(D[start:stop])."""
    if stop - start == 1:
        return leaves[start]
    middle = start + _split(stop - start)
    return _node(plain_root(leaves, start, middle), plain_root(leaves, middle, stop))


def plain_path(index: int, leaves: Sequence[bytes], start: int, stop: int) -> list[bytes]:
    """PATH(index, D[start:stop])."""
    if stop - start == 1:
        return []
    middle = start + _split(stop - start)
    if index < middle:
        return [*plain_path(index, leaves, start, middle), plain_root(leaves, middle, stop)]
    return [*plain_path(index, leaves, middle, stop), plain_root(leaves, start, middle)]


def plain_inclusion(leaf: bytes, index: int, size: int, proof: list[bytes], root: bytes) -> None:
    """Checks a path by walking the tree as PATH does."""

    def walk(index: int, size: int, proof: list[bytes]) -> bytes:
        if size == 1:
            return leaf
        middle = _split(size)
        if index < middle:
            return _node(walk(index, middle, proof[:-1]), proof[-1])
        return _node(proof[-1], walk(index - middle, size - middle, proof[:-1]))

    if walk(index, size, proof) != root:
        raise ValueError("another root")


def plain_consistency(old: int, new: int, proof: list[bytes], old_root: bytes, new_root: bytes) -> None:
    """Checks a consistency proof by walking the tree as SUBPROOF does."""

    def walk(old: int, new: int, proof: list[bytes], is_whole: bool) -> tuple[bytes, bytes]:
        if old == new:
            return (old_root, old_root) if is_whole else (proof[-1], proof[-1])
        middle = _split(new)
        if old <= middle:
            before, after = walk(old, middle, proof[:-1], is_whole)
            return before, _node(after, proof[-1])
        before, after = walk(old - middle, new - middle, proof[:-1], False)
        return _node(proof[-1], before), _node(proof[-1], after)

    if walk(old, new, proof, True) != (old_root, new_root):
        raise ValueError("other roots")


def _plain_rate(entries: Sequence[bytes]) -> float:
    def plainly() -> None:
        plain_root([hashlib.sha256(b"\x00" + entry).digest() for entry in entries], 0, len(entries))

    return len(entries) / _seconds(plainly)


def _seconds(act: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    """Seconds of one core, or of the clock on the wall where the disk is waited for."""
    started = clock()
    act()
    return clock() - started
