"""The API's own problems, and every problem as a document of RFC 9457.

A problem has a stable `code`; its type is the address of the page that explains the code. What went wrong in which
field stands in `errors`: a JSON pointer into the body, or the name of the parameter.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, gettext_lazy as _

from quanheng.server.core.errors import Invalid, PlatformError, Text

MEDIA_TYPE = "application/problem+json"
PROBLEMS_PATH = "/api/v1/problems/"

Place = Literal["body", "query", "path", "header"]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with one value. The value itself is not repeated, its kind is: it may be a secret or personal."""

    place: Place
    name: str
    code: str
    detail: Text
    remedy: Text = ""
    received: str = ""

    def members(self) -> dict[str, str]:
        """The members of an entry of `errors`."""
        pointed = {"pointer": self.name} if self.place == "body" else {"parameter": self.name}
        entry = {"in": self.place, **pointed, "code": self.code, "detail": str(self.detail)}
        if self.remedy:
            entry["remedy"] = str(self.remedy)
        if self.received:
            entry["received"] = self.received
        return entry


class ApiProblem(PlatformError):
    """Base of the problems that only a program's request has."""

    def __init__(
        self, detail: Text, errors: Sequence[FieldProblem] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.errors = tuple(errors)
        self.headers = dict(headers or {})


class Malformed(ApiProblem):
    """The request cannot be read as HTTP and JSON say."""

    status = 400
    code = "malformed"
    title = _("The request cannot be read")


class Unauthenticated(ApiProblem):
    """Nobody is identified, or the token is not, or no longer, good."""

    status = 401
    code = "unauthenticated"
    title = _("Not signed in")


class ScopeMissing(ApiProblem):
    """The token is good, but was not given the right that this needs."""

    status = 403
    code = "scope-missing"
    title = _("The token does not cover this")


class ForeignForm(ApiProblem):
    """A browser's session came without the proof that the page is ours."""

    status = 403
    code = "csrf"
    title = _("The proof of origin is missing")


class UnknownAddress(ApiProblem):
    """No operation has this address."""

    status = 404
    code = "not-found"
    title = _("Not found")


class MethodNotAllowed(ApiProblem):
    """The address exists, but not with this method."""

    status = 405
    code = "method-not-allowed"
    title = _("This method is not offered here")


class StillInProgress(ApiProblem):
    """The first request with this idempotency key has not ended within the time that a second one waits."""

    status = 409
    code = "still-in-progress"
    title = _("The same request is still being carried out")


class PreconditionFailed(ApiProblem):
    """Somebody changed the object since it was read."""

    status = 412
    code = "precondition-failed"
    title = _("Changed in the meantime")


class TooLarge(ApiProblem):
    """The body is larger than the API reads."""

    status = 413
    code = "too-large"
    title = _("The body is too large")


class UnsupportedMediaType(ApiProblem):
    """The body is not declared as JSON."""

    status = 415
    code = "unsupported-media-type"
    title = _("The body is not declared as JSON")


class RequestInvalid(ApiProblem):
    """Parameters or members of the body do not have the form that the reference describes."""

    status = 422
    code = "invalid"
    title = _("Some values are not valid")


class KeyReused(ApiProblem):
    """An idempotency key came again with another request."""

    status = 422
    code = "idempotency-key-reused"
    title = _("This idempotency key belongs to another request")


class PreconditionRequired(ApiProblem):
    """A change does not say which version of the object it was made from."""

    status = 428
    code = "precondition-required"
    title = _("Which version is meant is not said")


class TooManyFailures(ApiProblem):
    """Too many requests with unknown tokens from one address."""

    status = 429
    code = "too-many-failures"
    title = _("Too many unknown tokens")


class InternalFailure(ApiProblem):
    """The platform failed. What failed stands in its log under the request's id, not in the answer."""

    status = 500
    code = "internal-error"
    title = _("The platform failed")


class Unavailable(ApiProblem):
    """The database does not answer."""

    status = 503
    code = "unavailable"
    title = _("The platform is not ready")


def problem_document(problem: PlatformError, request_id: str) -> dict[str, Any]:
    """The members of the problem's document, in the active language."""
    document: dict[str, Any] = {
        "type": f"{settings.SITE_URL.rstrip('/')}{PROBLEMS_PATH}{problem.code}",
        "title": str(problem.title),
        "status": problem.status,
        "detail": str(problem.detail),
        "instance": f"urn:quanheng:request:{request_id}",
        "code": problem.code,
    }
    # What an app's error tells programs besides, as extension members: ids, codes, positions.
    for name, value in problem.extra.items():
        if isinstance(value, str | int) and value != "":
            document.setdefault(name, value)
    errors = [each.members() for each in field_problems(problem)]
    if errors:
        document["errors"] = errors
    return document


def field_problems(problem: PlatformError) -> Sequence[FieldProblem]:
    """What is wrong with which value; an act's `Invalid` names the members of the body."""
    if isinstance(problem, ApiProblem):
        return problem.errors
    if isinstance(problem, Invalid):
        return [FieldProblem("body", f"#/{name}", "not-valid", detail) for name, detail in problem.fields.items()]
    return ()


def problem_response(request: HttpRequest, problem: PlatformError) -> HttpResponse:
    """The answer that states `problem`."""
    content = json.dumps(problem_document(problem, request.request_id), ensure_ascii=False, separators=(",", ":"))
    headers = {"Content-Language": get_language() or settings.LANGUAGE_CODE}
    if isinstance(problem, ApiProblem):
        headers |= problem.headers
    return HttpResponse(content.encode(), status=problem.status, content_type=MEDIA_TYPE, headers=headers)


def all_problems() -> dict[str, type[PlatformError]]:
    """Every kind of problem by its code, those of the apps included; of several with one code, the most general."""
    found: dict[str, type[PlatformError]] = {}
    for kind in _kinds_below(PlatformError):
        found.setdefault(kind.code, kind)
    return dict(sorted(found.items(), key=lambda item: (item[1].status, item[0])))


def _kinds_below(kind: type[PlatformError]) -> Iterator[type[PlatformError]]:
    layer = [kind]
    while layer:
        yield from (each for each in layer if each is not ApiProblem)
        layer = [below for each in layer for below in each.__subclasses__()]
