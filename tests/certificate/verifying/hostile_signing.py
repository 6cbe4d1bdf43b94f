"""References, transforms and algorithms: signatures that are right by the standard's arithmetic and wrong by sense."""

import re

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree
from tests.certificate.documents import DCC, FORGED, SI, certificate
from tests.certificate.signature_writer import (
    C14N_11,
    DS,
    ENVELOPED,
    MORE,
    Plan,
    Reference,
    certificate_der,
    ecdsa,
    hmac_with,
    public_der,
    public_pem,
    whole_document,
)
from tests.certificate.verifying.hostile import Scene, attack, octets, tree

from quanheng.certificate.signing.canonical import canonical_document, canonical_part

# ── references ───────────────────────────────────────────────────────────────────────────────────


def _no_reference(root: "etree._Element", plan: Plan) -> list[Reference]:
    return []


@attack
def no_reference_at_all(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(references=_no_reference, signs_properties=False))


@attack
def no_reference_to_the_document(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(references=_no_reference))


@attack
def several_references(scene: Scene) -> bytes:
    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        item = root.find(f".//{{{DCC}}}item")
        assert item is not None
        part = Reference("#item-1", canonical_part(item, plan.form), (plan.form,))
        return [part, whole_document(root, plan)]

    return scene.signed(scene.plan.but(references=references))


@attack
def document_twice(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(references=lambda root, plan: [whole_document(root, plan)] * 2))


def _to(uri: str | None, content: bytes = b"") -> "object":
    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        return [Reference(uri, content or canonical_document(root, plan.form), (ENVELOPED, plan.form))]

    return references


@attack
def reference_to_a_fragment(scene: Scene) -> bytes:
    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        item = root.find(f".//{{{DCC}}}item")
        assert item is not None
        return [Reference("#item-1", canonical_part(item, plan.form), (ENVELOPED, plan.form))]

    return scene.signed(scene.plan.but(references=references)).replace(b"20.015", FORGED.encode())


@attack
def reference_by_xpointer(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(references=_to("#xpointer(/)")))


@attack
def reference_to_a_file(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(references=_to("file:///etc/hostname")))


@attack
def reference_to_a_host(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(references=_to("http://127.0.0.1:9/")))


@attack
def reference_without_an_address(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(references=_to(None)))


@attack
def reference_to_a_manifest(scene: Scene) -> bytes:
    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        honest = whole_document(root, plan)
        return [Reference("", honest.octets, honest.transforms, type=f"{DS}Manifest")]

    return scene.signed(scene.plan.but(references=references))


# ── transforms ───────────────────────────────────────────────────────────────────────────────────


def _transformed(scene: Scene, *steps: str, octets_signed: bytes | None = None) -> bytes:
    """Signed with these transforms after taking the signature out, then the value changed."""

    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        kept = tree(octets(root))
        for value in list(kept.iter(f"{{{SI}}}value")):
            holder = value.getparent()
            assert holder is not None
            holder.remove(value)
        return [Reference("", octets_signed or canonical_document(kept, plan.form), (ENVELOPED, *steps, plan.form))]

    return scene.signed(scene.plan.but(references=references)).replace(b"20.015", FORGED.encode())


@attack
def xpath_that_drops_the_values(scene: Scene) -> bytes:
    return _transformed(
        scene,
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xpath-19991116">'
        f'<ds:XPath xmlns:si="{SI}">not(ancestor-or-self::si:value)</ds:XPath></ds:Transform>',
    )


@attack
def xpath_filter_that_drops_the_values(scene: Scene) -> bytes:
    return _transformed(
        scene,
        '<ds:Transform Algorithm="http://www.w3.org/2002/06/xmldsig-filter2">'
        '<f:XPath xmlns:f="http://www.w3.org/2002/06/xmldsig-filter2" Filter="subtract">//*[local-name()="value"]</f:XPath>'
        "</ds:Transform>",
    )


@attack
def xslt_that_writes_another_document(scene: Scene) -> bytes:
    return _transformed(
        scene,
        '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116">'
        '<x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform" version="1.0">'
        '<x:template match="/"><nothing/></x:template></x:stylesheet></ds:Transform>',
        octets_signed=b"<nothing></nothing>",
    )


@attack
def base64_transform(scene: Scene) -> bytes:
    return _transformed(scene, f"{DS}base64", octets_signed=b"")


@attack
def canonical_form_twice(scene: Scene) -> bytes:
    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        return [Reference("", canonical_document(root, plan.form), (ENVELOPED, C14N_11, plan.form))]

    return scene.signed(scene.plan.but(references=references))


