"""Drafts that would make an invalid or meaningless certificate are refused, with field, value and remedy."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.certificate.drafts import CALIBRATION, REJECTION, VERIFICATION, weighed

from quanheng.certificate.building import (
    Ambient,
    Column,
    Draft,
    Evaluation,
    Expanded,
    InvalidDraft,
    Kind,
    Table,
    build,
    named,
    said,
)
from quanheng.certificate.model import Content, Text
from quanheng.certificate.writing import NotWritable
from quanheng.metrology.conformity import Tolerance


def column(**changes: Any) -> Column:
    stated = {
        "name": said("示值误差", "Error"), "ref_type": "basic_measurementError", "values": ("0.12",), "unit": "g",
        "uncertainty": Expanded(stated=("0.05",), probabilities=("0.95",)),
    }  # fmt: skip
    return Column(**{**stated, **changes})


def with_columns(*columns: Column) -> Draft:
    return replace(CALIBRATION, tables=(Table(name=said("表", "Table"), columns=columns),))


def uncertain(**changes: tuple[str, ...]) -> Draft:
    return with_columns(column(uncertainty=replace(Expanded(stated=("0.05",)), **changes)))


def standard(**changes: Any) -> Draft:
    first, second = CALIBRATION.standards
    return replace(CALIBRATION, standards=(first, replace(second, **changes)))


def digest(procedure: str, value: str) -> Draft:
    equipment = CALIBRATION.standards[1].equipment
    assert equipment.certificate is not None
    return standard(
        equipment=replace(equipment, certificate=replace(equipment.certificate, procedure=procedure, value=value))
    )


def triple(error: str) -> tuple[Column, ...]:
    plain = {"uncertainty": None}
    return (
        column(ref_type="basic_referenceValue", values=("10.00",), **plain),
        column(ref_type="basic_measuredValue", values=("10.12",), **plain),
        column(ref_type="basic_measurementError", values=(error,), **plain),
    )


CASES: dict[str, tuple[Callable[[], Draft], str, str]] = {
    "no identifier": (lambda: replace(CALIBRATION, identifier=" "), "identifier", "needs its number"),
    "issued before the end": (
        lambda: replace(CALIBRATION, issued=date(2026, 3, 3)), "issued", "2026-03-03 is before end, 2026-03-04",
    ),
    "received after begin": (lambda: replace(CALIBRATION, received=date(2026, 3, 5)), "begin", "is before received"),
    "no approver": (lambda: replace(CALIBRATION, persons=CALIBRATION.persons[1:]), "persons", "nobody is named as approver"),
    "checks the own work": (
        lambda: replace(CALIBRATION, persons=(
            *CALIBRATION.persons[:2], replace(CALIBRATION.persons[1], role="verifier"),
        )), "persons", "checks the own work",
    ),
    "no address": (
        lambda: replace(CALIBRATION, customer=replace(CALIBRATION.customer, location=None)), "customer.location", "at least the city",
    ),
    "no item": (lambda: replace(CALIBRATION, items=()), "items", "at least one item"),
    "no results": (lambda: replace(CALIBRATION, tables=()), "tables", "without results"),
    "no standards": (lambda: replace(CALIBRATION, standards=()), "standards", "nothing is traceable"),
    "no conditions": (lambda: replace(CALIBRATION, conditions=()), "conditions", "at least the temperature"),
    "standard out of date": (
        lambda: standard(valid_until=date(2026, 3, 3)), "standards[1].valid_until", "ended on 2026-03-03",
    ),
    "unknown digest": (lambda: digest("MD5", "0" * 32), "standards[1].equipment.certificate.procedure", "SHA-256"),
    "short digest": (lambda: digest("SM3", "ab"), "standards[1].equipment.certificate.value", "it has 64 digits"),
    "humidity in kelvin": (
        lambda: replace(CALIBRATION, conditions=(Ambient(kind="humidity", lowest="50", highest="55", unit="K"),)),
        "conditions[0].unit", "no unit of humidity",
    ),
    "range upside down": (
        lambda: replace(CALIBRATION, conditions=(Ambient(kind="temperature", lowest="21", highest="20", unit="°C"),)),
        "conditions[0]", "swap them",
    ),
    "one language only": (
        lambda: replace(CALIBRATION, remarks=(Text((Content("仅中文", "zh"),)),)), "remarks[0]", "missing in en",
    ),
    "no such unit": (lambda: with_columns(column(unit="kilogramm")), "tables[0].columns[0].unit", "kilogramm"),
    "unit of another kind": (
        lambda: with_columns(column(unit="m", quantity_kind="Mass")), "tables[0].columns[0].unit", "no unit of Mass",
    ),
    "no number": (lambda: with_columns(column(values=("0,12",))), "tables[0].columns[0].values[0]", "no number"),
    "NaN": (lambda: with_columns(column(values=("NaN",))), "tables[0].columns[0].values[0]", "NaN is no result"),
    "different lengths": (
        lambda: with_columns(column(), column(values=("1", "2"), uncertainty=None)), "tables[0].columns", "different lengths",
    ),
    "three digits of U": (
        lambda: uncertain(stated=("0.0512",)), "tables[0].columns[0].uncertainty.stated[0]", "report one or two, such as 0.051",
    ),
    "U and value end differently": (
        lambda: uncertain(stated=("0.1",)), "tables[0].columns[0].values[0]", "end at different places",
    ),
    "U zero": (lambda: uncertain(stated=("0.00",)), "tables[0].columns[0].uncertainty.stated[0]", "without uncertainty"),
    "k below one": (lambda: uncertain(factors=("0.5",)), "tables[0].columns[0].uncertainty.factors[0]", "1 or more"),
    "p in per cent": (lambda: uncertain(probabilities=("95",)), "tables[0].columns[0].uncertainty.probabilities[0]", "0.95"),
    "k and p that do not fit": (
        lambda: uncertain(probabilities=("0.99",)), "tables[0].columns[0].uncertainty", "k = 2 covers 0.9545 of a normal",
    ),
    "error that is none": (lambda: with_columns(*triple("0.20")), "tables[0].columns", "the error 0.20 is not 10.12 − 10.00"),
    "validity of a calibration": (
        lambda: replace(CALIBRATION, valid_until=date(2027, 3, 3)), "valid_until", "`recalibration`",
    ),
    "no validity": (lambda: replace(VERIFICATION, valid_until=None), "valid_until", "until when"),
    "verified though it fails": (
        lambda: replace(REJECTION, kind=Kind.VERIFICATION, valid_until=date(2027, 4, 7)), "kind", "draw up a rejection notice",
    ),
    "rejected though it passes": (
        lambda: replace(VERIFICATION, kind=Kind.REJECTION, valid_until=None), "kind", "must say what is not",
    ),
    "verified by a calibration specification": (
        lambda: replace(VERIFICATION, methods=CALIBRATION.methods), "methods", "JJF 1847-2020 is none",
    ),
    "no such rule": (lambda: replace(VERIFICATION, rule="lenient"), "rule", "jjf_1094"),
    "tolerance of another kind": (
        lambda: with_columns(column(tolerances=(Tolerance.symmetric("1", unit="m"),))), "tables[0].columns[0].values[0]", "does not convert",
    ),
    "value that is not the evaluation's": (
        lambda: with_columns(replace(evaluated(), values=("100.5",))), "tables[0].columns[0].values[0]", "rounded",
    ),
    "U that is not the evaluation's": (
        lambda: with_columns(replace(evaluated(), uncertainty=Expanded(stated=("1.4",)))),
        "tables[0].columns[0].uncertainty.stated[0]", "is not k·u",
    ),
    "evaluation of another output": (
        lambda: with_columns(replace(evaluated(), evaluations=(Evaluation(evaluated().evaluations[0].result, "q"),))),
        "tables[0].columns[0].evaluations[0]", "no output 'q'",
    ),
}  # fmt: skip


def evaluated() -> Column:
    found = weighed("丙-1", 0.1).tables[0].columns[0]
    assert isinstance(found, Column)
    return found


@pytest.mark.parametrize("name", CASES)
def test_refused(name: str) -> None:
    make, field, remedy = CASES[name]
    with pytest.raises(InvalidDraft) as caught:
        build(make())
    assert caught.value.field == field
    assert remedy in str(caught.value)


def test_what_xml_cannot_hold_is_refused() -> None:
    with pytest.raises(NotWritable, match="which XML cannot hold"):
        build(replace(CALIBRATION, customer=replace(CALIBRATION.customer, name=named("a\x00b"))))


def test_markup_in_a_text_stays_text() -> None:
    from quanheng.certificate import read

    name = "</dcc:content><x> & \"q\" ]]> 'a'"
    certificate = read(build(replace(CALIBRATION, customer=replace(CALIBRATION.customer, name=named(name)))))
    assert str(certificate.administrative.customer.name) == name
