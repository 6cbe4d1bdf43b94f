"""Valid, invalid or indeterminate: who signed, for what, when, and whether the certificate was revoked."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID
from tests.certificate.conftest import Authority
from tests.certificate.documents import certificate
from tests.certificate.pki import NOW, SIGNED_AT, START, Holder, issue, revocation_list
from tests.certificate.signature_writer import C14N_11, Plan, sign as write

from quanheng.certificate.signing import SigningKey, sign, signing_key
from quanheng.certificate.signing.suites import SUITES
from quanheng.certificate.verifying import NOBODY, NotVerified, Trust, TrustRefused, Verification, read_trust, verify

DAY = timedelta(days=1)


def ids(found: Verification) -> set[str]:
    return {each.id for each in found.reasons}


def signed_by(holder: Holder, at: datetime = SIGNED_AT) -> bytes:
    return sign(certificate(), signing_key(holder.key, holder.chain), at=at)


@pytest.fixture
def document(authority: Authority) -> bytes:
    return signed_by(authority.signer)


# ── who ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_valid_signature_says_all_that_was_found(authority: Authority, document: bytes) -> None:
    found = verify(document, authority.trust, now=NOW)
    assert found.verdict == "valid"
    assert ids(found) == {"intact", "time-claimed", "trusted", "revocation-unchecked"}
    (finding,) = found.signatures
    assert finding.at == finding.claimed_at == SIGNED_AT
    assert finding.time_source == "claimed"
    assert [each.subject for each in finding.path] == [
        each.certificate.subject for each in (authority.signer, authority.issuer, authority.root)
    ]
    assert {each.state for each in finding.revocations} == {"unchecked"}
    assert found.signer == finding


def test_without_trust_nothing_is_valid(document: bytes) -> None:
    found = verify(document, NOBODY, now=NOW)
    assert found.verdict == "indeterminate"
    assert "no-trust" in ids(found)
    assert found.intact_bytes is not None
    with pytest.raises(NotVerified, match="no-trust"):
        _ = found.signed_bytes


def test_a_signer_may_be_trusted_by_name(authority: Authority, document: bytes) -> None:
    found = verify(document, Trust(signers=(authority.signer.certificate,)), now=NOW)
    assert found.verdict == "valid"
    assert "pinned" in ids(found)


def test_another_signer_of_the_same_issuer_is_not_trusted_by_name(authority: Authority, document: bytes) -> None:
    other = issue("授权签字人", authority.issuer)
    assert verify(document, Trust(signers=(other.certificate,)), now=NOW).verdict == "indeterminate"


def test_the_trust_directory_may_hold_the_missing_issuer(authority: Authority) -> None:
    key = SigningKey(SUITES["ecdsa-p256-sha256"], (authority.signer.certificate,), authority.signer.key)
    document = sign(certificate(), key, at=SIGNED_AT)
    assert ids(verify(document, authority.trust, now=NOW)) >= {"issuer-unknown"}
    trust = replace(authority.trust, intermediates=(authority.issuer.certificate,))
    assert verify(document, trust, now=NOW).is_valid


def constrained(authority: Authority) -> Holder:
    root = issue("窄根", authority.root, is_ca=True, path_length=0)
    return issue("签字人", issue("下级", root, is_ca=True))


def critical(authority: Authority) -> Holder:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00")
    return issue("签字人", authority.issuer, extensions=((unknown, True),))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda authority: issue("签字人", authority.issuer, usage=("key_agreement",)), "usage"),
        (lambda authority: issue("签字人", authority.issuer, purposes=(ExtendedKeyUsageOID.SERVER_AUTH,)), "purpose"),
        (lambda authority: issue("签字人", authority.signer), "path-not-valid"),
        (
            lambda authority: issue("签字人", issue("早逝", authority.root, is_ca=True, end=START + DAY)),
            "not-valid-then",
        ),
        (constrained, "path-not-valid"),
        (critical, "path-not-valid"),
    ],
    ids=["usage", "purpose", "no-issuer", "issuer-expired", "path-length", "critical-extension"],
)
def test_a_certificate_that_is_not_in_order_makes_invalid(
    authority: Authority, make: Callable[[Authority], Holder], reason: str
) -> None:
    found = verify(signed_by(make(authority)), authority.trust, now=NOW)
    assert found.verdict == "invalid"
    assert reason in ids(found)


def test_a_purpose_beside_the_point_is_stated_where_the_signer_is_named(authority: Authority) -> None:
    holder = issue("签字人", authority.issuer, purposes=(ExtendedKeyUsageOID.CLIENT_AUTH,))
    found = verify(signed_by(holder), Trust(signers=(holder.certificate,)), now=NOW)
    assert found.verdict == "valid"
    assert "purpose-other" in ids(found)


def test_a_short_rsa_issuer_leads_nowhere(authority: Authority) -> None:
    root = issue("短", is_ca=True, key=rsa.generate_private_key(65537, 1024))
    found = verify(signed_by(issue("签字人", root)), Trust(anchors=(root.certificate,)), now=NOW)
    assert "issuer-unknown" in ids(found)


# ── when ─────────────────────────────────────────────────────────────────────────────────────────


def test_an_expired_certificate_is_judged_at_the_signing_time(authority: Authority, document: bytes) -> None:
    found = verify(document, authority.trust, now=datetime(2040, 1, 1, tzinfo=UTC))
    assert found.verdict == "valid"
    assert "time-claimed" in ids(found)


def test_a_proven_time_may_be_asked_for(authority: Authority, document: bytes) -> None:
    trust = replace(authority.trust, requires_proven_time=True)
    assert verify(document, trust, now=NOW).verdict == "indeterminate"
    found = verify(document, trust, at=SIGNED_AT + DAY, now=NOW)
    assert found.verdict == "valid"
    assert found.signatures[0].time_source == "given"


def test_a_signature_from_outside_the_certificate_s_time_is_invalid(authority: Authority) -> None:
    plan = Plan(C14N_11, time="2024-12-31T23:59:59Z")
    found = verify(write(certificate(), authority.signer, plan), authority.trust, now=NOW)
    assert found.verdict == "invalid"
    assert "not-valid-then" in ids(found)


def test_a_time_to_come_is_invalid(authority: Authority, document: bytes) -> None:
    assert ids(verify(document, authority.trust, now=SIGNED_AT - DAY)) == {"intact", "time-in-future"}
    # Clocks differ by minutes, not by days.
    assert verify(document, authority.trust, now=SIGNED_AT - timedelta(minutes=2)).is_valid


def test_a_known_time_before_the_claimed_one_is_a_contradiction(authority: Authority, document: bytes) -> None:
    found = verify(document, authority.trust, at=SIGNED_AT - DAY, now=NOW)
    assert found.verdict == "indeterminate"
    assert "times-contradict" in ids(found)


def test_a_known_time_after_the_end_of_the_certificate_proves_nothing(authority: Authority, document: bytes) -> None:
    late = datetime(2031, 1, 1, tzinfo=UTC)
    found = verify(document, authority.trust, at=late, now=late + DAY)
    assert found.verdict == "indeterminate"
    assert "time-unknown" in ids(found)


def test_a_given_time_needs_a_zone_and_lies_in_the_past(authority: Authority, document: bytes) -> None:
    for at in (NOW + DAY, NOW.replace(tzinfo=None)):
        with pytest.raises(TrustRefused):
            verify(document, authority.trust, at=at, now=NOW)


# ── revoked or not ───────────────────────────────────────────────────────────────────────────────


def with_list(authority: Authority, *lists: x509.CertificateRevocationList) -> Trust:
    return replace(authority.trust, revocation_lists=lists)


def test_missing_evidence_is_stated_and_may_be_asked_for(authority: Authority, document: bytes) -> None:
    trust = replace(authority.trust, requires_revocation=True)
    found = verify(document, trust, now=NOW)
    assert found.verdict == "indeterminate"
    assert "revocation-missing" in ids(found)
    lists = (revocation_list(authority.issuer), revocation_list(authority.root))
    found = verify(document, replace(trust, revocation_lists=lists), now=NOW)
    assert found.verdict == "valid"
    assert ids(found) == {"intact", "time-claimed", "trusted", "not-revoked"}
    assert {each.state for each in found.signatures[0].revocations} == {"good"}


@pytest.mark.parametrize(
    ("revoked_at", "at", "verdict", "reason"),
    [
        (SIGNED_AT - DAY, None, "invalid", "revoked"),
        (SIGNED_AT + DAY, None, "indeterminate", "revoked-perhaps-before"),
        (SIGNED_AT + 3 * DAY, SIGNED_AT + DAY, "valid", "revoked-after"),
        (SIGNED_AT + DAY, SIGNED_AT + 3 * DAY, "invalid", "revoked"),
    ],
    ids=["before", "after-a-claimed-time", "after-a-proven-time", "before-a-proven-time"],
)
def test_a_revoked_certificate(
    authority: Authority, document: bytes, revoked_at: datetime, at: datetime | None, verdict: str, reason: str
) -> None:
    revoked = revocation_list(authority.issuer, {authority.signer.certificate.serial_number: revoked_at})
    found = verify(document, with_list(authority, revoked), at=at, now=NOW)
    assert (found.verdict, reason in ids(found)) == (verdict, True), found.reasons


def test_a_revoked_issuer_counts_too(authority: Authority, document: bytes) -> None:
    revoked = revocation_list(authority.root, {authority.issuer.certificate.serial_number: START})
    assert "revoked" in ids(verify(document, with_list(authority, revoked), now=NOW))


@pytest.mark.parametrize("reason", ["stranger", "future", "stale", "partial"])
def test_evidence_that_is_none_is_left_out_and_said_so(authority: Authority, document: bytes, reason: str) -> None:
    serial = {authority.signer.certificate.serial_number: START}
    lists = {
        "stranger": lambda: revocation_list(authority.issuer, serial, signer=authority.stranger),
        "future": lambda: revocation_list(authority.issuer, serial, at=NOW + DAY),
        "stale": lambda: revocation_list(authority.issuer, at=SIGNED_AT - 9 * DAY, until=SIGNED_AT - DAY),
        "partial": lambda: _partial_list(authority),
    }
    found = verify(document, with_list(authority, lists[reason]()), now=NOW)
    assert found.verdict == "valid"
    assert {"evidence-not-accepted", "revocation-unchecked"} <= ids(found)


def _partial_list(authority: Authority) -> x509.CertificateRevocationList:
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(authority.issuer.certificate.subject)
        .last_update(NOW - DAY)
        .next_update(NOW + DAY)
        .add_extension(x509.DeltaCRLIndicator(1), critical=True)
    )
    return builder.sign(authority.issuer.key, hashes.SHA256())


def answer(
    authority: Authority, status: ocsp.OCSPCertStatus, responder: Holder, *, revoked_at: datetime | None = None
) -> ocsp.OCSPResponse:
    builder = ocsp.OCSPResponseBuilder().add_response(
        cert=authority.signer.certificate,
        issuer=authority.issuer.certificate,
        algorithm=hashes.SHA256(),
        cert_status=status,
        this_update=NOW - DAY,
        next_update=NOW + DAY,
        revocation_time=revoked_at,
        revocation_reason=None,
    )
    builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
    if responder is not authority.issuer:
        builder = builder.certificates([responder.certificate])
    return builder.sign(responder.key, hashes.SHA256())


def later() -> datetime:
    """Answers bear the time at which the test made them."""
    return max(NOW, datetime.now(UTC)) + timedelta(minutes=1)


def test_an_answer_of_the_issuer_or_whom_it_named_is_evidence(authority: Authority, document: bytes) -> None:
    named = issue("应答", authority.issuer, purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,))
    for responder in (authority.issuer, named):
        good = answer(authority, ocsp.OCSPCertStatus.GOOD, responder)
        found = verify(document, replace(authority.trust, answers=(good,)), now=later())
        assert found.signatures[0].revocations[0].state == "good"
        bad = answer(authority, ocsp.OCSPCertStatus.REVOKED, responder, revoked_at=SIGNED_AT - DAY)
        found = verify(document, replace(authority.trust, answers=(good, bad)), now=later())
        assert found.verdict == "invalid"


def test_an_answer_of_anybody_else_is_none(authority: Authority, document: bytes) -> None:
    signer_as_responder = authority.signer
    stranger = issue("应答", authority.stranger.issuer, purposes=(ExtendedKeyUsageOID.OCSP_SIGNING,))
    for responder in (signer_as_responder, stranger):
        good = answer(authority, ocsp.OCSPCertStatus.GOOD, responder)
        found = verify(document, replace(authority.trust, answers=(good,)), now=later())
        assert found.signatures[0].revocations[0].state == "unchecked"
        assert "evidence-not-accepted" in ids(found)


def test_an_answer_that_does_not_know_the_certificate_is_not_good(authority: Authority, document: bytes) -> None:
    unknown = answer(authority, ocsp.OCSPCertStatus.UNKNOWN, authority.issuer)
    found = verify(document, replace(authority.trust, answers=(unknown,)), now=later())
    assert found.signatures[0].revocations[0].state == "unchecked"


# ── the trust directory ──────────────────────────────────────────────────────────────────────────


def trust_directory(authority: Authority, folder: Path) -> Path:
    for name, content in {
        "anchors/root.pem": authority.root.certificate.public_bytes(serialization.Encoding.PEM),
        "intermediates/issuer.der": authority.issuer.certificate.public_bytes(serialization.Encoding.DER),
        "crls/issuer.crl": revocation_list(authority.issuer).public_bytes(serialization.Encoding.PEM),
        "crls/root.crl": revocation_list(authority.root).public_bytes(serialization.Encoding.DER),
        "ocsp/signer.der": answer(authority, ocsp.OCSPCertStatus.GOOD, authority.issuer).public_bytes(
            serialization.Encoding.DER
        ),
        "trust.toml": b'suites = ["ecdsa-p256-sha256"]\nrequire_revocation = true\n',
        "anchors/README": b"not a certificate",
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
    return folder


def test_a_trust_directory(authority: Authority, document: bytes, tmp_path: Path) -> None:
    found = verify(document, trust_directory(authority, tmp_path), now=later())
    assert found.verdict == "valid"
    assert "not-revoked" in ids(found)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("trust.toml", b'suites = ["none"]', "none in suites is no suite"),
        ("trust.toml", b"suite = 3", "it takes keys, require_proven_time"),
        ("trust.toml", b"require_revocation = 1", "true or false"),
        ("trust.toml", b'[keys]\nabc = "ecdsa-p256-sha256"', "no SHA-256 fingerprint"),
        ("trust.toml", b"\xff", "cannot be read"),
        (
            "anchors/other.pem",
            b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "no X.509 certificate",
        ),
        ("crls/other.crl", b"0", "no revocation list"),
        ("ocsp/other.der", b"0", "no OCSP answer"),
    ],
)
def test_a_trust_directory_that_says_something_unknown_is_refused(
    authority: Authority, tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    (trust_directory(authority, tmp_path) / name).write_bytes(content)
    with pytest.raises(TrustRefused, match=words):
        read_trust(tmp_path)


def test_an_empty_trust_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrustRefused, match="names nobody"):
        read_trust(tmp_path)
    with pytest.raises(TrustRefused, match="no directory"):
        read_trust(tmp_path / "elsewhere")
