"""Addresses below `/api/`: the API, its document, the pages that explain it, and an answer to every other address."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path
from django.views.decorators.csrf import csrf_exempt

from quanheng.server.core.api import reference
from quanheng.server.core.api.assembly import Api
from quanheng.server.core.api.failures import unknown_address
from quanheng.server.core.api.problems import problem_response


@csrf_exempt  # it does nothing, and must say 404 rather than 403
def unknown(request: HttpRequest) -> HttpResponse:
    """Whatever no operation has: every method, every address."""
    return problem_response(request, unknown_address(request))


def addresses_of(api: Api) -> list[Any]:
    """The addresses of `api` and of its reference; the last pattern takes everything else."""
    patterns, _app, _namespace = api.urls
    operations = [each for each in patterns if each.name != "api-root"]  # ninja's own, which is an error page
    return [
        path("v1/openapi.json", reference.openapi_document, {"api": api}, name="api-document"),
        path("v1/docs", reference.reference_page, {"api": api}, name="api-reference"),
        path("v1/docs/<slug:operation_id>", reference.operation_page, {"api": api}, name="api-operation"),
        path("v1/problems/", reference.problem_list, name="api-problems"),
        path("v1/problems/<slug:code>", reference.problem_kind, name="api-problem"),
        path("v1/", include((operations, "api"))),
        re_path("", unknown),
    ]
