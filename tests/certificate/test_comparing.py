"""Certificates are compared by what they say at the same points."""

import math
import time
from decimal import Decimal

import pytest
from tests.certificate.third_party import CERTIFICATES, TYPICAL, VACUUM, changed, needs_files

from quanheng.certificate import read
from quanheng.certificate.comparing import compare
from quanheng.certificate.errors import NotComparable

pytestmark = needs_files

_ERRORS = "<si:valueXMLList>0.072 0.089 0.107 -0.009 -0.084</si:valueXMLList>"


def test_drift_has_the_uncertainty_of_both() -> None:
    later = read(
        changed(
            TYPICAL,
            (_ERRORS, _ERRORS.replace("0.089", "0.189")),
            ("<si:uncertaintyXMLList>0.061", "<si:uncertaintyXMLList>0.080"),
        )
    )
    comparison = compare(read(TYPICAL), later)
    [drift] = [each for each in comparison.drifts if each.drift]
    assert (drift.quantity, drift.at, drift.drift, drift.unit) == (
        "basic_measurementError",
        "373 K",
        Decimal("0.100"),
        "K",
    )
    assert drift.expanded == pytest.approx(math.hypot(0.061, 0.080))
    assert drift.standard == pytest.approx(math.hypot(0.061, 0.080) / 2)
    assert drift.en == pytest.approx(0.1 / math.hypot(0.061, 0.080))
    assert comparison.is_consistent


def test_a_drift_beyond_its_uncertainty_is_not_consistent() -> None:
    comparison = compare(read(TYPICAL), read(changed(TYPICAL, (_ERRORS, _ERRORS.replace("0.089", "-0.189")))))
    assert comparison.largest_en == pytest.approx(-0.278 / math.hypot(0.061, 0.061))
    assert not comparison.is_consistent


def test_points_are_matched_by_their_nominal_value_not_by_their_place() -> None:
    def turned(text: str) -> tuple[str, str]:
        return f"<si:valueXMLList>{text}<", f"<si:valueXMLList>{' '.join(reversed(text.split()))}<"

    columns = [
        "306.248 373.121 448.253 523.319 593.154", "33.098 99.971 175.103 250.169 320.004", "306 373 448 523 593",
        "32.85 99.85 174.85 249.85 319.85", "306.32 373.21 448.36 523.31 593.07", "33.17 100.06 175.21 250.16 319.92",
        "0.072 0.089 0.107 -0.009 -0.084",
    ]  # fmt: skip
    comparison = compare(read(TYPICAL), read(changed(TYPICAL, *map(turned, columns))))
    assert len(comparison.drifts) == 15
    assert {each.drift for each in comparison.drifts} == {0}


def test_units_are_converted() -> None:
    later = read(changed(
        TYPICAL, (_ERRORS + "<si:unitXMLList>\\kelvin<", "<si:valueXMLList>72 89 107 -9 -84</si:valueXMLList><si:unitXMLList>\\milli\\kelvin<"),
        ("<si:uncertaintyXMLList>0.061<", "<si:uncertaintyXMLList>61<"),
    ))  # fmt: skip
    drifts = [each for each in compare(read(TYPICAL), later).drifts if each.quantity == "basic_measurementError"]
    assert [each.drift for each in drifts] == [0] * 5
    assert drifts[0].expanded == pytest.approx(math.hypot(61, 61))


def test_without_k_or_with_another_k_there_is_no_en() -> None:
    for factor in ("NaN", "3"):
        later = read(changed(TYPICAL, ("<si:coverageFactorXMLList>2<", f"<si:coverageFactorXMLList>{factor}<")))
        drift = compare(read(TYPICAL), later).drifts[-1]
        assert drift.en is None
        assert (drift.standard is None) == (factor == "NaN")


def test_a_point_without_partner_is_named() -> None:
    def without_last(text: str) -> tuple[str, str]:
        return f"<si:valueXMLList>{text}<", f"<si:valueXMLList>{text.rsplit(' ', 1)[0]}<"

    columns = ["306 373 448 523 593", "306.32 373.21 448.36 523.31 593.07", "306.248 373.121 448.253 523.319 593.154"]
    comparison = compare(read(TYPICAL), read(changed(TYPICAL, *map(without_last, columns))))
    assert "gp_measuringResult1: basic_measuredValue @ 593 K" in comparison.only_earlier


def test_administrative_changes_are_named() -> None:
    path = CERTIFICATES / "siemens/dcc_gp_temperature_typical_v12_v3.2.0_signed_manipulated.xml"
    changes = {each.what: (each.earlier, each.later) for each in compare(read(TYPICAL), read(path)).changes}
    assert changes == {
        "schema version": ("3.1.1", "3.2.0"),
        "laboratory": ("Kalibrierfirma GmbH", "MANIPLUATION Kalibrierfirma GmbH"),
    }


def test_certificates_of_different_things_are_refused() -> None:
    with pytest.raises(NotComparable, match="no point in common"):
        compare(read(TYPICAL), read(VACUUM))


def test_many_points_take_no_quadratic_time() -> None:
    one = "<dcc:quantity><si:real><si:value>1.0</si:value><si:unit>\\metre</si:unit></si:real></dcc:quantity>"
    certificate = read(
        changed(TYPICAL, ('<dcc:list refType="gp_table1">', '<dcc:list refType="gp_table1">' + one * 10_000))
    )
    begun = time.perf_counter()
    assert len(compare(certificate, certificate).drifts) == 10_015
    assert time.perf_counter() - begun < 20
