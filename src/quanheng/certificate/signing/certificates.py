"""X.509 certificates as the signer and the verifier both need them."""

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from quanheng.certificate.signing import sm2
from quanheng.certificate.signing.errors import KeyRefused
from quanheng.certificate.signing.suites import PublicKey


def public_key_of(certificate: x509.Certificate) -> PublicKey:
    """The key of a certificate; an SM2 key as the 65 octets of its point.

    Raises:
        KeyRefused: a kind of key that no suite takes, or a key that is damaged.
        SuiteUnavailable: perhaps an SM2 key, and its optional packages are not installed.
    """
    name = certificate.subject.rfc4514_string()
    try:
        key = certificate.public_key()
    except (UnsupportedAlgorithm, ValueError) as error:
        point = sm2.point_of_certificate(certificate.public_bytes(serialization.Encoding.DER))
        if point is None:
            raise KeyRefused(f"the key of the certificate {name} cannot be read: {error}") from error
        return point
    if isinstance(key, (ec.EllipticCurvePublicKey, rsa.RSAPublicKey)):
        return key
    raise KeyRefused(f"the certificate {name} has a key of a kind that no suite takes; EC, RSA and SM2 sign here")


def load_certificate(content: bytes) -> x509.Certificate:
    """A DER certificate all of which can be read. cryptography reads most fields when they are asked for, too late.

    Raises:
        ValueError: a part of it cannot be read.
    """
    try:
        certificate = x509.load_der_x509_certificate(content)
    except x509.InvalidVersion as error:
        raise ValueError(str(error)) from error
    _read_whole(certificate)
    return certificate


def _read_whole(certificate: x509.Certificate) -> None:
    try:
        for part in (certificate.subject, certificate.issuer, certificate.extensions):
            list(part)
        for name in (certificate.subject, certificate.issuer):
            name.rfc4514_string()
        _ = certificate.not_valid_before_utc, certificate.not_valid_after_utc, certificate.version
        _ = certificate.signature_algorithm_oid, certificate.serial_number, certificate.signature
    except x509.DuplicateExtension as error:
        raise ValueError(f"an extension stands there twice: {error}") from error
    except (TypeError, x509.UnsupportedGeneralNameType) as error:
        raise ValueError(f"a name is of a kind that is not read: {error}") from error


def read_certificates(content: bytes, name: str) -> tuple[x509.Certificate, ...]:
    """The certificates of a PEM file, in its order, or the one of a DER file.

    Args:
        content: of the file.
        name: what errors call it.

    Raises:
        KeyRefused: there are none, or one is damaged.
    """
    try:
        if b"-----BEGIN" in content:
            found = tuple(x509.load_pem_x509_certificates(content))
            for each in found:
                _read_whole(each)
            return found
        return (load_certificate(content),)
    except (ValueError, x509.InvalidVersion) as error:
        raise KeyRefused(f"{name} holds no X.509 certificate that can be read: {error}") from error


def der(certificate: x509.Certificate) -> bytes:
    """The certificate's octets."""
    return certificate.public_bytes(serialization.Encoding.DER)


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate, in lower-case hexadecimal digits: how trust and key records name it."""
    return certificate.fingerprint(hashes.SHA256()).hex()
