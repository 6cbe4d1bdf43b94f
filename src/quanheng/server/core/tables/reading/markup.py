"""XML parts of workbooks, read as a stream by expat: no document type, no entities, no memory of what went by."""

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers import expat

from quanheng.server.core.tables.reading.sheet import UnreadableFile
from quanheng.server.core.tables.wording import said as _

BLOCK = 1 << 18
Attributes = Mapping[str, str]


class _Forbidden(Exception):
    """The part declares a document type."""


def _refuse_doctype(*_arguments: object) -> None:
    raise _Forbidden


def bare(name: str) -> str:
    """The name of an element or attribute without its prefix."""
    return name.rpartition(":")[2]


def new_parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    """A parser that calls `start` at each element, and refuses document types and with them every entity."""
    parser = expat.ParserCreate()
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    return parser


def parse(parser: expat.XMLParserType, part: IO[bytes]) -> None:
    """Read the whole part.

    Raises:
        UnreadableFile: it is no XML, or declares a document type.
    """
    try:
        while block := part.read(BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, _Forbidden) as error:
        raise UnreadableFile(
            _("The workbook is damaged or unusual. Open it in Excel, WPS or LibreOffice and save it as .xlsx again.")
        ) from error


def elements(part: IO[bytes], wanted: set[str]) -> list[tuple[str, dict[str, str]]]:
    """Bare name and attributes (by their bare names) of every `wanted` element of a short part."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if (plain := bare(name)) in wanted:
            found.append((plain, {bare(key): value for key, value in attributes.items()}))

    parse(new_parser(start), part)
    return found
