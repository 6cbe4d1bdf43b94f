"""What every request below `/api/` has in common: its language, its largest body, and errors as problem documents."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from quanheng.server.core.api.bodies import LARGEST_BODY
from quanheng.server.core.api.failures import body_too_large, length_missing, problem_of_status
from quanheng.server.core.api.problems import MEDIA_TYPE, problem_response

PREFIX = "/api/"
#: A view below `/api/` that answers with a page for people sets this on its response.
IS_PAGE = "is_page"


class ApiMiddleware:
    """Stands after the language of pages is chosen, before anything else can answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        language = language_for(request)
        with translation.override(language):
            response = self.answer(request)
        if not getattr(response, IS_PAGE, False):
            response.headers.setdefault("Content-Language", language)
            # An answer may hold what only this actor may know; nobody between us and them keeps it.
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    def answer(self, request: HttpRequest) -> HttpResponse:
        if _announced_length(request) > LARGEST_BODY:
            return problem_response(request, body_too_large())
        if "Transfer-Encoding" in request.headers and not request.META.get("CONTENT_LENGTH"):
            return problem_response(request, length_missing())
        response = self.get_response(request)
        is_ours = getattr(response, IS_PAGE, False) or response.headers.get("Content-Type", "") == MEDIA_TYPE
        if response.status_code < 400 or is_ours:
            return response
        return problem_response(request, problem_of_status(request, response))


def language_for(request: HttpRequest) -> str:
    """The language of what people read in the answer.

    A program says it in Accept-Language; a page's own call, which has the session's cookie, speaks the page's.
    """
    if settings.SESSION_COOKIE_NAME in request.COOKIES and "Authorization" not in request.headers:
        return str(request.LANGUAGE_CODE)
    for code, _quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            break
        try:
            return str(translation.get_supported_language_variant(code))
        except LookupError:
            continue
    return str(settings.LANGUAGE_CODE)


def _announced_length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
