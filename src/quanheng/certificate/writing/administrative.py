"""The first ring: model to elements."""

from quanheng.certificate.model.administrative import (
    AdministrativeData,
    CoreData,
    Item,
    ItemList,
    Laboratory,
    RefTypeDefinition,
    Replacement,
    ResponsiblePerson,
)
from quanheng.certificate.writing.errors import NotWritable
from quanheng.certificate.writing.markup import Element, element, leaf, leaves, marks, truth, within
from quanheng.certificate.writing.parties import contact, equipment_classes, identifications, reference, software
from quanheng.certificate.writing.results import primitives, statement
from quanheng.certificate.writing.texts import rich_text, text


def administrative_data(value: AdministrativeData) -> Element:
    """`dcc:administrativeData`."""
    return element(
        "dcc:administrativeData",
        software("dcc:dccSoftware", value.software),
        within("dcc:refTypeDefinitions", tuple(_definition(each) for each in value.ref_type_definitions)),
        _core(value.core),
        _items(value.items, "dcc:items"),
        _laboratory(value.laboratory),
        element("dcc:respPersons", tuple(_person(each) for each in value.persons)),
        contact("dcc:customer", value.customer),
        within("dcc:statements", tuple(statement(each, "dcc:statement") for each in value.statements)),
    )


def _core(value: CoreData) -> Element:
    return element(
        "dcc:coreData",
        leaf("dcc:countryCodeISO3166_1", value.country),
        leaves("dcc:usedLangCodeISO639_1", value.used_languages),
        leaves("dcc:mandatoryLangCodeISO639_1", value.mandatory_languages),
        leaf("dcc:uniqueIdentifier", value.unique_identifier),
        identifications(value.identifications),
        leaf("dcc:receiptDate", value.receipt_date),
        leaf("dcc:beginPerformanceDate", value.begin_performance_date),
        leaf("dcc:endPerformanceDate", value.end_performance_date),
        leaf("dcc:performanceLocation", value.performance_location),
        leaf("dcc:issueDate", value.issue_date),
        _replacement(value.replacement),
        reference("dcc:previousReport", value.previous_report),
    )


def _replacement(value: Replacement | None) -> Element | None:
    if value is None:
        return None
    return element(
        "dcc:reportAmendedSubstituted",
        leaf("dcc:typeOfChange", value.type_of_change),
        leaf("dcc:replacedUniqueIdentifier", value.replaced_identifier),
        attributes=marks(value),
    )


def _items(value: ItemList, name: str) -> Element:
    if value.ref_types:
        raise NotWritable("a list of items has no types of its own: give them to its items", place=value.place)
    return element(
        name,
        text("dcc:name", value.name),
        equipment_classes(value.equipment_classes),
        rich_text("dcc:description", value.description),
        contact("dcc:owner", value.owner),
        contact("dcc:manufacturer", value.manufacturer, needs_location=False),
        identifications(value.identifications),
        tuple(_item(each) for each in value.items),
        attributes=marks(value),
    )


def _item(value: Item) -> Element:
    if not value.identifications:
        raise NotWritable(
            f"{value.name}: an item needs an identification, such as its serial number", place=value.place
        )
    return element(
        "dcc:item",
        text("dcc:name", value.name),
        equipment_classes(value.equipment_classes),
        rich_text("dcc:description", value.description),
        contact("dcc:owner", value.owner),
        software("dcc:installedSoftwares", value.software),
        contact("dcc:manufacturer", value.manufacturer, needs_location=False),
        leaf("dcc:model", value.model),
        identifications(value.identifications),
        primitives("dcc:itemQuantities", "dcc:itemQuantity", value.quantities),
        None if value.sub_items is None else _items(value.sub_items, "dcc:subItems"),
        attributes=marks(value),
    )


def _laboratory(value: Laboratory) -> Element:
    if len(value.contacts) != 1:
        raise NotWritable(f"the laboratory has {len(value.contacts)} contacts; DCC 3.3.0 takes one")
    return element(
        "dcc:calibrationLaboratory",
        leaf("dcc:calibrationLaboratoryCode", value.code),
        contact("dcc:contact", value.contacts[0]),
        truth("dcc:cryptElectronicSeal", value.electronic_seal),
        truth("dcc:cryptElectronicSignature", value.electronic_signature),
        truth("dcc:cryptElectronicTimeStamp", value.electronic_time_stamp),
    )


def _person(value: ResponsiblePerson) -> Element:
    return element(
        "dcc:respPerson",
        contact("dcc:person", value.person, needs_location=False),
        rich_text("dcc:description", value.description),
        leaf("dcc:role", value.role),
        truth("dcc:mainSigner", value.is_main_signer),
        truth("dcc:cryptElectronicSeal", value.electronic_seal),
        truth("dcc:cryptElectronicSignature", value.electronic_signature),
        truth("dcc:cryptElectronicTimeStamp", value.electronic_time_stamp),
        attributes=marks(value),
    )


def _definition(value: RefTypeDefinition) -> Element:
    if value.id is not None or value.ref_ids:
        raise NotWritable("the definition of a vocabulary has no identifier", place=value.place)
    return element(
        "dcc:refTypeDefinition",
        text("dcc:name", value.name),
        rich_text("dcc:description", value.description),
        leaf("dcc:namespace", value.namespace),
        leaf("dcc:link", value.link),
        leaf("dcc:release", value.release),
        leaf("dcc:value", value.value),
        leaf("dcc:procedure", value.procedure),
        attributes=marks(value),
    )
