"""Is the document what was signed, and by the key of the certificate? Pure arithmetic; nobody is trusted yet."""

import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from lxml import etree

from quanheng.certificate.parsing import parse
from quanheng.certificate.signing.canonical import canonical_document, canonical_part, without
from quanheng.certificate.signing.certificates import der, fingerprint, public_key_of
from quanheng.certificate.signing.errors import KeyRefused, SuiteUnavailable
from quanheng.certificate.signing.markup import xades
from quanheng.certificate.signing.suites import (
    DIGESTS,
    RSA_BITS_TO_VERIFY,
    SUITES,
    PublicKey,
    Suite,
    digest_of,
    is_signed_by,
    takes,
)
from quanheng.certificate.verifying.reasons import Found
from quanheng.certificate.verifying.structure import Digest, SignatureForm, digest_in
from quanheng.certificate.verifying.trust import Trust

#: xs:dateTime with a zone.
_DATE_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Intact:
    """An intact signature: the document is as it was signed with the key of this certificate.

    Attributes:
        signer: the certificate of the key.
        suite: what it signed with.
        claimed: when the signer says that it signed.
        octets: canonical octets of the document, without any signature.
    """

    signer: x509.Certificate
    suite: Suite
    claimed: datetime | None
    octets: bytes


def examine(form: SignatureForm, signatures: "list[etree._Element]", position: int, trust: Trust) -> Intact:
    """Check digests and signature value.

    Args:
        form: of the signature.
        signatures: all of the document, in its order.
        position: of this one among them, from 0. It covers those before it, and not those behind it.
        trust: which suites are accepted.

    Raises:
        Found: what is wrong, or what stays open.
    """
    signer, claimed = _signer(form)
    suite, key = _suite(form, signer, trust)
    root = form.element.getroottree().getroot()
    covered = canonical_document(without(root, signatures[position:]), form.document.form)
    _check_digest(form.document.digest, covered, suite, "document-altered")
    if form.properties is not None:
        reference, element = form.properties
        _check_digest(reference.digest, canonical_part(element, reference.form), suite, "properties-altered")
    try:
        is_right = is_signed_by(suite, key, form.value, form.info)
    except SuiteUnavailable as error:
        raise Found("suite-not-installed", suite.name) from error
    if not is_right:
        raise Found("signature-wrong", suite.name)
    octets = covered if position == 0 else canonical_document(without(root, signatures), form.document.form)
    return Intact(signer, suite, claimed, octets)


def _signer(form: SignatureForm) -> tuple[x509.Certificate, datetime | None]:
    """The signer's certificate and the time claimed, both from the signed properties where there are any."""
    if form.properties is None:
        # A plain XML signature does not say which certificate it means; with a single one there is no question.
        if len(form.certificates) > 1:
            raise Found("certificate-ambiguous", f"{len(form.certificates)} certificates and no signed properties")
        return form.certificates[0], None
    reference, element = form.properties
    signed = parse(canonical_part(element, reference.form)).getroot()
    properties = signed.find(xades("SignedSignatureProperties"))
    if properties is None:
        raise Found("form", "xades:SignedSignatureProperties is missing")
    return _named_certificate(properties, form.certificates), _claimed_time(properties)


def _named_certificate(properties: "etree._Element", certificates: tuple[x509.Certificate, ...]) -> x509.Certificate:
    named = [each for each in properties if each.tag in (xades("SigningCertificateV2"), xades("SigningCertificate"))]
    first = named[0].find(f"{xades('Cert')}/{xades('CertDigest')}") if len(named) == 1 else None
    if first is None:
        raise Found("form", "the signed properties do not name one signing certificate")
    stated = digest_in(first)
    digest = DIGESTS.get(stated.algorithm)
    if digest is None:
        raise Found("digest-not-accepted", stated.algorithm)
    for each in certificates:
        if hmac.compare_digest(digest_of(digest, der(each)), stated.value):
            return each
    raise Found("certificate-ambiguous", "the certificate that the signed properties name is not there")


def _claimed_time(properties: "etree._Element") -> datetime | None:
    found = properties.findall(xades("SigningTime"))
    if not found:
        return None
    text = (found[0].text or "").strip()
    if len(found) > 1 or not _DATE_TIME.fullmatch(text):
        raise Found("time-malformed", text)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Found("time-malformed", text) from error


def _suite(form: SignatureForm, signer: x509.Certificate, trust: Trust) -> tuple[Suite, PublicKey]:
    """The suite that the key takes and the document names; the first decides, the second must agree."""
    candidates = [suite for suite in SUITES.values() if suite.address == form.algorithm]
    if not candidates:
        raise Found("algorithm-not-accepted", form.algorithm)
    try:
        key = public_key_of(signer)
    except SuiteUnavailable as error:
        # Any curve that is not known might be SM2's; the document's algorithm says which it means to be.
        is_sm2 = candidates[0].family == "sm2"
        raise Found("suite-not-installed" if is_sm2 else "key-not-accepted", form.algorithm) from error
    except KeyRefused as error:
        raise Found("key-not-accepted", error.message) from error
    found = [suite for suite in candidates if takes(suite, key)]
    if not found:
        raise Found("algorithm-not-of-key", form.algorithm)
    (suite,) = found
    fixed = trust.key_suites.get(fingerprint(signer))
    if fixed is not None and fixed != suite.name:
        raise Found("algorithm-not-of-key", f"{suite.name}; the key's is {fixed}")
    if suite.name not in trust.suites:
        raise Found("algorithm-not-accepted", suite.name)
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < RSA_BITS_TO_VERIFY:
        raise Found("key-not-accepted", f"RSA with {key.key_size} bits; at least {RSA_BITS_TO_VERIFY} are accepted")
    return suite, key


def _check_digest(stated: Digest, octets: bytes, suite: Suite, name: str) -> None:
    digest = DIGESTS.get(stated.algorithm)
    # SM3 goes with SM2 and with nothing else: a mixture is nobody's suite.
    if digest is None or (digest.name == "sm3") != (suite.family == "sm2"):
        raise Found("digest-not-accepted", stated.algorithm)
    if not hmac.compare_digest(digest_of(digest, octets), stated.value):
        raise Found(name)
