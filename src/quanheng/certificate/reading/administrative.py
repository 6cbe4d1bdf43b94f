"""The first ring: elements to model."""

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
from quanheng.certificate.model.texts import Text
from quanheng.certificate.reading.nodes import Node
from quanheng.certificate.reading.parties import contact, equipment_classes, identifications, reference, software
from quanheng.certificate.reading.results import quantity, statement
from quanheng.certificate.reading.texts import description, marks, text_or_none


def administrative_data(node: Node) -> AdministrativeData:
    """`dcc:administrativeData`.

    Raises:
        Unreadable: one of its mandatory parts is missing.
    """
    statements, definitions = node.one("dcc:statements"), node.one("dcc:refTypeDefinitions")
    return AdministrativeData(
        core=_core(node.needed("dcc:coreData")),
        software=tuple(software(each) for each in node.needed("dcc:dccSoftware").all("dcc:software")),
        items=_items(node.needed("dcc:items")),
        laboratory=_laboratory(node.needed("dcc:calibrationLaboratory")),
        persons=tuple(_person(each) for each in node.needed("dcc:respPersons").all("dcc:respPerson")),
        customer=contact(node.needed("dcc:customer")),
        ref_type_definitions=tuple(_definition(each) for each in definitions.all("dcc:refTypeDefinition"))
        if definitions is not None
        else (),
        statements=tuple(statement(each) for each in statements.all("dcc:statement")) if statements is not None else (),
    )


def _core(node: Node) -> CoreData:
    previous, replacement = node.one("dcc:previousReport"), node.one("dcc:reportAmendedSubstituted")
    return CoreData(
        unique_identifier=node.text_of("dcc:uniqueIdentifier") or "",
        country=node.text_of("dcc:countryCodeISO3166_1") or "",
        used_languages=node.texts_of("dcc:usedLangCodeISO639_1"),
        mandatory_languages=node.texts_of("dcc:mandatoryLangCodeISO639_1"),
        begin_performance_date=node.text_of("dcc:beginPerformanceDate") or "",
        end_performance_date=node.text_of("dcc:endPerformanceDate") or "",
        performance_location=node.text_of("dcc:performanceLocation") or "",
        receipt_date=node.text_of("dcc:receiptDate"),
        issue_date=node.text_of("dcc:issueDate"),
        identifications=identifications(node),
        replacement=None if replacement is None else _replacement(replacement),
        previous_report=None if previous is None else reference(previous),
        place=node.path,
    )


def _replacement(node: Node) -> Replacement:
    return Replacement(
        **marks(node),
        type_of_change=node.text_of("dcc:typeOfChange") or "",
        replaced_identifier=node.text_of("dcc:replacedUniqueIdentifier") or "",
    )


def _items(node: Node) -> ItemList:
    owner, maker = node.one("dcc:owner"), node.one("dcc:manufacturer")
    return ItemList(
        **marks(node),
        items=tuple(_item(each) for each in node.all("dcc:item")),
        name=text_or_none(node.one("dcc:name")),
        equipment_classes=equipment_classes(node),
        description=description(node),
        owner=None if owner is None else contact(owner),
        manufacturer=None if maker is None else contact(maker),
        identifications=identifications(node),
    )


def _item(node: Node) -> Item:
    owner, maker = node.one("dcc:owner"), node.one("dcc:manufacturer")
    quantities, parts = node.one("dcc:itemQuantities"), node.one("dcc:subItems")
    installed = node.one("dcc:installedSoftwares")
    return Item(
        **marks(node),
        name=text_or_none(node.one("dcc:name")) or Text(place=node.path),
        identifications=identifications(node),
        equipment_classes=equipment_classes(node),
        description=description(node),
        owner=None if owner is None else contact(owner),
        software=() if installed is None else tuple(software(each) for each in installed.all("dcc:software")),
        manufacturer=None if maker is None else contact(maker),
        model=node.text_of("dcc:model"),
        quantities=() if quantities is None else tuple(quantity(each) for each in quantities.all("dcc:itemQuantity")),
        sub_items=None if parts is None else _items(parts),
    )


def _laboratory(node: Node) -> Laboratory:
    return Laboratory(
        contacts=tuple(contact(each) for each in node.all("dcc:contact")),
        code=node.text_of("dcc:calibrationLaboratoryCode"),
        electronic_seal=node.truth_of("dcc:cryptElectronicSeal"),
        electronic_signature=node.truth_of("dcc:cryptElectronicSignature"),
        electronic_time_stamp=node.truth_of("dcc:cryptElectronicTimeStamp"),
    )


def _person(node: Node) -> ResponsiblePerson:
    return ResponsiblePerson(
        **marks(node),
        person=contact(node.needed("dcc:person")),
        description=description(node),
        role=node.text_of("dcc:role"),
        is_main_signer=node.truth_of("dcc:mainSigner"),
        electronic_seal=node.truth_of("dcc:cryptElectronicSeal"),
        electronic_signature=node.truth_of("dcc:cryptElectronicSignature"),
        electronic_time_stamp=node.truth_of("dcc:cryptElectronicTimeStamp"),
    )


def _definition(node: Node) -> RefTypeDefinition:
    return RefTypeDefinition(
        **marks(node),
        name=text_or_none(node.one("dcc:name")) or Text(place=node.path),
        namespace=node.text_of("dcc:namespace") or "",
        link=node.text_of("dcc:link") or "",
        description=description(node),
        release=node.text_of("dcc:release"),
        value=node.text_of("dcc:value"),
        procedure=node.text_of("dcc:procedure"),
    )
