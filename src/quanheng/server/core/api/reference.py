"""Pages that explain the API to people, drawn by the server from the OpenAPI document, and the document itself."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from quanheng.server.core.api.assembly import Api
from quanheng.server.core.api.document import document_text

Page = Callable[..., HttpResponse]


def page_for_people(view: Page) -> Page:
    """A page below `/api/`: in the language of the pages, and its errors are pages too."""

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
    return HttpResponse(document_text(api.get_openapi_schema()), content_type="application/json")
