"""Whatever bytes come from strangers: a value, or an error of the package's own, and what was read is written the same."""

import contextlib
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from quanheng.ledger.canonical import canonical, parse_canonical
from quanheng.ledger.checkpoints import parse_checkpoint
from quanheng.ledger.entries import parse_entry
from quanheng.ledger.errors import LedgerError
from quanheng.ledger.keys import parse_key, parse_private_key
from quanheng.ledger.notes import MAX_NOTE, parse_note
from quanheng.ledger.policy import parse_policy
from quanheng.ledger.snapshots import parse_statement
from quanheng.ledger.tiles import ENTRIES, Tile, join_entries, parse_tile_path, split_entries
from quanheng.ledger.tlog_proof import parse_tlog_proof
from quanheng.ledger.witness.protocol import parse_add_checkpoint
from tests.ledger.test_notes import COSIGNED, FOO, FOO_NOTE, NEUMANN_NOTE, NEUMANN_SECRET

#: What reads bytes, and what writes the value again, where there is one spelling only.
READERS: dict[str, tuple[Callable[[bytes], Any], Callable[[Any], bytes] | None]] = {
    "note": (parse_note, lambda note: note.encode()),
    "checkpoint": (lambda data: parse_checkpoint(data.decode("utf-8", "replace")), None),
    "proof": (parse_tlog_proof, lambda proof: proof.encode()),
    "policy": (parse_policy, None),
    "key": (lambda data: parse_key(data.decode("utf-8", "replace")), None),
    "private key": (lambda data: parse_private_key(data.decode("utf-8", "replace")), None),
    "request": (parse_add_checkpoint, lambda request: request.encode()),
    "entry": (parse_entry, lambda entry: entry.encode()),
    "statement": (parse_statement, lambda statement: statement.encode()),
    "JSON": (parse_canonical, canonical),
    "path": (lambda data: parse_tile_path(data.decode("utf-8", "replace")), lambda tile: tile.path.encode()),
    "bundle": (lambda data: split_entries(data, Tile(ENTRIES, 0, 2)), join_entries),
}
SEEDS = [
    NEUMANN_NOTE,
    FOO_NOTE,
    COSIGNED,
    FOO.encode(),
    NEUMANN_SECRET.encode(),
    b"c2sp.org/tlog-proof@v1\nindex 1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n" + COSIGNED,
    b"old 3\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n" + COSIGNED,
    f"log {FOO}\nquorum none\n".encode(),
    b'{"at":"2026-11-23T08:00:00Z","form":"quanheng-status-snapshot","root":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=","size":1,"v":1}',
    b"tile/0/x001/234.p/5",
    b"\x00\x01a\x00\x02bc",
]
TOKENS = [
    b"\n",
    b"\n\n",
    b" ",
    b"+",
    b"=",
    b"\xe2\x80\x94 ",
    b"0",
    b"-1",
    b"9" * 30,
    b"\x00",
    b"\xff",
    b"null",
    b'"',
    b"\xed\xa0\x80",
    b"1e9",
]


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(data)))
        to = draw(st.integers(at, min(len(data), at + 8)))
        data = data[:at] + draw(st.sampled_from(TOKENS) | st.binary(max_size=4)) + data[to:]
    return data


@pytest.mark.parametrize("name", READERS)
@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=80) | changed())
def test_strangers_bytes_are_read_or_refused(name: str, data: bytes) -> None:
    read, write = READERS[name]
    try:
        value = read(data)
    except LedgerError:
        return
    if write is not None:
        assert write(value) == data


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize(
    "unit", [b"\n", b"\n\n", b"A", b"\xe2\x80\x94 a AAAA\n", b"[", b'{"a":', b"log a\n", b"x000/", b"9", b"\x00\x00"]
)
def test_a_megabyte_takes_no_time(name: str, unit: bytes) -> None:
    data = (unit * (MAX_NOTE // len(unit)))[:MAX_NOTE]
    started = time.process_time()
    with contextlib.suppress(LedgerError):
        READERS[name][0](data)
    assert time.process_time() - started < 2