@attack
def signature_not_taken_out(scene: Scene) -> bytes:
    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        return [Reference("", canonical_document(root, plan.form), (plan.form,))]

    return scene.signed(scene.plan.but(references=references))


@attack
def canonical_form_before_taking_out(scene: Scene) -> bytes:
    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        return [Reference("", canonical_document(root, plan.form), (plan.form, ENVELOPED))]

    return scene.signed(scene.plan.but(references=references))


@attack
def canonical_form_with_parameters(scene: Scene) -> bytes:
    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        step = (
            f'<ds:Transform Algorithm="{plan.form}"><e:InclusiveNamespaces '
            'xmlns:e="http://www.w3.org/2001/10/xml-exc-c14n#" PrefixList="si"/></ds:Transform>'
        )
        return [Reference("", canonical_document(root, plan.form), (ENVELOPED, step))]

    return scene.signed(scene.plan.but(references=references))


@attack
def canonical_form_with_comments(scene: Scene) -> bytes:
    return scene.honest.replace(scene.form.encode() + b'"', scene.form.rstrip("#").encode() + b'#WithComments"')


# ── algorithms ───────────────────────────────────────────────────────────────────────────────────

_HMAC = f"{MORE}hmac-sha256"


@attack
def hmac_with_the_public_key(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(algorithm=_HMAC, sign=hmac_with(public_der)), certificate(FORGED))


@attack
def hmac_with_the_public_key_as_text(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(algorithm=_HMAC, sign=hmac_with(public_pem)), certificate(FORGED))


@attack
def hmac_with_the_certificate(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(algorithm=_HMAC, sign=hmac_with(certificate_der)), certificate(FORGED))


@attack
def hmac_of_no_length(scene: Scene) -> bytes:
    plan = scene.plan.but(
        algorithm=_HMAC,
        method_parameters="<ds:HMACOutputLength>0</ds:HMACOutputLength>",
        sign=lambda holder, octets: b"",
    )
    return scene.signed(plan, certificate(FORGED))


@attack
def algorithm_none(scene: Scene) -> bytes:
    plan = scene.plan.but(algorithm="http://www.w3.org/2001/04/xmldsig-more#none", sign=lambda holder, octets: b"")
    return scene.signed(plan, certificate(FORGED))


@attack
def algorithm_not_named(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(algorithm=""))


@attack
def sha_1_signature(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(algorithm=f"{MORE}ecdsa-sha1", sign=ecdsa(hashes.SHA1())))


@attack
def md5_signature_named(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(algorithm=f"{MORE}rsa-md5"))


@attack
def rsa_named_for_an_elliptic_key(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(algorithm=f"{MORE}rsa-sha256"))


@attack
def sm2_named_for_another_key(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(algorithm="urn:oid:1.2.156.10197.1.501"))


@attack
def another_digest_named(scene: Scene) -> bytes:
    return scene.honest.replace(b"ecdsa-sha256", b"ecdsa-sha512")


def _digested(name: str) -> "object":
    def references(root: "etree._Element", plan: Plan) -> list[Reference]:
        honest = whole_document(root, plan)
        return [Reference("", honest.octets, honest.transforms, digest=name)]

    return references


@attack
def sha_1_digest(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(references=_digested(f"{DS}sha1")))


@attack
def md5_digest(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(references=_digested(f"{MORE}md5")))


@attack
def empty_digest(scene: Scene) -> bytes:
    return re.sub(rb"<ds:DigestValue>[^<]*", b"<ds:DigestValue>", scene.honest)


@attack
def empty_signature_value(scene: Scene) -> bytes:
    return re.sub(rb"<ds:SignatureValue>[^<]*", b"<ds:SignatureValue>", scene.honest)


@attack
def signature_of_zeros(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(sign=lambda holder, octets: bytes(64)), certificate(FORGED))


@attack
def signature_in_der(scene: Scene) -> bytes:
    def der(holder: object, octets: bytes) -> bytes:
        value = ecdsa()(scene.authority.signer, octets)
        return encode_dss_signature(int.from_bytes(value[:32], "big"), int.from_bytes(value[32:], "big"))

    return scene.signed(scene.plan.but(sign=der))


@attack
def signature_value_with_something_behind(scene: Scene) -> bytes:
    return scene.signed(scene.plan.but(sign=lambda holder, octets: ecdsa()(holder, octets) + b"\0"))
