"""Numbers and Base 64 as the log's formats write them: one spelling each, so that no two texts mean the same."""

import base64
import binascii
import re

from quanheng.ledger.errors import Malformed
from quanheng.ledger.hashing import HASH_SIZE
from quanheng.ledger.proofs import MAX_SIZE

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


def to_base64(data: bytes) -> str:
    """Standard Base 64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def from_base64(text: str, what: str) -> bytes:
    """The bytes of a Base 64 text.

    Raises:
        Malformed: another alphabet, missing padding, or bits set that the bytes do not use.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise Malformed(f"{what} is not Base 64: {text[:100]!r}") from error
    if to_base64(data) != text:
        raise Malformed(
            f"{what} is Base 64 with bits that mean nothing: {text[:100]!r}, it should be {to_base64(data)!r}"
        )
    return data


def hash_from_base64(text: str, what: str) -> bytes:
    """A hash of 32 bytes.

    Raises:
        Malformed: no Base 64, or another length.
    """
    data = from_base64(text, what)
    if len(data) != HASH_SIZE:
        raise Malformed(f"{what} has {len(data)} bytes, and a hash has {HASH_SIZE}: {text[:100]!r}")
    return data


def from_decimal(text: str, what: str) -> int:
    """A number from 0 to 2^63 - 1, without sign or leading zeros.

    Raises:
        Malformed: anything else.
    """
    if not _DECIMAL.fullmatch(text) or int(text) > MAX_SIZE:
        raise Malformed(f"{what} must be a decimal number from 0 to 2^63 - 1 without leading zeros, not {text[:40]!r}")
    return int(text)
