"""What a certificate says is read as it says it, in every form that the schemas know."""

from decimal import Decimal

import pytest
from tests.certificate.third_party import (
    CERTIFICATES,
    SCHEMAS,
    TYPICAL,
    VACUUM,
    VALID,
    changed,
    needs_files,
    needs_schemas,
)

from quanheng.certificate import read
from quanheng.certificate.checking import check
from quanheng.certificate.errors import Unreadable
from quanheng.certificate.model import (
    ComplexValues,
    HybridValues,
    NoQuantity,
    Number,
    RealValues,
    Uncertainty,
    UncertaintyForm,
    Words,
)
from quanheng.certificate.reading import read_values
from quanheng.certificate.schemas import SchemaStore

SI = '<r xmlns:si="https://ptb.de/si" xmlns:dcc="https://ptb.de/dcc">{}</r>'
LIST = (
    "<si:realListXMLList><si:valueXMLList>1.0 2.50 NaN</si:valueXMLList><si:unitXMLList>\\metre</si:unitXMLList>{}"
    "</si:realListXMLList>"
)
_ENTRY = "<si:covariance><si:value>{}</si:value><si:unit>\\one</si:unit></si:covariance>"
_OLD = (
    "<si:expandedUncXMLList><si:uncertaintyXMLList>0.061</si:uncertaintyXMLList><si:coverageFactorXMLList>2"
    "</si:coverageFactorXMLList><si:coverageProbabilityXMLList>0.95</si:coverageProbabilityXMLList>"
    "<si:distributionXMLList>normal</si:distributionXMLList></si:expandedUncXMLList>"
)
_NEW = (
    "<si:measurementUncertaintyUnivariateXMLList><si:expandedMUXMLList><si:valueExpandedMUXMLList>0.061"
    "</si:valueExpandedMUXMLList><si:coverageFactorXMLList>2</si:coverageFactorXMLList><si:coverageProbabilityXMLList>0.95"
    "</si:coverageProbabilityXMLList><si:distributionXMLList>normal</si:distributionXMLList></si:expandedMUXMLList>"
    "</si:measurementUncertaintyUnivariateXMLList>"
)


def values(text: str) -> list[RealValues | ComplexValues]:
    return list(read_values(SI.format(text).encode()))


def real(text: str) -> RealValues:
    [found] = values(text)
    assert isinstance(found, RealValues)
    return found


@needs_files
def test_administrative_data_of_the_temperature_sensor() -> None:
    certificate = read(TYPICAL)
    data, core = certificate.administrative, certificate.administrative.core
    assert (core.country, core.used_languages, core.mandatory_languages) == ("DE", ("de", "en"), ("de",))
    assert (core.begin_performance_date, core.performance_location) == ("1957-08-13", "laboratory")
    assert next((each.issuer, each.value) for each in data.items.items[0].identifications) == (
        "manufacturer", "string-manufacturer-item",
    )  # fmt: skip
    assert data.items.items[0].name.within("en") == "Temperature sensor"
    assert data.laboratory.contacts[0].location is not None
    assert data.laboratory.contacts[0].location.part("city") == "Musterstadt"
    assert [each.is_main_signer for each in data.persons] == [True, None]
    assert [each.conformity for each in data.statements if each.conformity] == [("pass",)]
    [measurement] = certificate.results
    assert [each.norms for each in measurement.context.methods] == [("GUM",), ("DKD-R 5-1:2018",)]
    assert [str(each.name) for each in measurement.context.equipment] == ["Pt 100 thermometer"]
    assert len(measurement.context.conditions) == 3


@needs_files
def test_an_older_certificate_has_its_old_words_in_the_new_places() -> None:
    old, new = read(CERTIFICATES / "ptb/v2.3.0_example.xml"), read(CERTIFICATES / "ptb/v3.0.0_example.xml")
    assert (
        old.results[0].context.conditions[0].status == new.results[0].context.conditions[0].status == "beforeAdjustment"
    )
    named = [each.name.within("en") for each in old.administrative.items.items[0].identifications if each.name]
    assert named == [each.name.within("en") for each in new.administrative.items.items[0].identifications if each.name]
    assert named


