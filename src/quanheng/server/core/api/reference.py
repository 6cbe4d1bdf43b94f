"""Pages that explain the API to people, drawn by the server, and the OpenAPI document itself.

They load nothing from elsewhere and run no script, so that they stand under the same policy as every other page.
"""

from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from quanheng.server.core.api.assembly import Api
from quanheng.server.core.api.document import document_text
from quanheng.server.core.api.explained import explained_operations
from quanheng.server.core.api.explanations import explained_problems
from quanheng.server.core.errors import Missing

Page = Callable[..., HttpResponse]


def page_for_people(view: Page) -> Page:
    """A page below `/api/`: in the language of the pages, whatever Accept-Language says."""

    @wraps(view)
    def page(request: HttpRequest, **values: Any) -> HttpResponse:
        with translation.override(request.LANGUAGE_CODE):
            response = view(request, **values)
        response.is_page = True
        response.headers["Content-Language"] = request.LANGUAGE_CODE
        return response

    return page


@require_safe
def openapi_document(_request: HttpRequest, api: Api) -> HttpResponse:
    """The OpenAPI document, for everybody: it says nothing that the source code does not."""
    return HttpResponse(document_text(api.document), content_type="application/json")


@require_safe
@page_for_people
@login_required
def reference_page(request: HttpRequest, api: Api) -> HttpResponse:
    """All operations, those of one subject together."""
    operations = explained_operations(api.document, request.LANGUAGE_CODE)
    groups = [(label, list(found)) for label, found in groupby(operations, key=lambda each: each.label)]
    return render(request, "api/reference.html", {"groups": groups, "count": len(operations)})


@require_safe
@page_for_people
@login_required
def operation_page(request: HttpRequest, api: Api, operation_id: str) -> HttpResponse:
    """One operation: what it takes, what it answers, and a call to copy.

    Raises:
        Missing: there is no such operation.
    """
    operations = explained_operations(api.document, request.LANGUAGE_CODE)
    operation = next((each for each in operations if each.id == operation_id), None)
    if operation is None:
        raise Missing(_("There is no operation “%(name)s”.") % {"name": operation_id})
    return render(request, "api/operation.html", {"operation": operation})


@require_safe
@page_for_people
def problem_list(request: HttpRequest) -> HttpResponse:
    """Every kind of problem."""
    return render(request, "api/problems.html", {"problems": explained_problems()})


@require_safe
@page_for_people
def problem_kind(request: HttpRequest, code: str) -> HttpResponse:
    """One kind of problem: the page to which a problem's `type` leads.

    Raises:
        Missing: there is no such kind.
    """
    problem = next((each for each in explained_problems() if each.code == code), None)
    if problem is None:
        raise Missing(_("There is no kind of problem “%(code)s”.") % {"code": code})
    return render(request, "api/problem.html", {"kind": problem})
