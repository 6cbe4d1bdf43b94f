"""Inclusion and consistency proofs: made from the hashes of complete subtrees, and checked (RFC 6962, 2.1.1 and 2.1.2).

A proof has exactly the length that index and sizes prescribe, or it is refused. Trees of size 0 are refused here:
nothing is in them, and they are a prefix of everything, so that a proof from them would say nothing.
"""

from collections.abc import Sequence
from typing import Protocol

from quanheng.ledger.errors import OutOfRange, ProofRefused
from quanheng.ledger.hashing import HASH_SIZE, SHA256, Suite, fold

#: The largest tree: sizes are signed 64-bit numbers in other implementations.
MAX_SIZE = 2**63 - 1


class Hashes(Protocol):
    """Where the hashes of complete subtrees come from: a tree in memory, or tiles."""

    def subtree(self, height: int, index: int) -> bytes:
        """The hash over the entries from index·2^height, 2^height of them."""


def check_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, suite: Suite = SHA256
) -> None:
    """Check that the entry with this leaf hash is the one at `index` in the tree of this size and root.

    Raises:
        OutOfRange: size 0 or beyond 2^63 - 1, or an index outside the tree.
        ProofRefused: a hash of another length than 32 bytes, too few or too many hashes, or another root.

    Example:
        >>> left, right = SHA256.leaf(b"one"), SHA256.leaf(b"two")
        >>> check_inclusion(left, 0, 2, [right], SHA256.node(left, right))
    """
    _check_size(size)
    if not 0 <= index < size:
        raise OutOfRange(f"index {index} is not in a tree of size {size}: it must be 0 to {size - 1}")
    # Up to the height where index and last entry part, siblings lie left and right; above it, all lie left.
    inner = (index ^ (size - 1)).bit_length()
    if len(proof) != inner + (index >> inner).bit_count():
        needed = inner + (index >> inner).bit_count()
        raise ProofRefused(f"an inclusion proof of entry {index} in size {size} has {needed} hashes, not {len(proof)}")
    _check_hashes((leaf_hash, root, *proof))
    node = suite.node
    found = leaf_hash
    for height in range(inner):
        found = node(proof[height], found) if index >> height & 1 else node(found, proof[height])
    for left in proof[inner:]:
        found = node(left, found)
    if found != root:
        raise ProofRefused(f"the proof of entry {index} leads to root {found.hex()}, not {root.hex()} of size {size}")


def check_consistency(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes, suite: Suite = SHA256
) -> None:
    """Check that the tree of the old size and root is the beginning of that of the new size and root.

    Raises:
        OutOfRange: a size of 0 or beyond 2^63 - 1, or an old size above the new one.
        ProofRefused: a hash of another length than 32 bytes, too few or too many hashes, or other roots.

    Example:
        >>> one, two = SHA256.leaf(b"one"), SHA256.leaf(b"two")
        >>> check_consistency(1, 2, [two], one, SHA256.node(one, two))
    """
    _check_size(old_size)
    _check_size(new_size)
    if old_size > new_size:
        raise OutOfRange(f"the old size {old_size} is above the new size {new_size}")
    _check_hashes((old_root, new_root, *proof))
    if old_size == new_size:
        if proof:
            raise ProofRefused(
                f"between equal sizes {old_size} there is nothing to prove, yet {len(proof)} hashes came"
            )
        if old_root != new_root:
            raise ProofRefused(f"two roots for size {old_size}: {old_root.hex()} and {new_root.hex()}")
        return
    old, new = _consistent_roots(old_size, new_size, proof, old_root, suite)
    if old != old_root:
        raise ProofRefused(f"the proof leads to root {old.hex()} of size {old_size}, not {old_root.hex()}")
    if new != new_root:
        raise ProofRefused(f"the proof leads to root {new.hex()} of size {new_size}, not {new_root.hex()}")


