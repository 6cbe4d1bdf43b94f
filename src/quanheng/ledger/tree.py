"""A tree in memory: every complete subtree's hash, so that any root and any proof of the past is at hand."""

from collections.abc import Iterable

from quanheng.ledger.errors import OutOfRange
from quanheng.ledger.hashing import SHA256, Suite
from quanheng.ledger.proofs import prove_consistency, prove_inclusion, root_hash


class Tree:
    """An append-only Merkle tree (RFC 6962, section 2.1). Memory: about 64 bytes of hashes an entry.

    Example:
        >>> tree = Tree()
        >>> tree.extend(b"one two three four five six seven eit nain ten ileven twelf threeten fourten fivten".split())
        >>> import base64; base64.b64encode(tree.root()).decode()
        'rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs='
    """

    def __init__(self, entries: Iterable[bytes] = (), suite: Suite = SHA256) -> None:
        self.suite = suite
        self._levels: list[list[bytes]] = [[]]
        self.extend(entries)

    def __len__(self) -> int:
        return len(self._levels[0])

    def append(self, entry: bytes) -> int:
        """Add one entry and return its index."""
        levels, node = self._levels, self.suite.node
        index = position = len(levels[0])
        found = self.suite.leaf(entry)
        levels[0].append(found)
        height = 0
        while position & 1:
            found = node(levels[height][position - 1], found)
            height += 1
            position >>= 1
            if height == len(levels):
                levels.append([])
            levels[height].append(found)
        return index

    def extend(self, entries: Iterable[bytes]) -> None:
        """Add entries in their order."""
        self.extend_hashes(map(self.suite.leaf, entries))

    def extend_hashes(self, leaf_hashes: Iterable[bytes]) -> None:
        """Add entries of which only the leaf hashes are known."""
        levels, node = self._levels, self.suite.node
        levels[0].extend(leaf_hashes)
        height = 0
        while len(levels[height]) > 1:
            if height + 1 == len(levels):
                levels.append([])
            below, above = levels[height], levels[height + 1]
            first = 2 * len(above)
            above.extend(map(node, below[first : len(below) - 1 : 2], below[first + 1 :: 2]))
            height += 1

    def subtree(self, height: int, index: int) -> bytes:
        """The hash of a complete subtree.

        Raises:
            OutOfRange: the tree has not grown so far.
        """
        if height >= len(self._levels) or not 0 <= index < len(self._levels[height]):
            raise OutOfRange(f"subtree {index} of height {height} is not complete in a tree of size {len(self)}")
        return self._levels[height][index]

    def leaf_hash(self, index: int) -> bytes:
        """The leaf hash at an index."""
        return self.subtree(0, index)

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` entries, by default of all.

        Raises:
            OutOfRange: more entries than there are.
        """
        return root_hash(self._known(size), self, self.suite)

    def prove_inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """The inclusion proof of an entry; raises OutOfRange as `proofs.prove_inclusion` does."""
        return prove_inclusion(index, self._known(size), self, self.suite)

    def prove_consistency(self, old_size: int, new_size: int | None = None) -> list[bytes]:
        """The consistency proof between two sizes; raises OutOfRange as `proofs.prove_consistency` does."""
        return prove_consistency(old_size, self._known(new_size), self, self.suite)

    def _known(self, size: int | None) -> int:
        if size is None:
            return len(self)
        if not 0 <= size <= len(self):
            raise OutOfRange(f"size {size} is not one this tree has had: it must be 0 to {len(self)}")
        return size
