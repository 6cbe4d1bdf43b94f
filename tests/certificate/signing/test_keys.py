"""Keys from files: formats, passphrases, records."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from tests.certificate.conftest import Authority
from tests.certificate.documents import certificate
from tests.certificate.pki import SIGNED_AT, issue

from quanheng.certificate.signing import (
    KeyRecord,
    KeyRefused,
    read_key,
    read_passphrase,
    read_record,
    sign,
    signing_key,
)

WORD = "泉水 two".encode()


def protected() -> serialization.KeySerializationEncryption:
    return BestAvailableEncryption(WORD)


@pytest.fixture
def chain_file(authority: Authority, tmp_path: Path) -> Path:
    path = tmp_path / "chain.pem"
    path.write_bytes(b"".join(each.public_bytes(Encoding.PEM) for each in authority.signer.chain))
    return path


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER], ids=["pem", "der"])
@pytest.mark.parametrize("encryption", [NoEncryption, protected], ids=["plain", "encrypted"])
def test_pkcs8(authority: Authority, chain_file: Path, tmp_path: Path, encoding: Encoding, encryption) -> None:
    path = tmp_path / "key"
    path.write_bytes(authority.signer.key.private_bytes(encoding, PrivateFormat.PKCS8, encryption()))
    key = read_key(KeyRecord(path, chain_file), lambda asked: WORD)
    assert sign(certificate(), key, at=SIGNED_AT) == sign(certificate(), authority.key, at=SIGNED_AT)


def test_pkcs12_in_any_order(authority: Authority, tmp_path: Path) -> None:
    path = tmp_path / "signer.p12"
    others = [authority.issuer.certificate, authority.root.certificate]
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"signer", authority.signer.key, authority.signer.certificate, others[::-1], protected()
        )
    )
    key = read_key(KeyRecord(path), lambda asked: WORD)
    assert [each.subject for each in key.certificates] == [
        authority.signer.certificate.subject,
        authority.issuer.certificate.subject,
        authority.root.certificate.subject,
    ]


def test_a_record_names_files_beside_it_and_fixes_the_suite(
    authority: Authority, chain_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "key.pem").write_bytes(
        authority.signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protected())
    )
    word = tmp_path / "word"
    word.write_bytes(WORD + b"\n")
    word.chmod(0o600)
    record = tmp_path / "signer.toml"
    record.write_text(
        'key = "key.pem"\ncertificates = "chain.pem"\nsuite = "ecdsa-p256-sha512"\npassphrase_file = "word"\n'
    )
    assert read_key(read_record(record)).suite.name == "ecdsa-p256-sha512"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "does not say where the key is"),
        ('key = "a"\npassphrase = "secret"', "it takes texts named"),
        ("key = 3", "it takes texts named"),
        ("key =", "cannot be read"),
    ],
)
def test_a_record_that_says_something_else_is_refused(tmp_path: Path, text: str, words: str) -> None:
    record = tmp_path / "signer.toml"
    record.write_text(text)
    with pytest.raises(KeyRefused, match=words):
        read_record(record)


def test_a_passphrase_that_others_may_read_is_refused(tmp_path: Path) -> None:
    word = tmp_path / "word"
    word.write_bytes(WORD)
    word.chmod(0o640)
    with pytest.raises(KeyRefused, match="chmod 600"):
        read_passphrase(word)
    word.chmod(0o600)
    assert read_passphrase(word) == WORD
    word.write_bytes(b"\n" + WORD)
    with pytest.raises(KeyRefused, match="empty"):
        read_passphrase(word)


@pytest.mark.parametrize("given", [None, b"wrong"])
def test_a_missing_or_wrong_passphrase_is_named(
    authority: Authority, chain_file: Path, tmp_path: Path, given: bytes | None
) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(authority.signer.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, protected()))
    with pytest.raises(KeyRefused, match="passphrase"):
        read_key(KeyRecord(path, chain_file), lambda asked: given)


def test_another_key_s_certificate_is_refused(authority: Authority) -> None:
    with pytest.raises(KeyRefused, match="of another key"):
        signing_key(authority.stranger.key, authority.signer.chain)
    with pytest.raises(KeyRefused, match="no certificate"):
        signing_key(authority.signer.key, ())


def test_short_rsa_keys_do_not_sign(authority: Authority) -> None:
    holder = issue("short", authority.issuer, key=rsa.generate_private_key(65537, 2048))
    with pytest.raises(KeyRefused, match="2048 bits; at least 3072"):
        signing_key(holder.key, holder.chain)


def test_a_suite_for_other_keys_is_refused(authority: Authority) -> None:
    with pytest.raises(KeyRefused, match="not for this kind of key"):
        signing_key(authority.signer.key, authority.signer.chain, "rsa-pss-sha256")
    with pytest.raises(KeyRefused, match="no suite 'none'; suites of this kind of key: ecdsa-p256-sha256"):
        signing_key(authority.signer.key, authority.signer.chain, "none")


def test_keys_of_curves_without_a_suite_are_refused(authority: Authority, chain_file: Path, tmp_path: Path) -> None:
    holder = issue("k1", authority.issuer, key=ec.generate_private_key(ec.SECP256K1()))
    with pytest.raises(KeyRefused, match="curve has no suite"):
        signing_key(holder.key, holder.chain)
    path = tmp_path / "ed25519.pem"
    path.write_bytes(
        ed25519.Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    with pytest.raises(KeyRefused, match="of no kind that signs here"):
        read_key(KeyRecord(path, chain_file))


@pytest.mark.parametrize("content", [b"", b"0", b"0\x80", b"-----BEGIN EC PRIVATE KEY-----\n", b"\0" * 100])
def test_a_file_that_is_no_key_is_named(tmp_path: Path, chain_file: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    with pytest.raises(KeyRefused):
        read_key(KeyRecord(path, chain_file), lambda asked: WORD)


def test_the_key_is_not_in_what_is_printed(authority: Authority) -> None:
    assert "private" not in repr(authority.key)