def _consistent_roots(
    old_size: int, new_size: int, proof: Sequence[bytes], old_root: bytes, suite: Suite
) -> tuple[bytes, bytes]:
    """The two roots that a consistency proof between different sizes leads to."""
    # The last complete subtree of the old tree is where the proof begins; a power of two is that subtree itself.
    trailing = (old_size & -old_size).bit_length() - 1
    index = old_size - 1 >> trailing
    inner = (old_size - 1 ^ new_size - 1).bit_length() - trailing
    is_power = old_size & (old_size - 1) == 0
    needed = inner + (index >> inner).bit_count() + (not is_power)
    if len(proof) != needed:
        raise ProofRefused(
            f"a consistency proof from size {old_size} to {new_size} has {needed} hashes, not {len(proof)}"
        )
    seed, steps = (old_root, proof) if is_power else (proof[0], proof[1:])
    node = suite.node
    old = new = seed
    for height in range(inner):
        step = steps[height]
        if index >> height & 1:
            old, new = node(step, old), node(step, new)
        else:
            new = node(new, step)
    for step in steps[inner:]:
        old, new = node(step, old), node(step, new)
    return old, new


def root_hash(size: int, hashes: Hashes, suite: Suite = SHA256) -> bytes:
    """The root of the first `size` entries; of none, the hash of the empty string."""
    return range_hash(0, size, hashes, suite)


def range_hash(start: int, stop: int, hashes: Hashes, suite: Suite = SHA256) -> bytes:
    """The hash over the entries from start to stop, where start is a multiple of the next power of two of their number."""
    roots = []
    while start < stop:
        height = (stop - start).bit_length() - 1
        roots.append(hashes.subtree(height, start >> height))
        start += 1 << height
    return fold(roots, suite)


def prove_inclusion(index: int, size: int, hashes: Hashes, suite: Suite = SHA256) -> list[bytes]:
    """The hashes from the leaf's sibling up to the root's child.

    Raises:
        OutOfRange: size 0 or beyond 2^63 - 1, or an index outside the tree.
    """
    _check_size(size)
    if not 0 <= index < size:
        raise OutOfRange(f"index {index} is not in a tree of size {size}: it must be 0 to {size - 1}")
    proof = []
    for height in range((size - 1).bit_length()):
        sibling = (index >> height) ^ 1
        start, stop = sibling << height, (sibling + 1) << height
        if stop <= size:
            proof.append(hashes.subtree(height, sibling))
        elif start < size:
            proof.append(range_hash(start, size, hashes, suite))
    return proof


def prove_consistency(old_size: int, new_size: int, hashes: Hashes, suite: Suite = SHA256) -> list[bytes]:
    """The hashes that show the tree of the old size to be the beginning of the new one.

    Raises:
        OutOfRange: a size of 0 or beyond 2^63 - 1, or an old size above the new one.
    """
    _check_size(old_size)
    _check_size(new_size)
    if old_size > new_size:
        raise OutOfRange(f"the old size {old_size} is above the new size {new_size}")
    if old_size == new_size:
        return []
    # RFC 6962, 2.1.2, from the top downwards: [start, stop) is the subtree in which the old tree ends.
    above, start, stop = [], 0, new_size
    while old_size != stop:
        middle = start + (1 << (stop - start - 1).bit_length() - 1)
        if old_size <= middle:
            above.append((middle, stop))
            stop = middle
        else:
            above.append((start, middle))
            start = middle
    ranges = [(start, stop), *reversed(above)] if start else list(reversed(above))
    return [range_hash(first, last, hashes, suite) for first, last in ranges]


def _check_size(size: int) -> None:
    if not 1 <= size <= MAX_SIZE:
        raise OutOfRange(f"a tree of size {size} proves nothing: the size must be 1 to 2^63 - 1")


def _check_hashes(hashes: Sequence[bytes]) -> None:
    for each in hashes:
        if len(each) != HASH_SIZE:
            raise ProofRefused(f"a hash has {HASH_SIZE} bytes, and this one {len(each)}: {each.hex()}")
