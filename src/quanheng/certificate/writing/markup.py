"""Elements and their serialisation: the same tree always gives the same bytes.

Written by hand and not by lxml: prefixes, order of attributes and white space are part of what is signed later, and
must not depend on a library's release.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from quanheng.certificate.model.marks import Marked
from quanheng.certificate.writing.errors import NotWritable

#: Characters that XML 1.0 cannot hold (control characters, surrogates, the two non-characters of the first plane).
_FORBIDDEN = re.compile("[^\\t\\n\\r\\u0020-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
#: What must be written otherwise, in a text or an attribute.
_MARKUP = re.compile(r"[&<>\"\t\n]")
_INDENTS = tuple("  " * (level - 1) for level in range(32))
_NAME = re.compile(r"[A-Za-z_][\w.-]*")


@dataclass(frozen=True, slots=True)
class Element:
    """An element: a text, or children; never both."""

    name: str
    content: "str | tuple[Element, ...]"
    attributes: Mapping[str, str] = field(default_factory=dict)


#: What may stand among the children: nothing, an element, or several.
Part = Element | None | tuple[Element, ...]


def element(name: str, *parts: Part, attributes: Mapping[str, str] | None = None) -> Element:
    """An element with children; what is None is left out."""
    children: list[Element] = []
    for part in parts:
        if isinstance(part, Element):
            children.append(part)
        elif part is not None:
            children.extend(part)
    return Element(name, tuple(children), attributes or {})


def leaf(name: str, text: str | None, attributes: Mapping[str, str] | None = None) -> Element | None:
    """An element with a text; None where there is no text."""
    return None if text is None else Element(name, text, attributes or {})


def leaves(name: str, texts: tuple[str, ...]) -> tuple[Element, ...]:
    """An element for each text."""
    return tuple(Element(name, text) for text in texts)


def truth(name: str, value: bool | None) -> Element | None:
    """An xs:boolean."""
    return None if value is None else Element(name, "true" if value else "false")


def within(outer: str, parts: tuple[Element, ...]) -> Element | None:
    """A list element around its members; None where there are none: an empty list is not valid."""
    return Element(outer, parts) if parts else None


def marks(part: Marked) -> dict[str, str]:
    """The attributes that nearly every element may have."""
    found = {}
    if part.id is not None:
        found["id"] = part.id
    if part.ref_ids:
        found["refId"] = " ".join(part.ref_ids)
    if part.ref_types:
        found["refType"] = " ".join(part.ref_types)
    return found


def serialised(root: Element, attributes: Mapping[str, str]) -> bytes:
    """The document: UTF-8, name spaces sorted by prefix, two blanks a level, a line end at the end.

    Raises:
        NotWritable: a text that XML cannot hold or that is empty; an identifier that is none, is given twice, or is
            referred to and does not exist.
    """
    writer = _Writer()
    head = "".join(f" {name}={quoteattr(value)}" for name, value in sorted(attributes.items()))
    writer.write(Element(root.name, root.content), head)
    for identifier, place in writer.references:
        if identifier not in writer.identifiers:
            raise NotWritable(f"refers to {identifier!r}, which is no identifier of this certificate", place=place)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *writer.lines, ""]
    return "\n".join(lines).encode()


class _Writer:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.path: list[str] = []
        self.identifiers: set[str] = set()
        self.references: list[tuple[str, str]] = []

    def write(self, each: Element, head: str = "") -> None:
        name, content = each.name, each.content
        self.path.append(name)
        if each.attributes:
            head += self._attributes(each.attributes)
        indent = _INDENTS[len(self.path)] if len(self.path) < len(_INDENTS) else "  " * (len(self.path) - 1)
        if isinstance(content, str):
            self._require_text(content)
            text = escape(content) if _MARKUP.search(content) else content
            self.lines.append(f"{indent}<{name}{head}>{text}</{name}>")
        elif not content:
            raise NotWritable("an element without content", place=self.place)
        else:
            self.lines.append(f"{indent}<{name}{head}>")
            for child in content:
                self.write(child)
            self.lines.append(f"{indent}</{name}>")
        self.path.pop()

    @property
    def place(self) -> str:
        return "/" + "/".join(self.path)

    def _attributes(self, attributes: Mapping[str, str]) -> str:
        head = ""
        for name in sorted(attributes):
            value = attributes[name]
            self._require_text(value)
            if name == "id":
                self._identify(value)
            elif name == "refId":
                self.references += [(each, self.place) for each in value.split()]
            head += f" {name}={quoteattr(value)}" if _MARKUP.search(value) else f' {name}="{value}"'
        return head

    def _identify(self, identifier: str) -> None:
        if not _NAME.fullmatch(identifier):
            raise NotWritable(f"{identifier!r} is no XML identifier: begin with a letter, no blanks", place=self.place)
        if identifier in self.identifiers:
            raise NotWritable(f"the identifier {identifier!r} is given twice", place=self.place)
        self.identifiers.add(identifier)

    def _require_text(self, text: str) -> None:
        if text.strip() != text or not text:
            raise NotWritable(f"{text[:60]!r} is empty or has white space around it", place=self.place)
        if found := _FORBIDDEN.search(text):
            raise NotWritable(f"{text[:60]!r} has the character {found[0]!r}, which XML cannot hold", place=self.place)
        if "\r" in text:
            raise NotWritable(f"{text[:60]!r} has a carriage return, which no reader would see again", place=self.place)
