"""Signed certificates of PTB and of EU DSS, judged as the README beside them says: at their signing time."""

import base64
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from tests.certificate.documents import values
from tests.certificate.pki import NOW
from tests.certificate.third_party import CERTIFICATES, TYPICAL, needs_files

from quanheng.certificate import read
from quanheng.certificate.tables import tables
from quanheng.certificate.verifying import NOBODY, NotVerified, Trust, verify

pytestmark = needs_files

PTB = CERTIFICATES / "ptb" / "valid_signature.xml"
DSS = [
    CERTIFICATES / "siemens" / "dcc_gp_temperature_typical_v12_signed.xml",
    CERTIFICATES / "siemens" / "dcc_gp_temperature_typical_v12_v3.2.0_signed.xml",
]
ALTERED = [
    CERTIFICATES / "ptb" / "invalid_signature.xml",
    CERTIFICATES / "siemens" / "dcc_gp_temperature_typical_v12_v3.2.0_signed_manipulated.xml",
]


def signer_of(path: Path) -> Trust:
    """Trust in the very certificate that the file carries: those of its issuers are not at hand."""
    found = re.search(rb"X509Certificate>([^<]+)<", path.read_bytes())
    assert found
    encoded = re.sub(rb"&#13;|\s", b"", found[1])
    return Trust(signers=(x509.load_der_x509_certificate(base64.b64decode(encoded)),))


@pytest.mark.parametrize("path", DSS, ids=lambda path: path.stem)
def test_a_dss_signature_whose_certificate_has_expired_is_valid_at_its_time(path: Path) -> None:
    found = verify(path.read_bytes(), signer_of(path), now=NOW)
    assert found.verdict == "valid", found.reasons
    (finding,) = found.signatures
    assert finding.suite is not None
    assert (finding.suite.name, finding.time_source) == ("ecdsa-p256-sha256", "claimed")
    assert finding.at is not None
    assert finding.signer is not None
    assert finding.at < finding.signer.not_valid_after_utc < NOW
    assert values(found.signed_bytes)
    assert b"Signature" not in found.signed_bytes


@pytest.mark.parametrize("path", DSS, ids=lambda path: path.stem)
def test_whoever_asks_for_a_proven_time_gets_none_from_these(path: Path) -> None:
    trust = signer_of(path)
    found = verify(path.read_bytes(), Trust(signers=trust.signers, requires_proven_time=True), now=NOW)
    assert found.verdict == "indeterminate"
    late = verify(path.read_bytes(), trust, at=datetime(2026, 1, 1, tzinfo=UTC), now=NOW)
    assert late.verdict == "indeterminate"
    assert "time-unknown" in {each.id for each in late.reasons}


def test_what_is_read_from_a_signed_file_is_what_the_unsigned_one_says() -> None:
    unsigned = read(TYPICAL)
    read_again = read(verify(DSS[0].read_bytes(), signer_of(DSS[0]), now=NOW).signed_bytes)
    texts = [[[cell.text for cell in column.cells] for column in each.columns] for each in tables(unsigned)]
    assert any(texts)
    assert [[[cell.text for cell in column.cells] for column in each.columns] for each in tables(read_again)] == texts


def test_a_plain_xml_signature_states_no_time_and_is_judged_at_the_one_given() -> None:
    trust = signer_of(PTB)
    found = verify(PTB.read_bytes(), trust, at=datetime(2026, 2, 1, tzinfo=UTC), now=NOW)
    assert found.verdict == "valid"
    assert found.signatures[0].time_source == "given"
    # Today its certificate is valid; after its end, nothing proves that the signature is older.
    assert verify(PTB.read_bytes(), trust, now=NOW).verdict == "valid"
    expired = verify(PTB.read_bytes(), trust, now=datetime(2027, 6, 1, tzinfo=UTC))
    assert expired.verdict == "indeterminate"
    assert "time-unknown" in {each.id for each in expired.reasons}


@pytest.mark.parametrize("path", ALTERED, ids=lambda path: path.stem)
def test_altered_files_are_invalid_whoever_is_trusted(path: Path) -> None:
    for trust in (NOBODY, signer_of(path)):
        found = verify(path.read_bytes(), trust, now=NOW)
        assert [each.id for each in found.reasons] == ["document-altered"]
        with pytest.raises(NotVerified):
            _ = found.signed_bytes


@pytest.mark.parametrize("path", [PTB, *DSS], ids=lambda path: path.stem)
def test_without_trust_they_are_intact_and_undecided(path: Path) -> None:
    found = verify(path.read_bytes(), now=NOW)
    assert found.verdict == "indeterminate"
    assert found.signatures[0].is_intact


def test_every_unsigned_file_is_said_to_be_unsigned() -> None:
    signed = {PTB, *DSS, *ALTERED}
    unsigned = [path for path in sorted(CERTIFICATES.rglob("*.xml")) if path not in signed]
    assert len(unsigned) > 10
    for path in unsigned:
        ids = [each.id for each in verify(path.read_bytes(), now=NOW).reasons]
        assert ids in (["no-signature"], ["unreadable"]), path
