"""The parallel tree in the Chinese suite: SM3 hashes, an SM2 line beside Ed25519, and OpenSSL as the judge of SM2."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from quanheng.ledger.checkpoints import EMPTY, Head
from quanheng.ledger.errors import Malformed, SignatureRefused
from quanheng.ledger.keys import PrivateKey
from quanheng.ledger.notes import parse_note
from quanheng.ledger.policy import Policy
from quanheng.ledger.proofs import check_consistency, check_inclusion
from quanheng.ledger.publishing import Publisher
from quanheng.ledger.signing import Signer
from quanheng.ledger.sm import (
    SM3_SUITE,
    Sm2PrivateKey,
    Sm2PublicKey,
    SuiteUnavailable,
    is_available,
    parse_sm2_key,
    sm3,
)
from quanheng.ledger.sources import Folder
from quanheng.ledger.tlog_proof import make_tlog_proof
from quanheng.ledger.tree import Tree
from quanheng.ledger.verification import verify_log
from tests.ledger.logs import KEY, Table, entry

NAME = "log.example/quanheng-sm"
ED25519 = PrivateKey(NAME, bytes([9] * 32))

pytestmark = pytest.mark.skipif(
    not is_available() and not os.environ.get("CI"), reason="needs the package gmalg, which is absent: quanheng[sm]"
)


@pytest.fixture(scope="module")
def key() -> Sm2PrivateKey:
    return Sm2PrivateKey(NAME, bytes([5] * 32))


class SmTable(Table):
    """The head of the SM3 tree; the entries are those of the other one."""

    def committed(self) -> Head:
        found = super().committed()
        return Head(0, SM3_SUITE.empty) if found == EMPTY else found


def test_the_tree_is_of_sm3() -> None:
    # GB/T 32905-2016, annex A.
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert SM3_SUITE.empty == sm3(b"")
    entries = [entry(number) for number in range(20)]
    tree, other = Tree(entries, SM3_SUITE), Tree(entries)
    assert tree.root(2) == sm3(b"\x01" + sm3(b"\x00" + entries[0]) + sm3(b"\x00" + entries[1]))
    assert tree.root() != other.root()
    check_inclusion(tree.leaf_hash(7), 7, 20, tree.prove_inclusion(7), tree.root(), SM3_SUITE)
    check_consistency(9, 20, tree.prove_consistency(9), tree.root(9), tree.root(), SM3_SUITE)


def test_a_parallel_log_verifies_by_either_key(tmp_path: Path, key: Sm2PrivateKey) -> None:
    for size in (3, 300):
        rows = [entry(number) for number in range(size)]
        signer = Signer(tmp_path / "signer", ED25519, key, suite=SM3_SUITE)
        Publisher(tmp_path / "log", SmTable(tmp_path, rows), signer).publish()
    log = Folder(tmp_path / "log")
    for trust in (ED25519.public, key.public):
        policy = Policy.of(trust, suite=SM3_SUITE)
        assert verify_log(log, policy).verdict == "valid"
        proof = make_tlog_proof(log, 17, policy)
        assert proof.check(SM3_SUITE.leaf(entry(17)), policy).checkpoint.size == 300
    assert verify_log(log, Policy.of(ED25519.public)).verdict == "invalid"
    assert len(parse_note((tmp_path / "log" / "checkpoint").read_bytes()).signatures) == 2


def test_a_false_sm2_line_spoils_the_checkpoint(tmp_path: Path, key: Sm2PrivateKey) -> None:
    text = "text\n"
    signature = key.sign(text)
    assert key.public.verifies(text, signature.value)
    for wrong in (signature.value[:-1], signature.value + b"\x00", bytes(64), signature.value[::-1]):
        assert not key.public.verifies(text, wrong)
    assert not key.public.verifies("other\n", signature.value)
    rows = [entry(number) for number in range(3)]
    Publisher(tmp_path / "log", SmTable(tmp_path, rows), Signer(tmp_path, ED25519, key, suite=SM3_SUITE)).publish()
    data = (tmp_path / "log" / "checkpoint").read_bytes()
    note = parse_note(data)
    moved = note.with_signatures([signature])
    with pytest.raises(SignatureRefused, match="false"):
        Policy.of(key.public, suite=SM3_SUITE).accept(moved.encode())


def test_keys_are_written_and_read(key: Sm2PrivateKey) -> None:
    assert parse_sm2_key(str(key.public)) == key.public
    assert key.secret().startswith(f"PRIVATE+KEY+{NAME}+{key.public.key_id.hex()}+")
    assert key.seed.hex() not in repr(key)
    assert len(Sm2PrivateKey.generate(NAME).public.point) == 65
    for wrong in (str(KEY.public), str(key.public).replace(key.public.key_id.hex(), "00000000"), "nonsense"):
        with pytest.raises(Malformed):
            parse_sm2_key(wrong)
    for point in (b"", bytes(65), b"\x04" + bytes(64), key.public.point[:-1] + b"\x00"):
        with pytest.raises(Malformed):
            Sm2PublicKey(NAME, point)


def test_without_gmalg_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quanheng.ledger.sm.is_available", lambda: False)
    with pytest.raises(SuiteUnavailable, match=r"quanheng\[sm\]"):
        Sm2PrivateKey.generate(NAME)


def test_openssl_verifies_the_sm2_line(tmp_path: Path, key: Sm2PrivateKey) -> None:
    openssl = shutil.which("openssl")
    if openssl is None and not os.environ.get("CI"):
        pytest.skip("needs OpenSSL (openssl), which is absent")
    assert openssl, "OpenSSL (openssl) must be there in CI"
    value = key.sign("text\n").value
    # SubjectPublicKeyInfo: id-ecPublicKey with the curve SM2 (1.2.156.10197.1.301), and the point.
    header = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
    (tmp_path / "key").write_bytes(header + key.public.point)
    (tmp_path / "text").write_bytes(b"text\n")
    der = encode_dss_signature(int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big"))
    (tmp_path / "signature").write_bytes(der)
    command = [openssl, "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", tmp_path / "key", "-rawin"]
    command += ["-in", tmp_path / "text", "-digest", "sm3", "-sigfile", tmp_path / "signature"]
    command += ["-pkeyopt", "distid:1234567812345678"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Signature Verified Successfully" in done.stdout, done.stderr
    (tmp_path / "text").write_bytes(b"other\n")
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0
