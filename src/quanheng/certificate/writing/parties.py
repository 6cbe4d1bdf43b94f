"""People, organisations, places, identifications, software, references: model to elements."""

from quanheng.certificate.model.administrative import (
    Contact,
    Coordinates,
    EquipmentClass,
    Identification,
    Location,
    Reference,
    Software,
)
from quanheng.certificate.writing.errors import NotWritable
from quanheng.certificate.writing.markup import Element, Part, element, leaf, marks, truth, within
from quanheng.certificate.writing.quantities import real
from quanheng.certificate.writing.texts import file, rich_text, text


def contact(name: str, value: Contact | None, *, needs_location: bool = True) -> Element | None:
    """`dcc:contactType`; without a location `dcc:contactNotStrictType`.

    Raises:
        NotWritable: a location is needed and missing.
    """
    if value is None:
        return None
    if value.location is None and needs_location:
        raise NotWritable(f"{value.name}: the schema asks for a location: give at least a city", place=name)
    return element(
        name,
        text("dcc:name", value.name),
        leaf("dcc:eMail", value.e_mail),
        leaf("dcc:phone", value.phone),
        leaf("dcc:fax", value.fax),
        leaf("dcc:link", value.link),
        location(value.location),
        None if value.description_file is None else file("dcc:descriptionData", value.description_file),
        attributes=marks(value),
    )


def location(value: Location | None) -> Element | None:
    """`dcc:locationType`."""
    if value is None:
        return None
    further = tuple(each for one in value.further if (each := rich_text("dcc:further", one)) is not None)
    return element(
        "dcc:location",
        tuple(Element(f"dcc:{name}", part) for name, part in value.parts),
        further,
        tuple(_coordinates(each) for each in value.coordinates),
    )


def identifications(values: tuple[Identification, ...]) -> Element | None:
    """`dcc:identifications`."""
    return within(
        "dcc:identifications",
        tuple(
            element(
                "dcc:identification",
                leaf("dcc:issuer", each.issuer),
                leaf("dcc:value", each.value),
                text("dcc:name", each.name),
                attributes=marks(each),
            )
            for each in values
        ),
    )


def equipment_classes(values: tuple[EquipmentClass, ...]) -> Part:
    """`dcc:equipmentClass`."""
    return tuple(
        element(
            "dcc:equipmentClass",
            leaf("dcc:reference", each.reference),
            leaf("dcc:classID", each.class_id),
            leaf("dcc:link", each.link),
            attributes=marks(each),
        )
        for each in values
    )


def software(outer: str, values: tuple[Software, ...]) -> Element | None:
    """A list of software."""
    return within(
        outer,
        tuple(
            element(
                "dcc:software",
                text("dcc:name", each.name),
                leaf("dcc:release", each.release),
                leaf("dcc:type", each.type),
                rich_text("dcc:description", each.description),
                attributes=marks(each),
            )
            for each in values
        ),
    )


def reference(name: str, value: Reference | None) -> Element | None:
    """`dcc:hashType`."""
    if value is None:
        return None
    return element(
        name,
        text("dcc:referral", value.referral),
        leaf("dcc:referralID", value.referral_id),
        leaf("dcc:procedure", value.procedure),
        leaf("dcc:value", value.value),
        rich_text("dcc:description", value.description),
        truth("dcc:inValidityRange", value.in_validity_range),
        truth("dcc:traceable", value.traceable),
        reference("dcc:linkedReport", value.linked_report),
        attributes=marks(value),
    )


def _coordinates(value: Coordinates) -> Element:
    if len(value.coordinates) not in (2, 3):
        raise NotWritable(f"{len(value.coordinates)} coordinates: a position has two or three", place=value.place)
    return element(
        "dcc:positionCoordinates",
        leaf("dcc:positionCoordinateSystem", value.system),
        leaf("dcc:reference", value.reference),
        rich_text("dcc:declaration", value.declaration),
        tuple(real(each, f"dcc:positionCoordinate{n}") for n, each in enumerate(value.coordinates, 1)),
        leaf("dcc:link", value.link),
        attributes=marks(value),
    )
