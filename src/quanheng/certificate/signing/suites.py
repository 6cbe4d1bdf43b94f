"""The signature suites: which key goes with which algorithm and which digest.

A suite is fixed by the key record of the signer, never by the document: a document that names another algorithm than its
key's is refused, and so is every algorithm that is not in this table. There is no symmetric one, no SHA-1, no MD5, no
"none" in it, so no document can ask for them.
"""

from dataclasses import dataclass
from typing import Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from quanheng.certificate.signing import sm2

Family = Literal["ecdsa", "rsa-pkcs1", "rsa-pss", "sm2"]

#: The shortest RSA key that signs here, and the shortest that is accepted from third parties (NIST SP 800-131A r2).
RSA_BITS_TO_SIGN = 3072
RSA_BITS_TO_VERIFY = 2048

_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_PSS = "http://www.w3.org/2007/05/xmldsig-more#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"

#: Digests by the address that names them in a document. SM3 has no address; its object identifier names it.
DIGESTS: dict[str, hashes.HashAlgorithm] = {
    f"{_ENC}sha256": hashes.SHA256(),
    f"{_MORE}sha384": hashes.SHA384(),
    f"{_ENC}sha512": hashes.SHA512(),
    "urn:oid:1.2.156.10197.1.401": hashes.SM3(),
}
_DIGEST_NAMES = {digest.name: address for address, digest in DIGESTS.items()}


@dataclass(frozen=True, slots=True)
class Suite:
    """An algorithm with the kind of key that it takes.

    Attributes:
        name: how trust and key records call it.
        address: the `Algorithm` of `ds:SignatureMethod`.
        family: kind of key and padding.
        digest: digest of the signature, and of the references that this program writes.
        curve: the curve's name where it is an elliptic one and fixed.
    """

    name: str
    address: str
    family: Family
    digest: hashes.HashAlgorithm
    curve: str = ""

    @property
    def digest_address(self) -> str:
        """The `Algorithm` of `ds:DigestMethod`."""
        return _DIGEST_NAMES[self.digest.name]


def _suites() -> tuple[Suite, ...]:
    found = [Suite("sm2-sm3", "urn:oid:1.2.156.10197.1.501", "sm2", hashes.SM3(), "sm2p256v1")]
    for digest in (hashes.SHA256(), hashes.SHA384(), hashes.SHA512()):
        for curve, short in (("secp256r1", "p256"), ("secp384r1", "p384"), ("secp521r1", "p521")):
            found.append(Suite(f"ecdsa-{short}-{digest.name}", f"{_MORE}ecdsa-{digest.name}", "ecdsa", digest, curve))
        found.append(Suite(f"rsa-pkcs1-{digest.name}", f"{_MORE}rsa-{digest.name}", "rsa-pkcs1", digest))
        found.append(Suite(f"rsa-pss-{digest.name}", f"{_PSS}{digest.name}-rsa-MGF1", "rsa-pss", digest))
    return tuple(found)


#: Every suite by name.
SUITES: dict[str, Suite] = {suite.name: suite for suite in _suites()}

#: The suite of a key whose record names none, by its curve; RSA keys have PKCS#1 v1.5 because it can be repeated.
_DEFAULTS = {"secp256r1": "ecdsa-p256-sha256", "secp384r1": "ecdsa-p384-sha384", "secp521r1": "ecdsa-p521-sha512"}

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | bytes
PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | int


def default_suite(key: PublicKey) -> Suite | None:
    """The suite of a key whose record names none; None for a key that no suite takes.

    SM2 keys are given as the 65 octets of their point, since cryptography does not know the curve.
    """
    if isinstance(key, bytes):
        return SUITES["sm2-sm3"]
    if isinstance(key, rsa.RSAPublicKey):
        return SUITES["rsa-pkcs1-sha256"]
    name = _DEFAULTS.get(key.curve.name)
    return SUITES[name] if name else None


def takes(suite: Suite, key: PublicKey) -> bool:
    """Whether the suite is one for this kind of key."""
    if isinstance(key, bytes):
        return suite.family == "sm2"
    if isinstance(key, rsa.RSAPublicKey):
        return suite.family in ("rsa-pkcs1", "rsa-pss")
    return suite.family == "ecdsa" and key.curve.name == suite.curve


def digest_of(digest: hashes.HashAlgorithm, data: bytes) -> bytes:
    """The digest of the octets."""
    hasher = hashes.Hash(digest)
    hasher.update(data)
    return hasher.finalize()


def sign_octets(suite: Suite, key: PrivateKey, octets: bytes) -> bytes:
    """The signature as XML writes it: r‖s for elliptic curves (RFC 4051, 3.4.1), the plain octets for RSA.

    ECDSA takes its secret number from key and message (RFC 6979): the same document signed twice is the same file.

    Raises:
        SuiteUnavailable: the suite needs an optional library.
    """
    if isinstance(key, int):
        return sm2.sign(key, octets)
    if isinstance(key, rsa.RSAPrivateKey):
        return key.sign(octets, _padding(suite), suite.digest)
    width = (key.curve.key_size + 7) // 8
    r, s = decode_dss_signature(key.sign(octets, ec.ECDSA(suite.digest, deterministic_signing=True)))
    return r.to_bytes(width, "big") + s.to_bytes(width, "big")


def is_signed_by(suite: Suite, key: PublicKey, signature: bytes, octets: bytes) -> bool:
    """Whether this is the signature of the octets by the holder of the key.

    Raises:
        SuiteUnavailable: the suite needs an optional library.
    """
    if isinstance(key, bytes):
        return sm2.is_signed_by(key, signature, octets)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, octets, _padding(suite), suite.digest)
            return True
        width = (key.curve.key_size + 7) // 8
        if len(signature) != 2 * width:
            return False
        r, s = int.from_bytes(signature[:width], "big"), int.from_bytes(signature[width:], "big")
        key.verify(encode_dss_signature(r, s), octets, ec.ECDSA(suite.digest))
    except InvalidSignature:
        return False
    return True


def _padding(suite: Suite) -> padding.AsymmetricPadding:
    if suite.family == "rsa-pss":
        # RFC 9231, 2.3.10: the salt is as long as the digest.
        return padding.PSS(padding.MGF1(suite.digest), suite.digest.digest_size)
    return padding.PKCS1v15()
