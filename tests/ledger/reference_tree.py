"""RFC 6962, section 2.1, word for word: the slow tree that the fast one is held against."""

import hashlib
from collections.abc import Sequence


def split(count: int) -> int:
    """The largest power of two below a number."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def root(entries: Sequence[bytes]) -> bytes:
    """MTH(D[n])."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return hashlib.sha256(b"\x01" + root(entries[:k]) + root(entries[k:])).digest()


def path(index: int, entries: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n])."""
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if index < k:
        return [*path(index, entries[:k]), root(entries[k:])]
    return [*path(index - k, entries[k:]), root(entries[:k])]


def consistency(old: int, entries: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n])."""
    return subproof(old, entries, True)


def subproof(old: int, entries: Sequence[bytes], is_whole: bool) -> list[bytes]:
    """SUBPROOF(m, D[n], b)."""
    if old == len(entries):
        return [] if is_whole else [root(entries)]
    k = split(len(entries))
    if old <= k:
        return [*subproof(old, entries[:k], is_whole), root(entries[k:])]
    return [*subproof(old - k, entries[k:], False), root(entries[:k])]
