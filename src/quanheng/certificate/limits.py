"""How large a document may be before it is refused unread."""

from dataclasses import dataclass

#: Reading descends by recursion, some calls a level; Python allows a thousand.
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits of one document; each is checked before more work is spent on it.

    The defaults leave room for a certificate with a 12 MB PDF in it (16 MB of base64) and for lists of 100 000 points.

    Attributes:
        size: bytes.
        elements: start tags, end tags, comments and CDATA sections together are at most twice as many.
        depth: levels of nesting; real certificates have about twenty.
        attributes: attributes of one element.

    Raises:
        ValueError: a depth that reading could not follow.
    """

    size: int = 64 * 1024 * 1024
    elements: int = 1_000_000
    depth: int = 100
    attributes: int = 64

    def __post_init__(self) -> None:
        if self.depth > _DEEPEST:
            raise ValueError(f"a depth of {self.depth} is more than readers can follow; at most {_DEEPEST}")


#: What `parse` and `read` apply when nothing else is said.
DEFAULT_LIMITS = Limits()
