"""What an answer means to the person who asked, in one word."""

from django.http import HttpResponse
from django.urls import reverse

#: The words of the tables.
WORDS = {
    "page": "it is shown (or, at the API, answered)",
    "form": "the form comes back with what is missing: the empty form that the walk sends was let through",
    "done": "it is done, and leads on to another page",
    "sign-in": "the way leads to signing in",
    "refused": "the person may not do this, and is told who may",
    "missing": "there is no such thing for this person",
    "conflict": "it was let through, but what is recorded stands against it",
    "leads-on": "another page answers for this one",
    "no": "there is no such method here",
    "closed": "it is not offered in this installation",
}


def outcome_of(response: HttpResponse, method: str, *, is_api: bool) -> str:
    """The word for `response`; of a server error or a status that no table knows, the status and how it begins."""
    status = response.status_code
    if status in (301, 302, 303):
        if response.headers["Location"].partition("?")[0] == reverse("account_login"):
            return "sign-in"
        return "leads-on" if method == "GET" else "done"
    if status == 200 and method not in ("GET", "HEAD") and not is_api:
        return "form"
    words = {
        200: "page",
        201: "done",
        204: "done",
        400: "form",
        401: "sign-in",
        403: "refused",
        404: "missing",
        405: "no",
        409: "conflict",
        412: "conflict",
        415: "form",
        422: "form",
        428: "form",
    }
    if status == 200:
        return "page" if method == "GET" else "done"
    return words.get(status) or f"{status} {response.content[:200]!r}"
