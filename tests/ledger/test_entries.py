"""Entries and status snapshots: one spelling each, nothing that says who, and proofs of what was and was not."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, strategies as st

from quanheng.ledger.canonical import MAX_INTEGER, canonical, parse_canonical
from quanheng.ledger.entries import Digest, Entry, opaque_id, parse_entry, salted_digest
from quanheng.ledger.errors import LedgerError, Malformed, OutOfRange, ProofRefused
from quanheng.ledger.sm import sm3
from quanheng.ledger.snapshots import RowProof, Snapshot, check_absence, check_status, parse_statement

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
ORG, SUBJ = opaque_id(bytes(32), "organisation", "a"), opaque_id(bytes(32), "certificate", "b")
ENTRY = Entry("certification.issued", AT, ORG, SUBJ, salted_digest(bytes(32), b"<xml/>"), prev=None)

# ── canonical JSON ───────────────────────────────────────────────────────────────────────────────


def test_keys_are_sorted_as_the_standard_s_example_is() -> None:
    # RFC 8785, section 3.2.3.
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    found = canonical(dict.fromkeys(keys, 0)).decode()
    assert [*json.loads(found)] == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_texts_are_escaped_as_the_standard_s_example_is() -> None:
    # RFC 8785, section 3.2.2.
    assert canonical('\u20ac$\u000f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'.encode()


@pytest.mark.parametrize(
    "value",
    [1.5, 1.0, float("nan"), 2**53, -(2**53), {"a": [0.1]}, {1: 2}, "\ud800", {"\udfff": 1}, b"bytes", {1, 2}, AT],
)
def test_what_others_might_read_otherwise_is_refused(value: Any) -> None:
    with pytest.raises(Malformed):
        canonical(value)


def test_there_is_an_end_to_depth() -> None:
    value: Any = 0
    for _ in range(40):
        value = [value]
    with pytest.raises(Malformed, match="32 levels"):
        canonical(value)
    with pytest.raises(Malformed):
        parse_canonical(b"[" * 100_000)


@pytest.mark.parametrize(
    "text",
    [
        '{"b":1,"a":2}',
        '{"a": 1}',
        '{"a":1,"a":1}',
        '"\\u0041"',
        '"\\/"',
        "1.0",
        "1e3",
        "-0",
        "NaN",
        "01",
        " 1",
        "1\n",
        "",
        "\ufeff1",
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        parse_canonical(text.encode())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert parse_canonical(canonical(value)) == value


# ── entries ──────────────────────────────────────────────────────────────────────────────────────


def test_an_entry_is_these_bytes() -> None:
    assert ENTRY.encode() == (
        b'{"at":"2026-11-23T08:00:00Z","digest":{"sha256":"'
        + ENTRY.digest.sha256.hex().encode()
        + b'","sm3":"'
        + (ENTRY.digest.sm3 or b"").hex().encode()
        + b'"},"kind":"certification.issued","org":"'
        + ORG.encode()
        + b'","prev":null,"subj":"'
        + SUBJ.encode()
        + b'","v":1}'
    )
    assert parse_entry(ENTRY.encode()) == ENTRY
    followed = replace(ENTRY, prev=bytes(32), digest=Digest(bytes(32)), at=AT.astimezone(timezone(timedelta(hours=8))))
    assert parse_entry(followed.encode()) == followed


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "issued"},
        {"kind": "Certification.issued"},
        {"org": "济南市计量检定测试院"},
        {"subj": "JN-2026-000123"},
        {"subj": SUBJ + "="},
        {"at": datetime(2026, 11, 23)},  # noqa: DTZ001 (a time without zone is what is tried)
        {"at": AT.replace(microsecond=1)},
        {"digest": Digest(b"short")},
        {"digest": Digest(bytes(32), b"")},
        {"prev": bytes(31)},
    ],
)
def test_an_entry_of_another_form_is_not_written(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        replace(ENTRY, **change).encode()


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"name": "张三"},
        {"value": 17},
        {"at": "2026-11-23 08:00:00"},
        {"at": "2026-13-23T08:00:00Z"},
        {"at": 0},
        {"org": None},
        {"digest": None},
        {"digest": {"sha256": None, "sm3": None}},
        {"digest": {"sha256": "00" * 32}},
        {"digest": {"sha256": "AB" * 32, "sm3": None}},
        {"prev": 0},
    ],
)
def test_an_entry_of_another_form_is_not_read(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        parse_entry(canonical(json.loads(ENTRY.encode()) | change))


def test_ids_say_nothing_without_the_key_and_never_meet() -> None:
    keys = [bytes(32), bytes([1] * 32)]
    ids = {opaque_id(key, kind, name) for key in keys for kind in ("a", "ab") for name in ("b", "bb", "")}
    assert len(ids) == 12
    with pytest.raises(Malformed):
        opaque_id(b"", "a", "b")


def test_digests_are_salted() -> None:
    assert salted_digest(bytes(32), b"a") != salted_digest(bytes([1] * 32), b"a")
    with pytest.raises(Malformed):
        salted_digest(b"salt", b"a")
    # GB/T 32905-2016, annex A.
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


# ── snapshots ────────────────────────────────────────────────────────────────────────────────────

STATUSES = {f"subject-{number:02d}": "revoked" if number % 5 == 0 else "valid" for number in range(1, 20, 2)}


def test_a_snapshot_proves_the_status_of_every_subject() -> None:
    snapshot = Snapshot.of(AT, STATUSES)
    statement = parse_statement(snapshot.statement.encode())
    assert statement == snapshot.statement
    assert {subj: check_status(snapshot.prove(subj), subj, statement) for subj in STATUSES} == STATUSES
    with pytest.raises(OutOfRange):
        snapshot.prove("subject-02")


def test_a_snapshot_proves_who_is_not_in_it() -> None:
    snapshot = Snapshot.of(AT, STATUSES)
    for subj in ("a", "subject-02", "subject-18", "z"):
        check_absence(snapshot.prove_absence(subj), subj, snapshot.statement)
    with pytest.raises(OutOfRange):
        snapshot.prove_absence("subject-01")
    empty = Snapshot.of(AT, {})
    check_absence(empty.prove_absence("a"), "a", empty.statement)


def test_nothing_else_is_proved() -> None:
    snapshot = Snapshot.of(AT, STATUSES)
    statement, rows = snapshot.statement, [snapshot.prove(subj) for subj in sorted(STATUSES)]
    forged = replace(rows[0], row=replace(rows[0].row, status="valid!"))
    for proof, subj in ((rows[0], "subject-03"), (forged, "subject-01")):
        with pytest.raises(ProofRefused):
            check_status(proof, subj, statement)
    wrong: list[tuple[tuple[RowProof, ...], str]] = [
        ((), "subject-02"),
        ((rows[0],), "subject-02"),
        ((rows[1],), "subject-02"),
        ((rows[0], rows[2]), "subject-02"),
        ((rows[0], rows[2]), "subject-03"),
        ((rows[1], rows[0]), "subject-02"),
        ((rows[0], rows[1]), "subject-01"),
        ((rows[0], rows[1]), "subject-03"),
        ((rows[0], rows[1]), "subject-04"),
        ((rows[0], rows[1], rows[2]), "subject-02"),
        ((forged, rows[1]), "subject-02"),
        ((rows[-1],), "a"),
        ((rows[0],), "z"),
    ]
    for proofs, subj in wrong:
        with pytest.raises(LedgerError):
            check_absence(proofs, subj, statement)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"at":0,"form":"quanheng-status-snapshot"}'])
def test_what_is_no_statement_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        parse_statement(data)
