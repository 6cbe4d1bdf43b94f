"""Administrative data: who calibrated what for whom, when, with which software and equipment."""

from dataclasses import dataclass, field

from quanheng.certificate.model.marks import Marked
from quanheng.certificate.model.quantities import RealValues
from quanheng.certificate.model.results import Quantity, Statement
from quanheng.certificate.model.texts import File, RichText, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Coordinates(Marked):
    """A position in a coordinate system."""

    system: str
    coordinates: tuple[RealValues, ...]
    reference: str | None = None
    declaration: RichText | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """An address: parts as (name of the element, text), such as ("city", "泉州"), in the order written."""

    parts: tuple[tuple[str, str], ...] = ()
    further: tuple[RichText, ...] = ()
    coordinates: tuple[Coordinates, ...] = ()

    def part(self, name: str) -> str | None:
        """The first part of that name: city, countryCode, postCode, postOfficeBox, state, street, streetNo."""
        return next((text for key, text in self.parts if key == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Marked):
    """A person or an organisation."""

    name: Text
    e_mail: str | None = None
    phone: str | None = None
    fax: str | None = None
    link: str | None = None
    location: Location | None = None
    description_file: File | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identification(Marked):
    """A number given to something, and who gave it: manufacturer, calibrationLaboratory, customer, owner or other."""

    issuer: str
    value: str
    name: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentClass(Marked):
    """A class in a classification."""

    reference: str
    class_id: str
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Software(Marked):
    """Software and its release."""

    name: Text
    release: str
    type: str | None = None
    description: RichText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference(Marked):
    """`dcc:hashType`: another document, by its identifier and its digest.

    Attributes:
        referral: what it is, in words.
        referral_id: its unique identifier.
        procedure: name of the digest, such as SHA-256.
        value: the digest, in hex or base64.
        linked_report: the report that this one rests on in turn.
    """

    referral: Text
    referral_id: str
    procedure: str
    value: str
    description: RichText | None = None
    in_validity_range: bool | None = None
    traceable: bool | None = None
    linked_report: "Reference | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment(Marked):
    """Measuring equipment used, with the certificate that makes it traceable."""

    name: Text
    equipment_classes: tuple[EquipmentClass, ...] = ()
    description: RichText | None = None
    certificate: Reference | None = None
    manufacturer: Contact | None = None
    model: str | None = None
    identifications: tuple[Identification, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    software: tuple[Software, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(Marked):
    """A calibrated item."""

    name: Text
    identifications: tuple[Identification, ...] = ()
    equipment_classes: tuple[EquipmentClass, ...] = ()
    description: RichText | None = None
    owner: Contact | None = None
    software: tuple[Software, ...] = ()
    manufacturer: Contact | None = None
    model: str | None = None
    quantities: tuple[Quantity, ...] = ()
    sub_items: "ItemList | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemList(Marked):
    """The items of a certificate, or the parts of an item."""

    items: tuple[Item, ...]
    name: Text | None = None
    equipment_classes: tuple[EquipmentClass, ...] = ()
    description: RichText | None = None
    owner: Contact | None = None
    manufacturer: Contact | None = None
    identifications: tuple[Identification, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RefTypeDefinition(Marked):
    """Where a vocabulary of types is explained."""

    name: Text
    namespace: str
    link: str
    description: RichText | None = None
    release: str | None = None
    value: str | None = None
    procedure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement(Marked):
    """That this certificate amends or substitutes another."""

    type_of_change: str
    replaced_identifier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CoreData:
    """What identifies the certificate. Dates are as written (xs:date)."""

    unique_identifier: str
    country: str = ""
    used_languages: tuple[str, ...] = ()
    mandatory_languages: tuple[str, ...] = ()
    begin_performance_date: str = ""
    end_performance_date: str = ""
    performance_location: str = ""
    receipt_date: str | None = None
    issue_date: str | None = None
    identifications: tuple[Identification, ...] = ()
    replacement: Replacement | None = None
    previous_report: Reference | None = None
    place: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Laboratory:
    """The calibration laboratory; in 2.x it may have several contacts."""

    contacts: tuple[Contact, ...]
    code: str | None = None
    electronic_seal: bool | None = None
    electronic_signature: bool | None = None
    electronic_time_stamp: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsiblePerson(Marked):
    """A person who answers for the certificate."""

    person: Contact
    description: RichText | None = None
    role: str | None = None
    is_main_signer: bool | None = None
    electronic_seal: bool | None = None
    electronic_signature: bool | None = None
    electronic_time_stamp: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdministrativeData:
    """The first ring of a certificate."""

    core: CoreData
    software: tuple[Software, ...]
    items: ItemList
    laboratory: Laboratory
    persons: tuple[ResponsiblePerson, ...]
    customer: Contact
    ref_type_definitions: tuple[RefTypeDefinition, ...] = ()
    statements: tuple[Statement, ...] = ()
