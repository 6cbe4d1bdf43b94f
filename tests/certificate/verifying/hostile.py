"""Hostile documents: made from an honest one by somebody without the key, or signed by somebody who signs anything.

Each function takes a `Scene` and gives a document that must not be accepted. Names say what was done. The literature:
McIntosh and Austel (wrapping, 2005), Somorovsky et al. (breaking SAML, 2012), CVE-2018-0489 (comments),
CVE-2022-21449 (zero signatures), CVE-2025-23369 and CVE-2025-29774/5 (digests read from comments, several SignedInfo).
"""

import copy
import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree
from tests.certificate.conftest import Authority
from tests.certificate.documents import DCC, FORGED, HONEST, certificate
from tests.certificate.signature_writer import C14N_11, DS, ENVELOPED, EXCLUSIVE, Plan, Reference, sign

from quanheng.certificate.signing.canonical import canonical_document

SIGNATURE = f"{{{DS}}}Signature"


@dataclass(frozen=True)
class Scene:
    """What a forger has: an honest document, and its canonical form; and whom the forger can be."""

    authority: Authority
    form: str

    @property
    def plan(self) -> Plan:
        return Plan(self.form)

    @property
    def honest(self) -> bytes:
        return sign(certificate(), self.authority.signer, self.plan)

    def honest_with_id(self) -> bytes:
        """Honest, and signed by the root's id instead of the empty reference."""
        plan = self.plan.but(
            references=lambda root, plan: [
                Reference("#original", canonical_document(root, plan.form), (ENVELOPED, plan.form))
            ]
        )
        return sign(certificate(attributes=' Id="original"'), self.authority.signer, plan)

    def signed(self, plan: Plan, document: bytes | None = None) -> bytes:
        return sign(document or certificate(), self.authority.signer, plan)


Attack = Callable[[Scene], bytes]
ATTACKS: dict[str, Attack] = {}


def attack(function: Attack) -> Attack:
    ATTACKS[function.__name__] = function
    return function


def tree(data: bytes) -> "etree._Element":
    return etree.fromstring(data)


def octets(root: "etree._Element") -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)


def forged_root(attributes: str = "") -> "etree._Element":
    return tree(certificate(FORGED, attributes=attributes))


def taken_out(root: "etree._Element") -> "etree._Element":
    """The signature, without what stands behind it."""
    signature = root.find(SIGNATURE)
    assert signature is not None
    root.remove(signature)
    return signature


# ── changes without a key ────────────────────────────────────────────────────────────────────────


@attack
def value_changed(scene: Scene) -> bytes:
    return scene.honest.replace(HONEST.encode(), FORGED.encode())


@attack
def value_changed_and_digest_with_it(scene: Scene) -> bytes:
    digest = re.compile(rb"(<ds:DigestValue>)[^<]+")
    changed = scene.signed(scene.plan, certificate(FORGED))
    found = digest.search(changed)
    assert found
    return digest.sub(found.group(), value_changed(scene), count=1)


@attack
def attribute_changed(scene: Scene) -> bytes:
    return scene.honest.replace(b"basic_measured", b"basic_nominal")


@attack
def result_added(scene: Scene) -> bytes:
    root = tree(scene.honest)
    results = root.find(f"{{{DCC}}}measurementResults")
    assert results is not None
    results.insert(0, copy.deepcopy(forged_root()[1][0]))
    return octets(root)


@attack
def text_split_by_a_comment(scene: Scene) -> bytes:
    return scene.honest.replace(b"20.015", b"20.0<!-- -->15")


@attack
def text_split_by_a_comment_before_signing(scene: Scene) -> bytes:
    """The signer signs 99.99920.015; a reader of first texts would read 99.999."""
    return scene.signed(scene.plan, certificate(FORGED + HONEST)).replace(b"99.99920.015", b"99.999<!-- -->20.015")


@attack
def comment_in_the_digest(scene: Scene) -> bytes:
    return scene.honest.replace(b"<ds:DigestValue>", b"<ds:DigestValue><!-- AAAA -->", 1)


@attack
def comment_in_the_signature(scene: Scene) -> bytes:
    return scene.honest.replace(b"<ds:KeyInfo>", b"<!-- x --><ds:KeyInfo>")


@attack
def processing_instruction(scene: Scene) -> bytes:
    return scene.honest.replace(b"<dcc:measurementResults>", b"<?value 99.999?><dcc:measurementResults>")


