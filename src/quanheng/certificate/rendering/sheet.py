"""What is printed: a certificate laid out as phrases and tables, the same for HTML and PDF."""

from dataclasses import dataclass, field

from quanheng.certificate.building.vocabulary import Kind
from quanheng.certificate.rendering.words import Language, Phrase

EMPTY = Phrase("")


@dataclass(frozen=True, slots=True)
class Line:
    """A labelled value."""

    label: Phrase
    value: Phrase


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: headings and rows.

    Attributes:
        weights: how wide each column is, beside the others.
        is_numeric: of each column, so that numbers stand under numbers.
        notes: below the table.
    """

    headings: tuple[Phrase, ...]
    rows: tuple[tuple[str, ...], ...]
    weights: tuple[float, ...]
    is_numeric: tuple[bool, ...]
    heading: Phrase = EMPTY
    intro: Phrase = EMPTY
    notes: tuple[Phrase, ...] = ()
    #: Rows that say that something does not conform, to be set off.
    marked: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One printed document.

    Attributes:
        facts: of the front page, in order.
        people: role and name.
        dates: of the front page.
        contact: of the laboratory, at the foot of the front page.
        code: what the QR code says.
        digest: SHA-256 of the XML, hex; empty where the certificate was not read from XML.
    """

    kind: Kind
    language: Language
    organisation: Phrase
    title: Phrase
    number: Line
    facts: tuple[Line, ...]
    people: tuple[Line, ...]
    dates: tuple[Line, ...]
    contact: tuple[Line, ...]
    conditions_heading: Phrase
    conditions: tuple[Line, ...]
    equipment: tuple[Grid, ...]
    digests: Grid | None
    methods: Line | None
    results_heading: Phrase
    results: tuple[Grid, ...]
    statements_heading: Phrase
    statements: tuple[Phrase, ...]
    words: dict[str, Phrase] = field(default_factory=dict)
    code: str = ""
    digest: str = ""
    issued: str = ""
