"""Trees and proofs, held against RFC 6962 word for word, published roots, and every way to spoil a proof."""

import base64
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from quanheng.ledger.errors import LedgerError, OutOfRange, ProofRefused
from quanheng.ledger.hashing import SHA256
from quanheng.ledger.proofs import MAX_SIZE, check_consistency, check_inclusion
from quanheng.ledger.tiles import Edge
from quanheng.ledger.tree import Tree
from tests.ledger import reference_tree

ENTRIES = [f"entry {number}".encode() for number in range(130)]
#: The eight entries of the test vectors that certificate-transparency-go and transparency-dev/merkle share.
CLASSIC = [
    bytes.fromhex(each)
    for each in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CLASSIC_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
WORDS = b"one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".split()


def test_the_published_roots_come_out() -> None:
    assert [Tree(CLASSIC[:size]).root().hex() for size in range(1, 9)] == CLASSIC_ROOTS
    assert base64.b64encode(Tree(WORDS).root()) == b"rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs="
    assert Tree().root().hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_every_root_and_proof_is_that_of_the_rfc() -> None:
    tree = Tree(ENTRIES)
    for size in range(1, len(ENTRIES) + 1):
        assert tree.root(size) == reference_tree.root(ENTRIES[:size])
    for size in (*range(1, 34), 63, 64, 65, 127, 128, 129):
        for index in range(size):
            proof = tree.prove_inclusion(index, size)
            assert proof == reference_tree.path(index, ENTRIES[:size])
            check_inclusion(tree.leaf_hash(index), index, size, proof, tree.root(size))
        for old in range(1, size + 1):
            proof = tree.prove_consistency(old, size)
            assert proof == reference_tree.consistency(old, ENTRIES[:size])
            check_consistency(old, size, proof, tree.root(old), tree.root(size))


def test_one_by_one_many_at_once_and_in_tiles_it_is_the_same_tree() -> None:
    entries = [str(number).encode() for number in range(1500)]
    single, edge = Tree(), Edge()
    for entry in entries:
        single.append(entry)
    for start in range(0, 1500, 77):
        edge.extend([SHA256.leaf(entry) for entry in entries[start : start + 77]])
    assert single.root() == Tree(entries).root() == edge.head().root


# ── what is refused ──────────────────────────────────────────────────────────────────────────────


def spoiled_proofs(proof: Sequence[bytes], root: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """Every kind of corruption of a proof's hashes that transparency-dev/merkle tries, and some more."""
    hashes = list(proof)
    other = SHA256.digest(b"other")
    yield "a hash more at the end", [*hashes, other]
    yield "a hash more at the beginning", [other, *hashes]
    yield "an empty hash more", [*hashes, b""]
    yield "the root more at the end", [*hashes, root]
    yield "the root more at the beginning", [root, *hashes]
    for at, each in enumerate(hashes):
        yield f"hash {at} with a bit turned", [*hashes[:at], bytes([each[0] ^ 1]) + each[1:], *hashes[at + 1 :]]
        yield f"hash {at} replaced", [*hashes[:at], other, *hashes[at + 1 :]]
        yield f"hash {at} cut short", [*hashes[:at], each[:-1], *hashes[at + 1 :]]
        yield f"hash {at} made longer", [*hashes[:at], each + b"\x00", *hashes[at + 1 :]]
        yield f"hash {at} left out", [*hashes[:at], *hashes[at + 1 :]]
        yield f"hash {at} twice", [*hashes[:at], each, *hashes[at:]]
    if hashes:
        yield "nothing", []
        yield "its first half", hashes[: len(hashes) // 2]
    if len(hashes) > 1:
        yield "backwards", hashes[::-1]


def is_refused(check: Callable[..., None], *arguments: Any) -> bool:
    try:
        check(*arguments)
    except (ProofRefused, OutOfRange):
        return True
    return False


INCLUSION = [(0, 1), (0, 2), (1, 2), (0, 8), (5, 8), (2, 3), (1, 5), (4, 5), (6, 7), (63, 64), (64, 65), (100, 129)]
CONSISTENCY = [(1, 1), (1, 2), (1, 8), (6, 8), (2, 5), (3, 7), (4, 8), (7, 8), (5, 5), (64, 65), (63, 129), (128, 129)]


@pytest.mark.parametrize(("index", "size"), INCLUSION)
def test_no_spoiled_inclusion_proof_is_accepted(index: int, size: int) -> None:
    tree = Tree(ENTRIES)
    leaf, root, proof = tree.leaf_hash(index), tree.root(size), tree.prove_inclusion(index, size)
    check_inclusion(leaf, index, size, proof, root)
    other = SHA256.digest(b"other")
    cases = [(name, leaf, index, size, hashes, root) for name, hashes in spoiled_proofs(proof, root) if hashes != proof]
    indices = {index - 1, index + 1, index ^ 2, index + size, -1} - {index}
    cases += [(f"index {wrong}", leaf, wrong, size, proof, root) for wrong in indices]
    cases += [
        (f"size {wrong}", leaf, index, wrong, proof, root) for wrong in {0, -1, size * 2, size // 2, index} - {size}
    ]
    cases += [
        ("another leaf", other, index, size, proof, root),
        ("an empty leaf", b"", index, size, proof, root),
        ("another root", leaf, index, size, proof, other),
        ("an empty root", leaf, index, size, proof, b""),
        ("the empty tree's root", leaf, index, size, proof, SHA256.empty),
        ("a size beyond all", leaf, index, MAX_SIZE + 1, proof, root),
    ]
    assert [name for name, *arguments in cases if not is_refused(check_inclusion, *arguments)] == []


@pytest.mark.parametrize(("old", "new"), CONSISTENCY)
def test_no_spoiled_consistency_proof_is_accepted(old: int, new: int) -> None:
    tree = Tree(ENTRIES)
    before, after, proof = tree.root(old), tree.root(new), tree.prove_consistency(old, new)
    check_consistency(old, new, proof, before, after)
    other = SHA256.digest(b"other")
    cases = [
        (name, old, new, hashes, before, after) for name, hashes in spoiled_proofs(proof, after) if hashes != proof
    ]
    cases += [
        (name, old, new, hashes, before, after) for name, hashes in spoiled_proofs(proof, before) if hashes != proof
    ]
    old_sizes, new_sizes = (
        {0, -1, old - 1, old + 1, old ^ 2, new + 1} - {old},
        {0, -1, new * 2, old - 1, MAX_SIZE + 1} - {new},
    )
    cases += [(f"old size {wrong}", wrong, new, proof, before, after) for wrong in old_sizes]
    cases += [(f"new size {wrong}", old, wrong, proof, before, after) for wrong in new_sizes]
    cases += [
        ("another old root", old, new, proof, other, after),
        ("another new root", old, new, proof, before, other),
        ("empty roots", old, new, proof, b"", b""),
    ]
    if before != after:
        cases.append(("roots exchanged", old, new, proof, after, before))
    assert [name for name, *arguments in cases if not is_refused(check_consistency, *arguments)] == []


@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (0, 5), (1, 0), (2, 1)])
def test_from_nothing_and_backwards_nothing_is_proved(old: int, new: int) -> None:
    tree = Tree(ENTRIES)
    with pytest.raises(OutOfRange):
        check_consistency(old, new, [], tree.root(old), tree.root(new))
    with pytest.raises(OutOfRange):
        tree.prove_consistency(old, new)


def test_in_an_empty_tree_is_nothing() -> None:
    with pytest.raises(OutOfRange):
        check_inclusion(SHA256.empty, 0, 0, [], SHA256.empty)
    with pytest.raises(OutOfRange):
        Tree().prove_inclusion(0)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_a_proof_fits_its_own_place_only(data: st.DataObject) -> None:
    tree = Tree(ENTRIES)
    size = data.draw(st.integers(1, len(ENTRIES)))
    index = data.draw(st.integers(0, size - 1))
    other_size = data.draw(st.integers(1, len(ENTRIES)))
    other_index = data.draw(st.integers(0, other_size - 1))
    proof = tree.prove_inclusion(index, size)
    is_right = True
    try:
        check_inclusion(tree.leaf_hash(index), other_index, other_size, proof, tree.root(other_size))
    except LedgerError:
        is_right = False
    # The hashes bind entry and place; the same entry has the same proof in trees that share it.
    assert is_right == (index == other_index and proof == tree.prove_inclusion(other_index, other_size))
