"""SM2 with SM3: our signer and verifier, and OpenSSL's opinion of both."""

import base64
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from lxml import etree
from tests.certificate import sm2_pki
from tests.certificate.conftest import Authority
from tests.certificate.documents import FORGED, HONEST, certificate, values
from tests.certificate.pki import NOW, SIGNED_AT
from tests.certificate.signing.judges import ask, xmlsec

from quanheng.certificate.signing import KeyRecord, KeyRefused, SigningKey, read_key, sign, sm2
from quanheng.certificate.signing.canonical import canonical_part
from quanheng.certificate.signing.markup import C14N_11
from quanheng.certificate.verifying import Trust, verify

PEM = serialization.Encoding.PEM
USER_ID = "distid:1234567812345678"


@pytest.fixture(scope="module")
def chinese() -> tuple[SigningKey, x509.Certificate]:
    return sm2_pki.signer()


@pytest.fixture
def files(chinese: tuple[SigningKey, x509.Certificate], tmp_path: Path) -> Path:
    key, root = chinese
    (tmp_path / "root.pem").write_bytes(root.public_bytes(PEM))
    (tmp_path / "signer.pem").write_bytes(key.certificates[0].public_bytes(PEM))
    assert isinstance(key.private, int)
    (tmp_path / "signer.der").write_bytes(sm2_pki.pkcs8(key.private))
    return tmp_path


@pytest.fixture
def twice(authority: Authority, chinese: tuple[SigningKey, x509.Certificate]) -> bytes:
    return sign(certificate(), authority.key, at=SIGNED_AT, also=chinese[0])


def test_openssl_accepts_the_chain_that_we_signed(files: Path) -> None:
    judged = ask("openssl", "verify", "-vfyopt", USER_ID, "-CAfile", files / "root.pem", files / "signer.pem")
    assert judged.returncode == 0, judged.stderr


def test_openssl_accepts_the_signature_of_the_document(files: Path, twice: bytes) -> None:
    """`openssl pkeyutl` over the canonical `ds:SignedInfo`, which we hand to it as a file."""
    signature = etree.fromstring(twice)[-2]
    (files / "info").write_bytes(canonical_part(signature[0], C14N_11))
    (files / "value").write_bytes(sm2_pki.der_signature(base64.b64decode(signature[1].text or "")))
    command = (
        "openssl", "pkeyutl", "-verify", "-rawin", "-digest", "sm3", "-pkeyopt", USER_ID,
        "-certin", "-inkey", files / "signer.pem", "-in", files / "info", "-sigfile", files / "value",
    )  # fmt: skip
    judged = ask(*command)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    (files / "info").write_bytes(b"something else")
    assert ask(*command).returncode != 0


def test_we_accept_what_openssl_signed(files: Path, chinese: tuple[SigningKey, x509.Certificate]) -> None:
    (files / "message").write_bytes("计量".encode())
    signed = ask(
        "openssl", "pkeyutl", "-sign", "-rawin", "-digest", "sm3", "-pkeyopt", USER_ID, "-keyform", "DER",
        "-inkey", files / "signer.der", "-in", files / "message", "-out", files / "value",
    )  # fmt: skip
    assert signed.returncode == 0, signed.stderr
    point = sm2.public_point(int(chinese[0].private))  # type: ignore[arg-type] - an SM2 key is a number
    signature = sm2.signature_of_der((files / "value").read_bytes())
    assert sm2.is_signed_by(point, signature, "计量".encode())
    assert not sm2.is_signed_by(point, signature, "计量 ".encode())


def test_both_signatures_are_valid_and_xmlsec_accepts_the_last(
    authority: Authority, chinese: tuple[SigningKey, x509.Certificate], twice: bytes, tmp_path: Path
) -> None:
    trust = Trust(anchors=(authority.root.certificate, chinese[1]))
    found = verify(twice, trust, now=NOW)
    assert [(each.verdict, each.suite.name) for each in found.signatures if each.suite] == [
        ("valid", "sm2-sm3"),
        ("valid", "ecdsa-p256-sha256"),
    ]
    assert values(found.signed_bytes) == [HONEST]
    document, root = tmp_path / "twice.xml", tmp_path / "anchor.pem"
    document.write_bytes(twice)
    root.write_bytes(authority.root.certificate.public_bytes(PEM))
    assert xmlsec(document, root, position=2).returncode == 0


