"""How large a document may be before it is refused unread."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one document; each is checked before more work is spent on it.

    The defaults leave room for a certificate with a 12 MB PDF in it (16 MB of base64) and for lists of 100 000 points.

    Attributes:
        size: bytes.
        elements: start tags, end tags, comments and CDATA sections together are at most twice as many.
        depth: levels of nesting; real certificates have about twenty.
        attributes: attributes of one element.
    """

    size: int = 64 * 1024 * 1024
    elements: int = 1_000_000
    depth: int = 100
    attributes: int = 64


#: What `parse` and `read` apply when nothing else is said.
DEFAULT_LIMITS = Limits()
