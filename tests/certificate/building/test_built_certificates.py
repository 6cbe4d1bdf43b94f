"""What is built is valid by the schema and by every rule, says what the draft said, and is the same bytes each time."""

import hashlib

import pytest
from tests.certificate.drafts import CALIBRATION, EXAMPLES, NAMES, REJECTION, VERIFICATION, draft_of, text_of, weighed
from tests.certificate.third_party import CERTIFICATES, SCHEMAS, needs_files, needs_schemas

from quanheng.certificate import CertificateError, read
from quanheng.certificate.building import build, certificate_of, evaluations_of
from quanheng.certificate.checking import SchemaResult, Severity, check
from quanheng.certificate.draft_file import build_from
from quanheng.certificate.schemas import SchemaStore
from quanheng.certificate.writing import NotWritable, write
from quanheng.metrology.uncertainty import covariance_between


@needs_schemas
@pytest.mark.parametrize("name", NAMES)
def test_schema_and_rules_find_nothing(name: str) -> None:
    report = check(build(draft_of(name)), schemas=SchemaStore(SCHEMAS))
    assert report.schema is SchemaResult.VALID
    assert [each.message.en for each in report.findings if each.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("name", NAMES)
def test_reading_gives_back_what_was_built(name: str) -> None:
    draft = draft_of(name)
    assert read(build(draft)) == certificate_of(draft)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_draft_gives_the_same_bytes(name: str) -> None:
    first, second = (build_from(text_of(name), EXAMPLES) for _ in range(2))
    assert hashlib.sha256(first).digest() == hashlib.sha256(second).digest()


def test_digits_are_kept_as_given() -> None:
    certificate = read(build(VERIFICATION))
    measured = next(certificate.quantities(ref_type="basic_measuredValue")).real
    assert measured is not None
    assert [each.text for each in measured.values] == ["0.200", "5.000", "10.002", "20.004", "30.006"]
    assert measured.units == (r"\kilogram",)


def test_uncertainties_are_in_the_current_form_and_follow_from_the_evaluation() -> None:
    certificate = read(build(CALIBRATION))
    error = next(certificate.quantities(ref_type="basic_measurementError")).real
    assert error is not None
    assert error.uncertainty is not None
    assert not error.uncertainty.is_deprecated_form
    # k = 2 and u = 0.0683 mg, 0.0711 mg, 0.0987 mg of the budget beside the draft.
    assert [each.text for each in error.values] == ["0.08", "0.27", "0.46"]
    assert [each.text for each in error.uncertainty.stated] == ["0.14", "0.14", "0.20"]
    assert (error.uncertainty.factors[0].text, error.uncertainty.probabilities[0].text) == ("2", "0.9545")


def test_certificates_that_share_a_standard_stay_correlated() -> None:
    first, second = (read(build(weighed(name, difference))) for name, difference in (("甲-1", 0.1), ("甲-2", 0.7)))
    (a,), (b,) = (evaluations_of(next(each.quantities(ref_type="quanheng_result"))) for each in (first, second))
    # The standard's 0.3 mg stand in both: cov = 0.3², r = 0.09 / 0.25.
    assert covariance_between(a.result, b.result, a.output, b.output) == pytest.approx(0.09, rel=1e-12)
    assert covariance_between(a.result, a.result, a.output, a.output) == pytest.approx(0.25, rel=1e-12)


def test_conformity_stands_beside_the_values_with_limits_and_rule() -> None:
    certificate = read(build(REJECTION))
    error = next(certificate.quantities(ref_type="basic_measurementError"))
    (statement,) = error.context.meta_data
    assert statement.conformity == ("pass", "pass", "pass", "pass", "fail")
    assert statement.convention == "simple"
    assert statement.data is not None
    upper = next(each for each in statement.data.quantities() if each.is_a("basic_toleranceLimitUpper")).real
    assert upper is not None
    assert [each.text for each in upper.values] == ["5", "5", "10", "10", "15"]


def test_standards_are_traceable_by_identifier_and_digest() -> None:
    certificate = read(build(CALIBRATION))
    equipment = certificate.results[0].context.equipment
    references = [each.certificate for each in equipment]
    assert [each.referral_id for each in references if each] == ["[2024]闽量标泉证字第000号", "示例-FM-2025-004412"]
    assert all(
        each and each.procedure == "SHA-256" and each.traceable and each.in_validity_range for each in references
    )


@needs_files
@needs_schemas
def test_third_parties_certificates_are_written_again_as_valid_ones() -> None:
    """The writer is not only good for what the builder makes."""
    from dataclasses import replace

    store, count = SchemaStore(SCHEMAS), 0
    for path in sorted(CERTIFICATES.rglob("*.xml")):
        try:
            found = replace(read(path), schema_version="3.3.0", comment=None)
            written = write(found)
        except CertificateError:
            continue
        assert read(written) == found, path.name
        assert check(written, schemas=store).schema is SchemaResult.VALID, path.name
        count += 1
    assert count >= 10


def test_an_older_schema_version_is_not_written() -> None:
    from dataclasses import replace

    with pytest.raises(NotWritable, match=r"schema 3\.1\.0; 3\.3\.0 is written"):
        write(replace(certificate_of(CALIBRATION), schema_version="3.1.0"))
