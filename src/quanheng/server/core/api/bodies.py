"""Reading JSON bodies strictly: UTF-8, one meaning for every document (RFC 7493, I-JSON), nothing guessed."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.translation import gettext as _, pgettext
from ninja.parser import Parser

from quanheng.server.core.api.problems import Malformed, UnsupportedMediaType

JSON = "application/json"
#: In bytes. An act of the API is about one thing; tables go through the importer.
LARGEST_BODY = 1024 * 1024


class _Twice(ValueError):
    """A member of an object occurs twice."""


class StrictParser(Parser):
    """Ninja's parser with our strictness; what it raises reaches `failures` as the cause of ninja's own error."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The JSON value of the body.

        Raises:
            UnsupportedMediaType: the body is not declared as plain JSON.
            Malformed: it is not UTF-8, not JSON, names a member twice, or holds NaN or an infinity.
        """
        require_json(request)
        return parsed(request.body)


def require_json(request: HttpRequest) -> None:
    """Refuse a body that says it is something else, or says nothing.

    Raises:
        UnsupportedMediaType: the media type is not JSON, its charset is not UTF-8, or the body is compressed.
    """
    charset = request.content_params.get("charset", "utf-8").lower()
    encoding = request.headers.get("Content-Encoding", "identity")
    if request.content_type == JSON and charset in ("utf-8", "utf8") and encoding == "identity":
        return
    given = request.headers.get("Content-Type") or pgettext("a header", "nothing")
    raise UnsupportedMediaType(
        _("The body is declared as “%(given)s”. Send JSON in UTF-8, uncompressed, with Content-Type: application/json.")
        % {"given": given},
        headers={"Accept": JSON},
    )


def parsed(body: bytes) -> Any:
    """The value of a JSON text.

    Raises:
        Malformed: see `StrictParser.parse_body`.
    """
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_no_number)
    except UnicodeDecodeError as error:
        raise Malformed(
            _("The body is not UTF-8: byte %(place)d cannot be read. Send the text in UTF-8.") % {"place": error.start}
        ) from error
    except json.JSONDecodeError as error:
        raise Malformed(
            _("The body is not JSON: line %(line)d, column %(column)d. Check commas, quotes and brackets there.")
            % {"line": error.lineno, "column": error.colno}
        ) from error
    except _Twice as error:
        raise Malformed(
            _("The member “%(name)s” occurs twice in one object. Name each member once.") % {"name": str(error)}
        ) from error
    except RecursionError as error:
        raise Malformed(_("The body nests too deeply. No operation takes more than a few levels.")) from error
    except ValueError as error:
        raise Malformed(_("The body holds a number that JSON does not know, or one of thousands of digits.")) from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        names = [name for name, _value in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return members


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def canonical(value: Any) -> bytes:
    """One spelling of a JSON value, for comparing requests: members sorted, no white space.

    Unlike RFC 8785 it leaves numbers as they were read, so that it is defined for every value; it is never sent.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode()
