"""Whatever a draft says: it is refused in the package's own words, or the certificate is valid, without error, and comes back."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, event, given, settings, strategies as st
from tests.certificate.drafts import CALIBRATION, REJECTION, VERIFICATION
from tests.certificate.third_party import SCHEMAS, needs_schemas

from quanheng.certificate import read
from quanheng.certificate.building import (
    Ambient,
    Column,
    Draft,
    Expanded,
    InvalidDraft,
    Labels,
    Observation,
    Table,
    build,
    certificate_of,
    said,
)
from quanheng.certificate.building.vocabulary import COLUMN_TYPES
from quanheng.certificate.checking import SchemaResult, Severity, check
from quanheng.certificate.schemas import SchemaStore
from quanheng.certificate.writing import NotWritable
from quanheng.metrology.conformity import Tolerance

DAY = date(2026, 12, 31)
words = st.text(min_size=0, max_size=12)
#: Four in five things are as they should be, or hardly any draft would come through.
NAME = st.just(said("名称", "Name"))
texts = st.one_of(NAME, NAME, NAME, NAME, st.builds(said, words, words))
usual = st.decimals(-1000, 1000, places=2).map(str)
odd = st.sampled_from(["0", "0.0", "1e3", "1.5e-6", "1e400", "NaN", "x", "", "1,5", "٣", "+2.00"])
numbers = st.one_of(usual, usual, usual, usual, usual, odd)
uncertainties = st.sampled_from(
    ["0.01", "0.02", "0.25", "0.30", "0.99", "0.1", "0.00", "-0.10", "0.123", "1e1", "2.0e1"]
)
units = st.sampled_from(["kg", "g", "kg", "g", "°C", "K", "mm/m", "%", "1", "kW·h", "furlongs", "", r"\metre"])
tolerances = st.builds(
    lambda half, unit: Tolerance.symmetric(half, unit=unit), st.sampled_from(["0.05", "50", "2000"]), st.sampled_from(["kg", "g"])
)  # fmt: skip


@st.composite
def expanded(draw: st.DrawFn, length: int) -> Expanded | None:
    if draw(st.booleans()):
        return None
    size = draw(st.sampled_from([1, length]))
    one = draw(uncertainties)
    return Expanded(
        stated=tuple(draw(uncertainties) for _ in range(size)) if draw(st.booleans()) else (one,) * size,
        factors=(draw(st.sampled_from(["2", "2", "2.00", "1.96", "3.31", "0.5", "1e1"])),),
        probabilities=(draw(st.sampled_from(["0.95", "0.9545", "0.95", "0.99", "95", "1"])),),
        distributions=(draw(st.sampled_from(["normal", "normal", "t", "bell shaped"])),),
    )


@st.composite
def columns(draw: st.DrawFn, length: int) -> Column | Labels:
    if draw(st.integers(0, 5)) == 0:
        return Labels(name=draw(texts), words=tuple(draw(words) or "A" for _ in range(length)))
    return Column(
        name=draw(texts),
        ref_type=draw(st.sampled_from([*COLUMN_TYPES, *COLUMN_TYPES, "basic_nonsense"])),
        values=tuple(draw(numbers) for _ in range(length)),
        unit=draw(units),
        uncertainty=draw(expanded(length)),
        tolerances=tuple(draw(st.lists(tolerances, max_size=1))),
        quantity_kind=draw(st.sampled_from([None, None, None, "Mass", "Length"])),
    )


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    base = draw(st.sampled_from([CALIBRATION, VERIFICATION, REJECTION]))
    length = draw(st.integers(1, 3))
    changes: dict[str, object] = {}
    if draw(st.booleans()):
        some = draw(st.lists(columns(length), min_size=1, max_size=3))
        changes["tables"] = (*base.tables, Table(name=draw(texts), columns=tuple(some), note=draw(st.none() | texts)))
    if draw(st.booleans()):
        changes["observations"] = (
            Observation(name=draw(texts), found=draw(texts), conforms=draw(st.none() | st.booleans())),
        )
    if draw(st.booleans()):
        changes["conditions"] = (
            Ambient(kind=draw(st.sampled_from(["temperature", "humidity"])), lowest=draw(numbers), highest=draw(numbers), unit=draw(st.sampled_from(["°C", "%", "K"]))),
        )  # fmt: skip
    changes["rule"] = draw(
        st.sampled_from(
            ["simple", "jjf_1094", "ilac_g8_binary", "ilac_g8_non_binary", "iso_14253_1", "z540_3_method_6"]
        )
    )
    changes["identifier"] = draw(st.one_of(st.just("示例-1"), st.just("示例-2"), words))
    changes["remarks"] = tuple(draw(st.lists(texts, max_size=1)))
    return replace(base, **changes)


@pytest.fixture(scope="module")
def store() -> SchemaStore:
    return SchemaStore(SCHEMAS)


@needs_schemas
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(draft=drafts())
def test_refused_or_valid(store: SchemaStore, draft: Draft) -> None:
    try:
        data = build(draft)
    except (InvalidDraft, NotWritable):
        event("refused")
        return
    event("built")
    assert read(data) == certificate_of(draft)
    report = check(data, schemas=store, today=DAY)
    assert report.schema is SchemaResult.VALID
    assert [each.message.en for each in report.of(Severity.ERROR)] == []
