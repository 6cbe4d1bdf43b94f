"""Signing keys: read from files, with their certificates and the one suite that they sign with.

Passphrases are handed in by the caller, who takes them from a prompt or a file; never from a command line, where every
process of the machine can read them.
"""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from quanheng.certificate.signing import encrypted_keys, sm2
from quanheng.certificate.signing.certificates import public_key_of, read_certificates
from quanheng.certificate.signing.errors import KeyRefused
from quanheng.certificate.signing.suites import (
    RSA_BITS_TO_SIGN,
    SUITES,
    PrivateKey,
    PublicKey,
    Suite,
    default_suite,
    takes,
)

#: Asked for the passphrase of a file that turns out to be encrypted; None where there is none to be had.
Passphrase = Callable[[Path], bytes | None]

_PEM_LABELS = (b"-----BEGIN PRIVATE KEY-----", b"-----BEGIN ENCRYPTED PRIVATE KEY-----")


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key with its certificates and its suite. Make it with `signing_key` or `read_key`.

    Attributes:
        suite: what it signs with; a document has no say in this.
        certificates: the signer's own first, then its issuers.
    """

    suite: Suite
    certificates: tuple[x509.Certificate, ...]
    private: PrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """What a key record file says: where the key and its certificates are, and which suite is the key's."""

    key: Path
    certificates: Path | None = None
    suite: str | None = None
    passphrase_file: Path | None = None


def signing_key(
    private: PrivateKey, certificates: tuple[x509.Certificate, ...], suite: str | None = None
) -> SigningKey:
    """A signing key, after checking that key, certificates and suite belong together.

    Args:
        private: the key; an SM2 key as its secret number.
        certificates: the signer's own first, then its issuers.
        suite: name of the suite that the key record fixes; None takes the one that is usual for the kind of key.

    Raises:
        KeyRefused: no certificate, a certificate of another key, an RSA key under 3072 bits, a suite for other keys.
        SuiteUnavailable: SM2 without its optional packages.
    """
    if not certificates:
        raise KeyRefused("there is no certificate for the key; a signature without one cannot be traced to anybody")
    public = _public(private)
    if not _same(public, public_key_of(certificates[0])):
        name = certificates[0].subject.rfc4514_string()
        raise KeyRefused(f"the first certificate ({name}) is of another key; put the signer's own first")
    if isinstance(public, rsa.RSAPublicKey) and public.key_size < RSA_BITS_TO_SIGN:
        raise KeyRefused(f"the RSA key has {public.key_size} bits; at least {RSA_BITS_TO_SIGN} sign")
    found = default_suite(public) if suite is None else SUITES.get(suite)
    if found is None:
        known = ", ".join(name for name, each in SUITES.items() if takes(each, public))
        wanted = "the key's curve has no suite" if suite is None else f"there is no suite {suite!r}"
        raise KeyRefused(f"{wanted}; suites of this kind of key: {known or 'none'}")
    if not takes(found, public):
        raise KeyRefused(f"the suite {found.name} is not for this kind of key")
    return SigningKey(found, certificates, private)


def read_record(path: Path) -> KeyRecord:
    """Read a key record, a TOML file; paths in it are relative to its folder.

    Raises:
        KeyRefused: it cannot be read, has no `key`, or has members that are not known.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise KeyRefused(f"the key record {path} cannot be read: {error}") from error
    known = ("key", "certificates", "suite", "passphrase_file")
    for name, value in content.items():
        if name not in known or not isinstance(value, str):
            raise KeyRefused(f"the key record {path} has {name} = {value!r}; it takes texts named {', '.join(known)}")
    if "key" not in content:
        raise KeyRefused(f"the key record {path} does not say where the key is: key = 'signer.p12'")
    beside = {name: path.parent / content[name] for name in ("certificates", "passphrase_file") if name in content}
    return KeyRecord(path.parent / content["key"], suite=content.get("suite"), **beside)


def read_key(record: KeyRecord, passphrase: Passphrase = lambda path: None) -> SigningKey:
    """Read the key that a record names: PKCS#8 (PEM or DER) with certificates beside it, or PKCS#12.

    Args:
        record: where things are.
        passphrase: asked only when the file is encrypted, and the record names no passphrase file.

    Raises:
        KeyRefused: a file that cannot be read, a wrong passphrase, what `signing_key` refuses.
        SuiteUnavailable: an SM2 key without the optional packages.
    """
    content = _content(record.key)

    def asked() -> bytes | None:
        if record.passphrase_file is not None:
            return read_passphrase(record.passphrase_file)
        return passphrase(record.key)

    private, certificates = _opened(content, record.key, asked)
    if record.certificates is not None:
        certificates = read_certificates(_content(record.certificates), str(record.certificates))
    return signing_key(private, certificates, record.suite)


def read_passphrase(path: Path) -> bytes:
    """The first line of a passphrase file that only its owner may read.

    Raises:
        KeyRefused: it cannot be read, is empty, or others may read it.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise KeyRefused(f"others may read the passphrase file {path}: chmod 600 {path}")
        line = path.read_bytes().split(b"\n", 1)[0].rstrip(b"\r")
    except OSError as error:
        raise KeyRefused(f"the passphrase file {path} cannot be read: {error.strerror}") from error
    if not line:
        raise KeyRefused(f"the first line of the passphrase file {path} is empty")
    return line