@needs_files
@needs_schemas
def test_a_certificate_of_2_2_states_no_version() -> None:
    path = CERTIFICATES / "ptb/v2.3.0_example.xml"
    data = changed(path, ('schemaVersion="2.3.0"', ""))
    report = check(data, schemas=SchemaStore(SCHEMAS))
    assert (report.certificate.schema_version, report.schema, report.findings) == ("2.2.0", "valid", ())
    newer = read(changed(path))
    assert (report.certificate.administrative, report.certificate.results) == (newer.administrative, newer.results)


@needs_files
def test_prefixes_mean_nothing_and_name_spaces_everything() -> None:
    data = TYPICAL.read_bytes()
    renamed = (
        data.replace(b"dcc:", b"x:")
        .replace(b"xmlns:dcc=", b"xmlns:x=")
        .replace(b"si:", b"y:")
        .replace(b"xmlns:si=", b"xmlns:y=")
    )
    renamed = renamed.replace(b"xy:", b"xsi:").replace(b"xmlns:xy=", b"xmlns:xsi=")
    assert read(renamed) == read(data)
    with pytest.raises(Unreadable, match="dcc:administrativeData is missing"):
        read(data.replace(b"<dcc:administrativeData", b'<dcc:administrativeData xmlns:dcc="urn:other"'))


@needs_files
def test_both_forms_of_uncertainty_say_the_same() -> None:
    deprecated, current = read(changed(VALID)), read(changed(VALID, (_OLD, _NEW)))
    assert deprecated == current
    [error] = current.quantities(ref_type="basic_measurementError")
    assert error.real is not None
    assert error.real.uncertainty is not None
    assert not error.real.uncertainty.is_deprecated_form
    stated = [each.uncertainty for each in error.real.points()]
    assert stated == [Uncertainty(UncertaintyForm.EXPANDED, Number("0.061"), Number("2"), Number("0.95"), "normal")] * 5
    assert {each.standard for each in stated if each} == {Decimal("0.0305")}


@needs_files
def test_queries_by_type_name_and_kind() -> None:
    certificate = read(TYPICAL)
    assert [str(each.name) for each in certificate.quantities(ref_type="basic_measuredValue")] == [
        "Indicated measured value probe"
    ]
    assert [each.ref_types for each in certificate.quantities(name="messabweichung")] == [("basic_measurementError",)]
    assert list(certificate.quantities(kind="length")) == []
    of_kind = read(
        changed(
            TYPICAL,
            (
                "<si:valueXMLList>0.072",
                "<si:quantityTypeQUDTXMLList>Temperature</si:quantityTypeQUDTXMLList><si:valueXMLList>0.072",
            ),
        )
    )
    assert [each.ref_types for each in of_kind.quantities(kind="temperature")] == [("basic_measurementError",)]


@needs_files
def test_ref_types_are_a_list() -> None:
    certificate = read(changed(TYPICAL, ('refType="basic_measuredValue"', 'refType="gp_special  basic_measuredValue"')))
    [quantity] = certificate.quantities(ref_type="basic_measuredValue")
    assert quantity.ref_types == ("gp_special", "basic_measuredValue")


@needs_files
def test_hybrids_keep_all_alternatives_and_texts_stand_for_themselves() -> None:
    [reference] = read(TYPICAL).quantities(ref_type="basic_referenceValue")
    assert isinstance(reference.values, HybridValues)
    assert [each.units for each in reference.values.alternatives if isinstance(each, RealValues)] == [
        (r"\kelvin",),
        (r"\degreecelsius",),
    ]
    assert reference.real is not None
    assert reference.real.units == (r"\kelvin",)
    sphere = list(read(CERTIFICATES / "ptb/v2.4.0_siliziumkugel.xml").quantities())
    assert isinstance(sphere[0].values, NoQuantity)
    assert sphere[0].values.text.within("en") == "1 kg"
    assert sphere[2].real is not None
    assert (sphere[2].real.values[0].text, sphere[2].real.labels) == ("1.00007841", ("1 kg + 78,41 mg",))


