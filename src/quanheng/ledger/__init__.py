"""The tamper-evident log: an append-only Merkle tree that strangers' tools can verify.

A tiled log (c2sp.org/tlog-tiles) with a signed checkpoint, cosigned by witnesses; proofs as c2sp.org/tlog-proof@v1.
Nothing here needs the platform, a database or a network connection of its own accord.
"""
