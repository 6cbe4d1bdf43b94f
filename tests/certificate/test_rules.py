"""Every rule finds what it is for, in a third party's sound certificate with one thing changed; and only then."""

from datetime import date
from pathlib import Path

import pytest
from tests.certificate.third_party import FORMULA, TYPICAL, VALID, changed, needs_files

from quanheng.certificate.checking import RULES, Severity, check
from quanheng.certificate.schemas import SchemaStore

pytestmark = needs_files

TODAY = date(2026, 11, 23)
NO_SCHEMAS = SchemaStore()
_U = "<si:uncertaintyXMLList>0.061</si:uncertaintyXMLList>"
_K = "<si:coverageFactorXMLList>2</si:coverageFactorXMLList>"
_P = "<si:coverageProbabilityXMLList>0.95</si:coverageProbabilityXMLList>"
_DISTRIBUTION = "<si:distributionXMLList>normal</si:distributionXMLList>"
_ERRORS = "<si:valueXMLList>0.072 0.089 0.107 -0.009 -0.084</si:valueXMLList>"
_MEASURED = "306.32 373.21 448.36 523.31 593.07"
_OF_STANDARD = (
    "<dcc:identifications><dcc:identification><dcc:issuer>manufacturer</dcc:issuer>"
    "<dcc:value>string-manufacturer-measuringEquipment-1"
)
_WEAK = (
    "<dcc:certificate><dcc:referral><dcc:content>standard</dcc:content></dcc:referral><dcc:referralID>S1</dcc:referralID>"
    "<dcc:procedure>SHA1</dcc:procedure><dcc:value>a9993e364706816aba3e25717850c26c9cd0d89d</dcc:value></dcc:certificate>"
)
_INTERVAL = (
    "<si:coverageIntervalXMLList><si:standardUncXMLList>0.03</si:standardUncXMLList>"
    "<si:intervalMinXMLList>-0.06</si:intervalMinXMLList><si:intervalMaxXMLList>0.1</si:intervalMaxXMLList>"
    "<si:coverageProbabilityXMLList>0.95</si:coverageProbabilityXMLList></si:coverageIntervalXMLList>"
)
_EXPANDED = f"<si:expandedUncXMLList>{_U}{_K}{_P}{_DISTRIBUTION}</si:expandedUncXMLList>"
_LARGE = _EXPANDED.replace("0.061", "700")
_REAL_UNC = (
    "<si:expandedUnc><si:uncertainty>0.001</si:uncertainty><si:coverageFactor>2</si:coverageFactor>"
    "<si:coverageProbability>0.95</si:coverageProbability></si:expandedUnc>"
)
_DEPTH = r"<si:value>0.1</si:value><si:unit>\metre</si:unit></si:real>"
_RELATIVE = (
    r"<dcc:relativeUncertainty><dcc:relativeUncertaintySingle><si:value>{}</si:value><si:unit>{}</si:unit>"
    "</dcc:relativeUncertaintySingle></dcc:relativeUncertainty>"
)
_COMPLEX = (
    r"<si:complex><si:valueMagnitude>1.0</si:valueMagnitude><si:valuePhase>0.5</si:valuePhase><si:unit>\volt</si:unit>"
    r"<si:unitPhase>\volt</si:unitPhase></si:complex>"
)
_MATRIX = (
    "<si:ellipsoidalRegionXMLList><si:covarianceMatrix>{}</si:covarianceMatrix><si:coverageFactor>2</si:coverageFactor>"
    "<si:coverageProbability>0.95</si:coverageProbability></si:ellipsoidalRegionXMLList>"
)
_COVARIANCE = r"<si:covariance><si:value>{}</si:value><si:unit>\kelvin\tothe{{2}}</si:unit></si:covariance>"


def matrix(*columns: str) -> str:
    entries = ("".join(_COVARIANCE.format(each) for each in column.split()) for column in columns)
    return _MATRIX.format("".join(f"<si:column>{each}</si:column>" for each in entries))