@needs_files
def test_values_of_the_vacuum_gauge() -> None:
    result = next(read(VACUUM).all_results())
    pressures = next(result.data.lists())
    points = [point for each in pressures.columns if each.real for point in each.real.points()]
    assert [(str(point.value), point.uncertainty.expanded) for point in points if point.uncertainty] == [
        ("2.6650e+01", Decimal("0.040")), ("1.32616e+02", Decimal("0.20")),
    ]  # fmt: skip


def test_numbers_are_kept_as_written() -> None:
    column = real(LIST.format(""))
    assert [each.text for each in column.values] == ["1.0", "2.50", "NaN"]
    assert [each.places for each in column.values[:2]] == [1, 2]
    assert not column.values[2].is_known


@pytest.mark.parametrize(
    "text",
    ["", "1,5", "INF", "-INF", "0x10", "1_000", "١٢", "１.0", "1e", "--1", "1e400", "9" * 500, "1e9999999", "NAN"],
)
def test_what_is_no_number_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(Unreadable) as caught:
        values(f"<si:real><si:value>{text}</si:value><si:unit>\\metre</si:unit></si:real>")
    assert caught.value.place == "/*[name()='r']/si:real[1]/si:value[1]"


def test_one_entry_of_a_list_holds_for_all_values() -> None:
    column = real(LIST.format(
        "<si:expandedUncXMLList><si:uncertaintyXMLList>0.1 0.2 NaN</si:uncertaintyXMLList><si:coverageFactorXMLList>2"
        "</si:coverageFactorXMLList><si:coverageProbabilityXMLList>0.95</si:coverageProbabilityXMLList></si:expandedUncXMLList>"
    ))  # fmt: skip
    first, second, third = column.points()
    assert first.unit == second.unit == third.unit == r"\metre"
    assert first.uncertainty is not None
    assert second.uncertainty is not None
    assert (first.uncertainty.standard, second.uncertainty.standard) == (Decimal("0.05"), Decimal("0.1"))
    assert second.uncertainty.k == 2
    assert third.uncertainty is None
    assert column.at(3) is None


def test_without_k_the_standard_uncertainty_is_unknown() -> None:
    column = real(
        LIST.format("<si:expandedUncXMLList><si:uncertaintyXMLList>0.1</si:uncertaintyXMLList></si:expandedUncXMLList>")
    )
    point = column.at(0)
    assert point is not None
    assert point.uncertainty is not None
    assert (point.uncertainty.expanded, point.uncertainty.standard, point.uncertainty.k) == (Decimal("0.1"), None, None)


@pytest.mark.parametrize(
    ("statement", "u", "expanded", "form"),
    [
        ("<si:standardMU><si:valueStandardMU>0.1</si:valueStandardMU></si:standardMU>", "0.1", None, "standard"),
        (
            ("<si:expandedMU><si:valueExpandedMU>0.2</si:valueExpandedMU><si:coverageFactor>2</si:coverageFactor>"
            "<si:coverageProbability>0.95</si:coverageProbability></si:expandedMU>"), "0.1", "0.2", "expanded",
        ),
        (
            ("<si:coverageIntervalMU><si:valueStandardMU>0.1</si:valueStandardMU><si:intervalMin>0.7</si:intervalMin>"
            "<si:intervalMax>1.1</si:intervalMax><si:coverageProbability>0.95</si:coverageProbability></si:coverageIntervalMU>"),
            "0.1", "0.2", "interval",
        ),
    ],
)  # fmt: skip
def test_the_three_current_statements(statement: str, u: str, expanded: str | None, form: str) -> None:
    wrapped = f"<si:measurementUncertaintyUnivariate>{statement}</si:measurementUncertaintyUnivariate>"
    point = real(f"<si:real><si:value>1.0</si:value><si:unit>\\metre</si:unit>{wrapped}</si:real>").at(0)
    assert point is not None
    assert point.uncertainty is not None
    assert point.uncertainty.standard == Decimal(u)
    assert point.uncertainty.expanded == (None if expanded is None else Decimal(expanded))
    assert point.uncertainty.form == form


