"""The sheet as PDF/A-3b, with the XML embedded."""

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from importlib import resources
from typing import Any

from quanheng.certificate.errors import CertificateError, TooLarge, Unavailable
from quanheng.certificate.model.certificate import Certificate
from quanheng.certificate.rendering.codes import code_svg
from quanheng.certificate.rendering.layout import sheet_of
from quanheng.certificate.rendering.sheet import Sheet
from quanheng.certificate.rendering.words import Language

#: Chinese and Latin in one family, under the Open Font Licence; Debian's package `fonts-noto-cjk` has it.
FAMILY = "Noto Serif CJK SC"
_LOWEST_YEAR = 1900
#: Rows that are laid out: some 600 pages, and half a minute.
MOST_ROWS = 20_000


def pdf_of(certificate: Certificate, language: Language = Language.CHINESE, address: str = "") -> bytes:
    """The printed certificate: PDF/A-3b, the XML that it was read from embedded as `certificate.xml`.

    The same certificate gives the same bytes: the document's date is the date of issue.

    Args:
        address: where the certificate can be verified; the QR code says it.

    Raises:
        CertificateError: the certificate was not read from XML, so that there is nothing to embed; or no font has one of
            its characters.
        TooLarge: more rows than `MOST_ROWS`.
        Unavailable: typst, segno or the font is not installed; names the remedy.
    """
    if not certificate.source:
        raise CertificateError("there is no XML to embed: read the certificate from its bytes first")
    sheet = sheet_of(certificate, language, address)
    rows = sum(len(each.rows) for each in (*sheet.results, *sheet.equipment))
    if rows > MOST_ROWS:
        raise TooLarge(f"{certificate.identifier} has {rows} rows; at most {MOST_ROWS} are printed: take them as CSV")
    return _compiled({"sheet": _data(sheet), "xml": certificate.source.decode()}, certificate.identifier)


def _data(sheet: Sheet) -> str:
    found = asdict(sheet)
    found["code-svg"] = code_svg(sheet.code)
    year = sheet.issued[:4]
    if not year.isdigit() or int(year) < _LOWEST_YEAR or len(sheet.issued) < len("2026-01-01"):
        found["issued"] = "1970-01-01"
    found["issued"] = found["issued"][:10]
    return json.dumps(found, ensure_ascii=False)


def _compiled(inputs: dict[str, str], identifier: str) -> bytes:
    typst, fonts, template = _tools()
    try:
        # A compiler for each document: what one leaves behind must not reach another, nor another thread.
        compiler = typst.Compiler(input=template, font_paths=fonts, sys_inputs=inputs)
        found = compiler.compile(format="pdf", pdf_standards="a-3b", timestamp=0)
    except typst.TypstError as error:
        raise CertificateError(
            f"{identifier} cannot be laid out: {error}; where a font lacks a character, install one that has it, or make HTML"
        ) from error
    if not isinstance(found, bytes):
        raise CertificateError(f"{identifier} was laid out as {type(found).__name__}, not as one document")
    return found


@cache
def _tools() -> "tuple[Any, Any, bytes]":
    """The typst module, its fonts and the template: reading the fonts takes longer than a document."""
    try:
        import typst  # noqa: PLC0415  # of the extra `documents`
    except ImportError as error:
        raise Unavailable("PDF needs typst: pip install 'quanheng[documents]'") from error
    fonts = typst.Fonts()
    _require(FAMILY, fonts.families)
    return typst, fonts, resources.files(__package__).joinpath("certificate.typ").read_bytes()


def _require(family: str, families: Callable[[], list[str]]) -> None:
    if not any(each.casefold() == family.casefold() for each in families()):
        raise Unavailable(
            f"the font {family} is not installed: apt-get install fonts-noto-cjk, or put it into the user's font folder"
        )