#: Rule, file, changes. Each is found by that rule, and not without the changes.
CASES: list[tuple[str, Path, list[tuple[str, str]]]] = [
    ("DCC-L01", TYPICAL, [(_U, _U.replace("0.061", "0.061 0.061 0.061"))]),
    ("DCC-L01", TYPICAL, [(_K, _K.replace(">2<", ">2 2<"))]),
    ("DCC-L02", TYPICAL, [(_ERRORS, _ERRORS.replace(" -0.084", ""))]),
    ("DCC-L03", TYPICAL, [("<dcc:conformityXMLList>pass<", "<dcc:conformityXMLList>pass pass<")]),
    ("DCC-L04", TYPICAL, [("33.098 99.971 175.103 250.169 320.004", "33.098 99.971")]),
    ("DCC-U01", TYPICAL, [(_K, _K.replace(">2<", ">NaN<"))]),
    ("DCC-U02", TYPICAL, [(_P, _P.replace("0.95", "0.99"))]),
    ("DCC-U02", TYPICAL, [(_DISTRIBUTION, _DISTRIBUTION.replace("normal", "rectangular")), (_K, _K.replace(">2<", ">1.5<"))]),
    ("DCC-U03", TYPICAL, [(_K, _K.replace(">2<", ">3<"))]),
    ("DCC-U04", TYPICAL, [(_U, _U.replace("0.061", "-0.061"))]),
    ("DCC-U04", TYPICAL, [(_K, _K.replace(">2<", ">0.5<"))]),
    ("DCC-U04", TYPICAL, [(_P, _P.replace("0.95", "95"))]),
    ("DCC-U05", TYPICAL, [(_EXPANDED, _INTERVAL)]),
    ("DCC-U07", TYPICAL, [(r"<si:unitXMLList>\kelvin</si:unitXMLList>", r"<si:unitXMLList>\kelvin</si:unitXMLList>" + _LARGE)]),
    ("DCC-U10", TYPICAL, [('schemaVersion="3.1.1"', 'schemaVersion="3.3.0"')]),
    ("DCC-L05", TYPICAL, [(_EXPANDED, _EXPANDED + matrix("1 0", "0 1 2"))]),
    ("DCC-L05", TYPICAL, [(_EXPANDED, _EXPANDED + matrix("1 0.1", "0.2 1"))]),
    ("DCC-N04", TYPICAL, [("<si:real>" + _DEPTH, _COMPLEX)]),
    ("DCC-V03", TYPICAL, [(_DEPTH, _DEPTH.replace("</si:real>", _REAL_UNC + "</si:real>") + _RELATIVE.format("0.05", r"\one"))]),
    ("DCC-V03", TYPICAL, [(_DEPTH, _DEPTH + _RELATIVE.format("0.02", r"\metre"))]),
    ("DCC-U06", TYPICAL, [(_U, _U.replace("0.061", "0"))]),
    ("DCC-U08", TYPICAL, [(_ERRORS, _ERRORS.replace("0.072 0.089", "0.1 0.089"))]),
    ("DCC-U09", TYPICAL, [(_U, _U.replace("0.061", "1"))]),
    ("DCC-V01", TYPICAL, [(_ERRORS, _ERRORS.replace("0.072", "0.082"))]),
    ("DCC-V01", TYPICAL, [(_ERRORS, _ERRORS.replace("-0.009", "0.009"))]),
    ("DCC-V01", TYPICAL, [(_MEASURED, _MEASURED.replace("306.32", "306.42"))]),
    ("DCC-V02", TYPICAL, [("33.098 99.971", "33.198 99.971")]),
    ("DCC-N01", TYPICAL, [(r"<si:unit>\metre</si:unit>", r"<si:unit>\meter</si:unit>")]),
    ("DCC-N01", TYPICAL, [(r"<si:unit>\metre</si:unit>", "<si:unit></si:unit>")]),
    ("DCC-N02", TYPICAL, [("<si:value>0.1</si:value>", "<si:quantityTypeQUDT>Mass</si:quantityTypeQUDT><si:value>0.1</si:value>")]),
    ("DCC-N03", TYPICAL, [('refType="basic_humidityRelativeMin"', 'refType="basic_temperatureMin"')]),
    ("DCC-D01", TYPICAL, [("<dcc:date>1959-10-22</dcc:date>", "<dcc:date>1959-22-10</dcc:date>")]),
    ("DCC-D02", VALID, [("<dcc:receiptDate>1957-08-13<", "<dcc:receiptDate>1957-08-14<")]),
    ("DCC-D02", VALID, [("<dcc:endPerformanceDate>1957-08-13<", "<dcc:endPerformanceDate>1957-08-12<")]),
    ("DCC-D03", TYPICAL, [("<dcc:endPerformanceDate>1957-08-13<", "<dcc:endPerformanceDate>2057-08-13<")]),
    ("DCC-D04", TYPICAL, [("<dcc:date>1959-10-22<", "<dcc:date>1956-10-22<")]),
    ("DCC-D05", TYPICAL, [(_ERRORS, _ERRORS + "<si:dateTimeXMLList>1960-01-01T00:00:00Z</si:dateTimeXMLList>")]),
    ("DCC-C01", TYPICAL, [("<si:valueXMLList>0.23 0.23 0.23", "<si:valueXMLList>0.23 0.08 0.23")]),
    ("DCC-C01", TYPICAL, [("<dcc:conformityXMLList>pass<", "<dcc:conformityXMLList>pass pass pass pass fail<")]),
    ("DCC-C01", TYPICAL, [
        ("basic_acceptanceLimitLower", "basic_toleranceLimitLower"), ("basic_acceptanceLimitUpper", "basic_toleranceLimitUpper"),
        ("<si:valueXMLList>-0.23", "<si:valueXMLList>0.08"),
    ]),
    ("DCC-C02", TYPICAL, [("<dcc:conformityXMLList>pass<", "<dcc:conformityXMLList>pass pass pass pass fail<")]),
    ("DCC-C03", TYPICAL, [("<dcc:conformity>pass<", "<dcc:conformity>fail<")]),
    ("DCC-C04", TYPICAL, [("<dcc:statement>", "<dcc:statement><dcc:conformity>pass</dcc:conformity></dcc:statement><dcc:statement>")]),
    ("DCC-R01", TYPICAL, [("<dcc:respPerson>", '<dcc:respPerson id="a">'), ("<dcc:respPerson>", '<dcc:respPerson id="a">')]),
    ("DCC-R02", TYPICAL, [("<dcc:respPerson>", '<dcc:respPerson refId="nobody">')]),
    ("DCC-R03", TYPICAL, [('refType="basic_measuredValue"', 'refType="basic_mesuredValue"')]),
    ("DCC-A01", TYPICAL, [("<dcc:usedLangCodeISO639_1>en<", "<dcc:usedLangCodeISO639_1>xx<")]),
    ("DCC-A02", TYPICAL, [("<dcc:mandatoryLangCodeISO639_1>de<", "<dcc:mandatoryLangCodeISO639_1>zh<")]),
    ("DCC-A03", TYPICAL, [("<dcc:mandatoryLangCodeISO639_1>de<", "<dcc:mandatoryLangCodeISO639_1>en<"), ('lang="en">Temperature sensor', 'lang="fr">Capteur')]),
    ("DCC-A04", TYPICAL, [("<dcc:countryCodeISO3166_1>DE<", "<dcc:countryCodeISO3166_1>XX<")]),
    ("DCC-A05", TYPICAL, [("<dcc:uniqueIdentifier>GP_DCC_temperature_typical_1.2<", "<dcc:uniqueIdentifier> <")]),
    ("DCC-A06", TYPICAL, [("<dcc:mainSigner>true<", "<dcc:mainSigner>false<")]),
    ("DCC-A07", VALID, [("VGVzdAo=", "VGVzdAo")]),
    ("DCC-A07", VALID, [("text/plain", "application/pdf")]),
    ("DCC-A08", TYPICAL, [("<dcc:content>Kalibrierfirma GmbH<", "<dcc:content><")]),
    ("DCC-T01", FORMULA, [("<dcc:procedure>analogue<", "<dcc:procedure>SHA-256<")]),
    ("DCC-T02", TYPICAL, [(_OF_STANDARD, _WEAK + _OF_STANDARD)]),
    ("DCC-T03", FORMULA, [("<dcc:value>analogue</dcc:value>", "<dcc:value>analogue</dcc:value><dcc:inValidityRange>false</dcc:inValidityRange>")]),
    ("DCC-T04", FORMULA, [
        ("<dcc:measuringEquipment>", '<dcc:measuringEquipment refType="basic_normalUsed">'),
        ("<dcc:certificate>", "<dcc:other>"), ("</dcc:certificate>", "</dcc:other>"),
    ]),
]  # fmt: skip


