"""The way from a signer's certificate to somebody who is trusted (RFC 5280, 6), judged at the time of signing.

Built here rather than with `cryptography.x509.verification`, which is made for servers on the web: it asks for host names,
does not know the SM2 curve, and cannot say *why* a path failed, which a metrologist must be told.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from quanheng.certificate.signing import sm2
from quanheng.certificate.signing.certificates import der, public_key_of
from quanheng.certificate.signing.errors import KeyRefused, SuiteUnavailable
from quanheng.certificate.signing.suites import RSA_BITS_TO_VERIFY
from quanheng.certificate.verifying.reasons import Found

_DEEPEST = 8
#: Checks spent on one path, however many certificates share a name; one of SM2 takes some 40 ms.
_MOST_CHECKS = 24
_WEAK: tuple[type[hashes.HashAlgorithm], ...] = (hashes.SHA1, hashes.MD5)

#: Purposes of which a signer's certificate must have one, if it states purposes at all.
DOCUMENT_PURPOSES = frozenset(
    {
        x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36"),  # document signing, RFC 9336
        x509.ObjectIdentifier("1.3.6.1.4.1.311.10.3.12"),  # document signing of Microsoft, which many issuers write
        ExtendedKeyUsageOID.EMAIL_PROTECTION,  # what was issued for signatures of persons before RFC 9336
        ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
    }
)
_UNDERSTOOD = {
    ExtensionOID.BASIC_CONSTRAINTS,
    ExtensionOID.KEY_USAGE,
    ExtensionOID.EXTENDED_KEY_USAGE,
    ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    ExtensionOID.CERTIFICATE_POLICIES,
}


@dataclass(slots=True)
class _Budget:
    checks: int = _MOST_CHECKS


def find_path(
    certificate: x509.Certificate,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    at: datetime,
) -> tuple[x509.Certificate, ...]:
    """The certificates from the signer's to a trusted one, both included.

    Args:
        certificate: the signer's.
        others: what may help to find the way, from the document and the trust directory.
        anchors: who is trusted.
        at: the time at which every certificate must be valid.

    Raises:
        Found: `issuer-unknown` when no way leads to an anchor, else what is wrong with the best of the ways.
    """
    problem: Found | None = None
    for path in _paths((certificate,), (*anchors, *others), frozenset(map(der, anchors)), _Budget()):
        try:
            _check(path, at)
        except Found as found:
            problem = problem or found
        else:
            return path
    raise problem or Found("issuer-unknown", certificate.issuer.rfc4514_string())


def is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Whether the issuer's key signed the certificate, with a digest that is accepted."""
    if certificate.issuer != issuer.subject:
        return False
    return is_signed_by(issuer, certificate)


def is_signed_by(issuer: x509.Certificate, signed: x509.Certificate | x509.CertificateRevocationList) -> bool:
    """Whether the issuer's key signed this certificate or list, with a digest that is accepted."""
    try:
        if signed.signature_algorithm_oid.dotted_string == sm2.SIGNATURE_OID:
            point = public_key_of(issuer)
            return isinstance(point, bytes) and sm2.is_signed_by(
                point, sm2.signature_of_der(signed.signature), _to_be_signed(signed)
            )
        if isinstance(signed.signature_hash_algorithm, _WEAK):
            return False
        key = public_key_of(issuer)
        if isinstance(key, bytes) or (isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_BITS_TO_VERIFY):
            return False
        if isinstance(signed, x509.Certificate):
            signed.verify_directly_issued_by(issuer)
            return True
        return signed.is_signature_valid(key)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, TypeError, OverflowError, KeyRefused, SuiteUnavailable):
        return False


