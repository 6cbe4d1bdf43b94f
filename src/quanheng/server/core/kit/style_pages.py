"""The living style page `/kit/` and its sample pages: every part of the kit, with demonstration data."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from quanheng.server.core.errors import Conflict, Refused
from quanheng.server.core.kit import policies
from quanheng.server.core.kit.completion import completed
from quanheng.server.core.kit.listing import Selection
from quanheng.server.core.kit.numbers import number_text
from quanheng.server.core.kit.pages import way_back
from quanheng.server.core.kit.samples import bench_page, dashboard_page, instruments, object_page, parts
from quanheng.server.core.kit.samples.form_page import InstrumentForm
from quanheng.server.core.kit.samples.list_page import INSTRUMENTS
from quanheng.server.core.kit.toasts import with_toast
from quanheng.server.core.search import normalised

View = Callable[..., HttpResponse]


def for_kit_readers(view: View) -> View:
    """Decorator: signed in, and allowed to see the style page.

    Raises (when called):
        Refused: the policy says no.
    """

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        verdict = policies.may_see_kit(request.actor)
        if not verdict:
            raise Refused(verdict.reason)
        return view(request, *args, **kwargs)

    return guarded


@for_kit_readers
def kit(request: HttpRequest) -> HttpResponse:
    """Every part of the kit in all its states."""
    return render(request, "kit/samples/index.html", parts.context(request))


@for_kit_readers
def sample_list(request: HttpRequest) -> HttpResponse:
    state = INSTRUMENTS.read(request)
    return INSTRUMENTS.respond(request, "kit/samples/list.html", state, instruments.found_by(state))


@for_kit_readers
def sample_object(request: HttpRequest) -> HttpResponse:
    return render(request, "kit/samples/object.html", object_page.context())


@for_kit_readers
def sample_form(request: HttpRequest) -> HttpResponse:
    """A form that checks what is typed, and writes nothing."""
    form = InstrumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("Everything is in order. This is a demonstration: nothing was written."))
        return HttpResponseRedirect(reverse("kit_form"))
    return render(request, "kit/samples/form.html", {"form": form, "back_url": reverse("kit")})


@for_kit_readers
def sample_bench(request: HttpRequest) -> HttpResponse:
    return render(request, "kit/samples/bench.html", bench_page.context())


@for_kit_readers
def sample_dashboard(request: HttpRequest) -> HttpResponse:
    return render(request, "kit/samples/dashboard.html", dashboard_page.context())


@for_kit_readers
def sample_completion(request: HttpRequest) -> JsonResponse:
    """Completes laboratories."""
    typed = normalised(request.GET.get("q", ""))
    return completed(each for each in instruments.laboratory_options() if typed in normalised(each.text))


@for_kit_readers
@require_POST
def sample_bulk(request: HttpRequest) -> HttpResponse:
    """Says what a bulk act would have been done to."""
    selection = Selection.read(request, INSTRUMENTS)
    number = instruments.found_by(selection.state).count if selection.is_all else len(selection.ids)
    said = ngettext(
        "%(number)s instrument was chosen. This is a demonstration: nothing was written.",
        "%(number)s instruments were chosen. This is a demonstration: nothing was written.",
        number or 0,
    )
    messages.success(request, said % {"number": number_text(number)})
    return HttpResponseRedirect(way_back(request))


@for_kit_readers
def sample_export(request: HttpRequest) -> HttpResponse:
    """The filtered rows as text, to show that the file's address carries the filters."""
    rows = instruments.found_by(INSTRUMENTS.read(request)).rows
    lines = ["code,model,valid_until", *(f"{row.code},{row.model},{row.valid_until}" for row in rows)]
    reply = HttpResponse("\n".join(lines), content_type="text/csv; charset=utf-8")
    reply.headers["Content-Disposition"] = 'attachment; filename="demonstration.csv"'
    return reply


@for_kit_readers
def sample_message(request: HttpRequest) -> HttpResponse:
    """A toast of each kind, by htmx and without."""
    kind = request.POST.get("kind", "")
    if kind == "refused":
        raise Conflict(_("The certificate was issued by somebody else at 14:31. Open it to see what it says."))
    words = {
        "success": _("Issued: certificate 2025-443-012870."),
        "info": _("The import goes on in the background; 12 000 of 48 000 rows are read."),
        "warning": _("Saved, but the standard LQ-07 falls due in 12 days."),
        "error": _("Not sent: the mail server did not answer. The link below can be copied."),
    }
    level = kind if kind in words else "info"
    if request.htmx:
        tones = {"success": "ok", "info": "info", "warning": "warn", "error": "bad"}
        return with_toast(HttpResponse(status=204), tones[level], words[level])
    getattr(messages, level)(request, words[level])
    return HttpResponseRedirect(reverse("kit") + "#toasts-sample")
