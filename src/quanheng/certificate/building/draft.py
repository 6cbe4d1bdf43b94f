"""What a laboratory gives to have a certificate built: the model's own parts, and what is particular to building."""

from dataclasses import dataclass
from datetime import date

from quanheng.certificate.building.tables import Observation, Table
from quanheng.certificate.building.vocabulary import Kind
from quanheng.certificate.model.administrative import (
    Contact,
    Equipment,
    Item,
    Laboratory,
    Reference,
    Replacement,
    ResponsiblePerson,
    Software,
)
from quanheng.certificate.model.results import Method
from quanheng.certificate.model.texts import Text

#: Roles of those who answer for a certificate: 批准人 (authorised signatory), 核验员， 检定员 or 校准员.
ROLES = ("approver", "checker", "verifier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A measurement standard used.

    Attributes:
        equipment: name, model, identifications, and in `certificate` the certificate that makes it traceable.
        accuracy: uncertainty, accuracy class or maximum permissible error.
        valid_until: last day on which its certificate holds.
        measuring_range: where it is good to know.
        is_installation: a whole measuring set-up with its own examination (计量标准装置), not a single standard.
    """

    equipment: Equipment
    accuracy: Text
    valid_until: date
    measuring_range: Text | None = None
    is_installation: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambient:
    """An influence condition, as the range that was kept during the measurement.

    Attributes:
        kind: a word of `vocabulary.CONDITIONS`, such as temperature.
        lowest, highest: as read, decimals kept; the same text where it was one reading.
        unit: in any notation.
    """

    kind: str
    lowest: str
    highest: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A certificate to be built. Every text is in Chinese and English, or a proper name.

    Attributes:
        identifier: the certificate's number, unique for ever.
        begin, end: first and last day of the measurement.
        issued: the day that the certificate carries; an argument, never today's date.
        valid_until: of a verification certificate.
        recalibration: of a calibration certificate, only where the customer has agreed to it (ISO/IEC 17025:2017,
            7.8.4.3).
        conclusion: unless given, 合格 or 不合格； a calibration certificate has none.
        rule: name of a decision rule of `metrology.conformity.STANDARD_RULES`.
        location: laboratory, customer, laboratoryBranch, customerBranch or other.
        site: where exactly.
        remarks: further statements.
        country: ISO 3166-1, two letters.
    """

    kind: Kind
    identifier: str
    begin: date
    end: date
    issued: date
    laboratory: Laboratory
    customer: Contact
    persons: tuple[ResponsiblePerson, ...]
    items: tuple[Item, ...]
    methods: tuple[Method, ...]
    standards: tuple[Standard, ...]
    conditions: tuple[Ambient, ...]
    tables: tuple[Table, ...] = ()
    observations: tuple[Observation, ...] = ()
    software: tuple[Software, ...] = ()
    received: date | None = None
    valid_until: date | None = None
    recalibration: date | None = None
    conclusion: Text | None = None
    rule: str = "simple"
    location: str = "laboratory"
    site: Text | None = None
    remarks: tuple[Text, ...] = ()
    replaces: Replacement | None = None
    previous: Reference | None = None
    country: str = "CN"
