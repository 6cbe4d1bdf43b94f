"""The text of a `ds:Signature` of XAdES baseline level B-B (ETSI EN 319 132-1, table 1).

It is put together as text, in the order and spelling of canonical XML, so that the signed file is its own canonical form
but for the XML declaration, and so that the same input gives the same octets.
"""

import base64
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from cryptography import x509

from quanheng.certificate.signing.certificates import der
from quanheng.certificate.signing.markup import C14N_11, DS, ENVELOPED, SIGNED_PROPERTIES_TYPE, XADES
from quanheng.certificate.signing.suites import Suite, digest_of


@dataclass(frozen=True, slots=True)
class Names:
    """The ids within one signature, made from the digest of what is signed so that they repeat and do not collide."""

    signature: str
    document: str
    properties: str
    value: str

    @classmethod
    def of(cls, document_digest: bytes, position: int) -> "Names":
        """The ids of the signature at a position (the first is 1) of a document with this digest."""
        stem = f"sig{position}-{document_digest[:8].hex()}"
        return cls(stem, f"{stem}-document", f"{stem}-properties", f"{stem}-value")


def signed_properties(names: Names, suite: Suite, signer: x509.Certificate, at: datetime) -> str:
    """`xades:SignedProperties`: when, by whose certificate, and that the signed object is XML."""
    digest = base64.b64encode(digest_of(suite.digest, der(signer))).decode("ascii")
    time = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'<xades:SignedProperties Id="{names.properties}">'
        "<xades:SignedSignatureProperties>"
        f"<xades:SigningTime>{time}</xades:SigningTime>"
        "<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
        f'<ds:DigestMethod Algorithm="{suite.digest_address}"></ds:DigestMethod>'
        f"<ds:DigestValue>{digest}</ds:DigestValue>"
        "</xades:CertDigest></xades:Cert></xades:SigningCertificateV2>"
        "</xades:SignedSignatureProperties>"
        "<xades:SignedDataObjectProperties>"
        f'<xades:DataObjectFormat ObjectReference="#{names.document}">'
        "<xades:MimeType>text/xml</xades:MimeType></xades:DataObjectFormat>"
        "</xades:SignedDataObjectProperties>"
        "</xades:SignedProperties>"
    )


def signed_info(names: Names, suite: Suite, document_digest: bytes, properties_digest: bytes) -> str:
    """`ds:SignedInfo`: exactly two references, to the whole document and to the signed properties."""
    return (
        "<ds:SignedInfo>"
        f'<ds:CanonicalizationMethod Algorithm="{C14N_11}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{suite.address}"></ds:SignatureMethod>'
        f'<ds:Reference Id="{names.document}" URI="">'
        f'<ds:Transforms><ds:Transform Algorithm="{ENVELOPED}"></ds:Transform>'
        f'<ds:Transform Algorithm="{C14N_11}"></ds:Transform></ds:Transforms>'
        f"{_digest(suite, document_digest)}</ds:Reference>"
        f'<ds:Reference Type="{SIGNED_PROPERTIES_TYPE}" URI="#{names.properties}">'
        f'<ds:Transforms><ds:Transform Algorithm="{C14N_11}"></ds:Transform></ds:Transforms>'
        f"{_digest(suite, properties_digest)}</ds:Reference>"
        "</ds:SignedInfo>"
    )


def signature(
    names: Names, info: str, value: bytes, certificates: tuple[x509.Certificate, ...], properties: str
) -> str:
    """The whole `ds:Signature`."""
    listed = "".join(
        f"<ds:X509Certificate>{base64.b64encode(der(each)).decode('ascii')}</ds:X509Certificate>"
        for each in certificates
    )
    return (
        f'<ds:Signature xmlns:ds="{DS}" Id="{names.signature}">{info}'
        f'<ds:SignatureValue Id="{names.value}">{base64.b64encode(value).decode("ascii")}</ds:SignatureValue>'
        f"<ds:KeyInfo><ds:X509Data>{listed}</ds:X509Data></ds:KeyInfo>"
        f'<ds:Object><xades:QualifyingProperties xmlns:xades="{XADES}" Target="#{names.signature}">{properties}'
        "</xades:QualifyingProperties></ds:Object></ds:Signature>"
    )


def in_scope(part: str, namespaces: dict[str | None, str]) -> bytes:
    """The canonical octets of a part that was written here: its first tag with the namespaces in force there, sorted.

    Canonical XML writes them on the part's first tag, before its attributes, sorted by prefix (W3C Canonical XML 1.1, 2.2).

    Example:
        >>> in_scope('<b Id="x">…</b>', {"n": "urn:n", None: "urn:d", "a": "urn:a"}).decode()
        '<b xmlns="urn:d" xmlns:a="urn:a" xmlns:n="urn:n" Id="x">…</b>'
    """
    declared = "".join(
        f' xmlns{":" + prefix if prefix else ""}="{_attribute(namespaces[prefix])}"'
        for prefix in sorted(namespaces, key=lambda each: each or "")
        if prefix != "xml" and (prefix or namespaces[prefix])
    )
    end = min(at for at in (part.find(" "), part.find(">")) if at > 0)
    return f"{part[:end]}{declared}{part[end:]}".encode()


def _attribute(value: str) -> str:
    return escape(value, {'"': "&quot;", "\t": "&#x9;", "\n": "&#xA;", "\r": "&#xD;"}).replace("&gt;", ">")


def _digest(suite: Suite, value: bytes) -> str:
    encoded = base64.b64encode(value).decode("ascii")
    return (
        f'<ds:DigestMethod Algorithm="{suite.digest_address}"></ds:DigestMethod>'
        f"<ds:DigestValue>{encoded}</ds:DigestValue>"
    )
