"""How leaves and nodes are hashed: RFC 6962, section 2.1, over SHA-256, or over SM3 for a parallel tree."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

#: Both suites give 32 bytes, so that tiles and proofs look the same.
HASH_SIZE = 32


@dataclass(frozen=True, slots=True)
class Suite:
    """A hash function as a tree uses it: `leaf(entry)`, `node(left, right)`, and the root of the empty tree."""

    name: str
    digest: Callable[[bytes], bytes]
    leaf: Callable[[bytes], bytes]
    node: Callable[[bytes, bytes], bytes]
    empty: bytes


def _sha256_leaf(entry: bytes, _sha256: Callable[..., "hashlib._Hash"] = hashlib.sha256) -> bytes:
    return _sha256(b"\x00" + entry).digest()


def _sha256_node(left: bytes, right: bytes, _sha256: Callable[..., "hashlib._Hash"] = hashlib.sha256) -> bytes:
    return _sha256(b"\x01" + left + right).digest()


def _sha256_digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


SHA256 = Suite(
    name="SHA-256",
    digest=_sha256_digest,
    leaf=_sha256_leaf,
    node=_sha256_node,
    empty=hashlib.sha256(b"").digest(),
)


def fold(roots: list[bytes], suite: Suite = SHA256) -> bytes:
    """The root over complete subtrees that lie side by side, the largest first; of none, the root of the empty tree."""
    if not roots:
        return suite.empty
    node = suite.node
    right = roots[-1]
    for left in reversed(roots[:-1]):
        right = node(left, right)
    return right
