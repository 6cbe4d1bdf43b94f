"""Time stamps of RFC 3161 within XAdES signatures (level B-T): somebody else's word for when a signature existed.

A stamp is over the canonical `ds:SignatureValue`. It counts only if its authority leads to a root in the trust directory's
`time-stamping/`; asn1crypto reads it, which `pip install "quanheng[sm]"` brings.
"""

import importlib.util
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from lxml import etree

from quanheng.certificate.signing.canonical import canonical_part
from quanheng.certificate.signing.certificates import der, load_certificate
from quanheng.certificate.signing.markup import C14N_10, CANONICAL_FORMS, ds, xades
from quanheng.certificate.signing.suites import digest_of
from quanheng.certificate.verifying.path import find_path, purposes_of
from quanheng.certificate.verifying.reasons import Found
from quanheng.certificate.verifying.structure import SignatureForm, base64_octets

_DIGESTS: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_MOST_STAMPS = 4


def stamps_of(form: SignatureForm) -> "list[etree._Element]":
    """The signature's time stamps."""
    if form.unsigned is None:
        return []
    return list(form.unsigned.iterfind(f"{xades('UnsignedSignatureProperties')}/{xades('SignatureTimeStamp')}"))[
        :_MOST_STAMPS
    ]


def stamped_time(
    stamp: "etree._Element",
    form: SignatureForm,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    now: datetime,
) -> tuple[datetime, tuple[x509.Certificate, ...]]:
    """When the stamp says that the signature existed, and the path of the authority's certificate.

    Raises:
        Found: `timestamp-not-accepted`, with the reason as its detail.
    """
    if importlib.util.find_spec("asn1crypto") is None:
        raise _refused('asn1crypto is not installed: pip install "quanheng[sm]"')
    stamped, token = _parts(stamp, form)
    try:
        return _examined(stamped, token, others, anchors, now)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as error:
        # asn1crypto names what it cannot read by these, at the moment when a field is looked at.
        raise _refused(f"it cannot be read: {error}") from error
    except Found as found:
        raise found if found.name == "timestamp-not-accepted" else _refused(f"{found.name}: {found.detail}") from found


def _parts(stamp: "etree._Element", form: SignatureForm) -> tuple[bytes, bytes]:
    """The octets that are stamped, and the token."""
    method = stamp.find(ds("CanonicalizationMethod"))
    name = C14N_10 if method is None else method.get("Algorithm", "")
    tokens = stamp.findall(xades("EncapsulatedTimeStamp"))
    if name not in CANONICAL_FORMS or len(tokens) != 1 or stamp.find(xades("Include")) is not None:
        raise _refused("it is not one token over the signature value in a canonical form that is accepted")
    value = form.element.find(ds("SignatureValue"))
    if value is None:
        raise _refused("there is no signature value")
    try:
        token = base64_octets(tokens[0].text, "the token")
    except Found as found:
        raise _refused(found.detail) from found
    return canonical_part(value, name), token


def _examined(
    stamped: bytes,
    token: bytes,
    others: Sequence[x509.Certificate],
    anchors: Sequence[x509.Certificate],
    now: datetime,
) -> tuple[datetime, tuple[x509.Certificate, ...]]:
    # `tsp` adds the content of time stamps to what `cms` knows.
    from asn1crypto import cms, tsp  # noqa: PLC0415 - optional: installed with the extra `sm`

    info = cms.ContentInfo.load(token, strict=True)
    if info["content_type"].native != "signed_data":
        raise _refused("it is no signed data")
    signed = info["content"]
    content = signed["encap_content_info"]
    if content["content_type"].native != "tst_info" or len(signed["signer_infos"]) != 1:
        raise _refused("it is not one signer's time stamp")
    encoded = bytes(content["content"])
    stated = tsp.TSTInfo.load(encoded, strict=True)
    imprint = stated["message_imprint"]
    if digest_of(_digest(imprint["hash_algorithm"]["algorithm"].native), stamped) != imprint["hashed_message"].native:
        raise _refused("it is of another signature")
    carried = tuple(
        load_certificate(each.chosen.dump()) for each in signed["certificates"] or () if each.name == "certificate"
    )
    signer = signed["signer_infos"][0]
    authority = _authority(signer, (*carried, *others))
    _check_signature(signer, encoded, authority)
    at: datetime = stated["gen_time"].native
    if at > now:
        raise _refused(f"it states {at:%Y-%m-%d %H:%M:%SZ}, which is still to come")
    if purposes_of(authority) != frozenset({ExtendedKeyUsageOID.TIME_STAMPING}):
        raise _refused(f"{authority.subject.rfc4514_string()} is not for time stamps only")
    return at, find_path(authority, (*carried, *others), anchors, at)


