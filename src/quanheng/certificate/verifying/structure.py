"""The one form of signature that is examined at all; everything else is refused before anything is computed.

XML signatures may point anywhere and transform anything, and that is how they are attacked: the signature covers one
thing and the reader reads another. Here a signature is a direct child of the root, refers to the whole document by `""`
or the root's own id, and to nothing else but its own properties; it transforms by taking itself out and by one canonical
form; and it holds no element that is not listed here.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from lxml import etree

from quanheng.certificate.parsing import parse
from quanheng.certificate.signing.canonical import canonical_part
from quanheng.certificate.signing.certificates import load_certificate
from quanheng.certificate.signing.ids import repeated_id, signature_elements
from quanheng.certificate.signing.markup import (
    C14N_10,
    CANONICAL_FORMS,
    ENVELOPED,
    SIGNATURE,
    SIGNED_PROPERTIES_TYPE,
    XML,
    ds,
    xades,
)
from quanheng.certificate.verifying.reasons import Found

MOST_SIGNATURES = 4
_MOST_CERTIFICATES = 16
_DESCRIPTIONS = {ds("X509IssuerSerial"), ds("X509SubjectName"), ds("X509SKI")}
_IN_ISSUER_SERIAL = {ds("X509IssuerName"), ds("X509SerialNumber")}


@dataclass(frozen=True, slots=True)
class Digest:
    """What a reference or a certificate digest states."""

    algorithm: str
    value: bytes


@dataclass(frozen=True, slots=True)
class SignedReference:
    """A reference as the signed octets state it."""

    target: str
    form: str
    digest: Digest


@dataclass(frozen=True, slots=True)
class SignatureForm:
    """One signature of a document, read strictly.

    Attributes:
        element: where it stands.
        algorithm: address of the signature algorithm.
        info: the canonical octets of `ds:SignedInfo`: what the signature value is over.
        value: the signature value.
        certificates: of `ds:KeyInfo`, in its order.
        document: the reference to the whole document.
        properties: the reference to the signed properties, and their element; None in a plain XML signature.
        unsigned: `xades:UnsignedProperties`, where time stamps and revocation evidence are kept.
    """

    element: "etree._Element"
    algorithm: str
    info: bytes
    value: bytes
    certificates: tuple[x509.Certificate, ...]
    document: SignedReference
    properties: "tuple[SignedReference, etree._Element] | None"
    unsigned: "etree._Element | None"


def signatures_of(root: "etree._Element") -> "list[etree._Element]":
    """The signatures of a document, in its order.

    Raises:
        Found: none; one that is not a direct child of the root; content behind one; ids that repeat.
    """
    signatures = [child for child in root if child.tag == SIGNATURE]
    inside = {descendant for each in signatures for descendant in each.iter()}
    for element in signature_elements(root):
        if element not in inside or (element.tag == SIGNATURE and element.getparent() is not root):
            raise Found("signature-misplaced", root.getroottree().getpath(element))
    if not signatures:
        raise Found("no-signature")
    if len(signatures) > MOST_SIGNATURES:
        raise Found("too-many-signatures", str(len(signatures)))
    # Where the schema has it: behind everything else. A text there would be of no element.
    if list(root)[-len(signatures) :] != signatures or any((each.tail or "").strip() for each in signatures):
        raise Found("content-behind-signature")
    if (repeated := repeated_id(root)) is not None:
        raise Found("id-not-unique", repeated)
    return signatures


def read_signature(element: "etree._Element") -> SignatureForm:
    """One signature, read strictly. What decides is read from the canonical octets, not from the document.

    Raises:
        Found: it has another form than the one accepted.
        Forbidden: see `canonical_part`.
    """
    _refuse_ambiguous(element)
    parts = list(element)
    tags = [part.tag for part in parts]
    if tags not in (
        [ds("SignedInfo"), ds("SignatureValue"), ds("KeyInfo")],
        [ds("SignedInfo"), ds("SignatureValue"), ds("KeyInfo"), ds("Object")],
    ):
        raise Found("form" if ds("KeyInfo") in tags else "no-certificate", f"ds:Signature holds {_short(tags)}")
    _texts_only_in_leaves(element)
    form = _canonical_form(_child(parts[0], ds("CanonicalizationMethod")))
    info = canonical_part(parts[0], form)
    signed = parse(info).getroot()
    if [child.tag for child in signed][:2] != [ds("CanonicalizationMethod"), ds("SignatureMethod")]:
        raise Found("form", "ds:SignedInfo is out of order")
    method = signed[1]
    if len(method) or (method.text or "").strip():
        raise Found("algorithm-not-accepted", "ds:SignatureMethod has parameters")
    qualifying = _qualifying(parts[3], element) if len(parts) == 4 else None
    document, properties = _references(signed, element, qualifying)
    return SignatureForm(
        element,
        method.get("Algorithm", ""),
        info,
        _octets(parts[1]),
        _certificates(parts[2]),
        document,
        properties,
        None if qualifying is None or len(qualifying) == 1 else qualifying[1],
    )


def digest_in(element: "etree._Element") -> Digest:
    """`ds:DigestMethod` and `ds:DigestValue` at the end of an element.

    Raises:
        Found: they are not there, or have parameters.
    """
    method, value = _child(element, ds("DigestMethod")), _child(element, ds("DigestValue"))
    if len(method) or (method.text or "").strip():
        raise Found("digest-not-accepted", "ds:DigestMethod has parameters")
    return Digest(method.get("Algorithm", ""), _octets(value))


def base64_octets(text: str | None, what: str) -> bytes:
    """The octets that a base64 text stands for, white space left out.

    Raises:
        Found: it is no base64.
    """
    try:
        return base64.b64decode("".join((text or "").split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise Found("form", f"{what} is no base64: {error}") from error


def _references(
    signed: "etree._Element", element: "etree._Element", qualifying: "etree._Element | None"
) -> "tuple[SignedReference, tuple[SignedReference, etree._Element] | None]":
    references = list(signed)[2:]
    wanted = 1 if qualifying is None else 2
    if any(each.tag != ds("Reference") for each in references):
        raise Found("references", f"ds:SignedInfo holds {_short([each.tag for each in references])}")
    if len(references) != wanted:
        name = "properties-not-signed" if qualifying is not None and len(references) == 1 else "references"
        raise Found(name, f"{len(references)} references")
    own = [each for each in references if each.get("Type") == SIGNED_PROPERTIES_TYPE]
    others = [each for each in references if each not in own]
    if len(others) != 1:
        raise Found("references", "none to the document" if not others else "none to the signed properties")
    document = _document_reference(others[0], element)
    if qualifying is None:
        return document, None
    properties = qualifying[0]
    target = own[0].get("URI", "")
    if not properties.get("Id") or target != f"#{properties.get('Id')}":
        raise Found("properties-not-signed", f"the reference is to {target or 'nothing'}")
    return document, (SignedReference(target, _one_form(own[0], []), digest_in(own[0])), properties)


def _document_reference(reference: "etree._Element", element: "etree._Element") -> SignedReference:
    target = reference.get("URI")
    root = element.getroottree().getroot()
    roots = ["#" + str(value) for name, value in root.attrib.items() if _local(str(name)).lower() == "id"]
    if target is None or (target != "" and target not in roots):
        raise Found("references", f"the reference is to {target!r}, not to the whole document")
    if reference.get("Type") is not None:
        raise Found("references", f"the reference has the type {reference.get('Type')}")
    return SignedReference(target, _one_form(reference, [ENVELOPED]), digest_in(reference))


def _one_form(reference: "etree._Element", before: list[str]) -> str:
    """The canonical form of a reference: its transforms are `before` and at most one canonical form."""
    tags = [each.tag for each in reference]
    if tags not in (
        [ds("Transforms"), ds("DigestMethod"), ds("DigestValue")],
        [ds("DigestMethod"), ds("DigestValue")],
    ):
        raise Found("form", f"ds:Reference holds {_short(tags)}")
    transforms = list(reference[0]) if len(tags) == 3 else []
    if any(each.tag != ds("Transform") for each in transforms):
        raise Found("form", f"ds:Transforms holds {_short([each.tag for each in transforms])}")
    names = [each.get("Algorithm", "") for each in transforms]
    for each in transforms:
        if len(each) or (each.text or "").strip():
            raise Found("transform-not-accepted", f"{each.get('Algorithm')} with parameters")
    if names[: len(before)] != before or len(names) > len(before) + 1:
        raise Found("transform-not-accepted", ", ".join(names) or "the signature is not taken out")
    last = names[len(before) :]
    # Without one, the canonical form 1.0 applies (XML Signature 1.1, 4.4.3.2).
    if last and last[0] not in CANONICAL_FORMS:
        raise Found("transform-not-accepted", last[0])
    return last[0] if last else C14N_10


def _canonical_form(method: "etree._Element") -> str:
    name = method.get("Algorithm", "")
    if name not in CANONICAL_FORMS or len(method) or (method.text or "").strip():
        raise Found("canonical-form-not-accepted", name)
    return name


def _qualifying(holder: "etree._Element", element: "etree._Element") -> "etree._Element":
    """`xades:QualifyingProperties`, the only thing that may stand in `ds:Object`."""
    if len(holder) != 1 or holder[0].tag != xades("QualifyingProperties"):
        raise Found("form", f"ds:Object holds {_short([each.tag for each in holder])}")
    qualifying = holder[0]
    if not element.get("Id") or qualifying.get("Target", "") != f"#{element.get('Id')}":
        raise Found("form", f"the properties are those of {qualifying.get('Target')}, not of this signature")
    tags = [each.tag for each in qualifying]
    if tags not in ([xades("SignedProperties")], [xades("SignedProperties"), xades("UnsignedProperties")]):
        raise Found("properties-not-signed", f"xades:QualifyingProperties holds {_short(tags)}")
    return qualifying


def _certificates(key_info: "etree._Element") -> tuple[x509.Certificate, ...]:
    found: list[x509.Certificate] = []
    for data in key_info:
        if data.tag != ds("X509Data"):
            raise Found("form", f"ds:KeyInfo holds {_short([data.tag])}; only ds:X509Data is read")
        for item in data:
            if item.tag in _DESCRIPTIONS and all(each.tag in _IN_ISSUER_SERIAL for each in item):
                continue
            if item.tag != ds("X509Certificate") or len(item):
                raise Found("form", f"ds:X509Data holds {_short([item.tag])}")
            try:
                found.append(load_certificate(_octets(item)))
            except ValueError as error:
                raise Found("certificate-unreadable", str(error)) from error
    if not found:
        raise Found("no-certificate")
    if len(found) > _MOST_CERTIFICATES:
        raise Found("form", f"ds:KeyInfo holds {len(found)} certificates; at most {_MOST_CERTIFICATES} are read")
    return tuple(found)


def _refuse_ambiguous(element: "etree._Element") -> None:
    """`xml:base` and `xml:id` on the root or in a signature: canonical forms 1.0 and 1.1 treat them differently."""
    for each in (element.getroottree().getroot(), *element.iter()):
        for name in each.attrib:
            if str(name) in (f"{{{XML}}}base", f"{{{XML}}}id"):
                raise Found("ambiguous-attribute", f"xml:{_local(str(name))}")


def _texts_only_in_leaves(element: "etree._Element") -> None:
    for each in element.iter():
        if len(each) and ((each.text or "").strip() or any((child.tail or "").strip() for child in each)):
            raise Found("form", f"a text stands in {_short([each.tag])}")


def _child(parent: "etree._Element", tag: str) -> "etree._Element":
    found = [each for each in parent if each.tag == tag]
    if len(found) != 1:
        raise Found("form", f"{_short([parent.tag])} holds {len(found)} of {_short([tag])}")
    return found[0]


def _octets(element: "etree._Element") -> bytes:
    if len(element):
        raise Found("form", f"{_short([element.tag])} holds elements")
    return base64_octets(element.text, _short([element.tag]))


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _short(tags: Sequence[object]) -> str:
    return ", ".join(_local(str(tag)) for tag in tags) or "nothing"
