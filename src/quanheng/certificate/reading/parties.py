"""People, organisations, places, identifications, software, references; elements to model."""

from quanheng.certificate.model.administrative import (
    Contact,
    Coordinates,
    EquipmentClass,
    Identification,
    Location,
    Reference,
    Software,
)
from quanheng.certificate.model.texts import Text
from quanheng.certificate.reading.nodes import Node
from quanheng.certificate.reading.quantities import real
from quanheng.certificate.reading.texts import description, file, marks, rich_text, text_or_none

_ADDRESS_PARTS = ("city", "countryCode", "postCode", "postOfficeBox", "state", "street", "streetNo")


def contact(node: Node) -> Contact:
    """`dcc:contactType` and `dcc:contactNotStrictType`."""
    place, attached = node.one("dcc:location"), node.one("dcc:descriptionData")
    return Contact(
        **marks(node),
        name=text_or_none(node.one("dcc:name")) or Text(place=node.path),
        e_mail=node.text_of("dcc:eMail"),
        phone=node.text_of("dcc:phone"),
        fax=node.text_of("dcc:fax"),
        link=node.text_of("dcc:link"),
        location=None if place is None else location(place),
        description_file=None if attached is None else file(attached),
    )


def location(node: Node) -> Location:
    """`dcc:locationType`."""
    names = {f"dcc:{each}": each for each in _ADDRESS_PARTS}
    return Location(
        parts=tuple((names[each.name], each.text()) for each in node.children if each.name in names),
        further=tuple(rich_text(each) for each in node.all("dcc:further")),
        coordinates=tuple(_coordinates(each) for each in node.all("dcc:positionCoordinates")),
    )


def identifications(node: Node) -> tuple[Identification, ...]:
    """The identifications that stand in `node`."""
    found = node.one("dcc:identifications")
    return () if found is None else tuple(_identification(each) for each in found.all("dcc:identification"))


def equipment_classes(node: Node) -> tuple[EquipmentClass, ...]:
    """The equipment classes that stand in `node`."""
    return tuple(
        EquipmentClass(
            **marks(each),
            reference=each.text_of("dcc:reference") or "",
            class_id=each.text_of("dcc:classID") or "",
            link=each.text_of("dcc:link"),
        )
        for each in node.all("dcc:equipmentClass")
    )


def software(node: Node) -> Software:
    """`dcc:software`."""
    return Software(
        **marks(node),
        name=text_or_none(node.one("dcc:name")) or Text(place=node.path),
        release=node.text_of("dcc:release") or "",
        type=node.text_of("dcc:type"),
        description=description(node),
    )


def reference(node: Node) -> Reference:
    """`dcc:hashType`; before 3.0 its words are `reference` and `referenceID`."""
    linked = node.one("dcc:linkedReport")
    return Reference(
        **marks(node),
        referral=text_or_none(node.one("dcc:referral", "dcc:reference")) or Text(place=node.path),
        referral_id=node.text_of("dcc:referralID", "dcc:referenceID") or "",
        procedure=node.text_of("dcc:procedure") or "",
        value=node.text_of("dcc:value") or "",
        description=description(node),
        in_validity_range=node.truth_of("dcc:inValidityRange"),
        traceable=node.truth_of("dcc:traceable"),
        linked_report=None if linked is None else reference(linked),
    )


def _identification(node: Node) -> Identification:
    # Before 3.0 the name of the number is called its description.
    name = node.one("dcc:name", "dcc:description")
    return Identification(
        **marks(node),
        issuer=node.text_of("dcc:issuer") or "",
        value=node.text_of("dcc:value") or "",
        name=text_or_none(name),
    )


def _coordinates(node: Node) -> Coordinates:
    declaration = node.one("dcc:declaration")
    return Coordinates(
        **marks(node),
        system=node.text_of("dcc:positionCoordinateSystem") or "",
        coordinates=tuple(real(each) for each in node.all(*(f"dcc:positionCoordinate{n}" for n in (1, 2, 3)))),
        reference=node.text_of("dcc:reference"),
        declaration=None if declaration is None else rich_text(declaration),
        link=node.text_of("dcc:link"),
    )
