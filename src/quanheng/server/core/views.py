"""Pages that belong to no app: errors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from quanheng.server.core.errors import Missing, PlatformError, Refused


def problem_page(request: HttpRequest, problem: PlatformError) -> HttpResponse:
    """The page that explains `problem`, with its status."""
    return render(request, "kit/problem.html", {"problem": problem}, status=problem.status)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for addresses and rows that do not exist."""
    return problem_page(request, Missing(_("There is nothing at this address, or you may not know of it.")))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for refusals that come from a library, such as a missing CSRF token."""
    return problem_page(request, Refused(_("The server did not accept this. Open the page again and repeat it.")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or was sent by another site."""
    return permission_denied(request, PermissionError(reason))
