"""Every file that third parties wrote is read and judged as its README says, without network."""

import socket
from datetime import date

import pytest
from tests.certificate.third_party import CERTIFICATES, SCHEMAS, needs_files, needs_schemas

from quanheng.certificate import CertificateError, read
from quanheng.certificate.checking import SchemaResult, check
from quanheng.certificate.errors import NotACertificate, NotWellFormed
from quanheng.certificate.reading import read_values
from quanheng.certificate.schemas import SchemaStore
from quanheng.metrology.units import parse as parse_unit

pytestmark = [needs_files, needs_schemas]

#: File: schema version, unique identifier, quantities in the results, rules that find something (errors in capitals).
JUDGED: dict[str, tuple[str, str, int, set[str]]] = {
    "ptb/v2.3.0_example.xml": ("2.3.0", "PTB - 11044 17", 12, set()),
    "ptb/v2.4.0_siliziumkugel.xml": ("2.4.0", "PTB - 11129 18", 6, set()),
    "ptb/v3.0.0_example.xml": ("3.0.0", "PTB - 11044 17", 12, set()),
    "ptb/v3.1.1_dcc-vacuumlab-CDG.xml": ("3.1.1", "75999PTB20", 56, set()),
    "ptb/valid.xml": ("3.3.0", "1234", 3, {"DCC-T04", "DCC-U10"}),
    "ptb/valid_formula.xml": ("3.3.0", "GP_DCC_temperature_resistance_1.2", 7, {"DCC-A03", "DCC-T02", "DCC-U10"}),
    # Signatures are no matter of the check: an altered file whose values are sound is sound here.
    "ptb/valid_signature.xml": ("3.3.0", "1234", 3, {"DCC-T04", "DCC-U10"}),
    "ptb/invalid_signature.xml": ("3.3.0", "12345", 3, {"DCC-T04", "DCC-U10"}),
    "siemens/dcc_gp_temperature_simplified_v12.xml": ("3.1.1", "GP_DCC_temperature_minimal_1.2", 3, {"DCC-T04"}),
    "siemens/dcc_gp_temperature_typical_v12.xml": ("3.1.1", "GP_DCC_temperature_typical_1.2", 3, {"DCC-T04"}),
    # 3.1.1 has no place for a signature: it is left out before validation.
    "siemens/dcc_gp_temperature_typical_v12_signed.xml": ("3.1.1", "GP_DCC_temperature_typical_1.2", 3, {"DCC-T04"}),
    "siemens/dcc_gp_temperature_typical_v12_v3.2.0_signed.xml": ("3.2.0", "GP_DCC_temperature_typical_1.2", 3, {"DCC-T04"}),
    "siemens/dcc_gp_temperature_typical_v12_v3.2.0_signed_manipulated.xml": (
        "3.2.0", "GP_DCC_temperature_typical_1.2", 3, {"DCC-T04"},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def store() -> SchemaStore:
    return SchemaStore(SCHEMAS)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    return


@pytest.mark.parametrize("name", JUDGED)
def test_a_valid_file_is_read_and_no_error_is_found(name: str, store: SchemaStore) -> None:
    version, identifier, quantities, rules = JUDGED[name]
    report = check(CERTIFICATES / name, schemas=store, today=date(2026, 11, 23))
    assert report.certificate.schema_version == version
    assert report.certificate.identifier == identifier
    assert len(list(report.certificate.quantities())) == quantities
    assert report.certificate.is_signed == ("sign" in name)
    assert report.schema is SchemaResult.VALID
    assert not report.has_errors
    assert {each.rule for each in report.findings} == rules


def test_the_file_with_an_empty_identifier_is_invalid(store: SchemaStore) -> None:
    report = check(CERTIFICATES / "ptb/invalid_schema.xml", schemas=store)
    assert report.schema is SchemaResult.INVALID
    of_schema = [each for each in report.findings if each.rule == "XSD"]
    assert [each.place.rsplit("/", 1)[-1] for each in of_schema] == ["dcc:uniqueIdentifier", "dcc:manufacturer"]
    assert of_schema[0].line == 17
    assert {each.rule for each in report.findings if each.severity == "error"} == {"XSD", "DCC-A05"}


def test_the_file_with_a_missing_end_tag_is_no_xml() -> None:
    with pytest.raises(NotWellFormed, match="software") as caught:
        read(CERTIFICATES / "ptb/invalid_syntax.xml")
    assert caught.value.place == "line 7, column 20"


@pytest.mark.parametrize("path", sorted((CERTIFICATES / "dsi").glob("*.xml")), ids=lambda path: path.name)
def test_units_of_the_d_si_examples_are_read(path: object) -> None:
    values = read_values(path.read_bytes())
    assert len(values) >= 2
    for each in values:
        for unit in each.units:
            assert parse_unit(unit, "dsi") is not None
    with pytest.raises(NotACertificate):
        read(path)


def test_every_file_is_judged_here() -> None:
    known = {*JUDGED, "ptb/invalid_schema.xml", "ptb/invalid_syntax.xml"}
    there = {str(each.relative_to(CERTIFICATES)) for each in CERTIFICATES.rglob("*.xml")}
    assert {each for each in there if not each.startswith("dsi/")} == known


def test_reading_is_deterministic_and_keeps_the_bytes() -> None:
    for name in JUDGED:
        data = (CERTIFICATES / name).read_bytes()
        first = read(data)
        assert first == read(data)
        assert first.source == data


def test_a_path_that_cannot_be_read_is_an_error_of_the_package() -> None:
    with pytest.raises(CertificateError, match="cannot be read"):
        read(CERTIFICATES / "nowhere.xml")
