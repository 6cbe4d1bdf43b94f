"""Signing a certificate: the document's canonical octets, with one `ds:Signature` (or two) as the root's last children.

The place is the one that the DCC schema has had since version 3.2. A signature covers the whole document with the
signatures before it and without those behind it; so the second one covers the first, and taking the first away, or putting
another in its place, breaks the second. SM2 comes first and the other suite last, because tools of other people, which
do not know SM2, check the last one as it stands.
"""

from datetime import UTC, datetime

from lxml import etree

from quanheng.certificate.parsing import parse
from quanheng.certificate.signing.canonical import canonical_document
from quanheng.certificate.signing.errors import NotSignable
from quanheng.certificate.signing.ids import repeated_id, signature_elements
from quanheng.certificate.signing.keys import SigningKey
from quanheng.certificate.signing.markup import C14N_11, DS, XADES, XML
from quanheng.certificate.signing.signature_markup import Names, in_scope, signature, signed_info, signed_properties
from quanheng.certificate.signing.suites import digest_of, sign_octets

_DCC = "https://ptb.de/dcc"
_ROOT = f"{{{_DCC}}}digitalCalibrationCertificate"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
#: The first version of the schema with a place for signatures.
_FIRST_VERSION = (3, 2)


def sign(data: bytes, key: SigningKey, *, at: datetime, also: SigningKey | None = None) -> bytes:
    """The certificate with a XAdES B-B signature.

    Comments are left out, since no signature covers them. With ECDSA and RSA PKCS#1 v1.5, the same arguments give the same
    octets; RSA-PSS and SM2 draw random numbers.

    Args:
        data: an unsigned DCC of version 3.2 or later, UTF-8.
        key: who signs, with what.
        at: the signing time that the signature states; with a time zone, to the second.
        also: a second signer, in practice with SM2; its signature is made first and is covered by the other.

    Raises:
        NotSignable: no DCC, one of a version without a place for signatures, one with a signature already, a time without
            zone, a certificate that is not valid at the time, or two signers with one suite.
        CertificateError: what `parse` refuses.
        SuiteUnavailable: SM2 without its optional packages.
    """
    if at.tzinfo is None:
        raise NotSignable(f"the signing time {at.isoformat()} has no time zone")
    root = parse(data).getroot()
    _refuse_unfit(root)
    keys = [key] if also is None else [also, key]
    if also is not None and also.suite == key.suite:
        raise NotSignable(f"both signers would sign with {key.suite.name}; a second signature is for another suite")
    for each in keys:
        _refuse_outside_validity(each, at)
    namespaces = dict(root.nsmap)
    canonical = canonical_document(root, C14N_11)
    for position, each in enumerate(keys, 1):
        canonical = _with_signature(canonical, namespaces, each, at, position)
    return _DECLARATION + canonical


def _with_signature(
    canonical: bytes, namespaces: dict[str | None, str], key: SigningKey, at: datetime, position: int
) -> bytes:
    around: dict[str | None, str] = namespaces | {"ds": DS}
    digest = digest_of(key.suite.digest, canonical)
    names = Names.of(digest, position)
    properties = signed_properties(names, key.suite, key.certificates[0], at)
    properties_digest = digest_of(key.suite.digest, in_scope(properties, around | {"xades": XADES}))
    info = signed_info(names, key.suite, digest, properties_digest)
    value = sign_octets(key.suite, key.private, in_scope(info, around))
    written = signature(names, info, value, key.certificates, properties)
    end = canonical.rindex(b"</")
    # The canonical form leaves out what is declared around: that of `ds` where the root declares it in the same way.
    if namespaces.get("ds") == DS:
        written = written.replace(f' xmlns:ds="{DS}"', "", 1)
    return canonical[:end] + written.encode() + canonical[end:]


def _refuse_unfit(root: "etree._Element") -> None:
    if root.tag != _ROOT:
        raise NotSignable(f"the root is {root.tag}, no digital calibration certificate")
    version = root.get("schemaVersion", "")
    parts = version.split(".")
    if not all(part.isdecimal() for part in parts) or tuple(int(part) for part in parts) < _FIRST_VERSION:
        raise NotSignable(
            f"the certificate is of schema version {version or 'unknown'}, which has no place for a signature; "
            "write it in 3.2.0 or later"
        )
    if signature_elements(root):
        raise NotSignable(
            "the certificate bears a signature already; sign the unsigned certificate, both signers at once"
        )
    if any(str(name).startswith(f"{{{XML}}}") for name in root.attrib):
        raise NotSignable(
            "the root has an attribute of the prefix xml, which canonical forms treat differently; remove it"
        )
    if any(root.nsmap.get(prefix, address) != address for prefix, address in (("ds", DS), ("xades", XADES))):
        raise NotSignable("the root uses the prefix ds or xades for something else; choose another prefix there")
    if (repeated := repeated_id(root)) is not None:
        raise NotSignable(f"two elements have the same id {repeated!r}; each id must be unique")


def _refuse_outside_validity(key: SigningKey, at: datetime) -> None:
    certificate = key.certificates[0]
    if not certificate.not_valid_before_utc <= at.astimezone(UTC) <= certificate.not_valid_after_utc:
        raise NotSignable(
            f"the certificate {certificate.subject.rfc4514_string()} is valid from "
            f"{certificate.not_valid_before_utc:%Y-%m-%d} to {certificate.not_valid_after_utc:%Y-%m-%d}, "
            f"not at {at.isoformat()}"
        )
