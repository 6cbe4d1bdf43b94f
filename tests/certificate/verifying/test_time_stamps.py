"""Time stamps by OpenSSL's own time-stamping authority, in signatures of level B-T."""

import base64
import random
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from lxml import etree
from tests.certificate.conftest import Authority
from tests.certificate.documents import certificate
from tests.certificate.pki import SIGNED_AT, Holder, issue, revocation_list
from tests.certificate.signing.judges import ask

from quanheng.certificate.signing import sign
from quanheng.certificate.signing.canonical import canonical_part
from quanheng.certificate.signing.markup import C14N_11, XADES, ds
from quanheng.certificate.verifying import Trust, Verification, verify

PEM = serialization.Encoding.PEM
DAY = timedelta(days=1)
CONFIGURATION = """
[tsa]
serial = serial
crypto_device = builtin
signer_digest = {digest}
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512, sha1
ess_cert_id_chain = no
ess_cert_id_alg = {ess}
accuracy = secs:1
ordering = no
tsa_name = no
"""


def later() -> datetime:
    """OpenSSL stamps with the clock's time, which must not lie in the future of the verification."""
    return datetime.now(UTC) + timedelta(minutes=1)


def stamping(root: Holder, **changes: object) -> Holder:
    return issue("时间戳", root, usage=("digital_signature",), purposes=(ExtendedKeyUsageOID.TIME_STAMPING,), **changes)  # type: ignore[arg-type] - the names are `issue`'s


def token(octets: bytes, stamper: Holder, folder: Path, *, digest: str = "sha256", ess: str = "sha256") -> bytes:
    """A time-stamp token over the octets, made by `openssl ts`."""
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(digest=digest, ess=ess))
    (folder / "serial").write_text("01\n")
    (folder / "tsa.pem").write_bytes(stamper.certificate.public_bytes(PEM))
    (folder / "tsa.key").write_bytes(
        stamper.key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    (folder / "octets").write_bytes(octets)
    asked = ask("openssl", "ts", "-query", "-data", folder / "octets", f"-{digest}", "-cert", "-out", folder / "query")
    assert asked.returncode == 0, asked.stderr
    (folder / "serial").write_text("01\n")
    text = (folder / "tsa.cnf").read_text().replace("serial = serial", f"serial = {folder / 'serial'}")
    (folder / "tsa.cnf").write_text(text)
    replied = ask(
        "openssl", "ts", "-reply", "-config", folder / "tsa.cnf", "-section", "tsa", "-queryfile", folder / "query",
        "-signer", folder / "tsa.pem", "-inkey", folder / "tsa.key", "-token_out", "-out", folder / "token",
    )  # fmt: skip
    assert replied.returncode == 0, replied.stderr
    return (folder / "token").read_bytes()


def with_unsigned(signed: bytes, markup: str) -> bytes:
    """The document with these unsigned signature properties."""
    text = signed.decode()
    end = "</xades:QualifyingProperties>"
    properties = f"<xades:UnsignedSignatureProperties>{markup}</xades:UnsignedSignatureProperties>"
    return text.replace(end, f"<xades:UnsignedProperties>{properties}</xades:UnsignedProperties>{end}").encode()


def stamp_markup(encoded: bytes) -> str:
    return (
        f'<xades:SignatureTimeStamp><ds:CanonicalizationMethod Algorithm="{C14N_11}"/>'
        f"<xades:EncapsulatedTimeStamp>{base64.b64encode(encoded).decode()}</xades:EncapsulatedTimeStamp>"
        "</xades:SignatureTimeStamp>"
    )


def stamped(signed: bytes, stamper: Holder, folder: Path, **options: str) -> bytes:
    value = etree.fromstring(signed)[-1].find(ds("SignatureValue"))
    assert value is not None
    return with_unsigned(signed, stamp_markup(token(canonical_part(value, C14N_11), stamper, folder, **options)))


def ids(found: Verification) -> set[str]:
    return {each.id for each in found.reasons}


@pytest.fixture(scope="module")
def stampers() -> tuple[Holder, Holder]:
    root = issue("时间戳根", is_ca=True)
    return root, stamping(root)


@pytest.fixture
def trust(authority: Authority, stampers: tuple[Holder, Holder]) -> Trust:
    return replace(authority.trust, time_stamping=(stampers[0].certificate,), requires_proven_time=True)


@pytest.mark.parametrize("options", [{}, {"digest": "sha512"}, {"ess": "sha1"}], ids=["sha256", "sha512", "ess-sha1"])
def test_a_stamp_proves_the_time(
    authority: Authority, trust: Trust, stampers: tuple[Holder, Holder], tmp_path: Path, options: dict[str, str]
) -> None:
    before = datetime.now(UTC)
    document = stamped(sign(certificate(), authority.key, at=SIGNED_AT), stampers[1], tmp_path, **options)
    found = verify(document, trust, now=later())
    assert found.verdict == "valid", found.reasons
    (finding,) = found.signatures
    assert finding.time_source == "stamped"
    assert finding.at is not None
    assert before - timedelta(seconds=2) <= finding.at <= later()


@pytest.mark.parametrize("key", [rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP384R1())])
def test_other_keys_stamp_too(
    authority: Authority, trust: Trust, stampers: tuple[Holder, Holder], tmp_path: Path, key: object
) -> None:
    stamper = stamping(stampers[0], key=key)
    document = stamped(sign(certificate(), authority.key, at=SIGNED_AT), stamper, tmp_path)
    assert verify(document, trust, now=later()).is_valid


