"""The second ring: results, lists, quantities and how they were measured; elements to model."""

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
from quanheng.certificate.model.texts import Text
from quanheng.certificate.reading import parties
from quanheng.certificate.reading.nodes import Node, truth
from quanheng.certificate.reading.quantities import real, real_list, values_of
from quanheng.certificate.reading.texts import description, file, foreign, formula, marks, rich_text, text_or_none

_CONTEXT = frozenset(
    (
        "dcc:usedMethods",
        "dcc:usedSoftware",
        "dcc:measuringEquipments",
        "dcc:influenceConditions",
        "dcc:measurementMetaData",
    )
)
_NO_CONTEXT = Context()


def measurement_result(node: Node) -> MeasurementResult:
    """`dcc:measurementResult`; before 3.0 it has no name."""
    results = node.needed("dcc:results")
    return MeasurementResult(
        **marks(node),
        name=_name(node),
        description=description(node),
        context=context(node),
        results=tuple(_result(each) for each in results.all("dcc:result")),
    )


def context(node: Node) -> Context:
    """Methods, software, equipment, conditions and meta data that stand in `node`."""
    if node.by_name.keys().isdisjoint(_CONTEXT):
        return _NO_CONTEXT
    return Context(
        methods=tuple(_method(each) for each in _within(node, "dcc:usedMethods", "dcc:usedMethod")),
        software=tuple(parties.software(each) for each in _within(node, "dcc:usedSoftware", "dcc:software")),
        equipment=tuple(equipment(each) for each in _within(node, "dcc:measuringEquipments", "dcc:measuringEquipment")),
        conditions=tuple(
            _condition(each) for each in _within(node, "dcc:influenceConditions", "dcc:influenceCondition")
        ),
        meta_data=tuple(statement(each) for each in _within(node, "dcc:measurementMetaData", "dcc:metaData")),
    )


def quantity(node: Node) -> Quantity:
    """`dcc:quantity`, and the quantities of items, equipment and methods."""
    relative = node.one("dcc:relativeUncertainty")
    return Quantity(
        **marks(node),
        values=values_of(node),
        name=text_or_none(node.one("dcc:name")),
        description=description(node),
        relative_uncertainty=None if relative is None else _relative(relative),
        context=context(node),
    )


def data(node: Node) -> Data:
    """`dcc:data`."""
    members = tuple(member for each in node.children if (member := _datum(each)) is not None)
    return Data(**marks(node), members=members)


def statement(node: Node) -> Statement:
    """`dcc:statement` and `dcc:metaData`; in 2.x a reference may stand in an element `refId`."""
    found = marks(node)
    found["ref_ids"] += node.texts_of("dcc:refId")
    declaration, authority = node.one("dcc:declaration"), node.one("dcc:respAuthority")
    inner, location = node.one("dcc:data"), node.one("dcc:location")
    return Statement(
        **found,
        name=text_or_none(node.one("dcc:name")),
        description=description(node),
        countries=node.texts_of("dcc:countryCodeISO3166_1"),
        convention=node.text_of("dcc:convention"),
        traceable=node.truth_of("dcc:traceable"),
        norms=node.texts_of("dcc:norm"),
        references=node.texts_of("dcc:reference"),
        links=node.texts_of("dcc:link"),
        declaration=None if declaration is None else rich_text(declaration),
        valid=tuple(truth(each, node.path) for each in node.words_of("dcc:valid", "dcc:validXMLList")),
        date=node.text_of("dcc:date"),
        period=node.text_of("dcc:period"),
        authority=None if authority is None else parties.contact(authority),
        conformity=node.words_of("dcc:conformity", "dcc:conformityXMLList"),
        data=None if inner is None else data(inner),
        non_si_definition=node.text_of("dcc:nonSIDefinition"),
        non_si_unit=node.text_of("dcc:nonSIUnit"),
        location=None if location is None else parties.location(location),
    )


def equipment(node: Node) -> Equipment:
    """`dcc:measuringEquipment`."""
    certificate, maker = node.one("dcc:certificate"), node.one("dcc:manufacturer")
    return Equipment(
        **marks(node),
        name=_name(node),
        equipment_classes=parties.equipment_classes(node),
        description=description(node),
        certificate=None if certificate is None else parties.reference(certificate),
        manufacturer=None if maker is None else parties.contact(maker),
        model=node.text_of("dcc:model"),
        identifications=parties.identifications(node),
        quantities=tuple(
            quantity(each)
            for each in _within(node, "dcc:measuringEquipmentQuantities", "dcc:measuringEquipmentQuantity")
        ),
        software=tuple(parties.software(each) for each in _within(node, "dcc:installedSoftware", "dcc:software")),
    )


def _result(node: Node) -> Result:
    return Result(**marks(node), name=_name(node), description=description(node), data=data(node.needed("dcc:data")))


def _method(node: Node) -> Method:
    return Method(
        **marks(node),
        name=_name(node),
        description=description(node),
        norms=node.texts_of("dcc:norm"),
        references=node.texts_of("dcc:reference"),
        links=node.texts_of("dcc:link"),
        quantities=tuple(
            quantity(each) for each in _within(node, "dcc:usedMethodQuantities", "dcc:usedMethodQuantity")
        ),
    )


def _condition(node: Node) -> Condition:
    certificate, inner = node.one("dcc:certificate"), node.one("dcc:data")
    return Condition(
        **marks(node),
        name=_name(node),
        data=Data() if inner is None else data(inner),
        description=description(node),
        status=node.text_of("dcc:status", "dcc:state"),
        certificate=None if certificate is None else parties.reference(certificate),
    )


def _list(node: Node) -> QuantityList:
    members = tuple(
        _list(each) if each.name == "dcc:list" else quantity(each) for each in node.all("dcc:list", "dcc:quantity")
    )
    return QuantityList(
        **marks(node),
        members=members,
        name=text_or_none(node.one("dcc:name")),
        description=description(node),
        times=node.words_of("dcc:dateTime", "dcc:dateTimeXMLList"),
        context=context(node),
    )


def _datum(node: Node) -> Datum | None:
    match node.name:
        case "dcc:quantity":
            return quantity(node)
        case "dcc:list":
            return _list(node)
        case "dcc:text":
            return rich_text(node)
        case "dcc:formula":
            return formula(node)
        case "dcc:byteData":
            return file(node)
        case "dcc:xml":
            return foreign(node)
    return None


def _relative(node: Node) -> RealValues:
    # 3.1.0 calls the single value relativeUncertainty, later versions relativeUncertaintySingle.
    single = node.one("dcc:relativeUncertaintySingle", "dcc:relativeUncertainty")
    return real(single) if single is not None else real_list(node.needed("dcc:relativeUncertaintyXmlList"))


def _name(node: Node) -> Text:
    return text_or_none(node.one("dcc:name")) or Text(place=node.path)


def _within(node: Node, outer: str, inner: str) -> list[Node]:
    found = node.one(outer)
    return [] if found is None else found.all(inner)
