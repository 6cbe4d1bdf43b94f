"""A toast with the answer to an htmx request; on whole pages, `django.contrib.messages` become toasts by themselves."""

from django.http import HttpResponse
from django_htmx.http import trigger_client_event

from quanheng.server.core.errors import Text
from quanheng.server.core.kit.status import status_named


def with_toast(response: HttpResponse, kind: str, text: Text, note: Text = "") -> HttpResponse:
    """`response`, with a toast of `kind` (ok, info, warn, bad) that the page shows when it arrives.

    Raises:
        ValueError: no such kind.
    """
    detail = {"kind": status_named(kind).value, "text": str(text), "note": str(note)}
    return trigger_client_event(response, "toast", detail)
