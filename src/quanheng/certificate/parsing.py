"""The one door through which XML comes in: bytes to an element tree, or an error of this package.

Nothing outside the bytes is ever read: no DTD, no entity, no file, no network. What could make two readers see two
documents is refused: a DOCTYPE (with it every entity but the five of XML), processing instructions, encodings other
than UTF-8, and in signed documents comments within a text or within a signature, because canonicalisation drops them
and a reader may take the text before the comment for the whole (CVE-2018-0489 and its relatives).

A comment *between* elements is accepted, also in signed documents: files that European signature services sign carry
their licence there. Comments never reach the tree that is given back.
"""

import re

from lxml import etree

from quanheng.certificate.errors import Forbidden, NotWellFormed, TooLarge
from quanheng.certificate.limits import DEFAULT_LIMITS, Limits

SIGNATURE_NAMESPACE = "http://www.w3.org/2000/09/xmldsig#"

_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x3c", b"\x3c\x00", b"\x00\x00\xfe\xff")
_SPACE = re.compile(rb"[ \t\r\n]*")
_DECLARATION = re.compile(rb"<\?xml[ \t\r\n][^>]*?\?>")
_ENCODING = re.compile(rb"encoding[ \t\r\n]*=[ \t\r\n]*[\"']([^\"']*)[\"']")
_VERSION = re.compile(rb"version[ \t\r\n]*=[ \t\r\n]*[\"']([^\"']*)[\"']")

# One step along the axis `descendant`, never `//` before another step: libxml2 joins the sets of two steps pair by pair.
_NAME_SPACES = {"ds": SIGNATURE_NAMESPACE}
_SIGNED = etree.XPath("boolean(/descendant::ds:Signature)", namespaces=_NAME_SPACES)
_INSTRUCTION = etree.XPath("(/descendant::processing-instruction())[1] | /processing-instruction()")
# count, not boolean: libxml2 2.14 takes quadratic time for the truth of a set of comments.
_COMMENTS = etree.XPath("count(/descendant::comment())")
_SPLITTING_COMMENT = etree.XPath(
    "(/descendant::*[comment()][text()[normalize-space()] or ancestor-or-self::ds:Signature])[1]",
    namespaces=_NAME_SPACES,
)
_COUNT = etree.XPath("count(/descendant::*)")


def parse(data: bytes, limits: Limits = DEFAULT_LIMITS) -> "etree._ElementTree":
    """The tree of one XML document, without its comments.

    Args:
        data: the whole document, UTF-8.
        limits: what is refused unread or half read.

    Raises:
        TooLarge: more bytes, elements, attributes or levels than the limits allow.
        Forbidden: a DOCTYPE, a processing instruction, another encoding, or a comment that splits a signed text.
        NotWellFormed: no XML.

    Example:
        >>> parse(b"<value>20.<!-- and a half --></value>").getroot().text
        '20.'
        >>> parse(b'<!DOCTYPE v [<!ENTITY e "1">]><v>&e;</v>')
        Traceback (most recent call last):
            ...
        quanheng.certificate.errors.Forbidden: byte 0: the document has a DOCTYPE; certificates need none: remove it
    """
    if len(data) > limits.size:
        raise TooLarge(f"the document has {len(data)} bytes; at most {limits.size} are read")
    _refuse_prologue(data)
    # A cheap bound before any tree is built; the exact count follows.
    if data.count(b"<") > 2 * limits.elements + 1000:
        raise TooLarge(f"the document has more than {limits.elements} elements")
    tree = _parsed(data)
    _refuse_shape(tree, limits)
    _refuse_content(tree)
    return tree


def is_signed(tree: "etree._ElementTree") -> bool:
    """Whether a `ds:Signature` stands anywhere in the document; says nothing about its being valid."""
    return bool(_SIGNED(tree))


