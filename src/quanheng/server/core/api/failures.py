"""From everything that an operation can raise to its problem document. Nothing internal leaves the platform."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _, ngettext
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError

from quanheng.server.core.api.authentication import nobody_identified
from quanheng.server.core.api.bodies import LARGEST_BODY
from quanheng.server.core.api.problems import (
    ApiProblem,
    FieldProblem,
    InternalFailure,
    Malformed,
    MethodNotAllowed,
    RequestInvalid,
    TooLarge,
    Unavailable,
    UnknownAddress,
    problem_response,
)
from quanheng.server.core.errors import PlatformError, Refused

log = structlog.get_logger(__name__)


def explain_failures(api: NinjaAPI) -> None:
    """Make `api` answer every exception with a problem document."""
    api.add_exception_handler(PlatformError, _explained)
    api.add_exception_handler(AuthenticationError, lambda request, _e: problem_response(request, nobody_identified()))
    api.add_exception_handler(HttpError, _unreadable)
    api.add_exception_handler(RequestDataTooBig, lambda request, _e: problem_response(request, body_too_large()))
    api.add_exception_handler(UnreadablePostError, _cut_off)
    api.add_exception_handler(Http404, lambda request, _e: problem_response(request, unknown_address(request)))
    api.add_exception_handler(OperationalError, _unavailable)
    api.add_exception_handler(InterfaceError, _unavailable)
    api.add_exception_handler(Exception, _failed)


def problem_of_status(request: HttpRequest, response: HttpResponse) -> PlatformError:
    """The problem for an error that something outside the operations answered: the resolver, another middleware."""
    explained: PlatformError | None = getattr(response, "problem", None)
    if explained is not None and response.status_code != HTTPStatus.NOT_FOUND:
        return explained
    match response.status_code:
        case HTTPStatus.NOT_FOUND:
            return unknown_address(request)
        case HTTPStatus.METHOD_NOT_ALLOWED:
            allowed = response.headers.get("Allow", "")
            return MethodNotAllowed(
                _("%(method)s is not offered at this address; %(allowed)s is.")
                % {"method": request.method, "allowed": allowed},
                headers={"Allow": allowed},
            )
        case HTTPStatus.FORBIDDEN:
            return Refused(_("The server did not accept this request."))
        case status if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return Malformed(_("The server cannot accept this request; check its address and its Host header."))
        case _:
            return internal_failure()


def unknown_address(request: HttpRequest) -> PlatformError:
    return UnknownAddress(
        _("There is no operation at %(path)s. The reference at /api/v1/docs lists them all.")
        % {"path": request.path[:200]}
    )


def body_too_large() -> TooLarge:
    return TooLarge(
        _("The body is larger than %(limit)d KiB, the most that the API reads. Send less at a time.")
        % {"limit": LARGEST_BODY // 1024}
    )


def length_missing() -> Malformed:
    return Malformed(_("The body came in chunks, which are not read. Send it at once, with Content-Length."))


def internal_failure() -> InternalFailure:
    return InternalFailure(
        _(
            "The platform could not finish this, and nothing was written. Repeat it later; if it stays, tell the operator the request's id."
        )
    )


def invalid_values(errors: Sequence[FieldProblem]) -> RequestInvalid:
    """The problem of a request with `errors`, how many it may be."""
    count = len(errors)
    detail = ngettext(
        "%(count)d value is not valid; see “errors”.", "%(count)d values are not valid; see “errors”.", count
    )
    return RequestInvalid(detail % {"count": count}, errors)


def _explained(request: HttpRequest, error: Any) -> HttpResponse:
    return problem_response(request, error)


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """Ninja wraps what our parser raises while it reads the body."""
    cause = error.__cause__
    if isinstance(cause, ApiProblem):
        return problem_response(request, cause)
    return problem_response(request, Malformed(_("The body cannot be read as JSON.")))


def _cut_off(request: HttpRequest, _error: Any) -> HttpResponse:
    return problem_response(request, Malformed(_("The body ended before the length that its header announces.")))


def _unavailable(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("database failed", exc_info=error)
    problem = Unavailable(_("The database does not answer at the moment. Repeat this in a few seconds."))
    problem.headers["Retry-After"] = "5"
    return problem_response(request, problem)


def _failed(request: HttpRequest, error: Any) -> HttpResponse:
    log.error("operation failed", exc_info=error, path=request.path)
    got_request_exception.send(sender=None, request=request)
    if isinstance(error, SuspiciousOperation):
        return problem_response(request, Malformed(_("The server cannot accept this request.")))
    return problem_response(request, internal_failure())
