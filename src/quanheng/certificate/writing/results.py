"""The second ring: results, lists, quantities and how they were measured; model to elements."""

from quanheng.certificate.model.administrative import Equipment
from quanheng.certificate.model.quantities import RealValues
from quanheng.certificate.model.results import (
    Condition,
    Context,
    Data,
    Datum,
    MeasurementResult,
    Method,
    Quantity,
    QuantityList,
    Result,
    Statement,
)
from quanheng.certificate.model.texts import File, Formula, RichText
from quanheng.certificate.writing.errors import NotWritable
from quanheng.certificate.writing.markup import Element, Part, element, leaf, leaves, marks, truth, within
from quanheng.certificate.writing.parties import (
    contact,
    equipment_classes,
    identifications,
    location,
    reference,
    software,
)
from quanheng.certificate.writing.quantities import real, real_list, values
from quanheng.certificate.writing.texts import file, formula, rich_text, text


def measurement_results(common: Context, results: tuple[MeasurementResult, ...]) -> Element:
    """`dcc:measurementResults`."""
    return element("dcc:measurementResults", *_context(common), tuple(_measurement(each) for each in results))


def quantity(value: Quantity, name: str = "dcc:quantity", *, is_primitive: bool = False) -> Element:
    """`dcc:quantityType`, and `dcc:primitiveQuantityType` of items, equipment and methods.

    Raises:
        NotWritable: a primitive quantity with a context.
    """
    if is_primitive and (value.context != Context() or value.relative_uncertainty is not None):
        raise NotWritable("quantities of items, equipment and methods have no context of their own", place=value.place)
    relative = value.relative_uncertainty
    return element(
        name,
        text("dcc:name", value.name),
        rich_text("dcc:description", value.description),
        values(value.values),
        None if relative is None else element("dcc:relativeUncertainty", _relative(relative)),
        *_context(value.context),
        attributes=marks(value),
    )


def data(value: Data) -> Element:
    """`dcc:data`."""
    return element("dcc:data", tuple(_datum(each) for each in value.members), attributes=marks(value))


def statement(value: Statement, name: str) -> Element:
    """`dcc:statementMetaDataType`."""
    return element(
        name,
        text("dcc:name", value.name),
        rich_text("dcc:description", value.description),
        leaves("dcc:countryCodeISO3166_1", value.countries),
        leaf("dcc:convention", value.convention),
        truth("dcc:traceable", value.traceable),
        leaves("dcc:norm", value.norms),
        leaves("dcc:reference", value.references),
        leaves("dcc:link", value.links),
        rich_text("dcc:declaration", value.declaration),
        _one_or_many("dcc:valid", tuple("true" if each else "false" for each in value.valid)),
        leaf("dcc:date", value.date),
        leaf("dcc:period", value.period),
        contact("dcc:respAuthority", value.authority),
        _one_or_many("dcc:conformity", value.conformity),
        None if value.data is None else data(value.data),
        leaf("dcc:nonSIDefinition", value.non_si_definition),
        leaf("dcc:nonSIUnit", value.non_si_unit),
        location(value.location),
        attributes=marks(value),
    )


def _measurement(value: MeasurementResult) -> Element:
    *before, meta_data = _context(value.context)
    return element(
        "dcc:measurementResult",
        text("dcc:name", value.name),
        rich_text("dcc:description", value.description),
        *before,
        element("dcc:results", tuple(_result(each) for each in value.results)),
        meta_data,
        attributes=marks(value),
    )


def _result(value: Result) -> Element:
    return element(
        "dcc:result",
        text("dcc:name", value.name),
        rich_text("dcc:description", value.description),
        data(value.data),
        attributes=marks(value),
    )


def _list(value: QuantityList) -> Element:
    times = value.times
    return element(
        "dcc:list",
        text("dcc:name", value.name),
        rich_text("dcc:description", value.description),
        _one_or_many("dcc:dateTime", times),
        tuple(_list(each) if isinstance(each, QuantityList) else quantity(each) for each in value.members),
        *_context(value.context),
        attributes=marks(value),
    )


def _datum(value: Datum) -> Element:
    if isinstance(value, Quantity):
        return quantity(value)
    if isinstance(value, QuantityList):
        return _list(value)
    if isinstance(value, RichText) and (found := rich_text("dcc:text", value)) is not None:
        return found
    if isinstance(value, Formula):
        return formula("dcc:formula", value)
    if isinstance(value, File):
        return file("dcc:byteData", value)
    raise NotWritable("XML of other vocabularies is not written: attach it as a file", place=value.place)


def _context(value: Context) -> tuple[Part, ...]:
    return (
        within("dcc:usedMethods", tuple(_method(each) for each in value.methods)),
        software("dcc:usedSoftware", value.software),
        within("dcc:measuringEquipments", tuple(_equipment(each) for each in value.equipment)),
        within("dcc:influenceConditions", tuple(_condition(each) for each in value.conditions)),
        within("dcc:measurementMetaData", tuple(statement(each, "dcc:metaData") for each in value.meta_data)),
    )


def _method(value: Method) -> Element:
    return element(
        "dcc:usedMethod",
        text("dcc:name", value.name),
        rich_text("dcc:description", value.description),
        leaves("dcc:norm", value.norms),
        leaves("dcc:reference", value.references),
        leaves("dcc:link", value.links),
        primitives("dcc:usedMethodQuantities", "dcc:usedMethodQuantity", value.quantities),
        attributes=marks(value),
    )


def _equipment(value: Equipment) -> Element:
    return element(
        "dcc:measuringEquipment",
        text("dcc:name", value.name),
        equipment_classes(value.equipment_classes),
        rich_text("dcc:description", value.description),
        reference("dcc:certificate", value.certificate),
        contact("dcc:manufacturer", value.manufacturer, needs_location=False),
        leaf("dcc:model", value.model),
        identifications(value.identifications),
        primitives("dcc:measuringEquipmentQuantities", "dcc:measuringEquipmentQuantity", value.quantities),
        software("dcc:installedSoftware", value.software),
        attributes=marks(value),
    )


def _condition(value: Condition) -> Element:
    return element(
        "dcc:influenceCondition",
        text("dcc:name", value.name),
        rich_text("dcc:description", value.description),
        leaf("dcc:status", value.status),
        reference("dcc:certificate", value.certificate),
        data(value.data),
        attributes=marks(value),
    )


def primitives(outer: str, name: str, given: tuple[Quantity, ...]) -> Element | None:
    """Quantities of an item, of equipment or of a method."""
    return within(outer, tuple(quantity(each, name, is_primitive=True) for each in given))


def _relative(given: RealValues) -> Element:
    if given.form == "real":
        return real(given, "dcc:relativeUncertaintySingle")
    return real_list(given, "dcc:relativeUncertaintyXmlList")


def _one_or_many(name: str, words: tuple[str, ...]) -> Element | None:
    if not words:
        return None
    return Element(name, words[0]) if len(words) == 1 else Element(f"{name}XMLList", " ".join(words))
