"""A draft to a certificate, checked; and the certificate to bytes."""

from quanheng.certificate.building.administrative import administrative_data, context
from quanheng.certificate.building.checked_columns import check_table
from quanheng.certificate.building.draft import Draft
from quanheng.certificate.building.influences import attached
from quanheng.certificate.building.judging import conformity, decisions_of
from quanheng.certificate.building.languages import check_languages
from quanheng.certificate.building.requirements import check_conclusion, check_draft
from quanheng.certificate.building.tables import Column, Expanded, Labels, Observation, Table
from quanheng.certificate.building.vocabulary import CONFORMITY, LABEL, OBSERVATION, TABLE, Kind
from quanheng.certificate.building.words import rich, said
from quanheng.certificate.model.certificate import Certificate
from quanheng.certificate.model.numbers import Number
from quanheng.certificate.model.quantities import NoQuantity, RealValues, Words
from quanheng.certificate.model.results import (
    Context,
    Data,
    MeasurementResult,
    Quantity,
    QuantityList,
    Result,
    Statement,
)
from quanheng.certificate.model.uncertainties import UncertaintyColumn, UncertaintyForm
from quanheng.certificate.writing import SCHEMA_VERSION, write
from quanheng.metrology.conformity import Decision, standard_rule
from quanheng.metrology.units import parse


def build(draft: Draft) -> bytes:
    """The certificate of a draft as XML of DCC 3.3.0: always the same bytes for the same draft.

    Everything is checked before a byte is made. What may be checked against the schema files, `quanheng certificate
    check` does; what is built here is valid by construction, which the tests hold against them.

    Raises:
        InvalidDraft: names the field, the value and the remedy.
        NotWritable: a text that XML cannot hold.
    """
    return write(certificate_of(draft))


def certificate_of(draft: Draft) -> Certificate:
    """The certificate of a draft, as the reader would give it back from its bytes.

    Raises:
        InvalidDraft: see `build`.
    """
    check_draft(draft)
    check_languages(draft, "")
    judged = _judged(draft)
    check_conclusion(draft, tuple(each for found in judged.values() for each in found))
    is_judged = any(judged.values()) or any(each.conforms is not None for each in draft.observations)
    columns = [each for table in draft.tables for each in table.columns if isinstance(each, Column)]
    results = [_table(table, place, draft.rule, judged) for place, table in enumerate(draft.tables)]
    if draft.observations:
        results.insert(0, _observations(draft))
    return Certificate(
        schema_version=SCHEMA_VERSION,
        administrative=administrative_data(draft, is_judged=is_judged),
        results=(
            MeasurementResult(
                name=said("校准结果", "Calibration results")
                if draft.kind is Kind.CALIBRATION
                else said("检定结果", "Verification results"),
                results=tuple(results),
                context=context(draft, states_uncertainty=any(each.uncertainty for each in columns)),
            ),
        ),
    )


Judged = dict[tuple[int, int], tuple[Decision, ...]]


def _judged(draft: Draft) -> Judged:
    """The decisions, by table and column."""
    found: Judged = {}
    rule = standard_rule(draft.rule)
    for place, table in enumerate(draft.tables):
        check_table(table, f"tables[{place}]")
        for index, column in enumerate(table.columns):
            if isinstance(column, Column):
                found[place, index] = decisions_of(column, rule, f"tables[{place}].columns[{index}]")
    return found


def _table(table: Table, place: int, rule: str, judged: Judged) -> Result:
    members = tuple(
        _labels(each) if isinstance(each, Labels) else _quantity(each, judged[place, index], rule)
        for index, each in enumerate(table.columns)
    )
    listed = QuantityList(ref_types=(TABLE,), members=members)
    description = None if table.note is None else rich(table.note)
    return Result(name=table.name, description=description, data=Data(members=(listed,)))


def _quantity(column: Column, decisions: tuple[Decision, ...], rule: str) -> Quantity:
    meta: list[Statement] = []
    if decisions:
        meta.append(conformity(column, decisions, rule))
    if column.evaluations:
        meta.append(attached(column.evaluations))
    stated = column.uncertainty
    values = RealValues(
        form="realListXMLList",
        values=tuple(Number(each) for each in column.values),
        units=(parse(column.unit).format("dsi"),),
        kinds=() if column.quantity_kind is None else (column.quantity_kind,),
        uncertainty=None if stated is None else _expanded(stated),
    )
    return Quantity(
        ref_types=(column.ref_type,), name=column.name, values=values, context=Context(meta_data=tuple(meta))
    )


def _expanded(stated: Expanded) -> UncertaintyColumn:
    return UncertaintyColumn(
        form=UncertaintyForm.EXPANDED,
        stated=_numbers(stated.stated),
        factors=_numbers(stated.factors),
        probabilities=_numbers(stated.probabilities),
        distributions=stated.distributions,
    )


def _numbers(texts: tuple[str, ...]) -> tuple[Number, ...]:
    return tuple(Number(each) for each in texts)


def _labels(column: Labels) -> Quantity:
    return Quantity(ref_types=(LABEL,), name=column.name, values=Words(words=column.words))


def _observations(draft: Draft) -> Result:
    norms = tuple(dict.fromkeys(norm for each in draft.methods for norm in (*each.norms, *each.references)))
    members = tuple(
        Quantity(
            ref_types=(OBSERVATION,),
            name=each.name,
            values=NoQuantity(text=rich(each.found)),
            context=Context(meta_data=_verdict(each, norms)),
        )
        for each in draft.observations
    )
    return Result(name=said("检查项目", "Inspection"), data=Data(members=members))


def _verdict(observation: Observation, norms: tuple[str, ...]) -> tuple[Statement, ...]:
    if observation.conforms is None:
        return ()
    status = "pass" if observation.conforms else "fail"
    return (
        Statement(ref_types=(CONFORMITY,), name=said("符合性判定", "Conformity"), norms=norms, conformity=(status,)),
    )