@attack
def namespace_of_a_prefix_changed(scene: Scene) -> bytes:
    return scene.honest.replace(b'xmlns:si="https://ptb.de/si"', b'xmlns:si="https://ptb.de/si2"')


@attack
def default_namespace_slipped_in(scene: Scene) -> bytes:
    return scene.honest.replace(b"<si:value>20.015</si:value>", b'<value xmlns="https://ptb.de/si">20.015</value>')


@attack
def element_renamed_by_prefix(scene: Scene) -> bytes:
    return scene.honest.replace(b"<si:value>", b'<q:value xmlns:q="https://ptb.de/si">').replace(
        b"</si:value>", b"</q:value>"
    )


@attack
def white_space_in_the_value(scene: Scene) -> bytes:
    return scene.honest.replace(b"20.015", b"20. 015")


@attack
def xml_space(scene: Scene) -> bytes:
    return scene.honest.replace(b"<si:value>", b'<si:value xml:space="preserve">')


@attack
def xml_base_on_the_root(scene: Scene) -> bytes:
    return scene.honest.replace(b"schemaVersion=", b'xml:base="http://127.0.0.1/" schemaVersion=', 1)


@attack
def xml_base_signed(scene: Scene) -> bytes:
    return scene.signed(scene.plan, certificate(attributes=' xml:base="http://127.0.0.1/"'))


@attack
def xml_id_signed(scene: Scene) -> bytes:
    return scene.signed(scene.plan, certificate(attributes=' xml:id="original"'))


@attack
def text_behind_the_signature(scene: Scene) -> bytes:
    return scene.honest.replace(b"</ds:Signature>", b"</ds:Signature>99.999")


# ── the encoding and what stands around ──────────────────────────────────────────────────────────


@attack
def data_behind_the_root(scene: Scene) -> bytes:
    return scene.honest + b"<forged/>"


@attack
def two_documents(scene: Scene) -> bytes:
    return scene.honest + certificate(FORGED)


@attack
def utf_7(scene: Scene) -> bytes:
    body = scene.honest.split(b"?>", 1)[1].decode()
    return b'<?xml version="1.0" encoding="UTF-7"?>' + body.encode("utf-7")


@attack
def utf_16(scene: Scene) -> bytes:
    return scene.honest.split(b"?>", 1)[1].decode().encode("utf-16")


@attack
def another_encoding_declared(scene: Scene) -> bytes:
    return scene.honest.replace(b"encoding='utf-8'", b"encoding='iso-8859-1'")


@attack
def a_zero_octet(scene: Scene) -> bytes:
    return scene.honest.replace(b"20.015", b"20.015\0")


@attack
def xml_1_1(scene: Scene) -> bytes:
    return scene.honest.replace(b"version='1.0'", b"version='1.1'")


@attack
def document_type(scene: Scene) -> bytes:
    return scene.honest.replace(b"?>", b"?><!DOCTYPE dcc:digitalCalibrationCertificate>", 1)


@attack
def entity_for_the_value(scene: Scene) -> bytes:
    kind = b'?><!DOCTYPE d [<!ENTITY v "20.015">]>'
    return scene.honest.replace(b"?>", kind, 1).replace(b"<si:value>20.015", b"<si:value>&v;")


@attack
def entity_bomb(scene: Scene) -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 15))
    kind = f'?><!DOCTYPE d [<!ENTITY e0 "ha">{levels}]>'.encode()
    return scene.honest.replace(b"?>", kind, 1).replace(b"20.015", b"&e14;")


@attack
def external_entity(scene: Scene) -> bytes:
    kind = b'?><!DOCTYPE d [<!ENTITY v SYSTEM "file:///etc/hostname">]>'
    return scene.honest.replace(b"?>", kind, 1).replace(b"20.015", b"&v;")


@attack
def attribute_by_default(scene: Scene) -> bytes:
    kind = b'?><!DOCTYPE d [<!ATTLIST si:value forged CDATA "99.999">]>'
    return scene.honest.replace(b"?>", kind, 1)


@attack
def deeper_than_any_certificate(scene: Scene) -> bytes:
    return scene.signed(scene.plan, certificate("<a>" * 120 + "1" + "</a>" * 120))


FORMS = (C14N_11, EXCLUSIVE)