def _opened(
    content: bytes, path: Path, asked: Callable[[], bytes | None]
) -> tuple[PrivateKey, tuple[x509.Certificate, ...]]:
    if any(label in content for label in _PEM_LABELS):
        encoded, is_encrypted = encrypted_keys.from_pem(content)
        return _private(encoded, path, asked if is_encrypted else None), ()
    if b"-----BEGIN" in content:
        raise KeyRefused(f"{path} has no PKCS#8 key; `openssl pkcs8 -topk8` makes one")
    if encrypted_keys.is_pkcs12(content):
        return _from_pkcs12(content, path, asked())
    return _private(content, path, asked if encrypted_keys.is_encrypted(content) else None), ()


def _private(encoded: bytes, path: Path, asked: Callable[[], bytes | None] | None) -> PrivateKey:
    passphrase = None
    if asked is not None and (passphrase := asked()) is None:
        raise KeyRefused(f"the key {path} is encrypted and there is no passphrase for it")
    try:
        key = serialization.load_der_private_key(encoded, passphrase)
    except UnsupportedAlgorithm:
        # The curve of SM2 is none of cryptography's.
        plain = encoded if passphrase is None else encrypted_keys.decrypted(encoded, passphrase)
        return _sm2_secret(plain, path)
    except ValueError as error:
        if passphrase is not None and (plain_or_none := encrypted_keys.try_decrypted(encoded, passphrase)) is not None:
            return _sm2_secret(plain_or_none, path)
        if passphrase is None and sm2.is_installed() and (secret := sm2.secret_of_pkcs8(encoded)) is not None:
            return secret
        raise KeyRefused(f"the key {path} cannot be read; is the passphrase right?") from error
    except TypeError as error:
        raise KeyRefused(f"the key {path} cannot be read: {error}") from error
    return _usable(key, path)


def _sm2_secret(plain: bytes, path: Path) -> int:
    secret = sm2.secret_of_pkcs8(plain)
    if secret is None:
        raise KeyRefused(f"the key {path} is of no kind that signs here: EC P-256, P-384, P-521, RSA or SM2")
    return secret


def _from_pkcs12(
    content: bytes, path: Path, passphrase: bytes | None
) -> tuple[PrivateKey, tuple[x509.Certificate, ...]]:
    try:
        key, own, others = pkcs12.load_key_and_certificates(content, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise KeyRefused(f"{path} cannot be opened; is the passphrase right? ({error})") from error
    if key is None or own is None:
        raise KeyRefused(f"{path} holds no key with its certificate")
    return _usable(key, path), (own, *_in_order(own, others))


def _in_order(own: x509.Certificate, others: list[x509.Certificate]) -> list[x509.Certificate]:
    """The issuers, each behind what it issued; a PKCS#12 file keeps no order."""
    chain: list[x509.Certificate] = []
    last = own
    while last.issuer != last.subject:
        issuer = next((each for each in others if each.subject == last.issuer and each not in chain), None)
        if issuer is None:
            break
        chain.append(issuer)
        last = issuer
    return chain


def _usable(key: object, path: Path) -> PrivateKey:
    if isinstance(key, (ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        return key
    raise KeyRefused(f"the key {path} is of no kind that signs here: EC P-256, P-384, P-521, RSA or SM2")


def _public(private: PrivateKey) -> PublicKey:
    return sm2.public_point(private) if isinstance(private, int) else private.public_key()


def _same(one: PublicKey, other: PublicKey) -> bool:
    return one == other


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyRefused(f"{path} cannot be read: {error.strerror}") from error
