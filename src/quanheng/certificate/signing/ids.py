"""What a signature must know of a whole document: ids, and elements of signatures.

One step along one axis in each expression: libxml2 joins the sets of several steps pair by pair, which takes hours where
there are many elements.
"""

from lxml import etree

from quanheng.certificate.signing.markup import DS

_WITH_ID = etree.XPath("/descendant::*[@*[translate(local-name(), 'ID', 'id') = 'id']]")
_OF_SIGNATURES = etree.XPath("/descendant::ds:*", namespaces={"ds": DS})


def repeated_id(root: "etree._Element") -> str | None:
    """The first id that stands twice; None if every id is unique.

    Every attribute called *id* counts, in whatever spelling and namespace: readers disagree about which are ids, and a
    forger would choose the one that is not compared.

    Example:
        >>> repeated_id(etree.fromstring('<a id="x"><b ID="y"/><c xml:id="x"/></a>'))
        'x'
    """
    seen: set[str] = set()
    for element in _elements(_WITH_ID(root)):
        for name, value in element.attrib.items():
            if str(name).rpartition("}")[2].lower() != "id":
                continue
            if str(value) in seen:
                return str(value)
            seen.add(str(value))
    return None


def signature_elements(root: "etree._Element") -> "list[etree._Element]":
    """Every element of XML signatures, wherever it stands."""
    return _elements(_OF_SIGNATURES(root))


def _elements(found: object) -> "list[etree._Element]":
    return found if isinstance(found, list) else []