def test_a_stamped_signature_outlives_certificate_and_revocation(
    authority: Authority, trust: Trust, stampers: tuple[Holder, Holder], tmp_path: Path
) -> None:
    document = stamped(sign(certificate(), authority.key, at=SIGNED_AT), stampers[1], tmp_path)
    years_later = datetime(2045, 1, 1, tzinfo=UTC)
    revoked_at = later() + DAY
    revoked = revocation_list(
        authority.issuer, {authority.signer.certificate.serial_number: revoked_at}, at=revoked_at, until=None
    )
    found = verify(document, replace(trust, revocation_lists=(revoked,)), now=years_later)
    assert found.verdict == "valid", found.reasons
    assert "revoked-after" in ids(found)


def test_evidence_that_the_document_carries_is_examined(
    authority: Authority, trust: Trust, stampers: tuple[Holder, Holder], tmp_path: Path
) -> None:
    """Level B-LT: certificates and revocation lists travel with the signature."""
    signed = sign(certificate(), authority.key, at=SIGNED_AT)
    at = datetime.now(UTC) - DAY
    lists = [revocation_list(each, at=at, until=at + 30 * DAY) for each in (authority.issuer, authority.root)]
    values = "".join(
        "<xades:EncapsulatedCRLValue>"
        f"{base64.b64encode(each.public_bytes(serialization.Encoding.DER)).decode()}</xades:EncapsulatedCRLValue>"
        for each in lists
    )
    carried = f"<xades:RevocationValues><xades:CRLValues>{values}</xades:CRLValues></xades:RevocationValues>"
    value = etree.fromstring(signed)[-1].find(ds("SignatureValue"))
    assert value is not None
    stamp = stamp_markup(token(canonical_part(value, C14N_11), stampers[1], tmp_path))
    found = verify(with_unsigned(signed, stamp + carried), replace(trust, requires_revocation=True), now=later())
    assert found.verdict == "valid", found.reasons
    assert {each.state for each in found.signatures[0].revocations} == {"good"}


def _other_time(document: bytes) -> bytes:
    """The year in the token changed, where base64 allows to find it."""
    root = etree.fromstring(document)
    (element,) = root.iter(f"{{{XADES}}}EncapsulatedTimeStamp")
    content = base64.b64decode(element.text or "")
    at = content.index(b"Z", content.index(b"\x18\x0f20")) - 14
    element.text = base64.b64encode(content[:at] + b"2020" + content[at + 4 :]).decode()
    return etree.tostring(root)


@pytest.mark.parametrize("kind", ["other-time", "other-signature", "no-token", "untrusted", "sha1"])
def test_a_stamp_that_is_none_is_left_out_and_said_so(
    authority: Authority, trust: Trust, stampers: tuple[Holder, Holder], tmp_path: Path, kind: str
) -> None:
    signed = sign(certificate(), authority.key, at=SIGNED_AT)
    other = sign(certificate("1"), authority.key, at=SIGNED_AT)
    good = stamped(signed, stampers[1], tmp_path)
    value = etree.fromstring(other)[-1].find(ds("SignatureValue"))
    assert value is not None
    documents = {
        "other-time": lambda: _other_time(good),
        "other-signature": lambda: with_unsigned(
            signed, stamp_markup(token(canonical_part(value, C14N_11), stampers[1], tmp_path))
        ),
        "no-token": lambda: with_unsigned(signed, stamp_markup(b"0\x03\x02\x01\x01")),
        "untrusted": lambda: stamped(signed, stamping(issue("时间戳根", is_ca=True)), tmp_path),
        "sha1": lambda: stamped(signed, stampers[1], tmp_path, digest="sha1"),
    }
    found = verify(documents[kind](), trust, now=later())
    assert found.verdict == "indeterminate"
    assert {"timestamp-not-accepted", "time-claimed", "time-unproven"} <= ids(found)


def test_a_revoked_authority_stamps_nothing(
    authority: Authority, trust: Trust, stampers: tuple[Holder, Holder], tmp_path: Path
) -> None:
    root, stamper = stampers
    document = stamped(sign(certificate(), authority.key, at=SIGNED_AT), stamper, tmp_path)
    revoked = revocation_list(root, {stamper.certificate.serial_number: SIGNED_AT})
    found = verify(document, replace(trust, revocation_lists=(revoked,)), now=later())
    assert "timestamp-not-accepted" in ids(found)


@pytest.mark.filterwarnings("ignore:Attribute's length must be:UserWarning")
@pytest.mark.filterwarnings("ignore:Parsed a serial number:cryptography.utils.CryptographyDeprecationWarning")
def test_damaged_tokens_lists_and_certificates_are_survived(
    authority: Authority, trust: Trust, stampers: tuple[Holder, Holder], tmp_path: Path
) -> None:
    """Whatever stands in the unsigned properties, what is read is what was signed."""
    signed = stamped(sign(certificate(), authority.key, at=SIGNED_AT), stampers[1], tmp_path)
    encoded = base64.b64encode(revocation_list(authority.issuer).public_bytes(serialization.Encoding.DER)).decode()
    end = "</xades:UnsignedSignatureProperties>"
    carried = f"<xades:EncapsulatedCRLValue>{encoded}</xades:EncapsulatedCRLValue>"
    document = signed.decode().replace(end, carried + end).encode()
    expected = verify(document, trust, now=later()).signed_bytes
    draw = random.Random(4)
    start = document.index(b"<ds:SignatureValue")
    texts = list(re.finditer(rb">([A-Za-z0-9+/=]{88,})<", document[start:]))
    for _ in range(1000):
        found = draw.choice(texts)
        content = bytearray(base64.b64decode(found[1]))
        for _change in range(draw.choice((1, 1, 2, 5))):
            content[draw.randrange(len(content))] = draw.randrange(256)
        damaged = document[: start + found.start(1)] + base64.b64encode(content) + document[start + found.end(1) :]
        result = verify(damaged, trust, now=later())
        assert result.verdict != "valid" or result.signed_bytes == expected