def _authority(signer: Any, certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    """The certificate that the signer info names, in two ways: by its id, and by a digest that it signed."""
    sid = signer["sid"]
    for each in certificates:
        if sid.name == "issuer_and_serial_number":
            is_named = (
                each.serial_number == sid.chosen["serial_number"].native
                and each.issuer.public_bytes() == sid.chosen["issuer"].dump()
            )
        else:
            is_named = _key_identifier(each) == sid.chosen.native
        if is_named and _is_in_attribute(signer, each):
            return each
    raise _refused("the certificate of its authority is missing, or not the one that it names")


def _is_in_attribute(signer: Any, certificate: x509.Certificate) -> bool:
    attributes = _attributes(signer)
    if (found := attributes.get("signing_certificate_v2")) is not None:
        stated = found[0]["certs"][0]
        digest = _digest(stated["hash_algorithm"]["algorithm"].native)
        return bool(digest_of(digest, der(certificate)) == stated["cert_hash"].native)
    if (found := attributes.get("signing_certificate")) is not None:
        # RFC 2634 has SHA-1 here. It only tells certificates of one key apart; the signature itself does not rest on it.
        return bool(certificate.fingerprint(hashes.SHA1()) == found[0]["certs"][0]["cert_hash"].native)  # noqa: S303 - see above
    return False


def _check_signature(signer: Any, encoded: bytes, authority: x509.Certificate) -> None:
    attributes = _attributes(signer)
    digest = _digest(signer["digest_algorithm"]["algorithm"].native)
    if attributes.get("content_type") is None or attributes["content_type"][0].native != "tst_info":
        raise _refused("its signed attributes are of another content")
    if attributes["message_digest"][0].native != digest_of(digest, encoded):
        raise _refused("its content was changed")
    octets = signer["signed_attrs"].untag().dump()
    algorithm = signer["signature_algorithm"]
    value, key = signer["signature"].native, authority.public_key()
    # An algorithm that names no digest of its own goes with the digest of the content (RFC 5652, 5.4).
    own = digest if algorithm["algorithm"].native in ("rsassa_pkcs1v15", "rsassa_pss") else _digest(algorithm.hash_algo)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey) and algorithm.signature_algo == "ecdsa":
            key.verify(value, octets, ec.ECDSA(own))
        elif isinstance(key, rsa.RSAPublicKey) and algorithm.signature_algo == "rsassa_pkcs1v15":
            key.verify(value, octets, padding.PKCS1v15(), own)
        elif isinstance(key, rsa.RSAPublicKey) and algorithm.signature_algo == "rsassa_pss":
            own = _digest(algorithm.hash_algo)
            key.verify(value, octets, padding.PSS(padding.MGF1(own), padding.PSS.DIGEST_LENGTH), own)
        else:
            raise _refused(f"its algorithm {algorithm['algorithm'].native} is not accepted")
    except (InvalidSignature, UnsupportedAlgorithm) as error:
        raise _refused("its signature is wrong") from error


def _attributes(signer: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in signer["signed_attrs"]:
        name = each["type"].native
        if name in found or len(each["values"]) != 1:
            raise _refused(f"its signed attribute {name} stands there more than once")
        found[name] = each["values"]
    return found


def _key_identifier(certificate: x509.Certificate) -> bytes | None:
    try:
        return certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest
    except (x509.ExtensionNotFound, ValueError, x509.DuplicateExtension):
        return None


def _digest(name: str) -> hashes.HashAlgorithm:
    found = _DIGESTS.get(name)
    if found is None:
        raise _refused(f"its digest {name} is not accepted")
    return found


def _refused(detail: str) -> Found:
    return Found("timestamp-not-accepted", detail)
