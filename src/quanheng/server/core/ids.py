"""Identifiers: UUID version 7 (RFC 9562), so that rows made together lie together in an index."""

import uuid

import uuid_utils


def uuid7() -> uuid.UUID:
    """A new time-ordered identifier.

    Example:
        >>> a, b = uuid7(), uuid7()
        >>> a.version, a < b
        (7, True)
    """
    return uuid.UUID(int=uuid_utils.uuid7().int)
