"""A chain holds by digests, dates and uncertainties; what is not at hand leaves it open."""

import base64
import hashlib

import pytest
from tests.certificate.third_party import TYPICAL, changed, needs_files

from quanheng.certificate import read
from quanheng.certificate.chain import LinkState, follow

pytestmark = needs_files

_OF_STANDARD = (
    "<dcc:identifications><dcc:identification><dcc:issuer>manufacturer</dcc:issuer>"
    "<dcc:value>string-manufacturer-measuringEquipment-1"
)
_DATES = (
    ("<dcc:beginPerformanceDate>1957-08-13<", "<dcc:beginPerformanceDate>{0}<"),
    ("<dcc:endPerformanceDate>1957-08-13<", "<dcc:endPerformanceDate>{0}<"),
)


def standard(
    day: str = "1957-01-02", due: str = "1959-10-22", u: str = "0.010", refers_to: tuple[str, str] | None = None
) -> bytes:
    return changed(
        TYPICAL, *((old, new.format(day)) for old, new in _DATES),
        ("<dcc:uniqueIdentifier>GP_DCC_temperature_typical_1.2<", "<dcc:uniqueIdentifier>STANDARD<"),
        ("<dcc:date>1959-10-22<", f"<dcc:date>{due}<"), ("<si:uncertaintyXMLList>0.061<", f"<si:uncertaintyXMLList>{u}<"),
        *([refers_to] if refers_to else []),
    )  # fmt: skip


def reference(
    document: bytes, identifier: str = "STANDARD", procedure: str = "SHA-256", linked: str = ""
) -> tuple[str, str]:
    value = hashlib.sha256(document).hexdigest()
    return _OF_STANDARD, (
        "<dcc:certificate><dcc:referral><dcc:content>certificate</dcc:content></dcc:referral>"
        f"<dcc:referralID>{identifier}</dcc:referralID><dcc:procedure>{procedure}</dcc:procedure>"
        f"<dcc:value>{value}</dcc:value>{linked}</dcc:certificate>{_OF_STANDARD}"
    )


def user(document: bytes, **named: str) -> bytes:
    return changed(TYPICAL, reference(document, **named))


def test_a_chain_with_the_right_document_holds_as_far_as_it_goes() -> None:
    document = standard()
    chain = follow(read(user(document)), [document])
    [link] = chain.links
    assert link.of == "Pt 100 thermometer"
    assert link.found is not None
    assert link.found.identifier == "STANDARD"
    assert [each.wording.en for each in link.observations] == ["SHA-256 matches"]
    assert chain.state is LinkState.HOLDS


def test_a_document_with_one_byte_changed_breaks_it() -> None:
    document = standard()
    chain = follow(read(user(document)), [document.replace(b"Musterstadt", b"Musterdorf", 1)])
    assert chain.state is LinkState.BROKEN
    assert "another SHA-256" in chain.links[0].observations[0].wording.en


def test_a_missing_document_leaves_it_open() -> None:
    chain = follow(read(user(standard())))
    assert chain.state is LinkState.OPEN
    assert chain.links[0].found is None


@pytest.mark.parametrize("procedure", ["SHA1", "MD5", "analogue", "crc32"])
def test_a_digest_that_proves_nothing_leaves_it_open(procedure: str) -> None:
    document = standard()
    chain = follow(read(user(document, procedure=procedure)), [document])
    assert (chain.state, chain.links[0].found) == (LinkState.OPEN, None)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": "1957-09-01"}, "after its use began"),
        ({"due": "1957-06-01"}, "was due on 1957-06-01"),
        ({"u": "0.080"}, "larger than that of the results"),
    ],
)
def test_dates_and_uncertainties_can_break_it(changes: dict[str, str], said: str) -> None:
    document = standard(**changes)
    chain = follow(read(user(document)), [document])
    assert chain.state is LinkState.BROKEN
    assert any(said in each.wording.en for each in chain.links[0].observations)


def test_another_document_with_the_right_digest_is_found_out() -> None:
    document = standard()
    chain = follow(read(user(document, identifier="OTHER")), [document])
    assert chain.state is LinkState.BROKEN
    assert "is STANDARD" in chain.links[0].observations[0].wording.en


def test_embedded_documents_count() -> None:
    document = standard()
    embedded = (
        "<dcc:document><dcc:fileName>s.xml</dcc:fileName><dcc:mimeType>application/xml</dcc:mimeType><dcc:dataBase64>"
        f"{base64.b64encode(document).decode()}</dcc:dataBase64></dcc:document></dcc:digitalCalibrationCertificate>"
    )
    data = changed(TYPICAL, reference(document), ("</dcc:digitalCalibrationCertificate>", embedded))
    assert follow(read(data)).state is LinkState.HOLDS


def test_the_chain_goes_on_below_the_standard() -> None:
    top = standard("1956-03-01", u="0.002").replace(b"STANDARD", b"PRIMARY")
    middle = standard(refers_to=reference(top, "PRIMARY"))
    chain = follow(read(user(middle)), [middle, top])
    assert [(each.depth, each.reference.referral_id) for each in chain.links] == [(1, "STANDARD"), (2, "PRIMARY")]
    assert chain.state is LinkState.HOLDS
    assert follow(read(user(middle)), [middle]).state is LinkState.OPEN


def test_a_linked_report_is_followed() -> None:
    top = standard("1956-03-01", u="0.002").replace(b"STANDARD", b"PRIMARY")
    linked = (
        "<dcc:linkedReport><dcc:referral><dcc:content>r</dcc:content></dcc:referral><dcc:referralID>PRIMARY</dcc:referralID>"
        f"<dcc:procedure>SHA-256</dcc:procedure><dcc:value>{hashlib.sha256(top).hexdigest()}</dcc:value></dcc:linkedReport>"
    )
    document = standard()
    chain = follow(read(user(document, linked=linked)), [document, top])
    assert [(each.depth, each.state) for each in chain.links] == [(1, LinkState.HOLDS), (2, LinkState.HOLDS)]


def test_a_certificate_without_references_leaves_the_chain_open() -> None:
    assert follow(read(TYPICAL)).state is LinkState.OPEN
