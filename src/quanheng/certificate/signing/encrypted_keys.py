"""PKCS#8 and PKCS#12 files told apart, and PKCS#8 keys of the SM2 curve decrypted.

cryptography opens encrypted keys of the curves that it knows. An SM2 key is opened here by the same steps (RFC 8018, PBES2
with PBKDF2 and AES-CBC, what `openssl pkcs8 -topk8` writes); nothing else is attempted.
"""

import base64
import binascii
import re

from cryptography.hazmat.primitives import hashes, padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from quanheng.certificate.signing import sm2
from quanheng.certificate.signing.errors import KeyRefused

_PEM = re.compile(
    rb"-----BEGIN (ENCRYPTED |)PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+?)-----END (?:ENCRYPTED |)PRIVATE KEY-----"
)
_SEQUENCE = 0x30
_INTEGER_3 = b"\x02\x01\x03"
_MOST_ROUNDS = 10_000_000
_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


def from_pem(content: bytes) -> tuple[bytes, bool]:
    """The DER octets of the one PKCS#8 key in a PEM file, and whether it is encrypted.

    Raises:
        KeyRefused: there is not exactly one, or it is damaged.
    """
    found = _PEM.findall(content)
    if len(found) != 1:
        raise KeyRefused(f"the file holds {len(found)} private keys that can be read; it must hold one")
    label, body = found[0]
    try:
        return base64.b64decode(b"".join(body.split()), validate=True), bool(label)
    except binascii.Error as error:
        raise KeyRefused(f"the private key is damaged: {error}") from error


def is_pkcs12(content: bytes) -> bool:
    """Whether DER octets are a PKCS#12 file: a sequence whose first member is the number 3 (RFC 7292, 4)."""
    return content[:1] == bytes([_SEQUENCE]) and _behind_header(content)[:3] == _INTEGER_3


def is_encrypted(content: bytes) -> bool:
    """Whether DER octets are an encrypted PKCS#8 key: its first member is a sequence, a plain key's is a number."""
    return content[:1] == bytes([_SEQUENCE]) and _behind_header(content)[:1] == bytes([_SEQUENCE])


def decrypted(encoded: bytes, passphrase: bytes) -> bytes:
    """The plain PKCS#8 key.

    Raises:
        KeyRefused: a wrong passphrase, or another encryption than PBES2 with PBKDF2 (SHA-2) and AES-CBC.
        SuiteUnavailable: asn1crypto is not installed.
    """
    sm2.require()
    from asn1crypto import keys  # noqa: PLC0415 - optional: installed with the extra `sm`

    try:
        info = keys.EncryptedPrivateKeyInfo.load(encoded, strict=True)
        scheme = info["encryption_algorithm"]
        cipher = (scheme.kdf, scheme.encryption_cipher, scheme.encryption_mode)
        rounds, digest = scheme.kdf_iterations, _DIGESTS.get(scheme.kdf_hmac)
        salt, start, length = scheme.kdf_salt, scheme.encryption_iv, scheme.key_length
        body = info["encrypted_data"].native
    except (ValueError, TypeError, KeyError) as error:
        raise KeyRefused(f"the key is no encrypted PKCS#8 key that can be read: {error}") from error
    if cipher != ("pbkdf2", "aes", "cbc") or digest is None or rounds > _MOST_ROUNDS:
        raise KeyRefused(
            "the key is encrypted in a way that is not read; `openssl pkcs8 -topk8 -v2 aes-256-cbc` writes one that is"
        )
    key = PBKDF2HMAC(digest, length, salt, rounds).derive(passphrase)
    opener = Cipher(algorithms.AES(key), modes.CBC(start)).decryptor()
    unpadder = padding.PKCS7(128).unpadder()
    try:
        return unpadder.update(opener.update(body) + opener.finalize()) + unpadder.finalize()
    except ValueError as error:
        raise KeyRefused("the key cannot be decrypted; is the passphrase right?") from error


def try_decrypted(encoded: bytes, passphrase: bytes) -> bytes | None:
    """As `decrypted`; None where it cannot be done, for a caller with another explanation at hand."""
    try:
        return decrypted(encoded, passphrase) if sm2.is_installed() else None
    except KeyRefused:
        return None


def _behind_header(content: bytes) -> bytes:
    """What stands behind the tag and the length of the outermost DER value."""
    if len(content) < 2:
        return b""
    length = content[1]
    return content[2 + (length & 0x7F if length & 0x80 else 0) :]