def _parsed(data: bytes) -> "etree._ElementTree":
    # A parser for each document: parsers are not to be shared between threads, and making one takes microseconds.
    # huge_tree lifts libxml2's limit of 10 MB for one text (an embedded PDF) and its guards against entities, which
    # cannot occur any more: the prologue without DOCTYPE is checked.
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        attribute_defaults=False,
        collect_ids=False,
        huge_tree=True,
        recover=False,
        encoding="utf-8",
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        raise NotWellFormed(
            f"the document is no XML: {error.msg}; ask the issuer for an undamaged file",
            place=f"line {line}, column {column}",
        ) from error
    except (ValueError, MemoryError) as error:
        raise NotWellFormed(f"the document is no XML that can be read: {error}") from error
    return root.getroottree()


def _refuse_prologue(data: bytes) -> None:
    """Read what may stand before the root by hand: a DOCTYPE must be refused before a parser sees it."""
    if data.startswith(_OTHER_MARKS):
        raise Forbidden("the document is written in UTF-16 or UTF-32; certificates are read as UTF-8: re-encode it")
    at = len(_UTF8_MARK) if data.startswith(_UTF8_MARK) else 0
    declaration = _DECLARATION.match(data, at)
    if declaration:
        _refuse_declaration(declaration.group())
        at = declaration.end()
    while True:
        space = _SPACE.match(data, at)
        at = space.end() if space else at
        if data.startswith(b"<!--", at):
            end = data.find(b"-->", at + 4)
            if end < 0:
                raise NotWellFormed("a comment has no end", place=f"byte {at}")
            at = end + 3
        elif data.startswith(b"<!DOCTYPE", at):
            raise Forbidden("the document has a DOCTYPE; certificates need none: remove it", place=f"byte {at}")
        elif data.startswith(b"<?", at):
            raise Forbidden("the document has a processing instruction; remove it", place=f"byte {at}")
        else:
            return


def _refuse_declaration(declaration: bytes) -> None:
    encoding = _ENCODING.search(declaration)
    if encoding and encoding.group(1).upper() not in (b"UTF-8", b"US-ASCII"):
        name = encoding.group(1).decode("ascii", "replace")
        raise Forbidden(f"the document states the encoding {name!r}; certificates are read as UTF-8: re-encode it")
    version = _VERSION.search(declaration)
    if version and version.group(1) != b"1.0":
        name = version.group(1).decode("ascii", "replace")
        raise Forbidden(f"the document is XML {name}; certificates are XML 1.0")


def _refuse_shape(tree: "etree._ElementTree", limits: Limits) -> None:
    count = int(_number(_COUNT(tree)))
    if count > limits.elements:
        raise TooLarge(f"the document has {count} elements; at most {limits.elements} are read")
    if etree.XPath("boolean(" + "/*" * (limits.depth + 1) + ")")(tree):
        raise TooLarge(f"elements are nested deeper than {limits.depth} levels")
    if etree.XPath(f"boolean((/descendant::*[@*[{limits.attributes + 1}]])[1])")(tree):
        raise TooLarge(f"an element has more than {limits.attributes} attributes")


def _refuse_content(tree: "etree._ElementTree") -> None:
    if tree.docinfo.internalDTD is not None:
        raise Forbidden("the document has a DOCTYPE; certificates need none: remove it")
    if instructions := _nodes(_INSTRUCTION(tree)):
        place = f"line {instructions[0].sourceline}"
        raise Forbidden("the document has a processing instruction; remove it", place=place)
    if not _COMMENTS(tree):
        return
    if is_signed(tree) and (split := _nodes(_SPLITTING_COMMENT(tree))):
        raise Forbidden(
            "a comment stands within a text of a signed document, where readers and signature may see different texts; "
            "ask the issuer for a document without it",
            place=f"line {split[0].sourceline}",
        )
    # In one place, so that no reader downstream can take the text before a comment for the whole.
    etree.strip_tags(tree, etree.Comment)


def _nodes(found: object) -> "list[etree._Element]":
    return found if isinstance(found, list) else []


def _number(found: object) -> float:
    return float(found) if isinstance(found, (int, float)) else 0.0
