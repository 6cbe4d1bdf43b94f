"""Pages that belong to no app: problems."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _, gettext_lazy

from quanheng.server.core.errors import Missing, PlatformError, Refused, Text

#: What to do, by the problem's code; the icon that stands for it.
REMEDIES: dict[str, tuple[str, Text]] = {
    "refused": (
        "lock",
        gettext_lazy(
            "If you need this for your work, ask your organisation's administrator for the role, and quote the request number below."
        ),
    ),
    "not-found": (
        "map-search",
        gettext_lazy(
            "Check the address, or look for the thing by its number or name. What belongs to others is not shown to you, nor that it exists."
        ),
    ),
    "conflict": ("arrows-diff", gettext_lazy("Open the page again to see what is recorded now, then decide.")),
    "invalid": ("forms", gettext_lazy("Go back, correct the value and send it again. Nothing was written.")),
    "bad-request": ("alert-triangle", gettext_lazy("Go back and try again. Nothing was written.")),
}


class Broken(PlatformError):
    """A fault of the platform itself."""

    status = 500
    code = "broken"
    title = gettext_lazy("Something broke on our side")


def problem_page(request: HttpRequest, problem: PlatformError) -> HttpResponse:
    """The page that explains `problem`, with its status."""
    icon, remedy = REMEDIES.get(problem.code, REMEDIES["bad-request"])
    context = {"problem": problem, "problem_icon": icon, "remedy": remedy}
    response = render(request, "kit/problem.html", context, status=problem.status)
    response.problem = problem  # below /api/ it is told as a problem document instead
    return response


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for addresses and rows that do not exist."""
    return problem_page(request, Missing(_("There is nothing at this address, or you may not know of it.")))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler for refusals that come from a library, such as a missing CSRF token."""
    return problem_page(request, Refused(_("The server did not accept this. Open the page again and repeat it.")))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was open too long, or was sent by another site."""
    return permission_denied(request, PermissionError(reason))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler for faults. Asks neither the session nor the database: they may be what broke."""
    problem = Broken(_("The request was not carried out, and what failed was recorded."))
    context = {
        "problem": problem,
        "request_id": getattr(request, "request_id", ""),
        "is_chinese": getattr(request, "LANGUAGE_CODE", "zh-hans").startswith("zh"),
    }
    return HttpResponse(render_to_string("kit/broken.html", context), status=problem.status)
