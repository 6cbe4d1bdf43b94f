"""Laboratory, customer, people, items, methods and standards of a draft in YAML."""

import re

from quanheng.certificate.building import Ambient, Standard, said
from quanheng.certificate.building.draft import ROLES
from quanheng.certificate.building.vocabulary import CONDITIONS
from quanheng.certificate.draft_file.entries import Entry, choice, refused, said_of
from quanheng.certificate.model.administrative import (
    Contact,
    Equipment,
    Identification,
    Item,
    Laboratory,
    Location,
    Reference,
    ResponsiblePerson,
    Software,
)
from quanheng.certificate.model.results import Method
from quanheng.certificate.model.texts import RichText

_ISSUERS = ("manufacturer", "calibrationLaboratory", "customer", "owner", "other")
#: Member of an address → element of DCC, in the order written.
_ADDRESS = {
    "country": "countryCode", "state": "state", "city": "city", "street": "street", "number": "streetNo",
    "post_code": "postCode", "post_office_box": "postOfficeBox",
}  # fmt: skip
_DIGEST = re.compile(r"(sha256|sha384|sha512|sm3):([0-9a-fA-F]+)", re.ASCII)
_PROCEDURES = {"sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512", "sm3": "SM3"}
_SERIAL = said("出厂编号", "Serial number")


def laboratory(entry: Entry) -> Laboratory:
    """`laboratory`: a contact, and the number of its authorisation."""
    return Laboratory(code=entry.optional_text("code"), contacts=(contact(entry),))


def contact(entry: Entry) -> Contact:
    """A person or an organisation."""
    return Contact(
        name=entry.said("name"),
        e_mail=entry.optional_text("e_mail"),
        phone=entry.optional_text("phone"),
        fax=entry.optional_text("fax"),
        link=entry.optional_text("link"),
        location=entry.optional_entry("address", _location),
    )


def person(entry: Entry) -> ResponsiblePerson:
    """A responsible person."""
    return ResponsiblePerson(role=choice(entry, "role", ROLES), person=Contact(name=entry.said("name")))


def item(entry: Entry) -> Item:
    """What was measured."""
    return Item(
        name=entry.said("name"),
        model=entry.optional_text("model"),
        manufacturer=_maker(entry),
        identifications=_identifications(entry),
        description=_description(entry),
    )


def method(entry: Entry) -> Method:
    """A regulation or another method."""
    norms = entry.words("norms")
    references = entry.words("references") if entry.has("references") else ()
    return Method(name=entry.said("name"), norms=norms, references=references, description=_description(entry))


def software(entry: Entry) -> Software:
    """Software used."""
    return Software(name=entry.said("name"), release=entry.text("release"), type=entry.optional_text("type"))


def standard(entry: Entry) -> Standard:
    """A measurement standard with the certificate that makes it traceable."""
    return Standard(
        equipment=Equipment(
            name=entry.said("name"),
            model=entry.optional_text("model"),
            manufacturer=_maker(entry),
            identifications=_identifications(entry),
            certificate=entry.entry("certificate", reference),
        ),
        accuracy=entry.said("accuracy"),
        valid_until=entry.day("valid_until"),
        measuring_range=entry.optional_said("range"),
        is_installation=bool(entry.optional_truth("installation")),
    )


def reference(entry: Entry) -> Reference:
    """Another certificate, by number and digest."""
    text = entry.text("digest")
    shape = _DIGEST.fullmatch(text)
    if shape is None:
        raise refused(
            entry.tree("digest").place,
            f"{text[:30]!r} is no digest; write the algorithm before it: sha256:… or sm3:… in hex (sha256sum prints it)",
        )
    return Reference(
        referral=entry.said("name") if entry.has("name") else said("校准/检定证书", "Certificate"),
        referral_id=entry.text("number"),
        procedure=_PROCEDURES[shape[1]],
        value=shape[2].lower(),
        linked_report=entry.optional_entry("linked", reference),
    )


def condition(entry: Entry) -> Ambient:
    """An influence condition: `value`, or `lowest` and `highest`."""
    kind = choice(entry, "kind", list(CONDITIONS))
    if entry.has("value"):
        lowest = highest = entry.number("value")
    else:
        lowest, highest = entry.number("lowest"), entry.number("highest")
    return Ambient(kind=kind, lowest=lowest, highest=highest, unit=entry.text("unit"))


def _location(entry: Entry) -> Location:
    parts = tuple(
        (element, text) for name, element in _ADDRESS.items() if (text := entry.optional_text(name)) is not None
    )
    return Location(parts=parts)


def _maker(entry: Entry) -> Contact | None:
    return Contact(name=entry.said("manufacturer")) if entry.has("manufacturer") else None


def _identifications(entry: Entry) -> tuple[Identification, ...]:
    found = []
    if (serial := entry.optional_text("serial")) is not None:
        found.append(Identification(issuer="manufacturer", value=serial, name=_SERIAL))
    found += entry.entries("identifications", _identification, is_needed=False)
    if not found:
        raise refused(entry.place, f"{entry.what} needs 'serial' or 'identifications'")
    return tuple(found)


def _identification(entry: Entry) -> Identification:
    return Identification(
        issuer=choice(entry, "issuer", _ISSUERS), value=entry.text("value"), name=entry.optional_said("name")
    )


def _description(entry: Entry) -> RichText | None:
    return RichText(text=said_of(entry.tree("description"), "description")) if entry.has("description") else None