def test_the_second_covers_the_first(
    authority: Authority, chinese: tuple[SigningKey, x509.Certificate], twice: bytes
) -> None:
    """Taking SM2's signature away, or putting another in its place, breaks the other one."""
    trust = Trust(anchors=(authority.root.certificate, chinese[1]))
    stripped = etree.fromstring(twice)
    stripped.remove(stripped[-2])
    assert verify(etree.tostring(stripped), trust, now=NOW).verdict == "invalid"
    other, _root = sm2_pki.signer()
    replaced = etree.fromstring(twice)
    replaced.replace(replaced[-2], etree.fromstring(sign(certificate(), other, at=SIGNED_AT))[-1])
    assert verify(etree.tostring(replaced), trust, now=NOW).verdict == "invalid"


def test_a_changed_document_is_found_by_both(
    authority: Authority, chinese: tuple[SigningKey, x509.Certificate], twice: bytes
) -> None:
    trust = Trust(anchors=(authority.root.certificate, chinese[1]))
    found = verify(twice.replace(HONEST.encode(), FORGED.encode()), trust, now=NOW)
    assert [each.id for each in found.reasons] == ["document-altered", "document-altered"]


def test_a_stranger_s_sm2_signature_is_undecided(chinese: tuple[SigningKey, x509.Certificate]) -> None:
    other, _root = sm2_pki.signer()
    found = verify(sign(certificate(), other, at=SIGNED_AT), Trust(anchors=(chinese[1],)), now=NOW)
    assert found.verdict == "indeterminate"
    assert "issuer-unknown" in {each.id for each in found.reasons}


def test_sm2_alone_is_valid_where_it_is_accepted(chinese: tuple[SigningKey, x509.Certificate]) -> None:
    signed = sign(certificate(), chinese[0], at=SIGNED_AT)
    trust = Trust(anchors=(chinese[1],))
    assert verify(signed, trust, now=NOW).is_valid
    refused = verify(signed, replace(trust, suites=frozenset({"ecdsa-p256-sha256"})), now=NOW)
    assert [each.id for each in refused.reasons] == ["algorithm-not-accepted"]


def test_a_signature_of_zeros_is_none(chinese: tuple[SigningKey, x509.Certificate]) -> None:
    point = sm2.public_point(int(chinese[0].private))  # type: ignore[arg-type] - an SM2 key is a number
    order = sm2_pki.ORDER.to_bytes(32, "big")
    for value in (bytes(64), order + order, order + bytes(31) + b"\1", b"", bytes(63)):
        assert not sm2.is_signed_by(point, value, b"")


@pytest.mark.parametrize("encrypted", [False, True])
@pytest.mark.parametrize("form", ["DER", "PEM"])
def test_keys_written_by_openssl_are_read(
    files: Path, chinese: tuple[SigningKey, x509.Certificate], encrypted: bool, form: str
) -> None:
    hidden = ("-v2", "aes-256-cbc", "-passout", "pass:quan") if encrypted else ("-nocrypt",)
    written = ask(
        "openssl", "pkcs8", "-topk8", *hidden, "-inform", "DER", "-in", files / "signer.der",
        "-outform", form, "-out", files / "key",
    )  # fmt: skip
    assert written.returncode == 0, written.stderr
    record = KeyRecord(files / "key", files / "signer.pem")
    assert read_key(record, lambda path: b"quan").private == chinese[0].private
    if encrypted:
        with pytest.raises(KeyRefused, match="passphrase"):
            read_key(record, lambda path: b"other")


def test_without_the_optional_packages_the_verdict_is_open(
    chinese: tuple[SigningKey, x509.Certificate], monkeypatch: pytest.MonkeyPatch
) -> None:
    signed = sign(certificate(), chinese[0], at=SIGNED_AT)
    monkeypatch.setattr(sm2, "is_installed", lambda: False)
    found = verify(signed, Trust(anchors=(chinese[1],)), now=NOW)
    assert found.verdict == "indeterminate"
    assert [each.id for each in found.reasons] == ["suite-not-installed"]


def test_optional_packages_are_loaded_only_when_they_are_needed() -> None:
    program = (
        "import sys, quanheng.certificate.signing, quanheng.certificate.verifying as v; v.verify(b'<a/>');"
        "print(sorted({'gmalg', 'asn1crypto', 'signxml', 'django'} & set(sys.modules)))"
    )
    asked = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert asked.stdout.strip() == "[]"
