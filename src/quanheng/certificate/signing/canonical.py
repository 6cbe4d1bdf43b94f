"""Canonical XML: the octets that are digested and signed.

libxml2 writes canonical XML 1.0 and exclusive canonical XML; both are called through lxml. Canonical XML 1.1 differs from
1.0 in one thing: when a part of a document is taken out, which attributes of the `xml:` prefix it inherits from what
surrounded it (W3C Canonical XML 1.1, 2.4): `xml:id` is not inherited, `xml:base` is joined. A whole document inherits
nothing. For parts, `xml:id` and `xml:base` around them are refused here, and then the two agree.
"""

import copy
import re

from lxml import etree

from quanheng.certificate.errors import Forbidden
from quanheng.certificate.parsing import parse
from quanheng.certificate.signing.markup import C14N_EXCLUSIVE, XML

_INHERITED = (f"{{{XML}}}lang", f"{{{XML}}}space")
_AMPERSAND_IN_NAMESPACE = re.compile(rb'<[^<>]*\sxmlns(?::[^=\s]*)?="[^"]*&')
_AMBIGUOUS = (f"{{{XML}}}id", f"{{{XML}}}base")


def canonical_document(root: "etree._Element", form: str) -> bytes:
    """The canonical octets of a whole document, its comments left out.

    Args:
        root: the document's root.
        form: address of the canonical form, one of `CANONICAL_FORMS`.

    Raises:
        Forbidden: the document has no canonical form.

    Example:
        >>> from quanheng.certificate.signing.markup import C14N_11
        >>> canonical_document(parse(b"<a  z='1' b='2'/>").getroot(), C14N_11)
        b'<a b="2" z="1"></a>'
    """
    return _written(root.getroottree(), form)


def canonical_part(element: "etree._Element", form: str) -> bytes:
    """The canonical octets of an element within its document, with what it inherits from there.

    Raises:
        Forbidden: an element around it has `xml:id` or `xml:base`, which the canonical forms treat differently.

    Example:
        >>> from quanheng.certificate.signing.markup import C14N_11, C14N_EXCLUSIVE
        >>> part = parse(b'<a xmlns:n="urn:n" xml:lang="zh"><b/>tail</a>').getroot()[0]
        >>> canonical_part(part, C14N_11)
        b'<b xmlns:n="urn:n" xml:lang="zh"></b>'
        >>> canonical_part(part, C14N_EXCLUSIVE)
        b'<b></b>'
    """
    # Written out and read again rather than moved: lxml tidies namespace declarations of elements that are moved, and
    # what it tidies is signed. Written out alone, an element carries all declarations that are in force where it stood.
    alone = parse(etree.tostring(element, encoding="utf-8", with_tail=False)).getroot()
    if form != C14N_EXCLUSIVE:
        _inherit(alone, element)
    return _written(alone.getroottree(), form)


def without(root: "etree._Element", elements: "list[etree._Element]") -> "etree._Element":
    """The root of a copy of the document without these children of the root; text behind them stays.

    Example:
        >>> root = parse(b"<a>1<b/>2<c/>3</a>").getroot()
        >>> etree.tostring(without(root, [root[0]]))
        b'<a>12<c/>3</a>'
    """
    positions = {root.index(element) for element in elements}
    kept = copy.deepcopy(root.getroottree()).getroot()
    for position in sorted(positions, reverse=True):
        gone = kept[position]
        if gone.tail:
            before = gone.getprevious()
            if before is None:
                kept.text = (kept.text or "") + gone.tail
            else:
                before.tail = (before.tail or "") + gone.tail
        kept.remove(gone)
    return kept


def _inherit(alone: "etree._Element", element: "etree._Element") -> None:
    for around in element.iterancestors():
        for name in _AMBIGUOUS:
            if name in around.attrib:
                raise Forbidden(
                    f"an element around a signed part has the attribute xml:{name.rpartition('}')[2]}, which canonical "
                    "forms treat differently; ask the issuer for a document without it",
                    place=around.getroottree().getpath(around),
                )
        for name in _INHERITED:
            if name in around.attrib and name not in alone.attrib:
                alone.set(name, around.attrib[name])


def _written(tree: "etree._ElementTree", form: str) -> bytes:
    try:
        written = bytes(etree.tostring(tree, method="c14n", exclusive=form == C14N_EXCLUSIVE, with_comments=False))
    except etree.C14NError as error:
        # W3C Canonical XML 1.0, 1.3: a namespace whose address is relative cannot be written.
        raise Forbidden("the document has no canonical form: a namespace in it has no full address") from error
    if b"&" in written and _AMPERSAND_IN_NAMESPACE.search(written):
        # libxml2 does not escape it there, so what it writes is not the canonical form, and no XML.
        raise Forbidden("the address of a namespace has an ampersand, which has no reliable canonical form")
    return written