def test_a_constant_has_a_standard_uncertainty() -> None:
    body = "<si:value>6.674e-11</si:value><si:unit>\\metre\\tothe{{3}}</si:unit>{}"
    for name in ("valueStandardMU", "uncertainty"):
        column = real("<si:constant>" + body.format(f"<si:{name}>0.015e-11</si:{name}>") + "</si:constant>")
        point = column.at(0)
        assert point is not None
        assert point.uncertainty is not None
        assert point.uncertainty.standard == Decimal("0.015e-11")


def test_a_spelled_out_list_takes_from_the_list_what_its_values_do_not_say() -> None:
    column = real(
        "<si:realList><si:listUnit>\\metre</si:listUnit><si:real><si:value>1.0</si:value></si:real><si:real><si:value>2.0"
        "</si:value><si:unit>\\milli\\metre</si:unit><si:expandedUnc><si:uncertainty>0.1</si:uncertainty></si:expandedUnc>"
        "</si:real></si:realList>"
    )
    first, second = column.points()
    assert (first.unit, second.unit) == (r"\metre", r"\milli\metre")
    assert first.uncertainty is None
    assert second.uncertainty is not None
    assert second.uncertainty.expanded == Decimal("0.1")


def test_complex_values_in_both_forms_and_their_region() -> None:
    [polar] = values(
        "<si:complex><si:valueMagnitude>1.0</si:valueMagnitude><si:valuePhase>0.5</si:valuePhase><si:unit>\\volt</si:unit>"
        "<si:unitPhase>\\radian</si:unitPhase><si:rectangularRegion><si:covarianceMatrix>"
        + "".join(
            f"<si:column>{_ENTRY.format(a)}{_ENTRY.format(b)}</si:column>" for a, b in (("1", "0.5"), ("0.5", "1"))
        )
        + "</si:covarianceMatrix><si:coverageFactor>2.45</si:coverageFactor><si:coverageProbability>0.95"
        "</si:coverageProbability></si:rectangularRegion></si:complex>"
    )
    assert isinstance(polar, ComplexValues)
    assert (polar.is_polar, polar.phase_units) == (True, (r"\radian",))
    assert polar.region is not None
    assert polar.region.shape == "rectangular"
    assert [[entry[0].text for entry in column] for column in polar.region.covariances] == [["1", "0.5"], ["0.5", "1"]]
    [listed] = values(
        "<si:complexListXMLList><si:valueRealXMLList>1 2</si:valueRealXMLList><si:valueImagXMLList>3 4</si:valueImagXMLList>"
        "<si:unitXMLList>\\ohm</si:unitXMLList></si:complexListXMLList>"
    )
    assert isinstance(listed, ComplexValues)
    assert ([n.text for n in listed.first], [n.text for n in listed.second]) == (["1", "2"], ["3", "4"])


@needs_files
def test_words_may_stand_where_values_do() -> None:
    data = changed(
        TYPICAL,
        (
            "<si:real><si:value>0.1</si:value><si:unit>\\metre</si:unit></si:real>",
            "<dcc:charsXMLList>a b c</dcc:charsXMLList>",
        ),
    )
    [depth] = read(data).results[0].context.conditions[0].data.quantities()
    assert depth.values == Words(words=("a", "b", "c"))
    assert len(depth) == 3


@needs_files
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<dcc:mainSigner>true<", "<dcc:mainSigner>yes<", "neither true nor false"),
        (
            "<dcc:uniqueIdentifier>",
            "<dcc:uniqueIdentifier>1</dcc:uniqueIdentifier><dcc:uniqueIdentifier>",
            "more than once",
        ),
        ("<si:value>0.1</si:value>", "<si:value>0.1<b/></si:value>", "where a text should"),
        (_OLD, _OLD + _NEW, "several uncertainties"),
        ('schemaVersion="3.1.1"', 'schemaVersion="three"', "no version"),
        ("<si:real>", "<si:real/><si:real>", "one value element"),
    ],
)
def test_what_two_readers_could_read_differently_is_refused(old: str, new: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read(changed(TYPICAL, (old, new)))
