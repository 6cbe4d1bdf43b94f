"""Certificates as documents for people: HTML, and PDF/A-3b with the XML embedded; from the typed model only.

    certificate = read(Path("certificate.xml"))
    Path("certificate.pdf").write_bytes(pdf_of(certificate, Language.BOTH, "https://…"))

The PDF needs the extra `documents` and the font Noto Serif CJK.
"""

from quanheng.certificate.rendering.html import html_of
from quanheng.certificate.rendering.layout import kind_of, sheet_of
from quanheng.certificate.rendering.pdf import pdf_of
from quanheng.certificate.rendering.sheet import Grid, Line, Sheet
from quanheng.certificate.rendering.words import Language, Phrase

__all__ = ["Grid", "Language", "Line", "Phrase", "Sheet", "html_of", "kind_of", "pdf_of", "sheet_of"]
