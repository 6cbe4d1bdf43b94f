"""The publisher: what it writes, what it refuses, and how it finds its way back."""

import json
import shutil
from pathlib import Path

import pytest

from quanheng.ledger.checkpoints import Head
from quanheng.ledger.errors import ChangedBytes, ForkRefused, Malformed, SignatureRefused, StoreConflict
from quanheng.ledger.keys import PrivateKey
from quanheng.ledger.publishing import Publisher
from quanheng.ledger.signing import Signer
from quanheng.ledger.sources import Folder
from quanheng.ledger.tree import Tree
from quanheng.ledger.verification import verify_log
from tests.ledger.logs import KEY, POLICY, Table, entry, grown, publisher


def entries(count: int) -> list[bytes]:
    return [entry(number) for number in range(count)]


def head(log: Path) -> Head:
    return POLICY.accept((log / "checkpoint").read_bytes()).checkpoint.head


@pytest.mark.parametrize("sizes", [(0,), (1,), (255, 256, 257), (5, 300, 513), (1, 2, 3, 4, 5), (70_000,)])
def test_what_is_published_verifies(tmp_path: Path, sizes: tuple[int, ...]) -> None:
    log = grown(tmp_path, *sizes)
    found = verify_log(Folder(log), POLICY)
    assert (found.verdict, found.findings, found.entries) == ("valid", (), sizes[-1])
    assert head(log).root == Tree(entries(sizes[-1])).root()


def test_the_files_of_a_log_of_70_000_entries_are_those_of_the_specification(tmp_path: Path) -> None:
    paths = set(Folder(grown(tmp_path, 70_000)).paths())
    level = {name: [each for each in paths if each.startswith(f"tile/{name}/")] for name in ("0", "1", "2", "entries")}
    assert {name: len(each) for name, each in level.items()} == {"0": 274, "1": 2, "2": 1, "entries": 274}
    assert {"tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112"} <= paths


def test_in_portions_it_becomes_the_same_log(tmp_path: Path) -> None:
    portions = publisher(tmp_path / "portions", entries(700))
    (tmp_path / "portions").mkdir()
    while portions.publish(limit=93).added:
        pass
    assert head(tmp_path / "portions" / "log") == Head(700, Tree(entries(700)).root())
    assert verify_log(Folder(tmp_path / "portions" / "log"), POLICY).verdict == "valid"


def test_with_nothing_new_nothing_is_written(tmp_path: Path) -> None:
    log = grown(tmp_path, 300)
    before = {path: (log / path).stat().st_mtime_ns for path in Folder(log).paths()}
    assert publisher(tmp_path, entries(300)).publish().added == 0
    assert {path: (log / path).stat().st_mtime_ns for path in Folder(log).paths()} == before


# ── what is refused ──────────────────────────────────────────────────────────────────────────────


def test_a_path_never_changes_its_bytes(tmp_path: Path) -> None:
    log = grown(tmp_path, 3)
    ahead = log / "tile" / "0" / "000.p" / "5"
    ahead.write_bytes(bytes(160))
    with pytest.raises(ChangedBytes, match=r"000\.p/5"):
        publisher(tmp_path, entries(5)).publish()
    assert head(log).size == 3


def test_a_source_older_than_the_log_is_refused(tmp_path: Path) -> None:
    log = grown(tmp_path, 10, 20)
    Table(tmp_path, []).commit(Head(10, Tree(entries(10)).root()))
    with pytest.raises(StoreConflict, match=r"size 20.* older than the log"):
        publisher(tmp_path, entries(10)).publish()
    assert head(log).size == 20


def test_a_source_with_another_past_is_refused(tmp_path: Path) -> None:
    grown(tmp_path, 10)
    other = [b"other", *entries(20)[1:]]
    Table(tmp_path, []).commit(Head(20, Tree(other).root()))
    before = Folder(tmp_path / "log").paths()
    with pytest.raises(StoreConflict, match=r"size 10.* was signed, but the entries of the source give"):
        publisher(tmp_path, other).publish()
    assert Folder(tmp_path / "log").paths() == before


def test_a_source_whose_entries_are_not_those_it_committed_is_refused(tmp_path: Path) -> None:
    Table(tmp_path, []).commit(Head(3, bytes(32)))
    with pytest.raises(StoreConflict, match="was committed, but the entries of the source give"):
        publisher(tmp_path, entries(3)).publish()
    with pytest.raises(StoreConflict, match="should have 3, but has 0"):
        publisher(tmp_path, []).publish()


def test_a_signer_that_lost_its_memory_signs_nothing_until_it_adopts(tmp_path: Path) -> None:
    log = grown(tmp_path, 10)
    shutil.rmtree(tmp_path / "signer")
    with pytest.raises(StoreConflict, match="adopt"):
        publisher(tmp_path, entries(12)).publish()
    assert Signer(tmp_path / "signer", KEY).adopt((log / "checkpoint").read_bytes()).size == 10
    publisher(tmp_path, entries(12)).publish()
    assert head(log).size == 12


def test_a_checkpoint_of_somebody_else_stays(tmp_path: Path) -> None:
    log = grown(tmp_path, 10)
    (log / "checkpoint").write_bytes(b"something else")
    with pytest.raises(StoreConflict, match="not this signer's"):
        publisher(tmp_path, entries(12)).publish()
    assert (log / "checkpoint").read_bytes() == b"something else"


def test_a_publisher_notices_that_another_one_went_on(tmp_path: Path) -> None:
    grown(tmp_path, 3)
    one, other = publisher(tmp_path, entries(300)), publisher(tmp_path, entries(310))
    one.publish()
    other.publish()
    one.source = other.source
    assert one.publish().head == Head(310, Tree(entries(310)).root())
    one.source = Table(tmp_path, entries(320))
    assert one.publish().added == 10
    assert verify_log(Folder(tmp_path / "log"), POLICY).entries == 320


