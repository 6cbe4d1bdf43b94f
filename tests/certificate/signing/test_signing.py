"""What we sign, as other people's programs and our own verifier see it."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from lxml import etree
from signxml.xades import XAdESVerifier
from tests.certificate.conftest import Authority
from tests.certificate.documents import HONEST, certificate, values
from tests.certificate.pki import END, NOW, SIGNED_AT, Holder, issue
from tests.certificate.signing.judges import xmlsec
from tests.certificate.third_party import CERTIFICATES, SCHEMAS

from quanheng.certificate.errors import Forbidden
from quanheng.certificate.parsing import parse
from quanheng.certificate.schemas import SchemaStore
from quanheng.certificate.signing import NotSignable, sign, signing_key
from quanheng.certificate.signing.markup import C14N_11, ds
from quanheng.certificate.verifying import Trust, verify

PEM = serialization.Encoding.PEM


@pytest.fixture
def root_file(authority: Authority, tmp_path: Path) -> Path:
    path = tmp_path / "root.pem"
    path.write_bytes(authority.root.certificate.public_bytes(PEM))
    return path


def suites(authority: Authority) -> dict[str, Holder]:
    keys = {
        "ecdsa-p256-sha256": ec.generate_private_key(ec.SECP256R1()),
        "ecdsa-p384-sha384": ec.generate_private_key(ec.SECP384R1()),
        "ecdsa-p521-sha512": ec.generate_private_key(ec.SECP521R1()),
    }
    rsa_key = rsa.generate_private_key(65537, 3072)
    holders = {name: issue("授权签字人", authority.issuer, key=key) for name, key in keys.items()}
    both = issue("授权签字人", authority.issuer, key=rsa_key)
    return holders | {"rsa-pkcs1-sha256": both, "rsa-pkcs1-sha512": both, "rsa-pss-sha256": both}


def test_every_suite_is_accepted_by_xmlsec_signxml_and_ourselves(
    authority: Authority, root_file: Path, tmp_path: Path
) -> None:
    for name, holder in suites(authority).items():
        signed = sign(certificate(), signing_key(holder.key, holder.chain, name), at=SIGNED_AT)
        path = tmp_path / f"{name}.xml"
        path.write_bytes(signed)
        if "pss" not in name:
            # xmlsec1 1.2 does not know RSA-PSS; newer ones do.
            judged = xmlsec(path, root_file)
            assert judged.returncode == 0, judged.stderr
        XAdESVerifier().verify(signed, ca_pem_file=str(root_file), expect_references=2)
        found = verify(signed, authority.trust, now=NOW)
        assert found.verdict == "valid", found.reasons
        assert found.signatures[0].suite is not None
        assert found.signatures[0].suite.name == name


def test_xmlsec_refuses_a_changed_document(authority: Authority, root_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "changed.xml"
    path.write_bytes(sign(certificate(), authority.key, at=SIGNED_AT).replace(b"20.015", b"20.016"))
    assert xmlsec(path, root_file).returncode != 0


@pytest.mark.skipif(not CERTIFICATES.is_dir(), reason="third parties' certificates are not at hand")
def test_certificates_of_others_are_signed_and_stay_valid_by_the_schema(
    authority: Authority, root_file: Path, tmp_path: Path
) -> None:
    document = (CERTIFICATES / "ptb" / "valid.xml").read_bytes()
    signed = sign(document, authority.key, at=SIGNED_AT)
    assert SchemaStore(SCHEMAS).violations(parse(signed), "3.3.0") == []
    path = tmp_path / "signed.xml"
    path.write_bytes(signed)
    assert xmlsec(path, root_file).returncode == 0
    assert verify(signed, authority.trust, now=NOW).is_valid


def test_the_same_arguments_give_the_same_octets(authority: Authority) -> None:
    first, second = (sign(certificate(), authority.key, at=SIGNED_AT) for _ in range(2))
    assert first == second
    assert first != sign(certificate(), authority.key, at=SIGNED_AT.replace(second=1))


def test_the_signed_file_is_its_own_canonical_form(authority: Authority) -> None:
    signed = sign(certificate(), authority.key, at=SIGNED_AT)
    body = signed.split(b"\n", 1)[1]
    assert etree.tostring(etree.fromstring(signed), method="c14n") == body


def test_the_form_is_xades_b_b(authority: Authority) -> None:
    root = etree.fromstring(sign(certificate(), authority.key, at=SIGNED_AT))
    signature = root[-1]
    assert signature.tag == ds("Signature")
    assert {each.get("Algorithm") for each in signature.iter(ds("CanonicalizationMethod"))} == {C14N_11}
    assert next(signature.iter(ds("Reference"))).get("URI") == ""
    names = {"x": "http://uri.etsi.org/01903/v1.3.2#", "ds": "http://www.w3.org/2000/09/xmldsig#"}
    assert signature.xpath("string(.//x:SigningTime)", namespaces=names) == "2026-11-02T08:30:00Z"
    digest = authority.signer.certificate.fingerprint(hashes.SHA256())
    assert base64.b64decode(signature.xpath("string(.//x:CertDigest/ds:DigestValue)", namespaces=names)) == digest
    # EN 319 132-1, table 1: the format of each signed object, by the id of its reference.
    target = signature.xpath("string(.//x:DataObjectFormat/@ObjectReference)", namespaces=names)
    assert signature.xpath("string(.//ds:Reference[1]/@Id)", namespaces=names) == target[1:]
    assert len(signature.findall(f"{ds('KeyInfo')}/{ds('X509Data')}/{ds('X509Certificate')}")) == 2


def test_namespaces_and_special_characters_survive(authority: Authority) -> None:
    document = certificate(attributes=' xmlns:q="urn:a%26b" xmlns:ds="http://www.w3.org/2000/09/xmldsig#"')
    found = verify(sign(document, authority.key, at=SIGNED_AT), authority.trust, now=NOW)
    assert found.is_valid, found.reasons
    assert values(found.signed_bytes) == [HONEST]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("dcc:", "").replace("xmlns:dcc=", "xmlns="),
        lambda text: text.replace("<si:real>", '<si:real xmlns="">').replace(
            "<dcc:items>", '<dcc:items xmlns="urn:d">'
        ),
        lambda text: text.replace("<si:value>", '<q:value xmlns:q="https://ptb.de/si">').replace(
            "</si:value>", "</q:value>"
        ),
        lambda text: text.replace('lang="zh"', 'lang="zh" xml:lang="zh" xml:space="preserve"'),
        lambda text: text.replace("数字", "&lt;&#13;&#9;&amp;数字\U0001f321<![CDATA[<&]]>"),
        lambda text: text.replace('id="item-1"', "id='item-1' refType='a&#10;b&#9;&quot;c'"),
        lambda text: text.replace("<si:real>", '<si:real xmlns:dcc="urn:other" dcc:x="1" b="2" a="3">'),
        lambda text: text.replace(
            'xmlns:si="', 'xmlns:a="urn:a" xmlns:xades="http://uri.etsi.org/01903/v1.3.2#" xmlns:si="'
        ),
        lambda text: text.replace("\n", "\r\n"),
    ],
    ids=[
        "default",
        "undeclared",
        "other-prefix",
        "xml",
        "characters",
        "attributes",
        "redefined",
        "unused",
        "line-ends",
    ],
)
def test_namespaces_and_characters_are_written_as_xmlsec_writes_them(
    authority: Authority, root_file: Path, tmp_path: Path, change: Callable[[str], str]
) -> None:
    document = change(certificate().decode()).encode()
    assert document != certificate()
    signed = sign(document, authority.key, at=SIGNED_AT)
    path = tmp_path / "signed.xml"
    path.write_bytes(signed)
    judged = xmlsec(path, root_file)
    assert judged.returncode == 0, judged.stderr
    assert verify(signed, authority.trust, now=NOW).is_valid


def test_an_ampersand_in_a_namespace_is_refused(authority: Authority) -> None:
    """libxml2 does not escape it when it writes canonical XML; whoever reads that reads something else."""
    with pytest.raises(Forbidden, match="ampersand"):
        sign(certificate(attributes=' xmlns:q="urn:a&amp;b"'), authority.key, at=SIGNED_AT)


def test_comments_are_left_out(authority: Authority) -> None:
    document = certificate().replace(b"<dcc:items>", b"<!-- internal: call Mr Li --><dcc:items>")
    assert b"Mr Li" not in sign(document, authority.key, at=SIGNED_AT)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"<certificate/>", "no digital calibration certificate"),
        (certificate(version="3.1.1"), "no place for a signature"),
        (certificate(version=""), "schema version unknown"),
        (certificate(attributes=' xml:base="urn:x"'), "prefix xml"),
        (certificate(attributes=' xmlns:ds="urn:x"'), "prefix ds"),
        (certificate().replace(b"</dcc:items>", b'<dcc:item id="item-1"/></dcc:items>'), "same id"),
    ],
)
def test_what_has_no_place_for_a_signature_is_refused(authority: Authority, document: bytes, words: str) -> None:
    with pytest.raises(NotSignable, match=words):
        sign(document, authority.key, at=SIGNED_AT)


def test_a_signed_certificate_is_not_signed_again(authority: Authority) -> None:
    with pytest.raises(NotSignable, match="bears a signature already"):
        sign(sign(certificate(), authority.key, at=SIGNED_AT), authority.key, at=SIGNED_AT)


def test_a_doctype_is_refused(authority: Authority) -> None:
    with pytest.raises(Forbidden, match="DOCTYPE"):
        sign(certificate().replace(b"?>", b"?><!DOCTYPE x>", 1), authority.key, at=SIGNED_AT)


def test_a_time_outside_the_certificate_is_refused(authority: Authority) -> None:
    with pytest.raises(NotSignable, match="valid from 2025-01-01 to 2030-01-01"):
        sign(certificate(), authority.key, at=END.replace(year=2031))
    with pytest.raises(NotSignable, match="no time zone"):
        sign(certificate(), authority.key, at=datetime(2026, 11, 2))  # noqa: DTZ001 - that is the point


def test_two_signers_of_one_suite_are_refused(authority: Authority) -> None:
    with pytest.raises(NotSignable, match="both signers"):
        sign(certificate(), authority.key, at=SIGNED_AT, also=authority.key)


def test_two_suites_may_sign_one_certificate(authority: Authority, root_file: Path, tmp_path: Path) -> None:
    other = issue("第二签字人", authority.issuer, key=ec.generate_private_key(ec.SECP384R1()))
    second = signing_key(other.key, other.chain)
    signed = sign(certificate(), authority.key, at=SIGNED_AT, also=second)
    found = verify(signed, authority.trust, now=NOW)
    assert [each.suite.name for each in found.signatures if each.suite] == ["ecdsa-p384-sha384", "ecdsa-p256-sha256"]
    assert found.is_valid
    assert values(found.signed_bytes) == [HONEST]
    path = tmp_path / "two.xml"
    path.write_bytes(signed)
    assert xmlsec(path, root_file, position=2).returncode == 0


def test_the_key_record_decides_which_suite_is_accepted(authority: Authority) -> None:
    """The key's record says SHA-512; the document says SHA-256, properly signed by the same key."""
    signed = sign(certificate(), authority.key, at=SIGNED_AT)
    digest = authority.signer.certificate.fingerprint(hashes.SHA256()).hex()
    trust = replace(authority.trust, key_suites={digest: "ecdsa-p256-sha512"})
    found = verify(signed, trust, now=NOW)
    assert [each.id for each in found.reasons] == ["algorithm-not-of-key"]
    assert verify(signed, replace(trust, key_suites={digest: "ecdsa-p256-sha256"}), now=NOW).is_valid


def test_only_suites_that_the_trust_accepts_are_accepted(authority: Authority) -> None:
    signed = sign(certificate(), authority.key, at=SIGNED_AT)
    trust = Trust(anchors=(authority.root.certificate,), suites=frozenset({"rsa-pkcs1-sha256"}))
    assert [each.id for each in verify(signed, trust, now=NOW).reasons] == ["algorithm-not-accepted"]
