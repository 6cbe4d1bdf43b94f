"""Canonical JSON (RFC 8785), without floating-point numbers: the same value is always the same bytes."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from quanheng.ledger.errors import Malformed

#: Beyond these, other readers' numbers are no longer exact (RFC 8785, section 3.2.2.3; I-JSON).
MAX_INTEGER = 2**53 - 1
MAX_DEPTH = 32
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}

Json = None | bool | int | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical(value: Json) -> bytes:
    """The canonical bytes of a value.

    Raises:
        Malformed: a float (round it and write it as text), an integer beyond 2^53 - 1, a lone surrogate, a key that is
            no text, a value of no JSON type, or more than 32 levels.

    Example:
        >>> canonical({"b": [1, True, None], "a": "€"}).decode()
        '{"a":"€","b":[1,true,null]}'
    """
    return _written(value, 0).encode()


def parse_canonical(data: bytes) -> Any:
    """Read canonical bytes.

    Raises:
        Malformed: no JSON, or not the canonical bytes of its value: spaces, order, doubled keys, escapes, floats.
    """
    try:
        value = json.loads(data.decode("utf-8"), parse_float=_no_float, parse_constant=_no_float)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"this is not JSON in UTF-8: {error}") from error
    if canonical(value) != data:
        raise Malformed("this JSON is not canonical (RFC 8785): order of keys, spaces, escapes or doubled keys")
    return value


def _written(value: Json, depth: int) -> str:
    if depth > MAX_DEPTH:
        raise Malformed(f"JSON of more than {MAX_DEPTH} levels")
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            return _integer(value)
        case float():
            raise Malformed(f"the number {value!r} is a float, of which others may read another: write it as text")
        case str():
            return _quoted(value)
        case Mapping():
            return _object(value, depth)
        case list() | tuple():
            return "[" + ",".join(_written(each, depth + 1) for each in value) + "]"
    raise Malformed(f"{type(value).__name__} is no type of JSON: {str(value)[:100]!r}")


def _integer(value: int) -> str:
    if abs(value) > MAX_INTEGER:
        raise Malformed(f"the integer {value} is beyond 2^53 - 1: write it as text")
    return str(int(value))


def _object(value: Mapping[str, Json], depth: int) -> str:
    for key in value:
        if not isinstance(key, str):
            raise Malformed(f"the key {key!r} is no text")
    # By UTF-16 code units, which differs from code points above U+FFFF (RFC 8785, 3.2.3).
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(f"{_quoted(key)}:{_written(value[key], depth + 1)}" for key in keys) + "}"


def _quoted(text: str) -> str:
    written = []
    for char in text:
        if 0xD800 <= ord(char) <= 0xDFFF:
            raise Malformed(f"the text {text[:100]!r} has a lone surrogate, which UTF-8 cannot write")
        written.append(_SHORT.get(char) or (f"\\u{ord(char):04x}" if ord(char) < 0x20 else char))
    return '"' + "".join(written) + '"'


def _no_float(text: str) -> Any:
    raise ValueError(f"{text} is a float or no number")