def test_two_publishers_do_not_write_at_once(tmp_path: Path) -> None:
    grown(tmp_path, 3)
    one, other = publisher(tmp_path, entries(5)), publisher(tmp_path, entries(5))
    with one._shelf.locked(), pytest.raises(StoreConflict, match="another process"):
        other.publish()


def test_a_changed_bundle_is_not_built_upon(tmp_path: Path) -> None:
    log = grown(tmp_path, 5)
    bundle = log / "tile" / "entries" / "000.p" / "5"
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 4", b"entry 5"))
    with pytest.raises(StoreConflict, match="does not hold the entries"):
        publisher(tmp_path, entries(6)).publish()


# ── the signer ───────────────────────────────────────────────────────────────────────────────────


def test_the_signer_goes_forward_on_one_branch_only(tmp_path: Path) -> None:
    tree, other = Tree(entries(20)), Tree([b"other", *entries(20)])
    signer = Signer(tmp_path / "signer", KEY)
    signer.sign(Head(10, tree.root(10)), [])
    again = signer.sign(Head(10, tree.root(10)), [])
    assert signer.sign(Head(10, tree.root(10)), []) == again
    for wrong, proof in (
        (Head(9, tree.root(9)), []),
        (Head(0, tree.root(0)), []),
        (Head(10, other.root(10)), []),
        (Head(12, other.root(12)), other.prove_consistency(10, 12)),
        (Head(12, tree.root(12)), []),
        (Head(12, tree.root(12)), tree.prove_consistency(9, 12)),
    ):
        with pytest.raises(ForkRefused):
            Signer(tmp_path / "signer", KEY).sign(wrong, proof)
    Signer(tmp_path / "signer", KEY).sign(Head(12, tree.root(12)), tree.prove_consistency(10, 12))
    assert signer.last() == Head(12, tree.root(12))


def test_the_signer_adopts_forwards_only_and_its_own_only(tmp_path: Path) -> None:
    log = grown(tmp_path, 10)
    older = (log / "checkpoint").read_bytes()
    grown(tmp_path, 12)
    signer = Signer(tmp_path / "signer", KEY)
    with pytest.raises(ForkRefused):
        signer.adopt(older)
    with pytest.raises(SignatureRefused):
        Signer(tmp_path / "other", PrivateKey.generate(KEY.name)).adopt(older)


@pytest.mark.parametrize("memory", ["", "{}", "[]", '{"origin": "other", "size": 1, "root": ""}'])
def test_a_damaged_memory_is_no_empty_memory(tmp_path: Path, memory: str) -> None:
    grown(tmp_path, 3)
    (tmp_path / "signer" / "last-head.json").write_text(memory)
    with pytest.raises(Malformed):
        publisher(tmp_path, entries(4)).publish()


# ── ways back ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "lost", ["tile", "tile/0", "tile/entries", "tile/0/000.p", "tile/entries/002.p", "checkpoint", "."]
)
def test_a_store_that_is_behind_is_written_anew(tmp_path: Path, lost: str) -> None:
    log = grown(tmp_path, 100, 600)
    before = head(log)
    shutil.rmtree(log / lost) if (log / lost).is_dir() else (log / lost).unlink()
    publisher(tmp_path, entries(601)).publish()
    found = verify_log(Folder(log), POLICY)
    assert (found.verdict, found.entries) == ("valid", 601)
    assert before == Head(600, Tree(entries(600)).root())


def test_a_store_that_is_ahead_is_used_as_it_is(tmp_path: Path) -> None:
    """Tiles were written and the head was not committed: a crash between the two."""
    log = grown(tmp_path, 10)

    class Crash(Exception):
        pass

    class Crashing(Table):
        def commit(self, head: Head) -> None:
            raise Crash

    with pytest.raises(Crash):
        Publisher(log, Crashing(tmp_path, entries(300)), Signer(tmp_path / "signer", KEY)).publish()
    assert head(log).size == 10
    ahead = verify_log(Folder(log), POLICY)
    assert ahead.verdict == "valid"
    assert ahead.remarks == ("5 files lie ahead of the checkpoint and are covered by no signature yet",)
    publisher(tmp_path, entries(310)).publish()
    assert verify_log(Folder(log), POLICY).entries == 310


def test_what_full_tiles_hold_too_is_tidied_away(tmp_path: Path) -> None:
    log = grown(tmp_path, 3, 200, 300, 310)
    ours = publisher(tmp_path, entries(310))
    before = Folder(log).paths()
    assert ours.tidy() == 4  # of 3 and 200, hashes and entries
    assert ours.tidy() == 0
    gone = set(before) - set(Folder(log).paths())
    assert gone == {f"tile/{level}/000.p/{width}" for level in ("0", "entries") for width in (3, 200)}
    publisher(tmp_path, entries(320)).publish()
    assert verify_log(Folder(log), POLICY).entries == 320


def test_nothing_is_tidied_before_its_checkpoint_is_on_show(tmp_path: Path) -> None:
    log = grown(tmp_path, 200)
    for path in ("tile/0/000", "tile/entries/000"):
        (log / path).write_bytes(b"written ahead")
    assert publisher(tmp_path, entries(200)).tidy() == 0
    assert Publisher(tmp_path / "new", Table(tmp_path, []), Signer(tmp_path / "signer", KEY)).tidy() == 0


def test_the_signer_s_memory_is_for_its_owner_alone(tmp_path: Path) -> None:
    grown(tmp_path, 3)
    file = tmp_path / "signer" / "last-head.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text())["size"] == 3