def rules_of(data: bytes) -> set[str]:
    return {each.rule for each in check(data, schemas=NO_SCHEMAS, today=TODAY).findings}


@pytest.mark.parametrize(("name", "path", "changes"), CASES, ids=[f"{case[0]}-{n}" for n, case in enumerate(CASES)])
def test_a_rule_finds_what_it_is_for(name: str, path: Path, changes: list[tuple[str, str]]) -> None:
    assert name not in rules_of(changed(path))
    report = check(changed(path, *changes), schemas=NO_SCHEMAS, today=TODAY)
    mine = [each for each in report.findings if each.rule == name]
    assert mine
    for each in mine:
        assert each.severity is RULES[name].severity
        assert each.place.startswith("/dcc:digitalCalibrationCertificate")
        assert each.message.en != each.message.zh
        assert "{" not in each.message.en.replace("tothe{", "") + each.message.zh.replace("tothe{", "")


def test_every_rule_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(RULES)


#: Things that look odd and are right: no rule may call them errors.
SOUND = {
    "error in °C steps beside kelvin": [(_ERRORS + r"<si:unitXMLList>\kelvin", _ERRORS + r"<si:unitXMLList>\degreecelsius")],
    "error within the rounding of its parts": [(_ERRORS, _ERRORS.replace("0.072", "0.077"))],
    "reference only in celsius": [(r"<si:valueXMLList>306.248 373.121 448.253 523.319 593.154</si:valueXMLList><si:unitXMLList>\kelvin</si:unitXMLList></si:realListXMLList><si:realListXMLList>", "")],
    "one error that holds for all, none judged": [(_ERRORS, "<si:valueXMLList>NaN NaN NaN NaN NaN</si:valueXMLList>")],
    "an uncertainty that is not known": [(_U, _U.replace("0.061", "0.061 NaN 0.061 NaN 0.061"))],
    "k of few degrees of freedom": [(_K, _K.replace(">2<", ">2.87<")), (_DISTRIBUTION, _DISTRIBUTION.replace("normal", "t"))],
    "k of a rectangular distribution": [(_K, _K.replace(">2<", ">1.65<")), (_DISTRIBUTION, _DISTRIBUTION.replace("normal", "uniform"))],
    "relative uncertainty in percent": [(_DEPTH, _DEPTH.replace("</si:real>", _REAL_UNC + "</si:real>") + _RELATIVE.format("1.0", r"\percent"))],
    "relative standard uncertainty": [(_DEPTH, _DEPTH.replace("</si:real>", _REAL_UNC + "</si:real>") + _RELATIVE.format("0.005", r"\one"))],
    "fail within the guard band of tolerance limits": [
        ("basic_acceptanceLimitLower", "basic_toleranceLimitLower"), ("basic_acceptanceLimitUpper", "basic_toleranceLimitUpper"),
        ("<dcc:conformityXMLList>pass<", "<dcc:conformityXMLList>pass pass pass pass fail<"),
        ("<dcc:conformity>pass<", "<dcc:conformity>fail<"), ("0.23 0.23 0.23 0.30 0.30", "0.23 0.23 0.23 0.30 0.30"),
        ("-0.23 -0.23 -0.23 -0.30 -0.30", "-0.23 -0.23 -0.23 -0.30 -0.10"),
    ],
    "a symmetric covariance matrix": [(_EXPANDED, _EXPANDED + matrix("1 0.10", "0.1 1"))],
    "time zones in dates": [("<dcc:endPerformanceDate>1957-08-13<", "<dcc:endPerformanceDate>1957-08-13+08:00<")],
}  # fmt: skip


