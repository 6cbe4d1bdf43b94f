"""Writes XML signatures of any form, good or bad, and signs them properly: what a forger has whose victim signs anything.

It shares nothing with the signer of the product but the canonical form of whole documents.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from cryptography import x509
from cryptography.hazmat.primitives import hashes, hmac, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from lxml import etree
from tests.certificate.pki import SIGNED_AT, Holder

from quanheng.certificate.signing.canonical import canonical_document

DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
ENVELOPED = f"{DS}enveloped-signature"
C14N_11 = "http://www.w3.org/2006/12/xml-c14n11"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"

DIGESTS: dict[str, hashes.HashAlgorithm] = {
    SHA256: hashes.SHA256(),
    f"{DS}sha1": hashes.SHA1(),
    f"{MORE}md5": hashes.MD5(),
}


@dataclass(frozen=True)
class Reference:
    """One `ds:Reference`; `octets` are what its digest is over."""

    uri: str | None
    octets: bytes
    transforms: tuple[str, ...]
    digest: str = SHA256
    type: str = ""

    def markup(self) -> str:
        uri = "" if self.uri is None else f' URI="{self.uri}"'
        kind = f' Type="{self.type}"' if self.type else ""
        steps = "".join(
            step if step.startswith("<") else f'<ds:Transform Algorithm="{step}"/>' for step in self.transforms
        )
        transforms = f"<ds:Transforms>{steps}</ds:Transforms>" if steps else ""
        value = base64.b64encode(_digest(DIGESTS[self.digest], self.octets)).decode()
        return (
            f'<ds:Reference{kind}{uri}>{transforms}<ds:DigestMethod Algorithm="{self.digest}"/>'
            f"<ds:DigestValue>{value}</ds:DigestValue></ds:Reference>"
        )


@dataclass(frozen=True)
class Plan:
    """How a signature is to be written; the defaults make an honest one."""

    form: str
    algorithm: str = f"{MORE}ecdsa-sha256"
    method_parameters: str = ""
    sign: Callable[[Holder, bytes], bytes] | None = None
    references: Callable[["etree._Element", "Plan"], list[Reference]] | None = None
    signs_properties: bool = True
    key_info: str = ""
    in_object: str = ""
    beside_object: str = ""
    unsigned: str = ""
    id: str = "sig"
    certificates: tuple[x509.Certificate, ...] = ()
    named: x509.Certificate | None = None
    time: str = field(default=SIGNED_AT.strftime("%Y-%m-%dT%H:%M:%SZ"))

    def but(self, **changes: object) -> "Plan":
        return replace(self, **changes)  # type: ignore[arg-type] - the names are those of the fields


def whole_document(root: "etree._Element", plan: Plan, *, before: tuple[str, ...] = ()) -> Reference:
    """The honest reference: to everything, without the signature."""
    return Reference("", canonical_document(root, plan.form), (*before, ENVELOPED, plan.form))


def sign(document: bytes, holder: Holder, plan: Plan) -> bytes:
    """The document with a signature of this plan at the end of its root."""
    root = etree.fromstring(document)
    references = [whole_document(root, plan)] if plan.references is None else plan.references(root, plan)
    certificates = plan.certificates or holder.chain
    named = plan.named or certificates[0]
    listed = "".join(f"<ds:X509Certificate>{encoded(each)}</ds:X509Certificate>" for each in certificates)
    properties = (
        f'<xades:SignedProperties Id="{plan.id}-properties"><xades:SignedSignatureProperties>'
        f"<xades:SigningTime>{plan.time}</xades:SigningTime><xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
        f'<ds:DigestMethod Algorithm="{SHA256}"/><ds:DigestValue>'
        f"{base64.b64encode(named.fingerprint(hashes.SHA256())).decode()}"
        "</ds:DigestValue></xades:CertDigest></xades:Cert></xades:SigningCertificateV2>"
        "</xades:SignedSignatureProperties></xades:SignedProperties>"
    )
    unsigned = f"<xades:UnsignedProperties>{plan.unsigned}</xades:UnsignedProperties>" if plan.unsigned else ""
    skeleton = (
        f'<ds:Signature xmlns:ds="{DS}" Id="{plan.id}"><ds:SignedInfo/><ds:SignatureValue/>'
        f"<ds:KeyInfo><ds:X509Data>{listed}</ds:X509Data>{plan.key_info}</ds:KeyInfo>"
        f'<ds:Object><xades:QualifyingProperties xmlns:xades="{XADES}" Target="#{plan.id}">{properties}{unsigned}'
        f"</xades:QualifyingProperties>{plan.in_object}</ds:Object>{plan.beside_object}</ds:Signature>"
    )
    text = etree.tostring(root, encoding="unicode")
    end = text.rindex("</")
    signed = etree.fromstring((text[:end] + skeleton + text[end:]).encode())
    signature = signed[-1]
    if plan.signs_properties:
        element = signature.find(f"{{{DS}}}Object/{{{XADES}}}QualifyingProperties")[0]  # type: ignore[index] - just made
        references.append(
            Reference(
                f"#{plan.id}-properties",
                part(element, plan.form),
                (plan.form,),
                type="http://uri.etsi.org/01903#SignedProperties",
            )
        )
    info = (
        f'<ds:SignedInfo xmlns:ds="{DS}"><ds:CanonicalizationMethod Algorithm="{plan.form}"/>'
        f'<ds:SignatureMethod Algorithm="{plan.algorithm}">{plan.method_parameters}</ds:SignatureMethod>'
        f"{''.join(each.markup() for each in references)}</ds:SignedInfo>"
    )
    written = etree.tostring(signed, encoding="unicode").replace(
        "<ds:SignedInfo/>", info.replace(f' xmlns:ds="{DS}"', "")
    )
    signed = etree.fromstring(written.encode())
    signature = signed[-1]
    octets = part(signature[0], plan.form)
    value = (plan.sign or ecdsa())(holder, octets)
    signature[1].text = base64.b64encode(value).decode()
    return etree.tostring(signed, encoding="utf-8", xml_declaration=True)


def part(element: "etree._Element", form: str) -> bytes:
    """The canonical octets of a part. Unlike the product's, this takes documents with `xml:base` and `xml:id` too."""
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    return etree.tostring(alone, method="c14n", exclusive=form == EXCLUSIVE)


def ecdsa(digest: hashes.HashAlgorithm | None = None) -> Callable[[Holder, bytes], bytes]:
    """Signs with the holder's own key."""

    def made(holder: Holder, octets: bytes) -> bytes:
        assert isinstance(holder.key, ec.EllipticCurvePrivateKey)
        r, s = decode_dss_signature(holder.key.sign(octets, ec.ECDSA(digest or hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return made


def hmac_with(secret: Callable[[Holder], bytes]) -> Callable[[Holder, bytes], bytes]:
    """ "Signs" with something that everybody has, as a symmetric secret."""

    def made(holder: Holder, octets: bytes) -> bytes:
        code = hmac.HMAC(secret(holder), hashes.SHA256())
        code.update(octets)
        return code.finalize()

    return made


def public_der(holder: Holder) -> bytes:
    return holder.key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def public_pem(holder: Holder) -> bytes:
    return holder.key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def certificate_der(holder: Holder) -> bytes:
    return holder.certificate.public_bytes(serialization.Encoding.DER)


def encoded(certificate: x509.Certificate) -> str:
    return base64.b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


def _digest(algorithm: hashes.HashAlgorithm, octets: bytes) -> bytes:
    hasher = hashes.Hash(algorithm)
    hasher.update(octets)
    return hasher.finalize()
