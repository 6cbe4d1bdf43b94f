"""Was the certificate revoked? Answered from the evidence that was given; without evidence, the answer is: nobody looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from quanheng.certificate.signing.suites import digest_of
from quanheng.certificate.verifying.path import extension, is_issued_by, is_signed_by, purposes_of
from quanheng.certificate.verifying.reasons import Found

State = Literal["good", "revoked", "unchecked"]

_MOST_RESPONDERS = 4
_ACCEPTED = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


@dataclass(frozen=True, slots=True)
class Revocation:
    """What the evidence says about one certificate.

    Attributes:
        state: `good` and `revoked` only from evidence; else `unchecked`.
        as_of: when the evidence was made.
        revoked_at: since when it is revoked.
        refused: why evidence about this issuer was left out.
    """

    state: State
    as_of: datetime | None = None
    revoked_at: datetime | None = None
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Revocation lists and OCSP answers, from the trust directory, the command line and the document."""

    lists: tuple[x509.CertificateRevocationList, ...] = ()
    answers: tuple[ocsp.OCSPResponse, ...] = ()


def revocation_of(
    certificate: x509.Certificate, issuer: x509.Certificate, evidence: Evidence, at: datetime, now: datetime
) -> Revocation:
    """What the evidence says about a certificate.

    One accepted piece that says revoked outweighs all others. Evidence for `good` must have been current at the time of
    signing or be newer, and must come from before the certificate's end, because lists drop expired certificates.

    Args:
        certificate: whose state is asked.
        issuer: who issued it; only what it, or whom it named, signed is evidence.
        evidence: what there is.
        at: the time of signing.
        now: evidence from later than this is none.
    """
    found: list[Revocation] = []
    refused: list[str] = []
    examinations = [
        *(partial(_from_list, each, certificate, issuer, at, now) for each in evidence.lists),
        *(partial(_from_answer, each, certificate, issuer, at, now) for each in evidence.answers),
    ]
    for examine in examinations:
        try:
            said = examine()
        except _NotAcceptedError as reason:
            refused.append(str(reason))
        except Found as reason:
            refused.append(reason.detail)
        else:
            if said is not None:
                found.append(said)
    revoked = [each for each in found if each.state == "revoked"]
    if revoked:
        first = min(revoked, key=lambda each: each.revoked_at or now)
        return Revocation("revoked", first.as_of, first.revoked_at, tuple(refused))
    good = [each.as_of for each in found if each.as_of is not None]
    if good:
        return Revocation("good", max(good), refused=tuple(refused))
    return Revocation("unchecked", refused=tuple(refused))


class _NotAcceptedError(Exception):
    """Evidence that is left out, and why."""


def _from_list(
    found: x509.CertificateRevocationList,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    at: datetime,
    now: datetime,
) -> Revocation | None:
    """What a list says; None for a list of another issuer."""
    if found.issuer != certificate.issuer:
        return None
    if found.last_update_utc > now:
        raise _NotAcceptedError(f"the list of {found.last_update_utc:%Y-%m-%d} is from the future")
    usage = extension(issuer, ExtensionOID.KEY_USAGE)
    if usage and isinstance(usage.value, x509.KeyUsage) and not usage.value.crl_sign:
        raise _NotAcceptedError("the issuer's key is not for revocation lists")
    if not is_signed_by(issuer, found):
        raise _NotAcceptedError("the list is not signed by the issuer, or with an algorithm that is not accepted")
    _refuse_partial(found)
    entry = found.get_revoked_certificate_by_serial_number(certificate.serial_number)
    if entry is not None:
        return Revocation("revoked", found.last_update_utc, _revoked_at(entry))
    _refuse_stale(found.last_update_utc, found.next_update_utc, certificate, at)
    return Revocation("good", found.last_update_utc)


def _refuse_partial(found: x509.CertificateRevocationList) -> None:
    """Lists of changes, of some certificates, or of other issuers' say nothing about what they leave out."""
    try:
        critical = [each.oid for each in found.extensions if each.critical]
    except (ValueError, x509.DuplicateExtension) as error:
        raise _NotAcceptedError(f"the list's extensions cannot be read: {error}") from error
    if critical:
        names = ", ".join(oid.dotted_string for oid in critical)
        raise _NotAcceptedError(f"the list is a partial one, or has critical extensions not understood: {names}")