def extension(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> x509.Extension[x509.ExtensionType] | None:
    """The extension, or None.

    Raises:
        Found: the extensions cannot be read.
    """
    try:
        return certificate.extensions.get_extension_for_oid(oid)
    except x509.ExtensionNotFound:
        return None
    except (ValueError, x509.DuplicateExtension) as error:
        raise Found("certificate-unreadable", f"{_name(certificate)}: {error}") from error


def check_usage(certificate: x509.Certificate) -> None:
    """Raise unless the certificate is for signatures (RFC 5280, 4.2.1.3).

    Raises:
        Found: it is not, or its extensions cannot be read.
    """
    found = extension(certificate, ExtensionOID.KEY_USAGE)
    usage = found.value if found else None
    if isinstance(usage, x509.KeyUsage) and not (usage.digital_signature or usage.content_commitment):
        raise Found("usage", _name(certificate))


def purposes_of(certificate: x509.Certificate) -> frozenset[x509.ObjectIdentifier] | None:
    """The purposes that the certificate states; None where it states none.

    Raises:
        Found: its extensions cannot be read.
    """
    found = extension(certificate, ExtensionOID.EXTENDED_KEY_USAGE)
    return frozenset(found.value) if found and isinstance(found.value, x509.ExtendedKeyUsage) else None


def check_validity(certificate: x509.Certificate, at: datetime) -> None:
    """Raise unless the certificate is valid at the time.

    Raises:
        Found: it is not yet, or no longer.
    """
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        period = f"{certificate.not_valid_before_utc:%Y-%m-%d} – {certificate.not_valid_after_utc:%Y-%m-%d}"
        raise Found("not-valid-then", f"{_name(certificate)}: {period}; {at:%Y-%m-%d %H:%M:%S%z}")


def _paths(
    path: tuple[x509.Certificate, ...],
    issuers: Sequence[x509.Certificate],
    anchors: frozenset[bytes],
    budget: _Budget,
) -> Iterator[tuple[x509.Certificate, ...]]:
    last = path[-1]
    if der(last) in anchors:
        yield path
        return
    if len(path) >= _DEEPEST:
        return
    seen = set(map(der, path))
    for issuer in issuers:
        if issuer.subject != last.issuer or der(issuer) in seen:
            continue
        seen.add(der(issuer))
        if budget.checks == 0:
            return
        budget.checks -= 1
        if is_issued_by(last, issuer):
            yield from _paths((*path, issuer), issuers, anchors, budget)


def _check(path: tuple[x509.Certificate, ...], at: datetime) -> None:
    for below, certificate in enumerate(path):
        check_validity(certificate, at)
        _refuse_unknown(certificate)
        if below > 0:
            _check_issuer(certificate, below - 1)


def _check_issuer(certificate: x509.Certificate, issuers_below: int) -> None:
    found = extension(certificate, ExtensionOID.BASIC_CONSTRAINTS)
    constraints = found.value if found else None
    if not isinstance(constraints, x509.BasicConstraints) or not constraints.ca:
        raise Found("path-not-valid", f"{_name(certificate)} may not issue certificates")
    if constraints.path_length is not None and issuers_below > constraints.path_length:
        raise Found("path-not-valid", f"{_name(certificate)} allows {constraints.path_length} issuers below it")
    found = extension(certificate, ExtensionOID.KEY_USAGE)
    usage = found.value if found else None
    if isinstance(usage, x509.KeyUsage) and not usage.key_cert_sign:
        raise Found("path-not-valid", f"the key of {_name(certificate)} is not for certificates")


def _refuse_unknown(certificate: x509.Certificate) -> None:
    try:
        unknown = [
            each.oid.dotted_string for each in certificate.extensions if each.critical and each.oid not in _UNDERSTOOD
        ]
    except (ValueError, x509.DuplicateExtension) as error:
        raise Found("certificate-unreadable", f"{_name(certificate)}: {error}") from error
    if unknown:
        raise Found(
            "path-not-valid", f"{_name(certificate)} has critical extensions not understood: {', '.join(unknown)}"
        )


def _to_be_signed(signed: x509.Certificate | x509.CertificateRevocationList) -> bytes:
    return signed.tbs_certificate_bytes if isinstance(signed, x509.Certificate) else signed.tbs_certlist_bytes


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()
