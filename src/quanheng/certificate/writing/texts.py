"""Texts, formulas and files: model to elements."""

from quanheng.certificate.model.texts import Content, File, Formula, RichText, Text
from quanheng.certificate.writing.errors import NotWritable
from quanheng.certificate.writing.markup import Element, element, leaf, marks


def text(name: str, value: Text | None) -> Element | None:
    """`dcc:textType`."""
    return None if value is None else element(name, _contents(value))


def rich_text(name: str, value: RichText | None) -> Element | None:
    """`dcc:richContentType`."""
    if value is None:
        return None
    return element(
        name,
        text("dcc:name", value.name),
        _contents(value.text),
        tuple(file("dcc:file", each) for each in value.files),
        tuple(formula("dcc:formula", each) for each in value.formulas),
        attributes=marks(value),
    )


def file(name: str, value: File) -> Element:
    """`dcc:byteDataType`."""
    return element(
        name,
        text("dcc:name", value.name),
        rich_text("dcc:description", value.description),
        leaf("dcc:fileName", value.file_name),
        leaf("dcc:mimeType", value.mime_type),
        leaf("dcc:dataBase64", value.base64_text),
        attributes=marks(value),
    )


def formula(name: str, value: Formula) -> Element:
    """`dcc:formulaType`, in LaTeX.

    Raises:
        NotWritable: it is MathML, which the schemas of certificates cannot check.
    """
    if value.latex is None:
        raise NotWritable("a formula in MathML is not written: give it in LaTeX", place=value.place)
    return element(name, leaf("dcc:latex", value.latex), attributes=marks(value))


def _contents(value: Text) -> tuple[Element, ...]:
    return tuple(_content(each) for each in value.contents)


def _content(value: Content) -> Element:
    return Element("dcc:content", value.text, {} if value.lang is None else {"lang": value.lang})
