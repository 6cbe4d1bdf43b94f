"""Texts, formulas, files: elements to model."""

from typing import TypedDict

from lxml import etree

from quanheng.certificate.model.texts import Content, File, Foreign, Formula, RichText, Text
from quanheng.certificate.reading.nodes import Node


class Marks(TypedDict):
    """The arguments of `Marked`, to be passed on as keywords."""

    id: str | None
    ref_ids: tuple[str, ...]
    ref_types: tuple[str, ...]
    place: str


def text(node: Node) -> Text:
    """`dcc:textType`."""
    return Text(tuple(_content(each) for each in node.all("dcc:content")), node.path)


def text_or_none(node: Node | None) -> Text | None:
    """The text, where there is one."""
    return None if node is None else text(node)


def rich_text(node: Node) -> RichText:
    """`dcc:richContentType`, and the plain texts that stood in its place before 3.0."""
    return RichText(
        **marks(node),
        name=text_or_none(node.one("dcc:name")),
        text=text(node),
        files=tuple(file(each) for each in node.all("dcc:file")),
        formulas=tuple(formula(each) for each in node.all("dcc:formula")),
    )


def description(node: Node) -> RichText | None:
    """The description of a part: one rich text; before 3.0 several texts, and files as `descriptionData` beside them."""
    found = node.all("dcc:description")
    files = tuple(file(each) for each in node.all("dcc:descriptionData"))
    if len(found) == 1 and not files:
        return rich_text(found[0])
    if not found and not files:
        return None
    contents = tuple(_content(content) for each in found for content in each.all("dcc:content"))
    place = found[0].path if found else node.path
    return RichText(text=Text(contents, place), files=files, place=place)


def file(node: Node) -> File:
    """`dcc:byteDataType`; before 3.0 its bytes stand in `data`."""
    base64 = node.needed("dcc:dataBase64", "dcc:data")
    return File(
        **marks(node),
        file_name=node.text_of("dcc:fileName") or "",
        mime_type=node.text_of("dcc:mimeType") or "",
        base64_text=base64.text(),
        name=text_or_none(node.one("dcc:name")),
        description=description(node),
    )


def formula(node: Node) -> Formula:
    """`dcc:formulaType`."""
    mathml = node.one("dcc:mathml")
    return Formula(
        **marks(node),
        latex=node.text_of("dcc:latex", "dcc:siunitx"),
        mathml=None if mathml is None else _inner_xml(mathml),
    )


def foreign(node: Node) -> Foreign:
    """`dcc:xmlType`."""
    return Foreign(**marks(node), xml=_inner_xml(node))


def marks(node: Node) -> Marks:
    """Identifier, references, types and place of a part."""
    return {
        "id": node.attribute("id"),
        "ref_ids": tuple((node.attribute("refId") or "").split()),
        "ref_types": tuple((node.attribute("refType") or "").split()),
        "place": node.path,
    }


def _content(node: Node) -> Content:
    return Content(node.text(), node.attribute("lang"))


def _inner_xml(node: Node) -> str:
    return "".join(etree.tostring(each.element, encoding="unicode", with_tail=False).strip() for each in node.children)