def _revoked_at(entry: x509.RevokedCertificate) -> datetime:
    """Since when: a key that was lost earlier than it was revoked counts as revoked from then (RFC 5280, 5.3.2)."""
    try:
        invalid = entry.extensions.get_extension_for_class(x509.InvalidityDate).value.invalidity_date_utc
    except (x509.ExtensionNotFound, ValueError, x509.DuplicateExtension):
        return entry.revocation_date_utc
    return min(invalid, entry.revocation_date_utc)


def _refuse_stale(made: datetime, until: datetime | None, certificate: x509.Certificate, at: datetime) -> None:
    if made < at and (until is None or until < at):
        raise _NotAcceptedError(f"the evidence of {made:%Y-%m-%d} was no longer current at the time of signing")
    if made > certificate.not_valid_after_utc:
        raise _NotAcceptedError(
            f"the evidence of {made:%Y-%m-%d} is newer than the certificate's end, and may leave it out"
        )


def _from_answer(
    answer: ocsp.OCSPResponse,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    at: datetime,
    now: datetime,
) -> Revocation | None:
    """What an OCSP answer says; None for an answer about another certificate."""
    if answer.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
        raise _NotAcceptedError(f"the answer is {answer.response_status.name.lower()}")
    if answer.serial_number != certificate.serial_number or not _is_about(answer, issuer):
        return None
    if answer.produced_at_utc > now or answer.this_update_utc > now:
        raise _NotAcceptedError(f"the answer of {answer.produced_at_utc:%Y-%m-%d} is from the future")
    if not any(_is_answered_by(answer, each) for each in _responders(answer, issuer)):
        raise _NotAcceptedError("the answer is not signed by the issuer or a responder that it named")
    if answer.certificate_status is ocsp.OCSPCertStatus.REVOKED:
        return Revocation("revoked", answer.this_update_utc, answer.revocation_time_utc)
    if answer.certificate_status is not ocsp.OCSPCertStatus.GOOD:
        raise _NotAcceptedError("the responder does not know the certificate")
    _refuse_stale(answer.this_update_utc, answer.next_update_utc, certificate, at)
    return Revocation("good", answer.this_update_utc)


def _is_about(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> bool:
    """Whether the answer is about a certificate of this issuer (RFC 6960, 4.1.1)."""
    try:
        key = issuer.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        name_digest = digest_of(answer.hash_algorithm, issuer.subject.public_bytes())
        # The digest is over the key alone, without the sequence and the algorithm around it.
        key_digest = digest_of(answer.hash_algorithm, _bits_of(key))
    except (ValueError, UnsupportedAlgorithm):
        return False
    return answer.issuer_name_hash == name_digest and answer.issuer_key_hash == key_digest


def _bits_of(key_info: bytes) -> bytes:
    """The content of the bit string that ends a DER SubjectPublicKeyInfo."""
    at = _header(key_info, 0)[0]  # into the sequence
    start, length = _header(key_info, at)  # over the algorithm
    start, length = _header(key_info, start + length)
    return key_info[start + 1 : start + length]  # behind the count of unused bits


def _header(encoded: bytes, at: int) -> tuple[int, int]:
    """Where the content of the DER value at a position begins, and how long it is."""
    length = encoded[at + 1]
    if length < 0x80:
        return at + 2, length
    size = length & 0x7F
    return at + 2 + size, int.from_bytes(encoded[at + 2 : at + 2 + size], "big")


def _responders(answer: ocsp.OCSPResponse, issuer: x509.Certificate) -> Sequence[x509.Certificate]:
    named = [
        each
        for each in answer.certificates[:_MOST_RESPONDERS]
        if ExtendedKeyUsageOID.OCSP_SIGNING in (purposes_of(each) or ())
        and each.not_valid_before_utc <= answer.produced_at_utc <= each.not_valid_after_utc
        and is_issued_by(each, issuer)
    ]
    return [issuer, *named]


def _is_answered_by(answer: ocsp.OCSPResponse, responder: x509.Certificate) -> bool:
    try:
        key, digest = responder.public_key(), answer.signature_hash_algorithm
        if digest is None or not isinstance(digest, _ACCEPTED):
            return False
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, ec.ECDSA(digest))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(answer.signature, answer.tbs_response_bytes, padding.PKCS1v15(), digest)
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