@pytest.mark.parametrize("name", SOUND)
def test_what_is_odd_but_right_is_no_error(name: str) -> None:
    report = check(changed(TYPICAL, *SOUND[name]), schemas=NO_SCHEMAS, today=TODAY)
    assert [each for each in report.findings if each.severity is Severity.ERROR] == []


def test_the_sign_of_a_correction_is_recognised() -> None:
    report = check(changed(TYPICAL, (_ERRORS, _ERRORS.replace("0.072", "-0.072"))), schemas=NO_SCHEMAS, today=TODAY)
    [only] = [each for each in report.findings if each.rule == "DCC-V01"]
    assert "the sign is the correction's" in only.message.en
    assert "修正值的符号" in only.message.zh


def test_without_schemas_the_check_says_that_it_did_not_look() -> None:
    report = check(TYPICAL, schemas=NO_SCHEMAS, today=TODAY)
    assert report.schema == "not checked"
    assert "schemas fetch" in report.schema_note
    assert report.as_dict()["schema"] == "not checked"


def test_a_rule_can_be_left_out() -> None:
    assert "DCC-T04" in rules_of(changed(TYPICAL))
    assert not check(TYPICAL, schemas=NO_SCHEMAS, today=TODAY, without=("DCC-T04",)).findings


def test_every_rule_is_worded_in_both_languages() -> None:
    for each in RULES.values():
        for wording in (each.title, each.message, each.remedy):
            assert wording.en
            assert any("\u4e00" <= letter <= "\u9fff" for letter in wording.zh) or wording.zh.startswith("{"), each.id
            assert wording.en != wording.zh or wording.en.startswith("{")


def test_a_certificate_with_everything_wrong_has_a_list_that_can_be_read() -> None:
    many = " ".join(f"basic_x{n}" for n in range(1000))
    report = check(
        changed(TYPICAL, ('refType="basic_measuredValue"', f'refType="{many}"')), schemas=NO_SCHEMAS, today=TODAY
    )
    assert len([each for each in report.findings if each.rule == "DCC-R03"]) == 100


@pytest.mark.parametrize("value", ["0." + "1" * 60, "1e290", "-1e-290", "1" * 60])
def test_numbers_of_any_size_are_compared(value: str) -> None:
    report = check(changed(TYPICAL, (_ERRORS, _ERRORS.replace("0.072", value))), schemas=NO_SCHEMAS, today=TODAY)
    assert "DCC-V01" in {each.rule for each in report.findings}
