"""The record of events: what happened, who did it, when; with a file of it."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _, gettext_lazy, ngettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from quanheng.server.accounts import policies
from quanheng.server.accounts.events import ACCESS_KINDS
from quanheng.server.accounts.queries import people_visible_to
from quanheng.server.accounts.queries.lists import events_list
from quanheng.server.accounts.queries.record import RecordLine, record_lines
from quanheng.server.accounts.views.paging import page_for
from quanheng.server.core import events
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import today
from quanheng.server.core.errors import Refused, Text
from quanheng.server.core.kit.completion import completed
from quanheng.server.core.kit.dates import moment_text
from quanheng.server.core.kit.listing import (
    BooleanFilter,
    ChoiceFilter,
    Column,
    DateRange,
    DateRangeFilter,
    Empty,
    Export,
    FixedView,
    Listing,
    ListingState,
    Option,
    ReferenceFilter,
)
from quanheng.server.core.kit.tags.text import icon
from quanheng.server.core.tables.values.text import guarded

MOST_EXPORTED = 100_000


def _kinds() -> list[tuple[str, Any]]:
    return sorted(((kind.name, kind.label) for kind in events.all_kinds()), key=lambda pair: str(pair[1]))


def _people(actor: Actor, ids: Sequence[str]) -> list[Option]:
    known = people_visible_to(actor).filter(pk__in=[each for each in map(_uuid, ids) if each])
    return [Option(str(person.pk), person.name, person.username) for person in known]


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _what(row: RecordLine) -> SafeString:
    return format_html("{} {}", icon(row.icon, tone="3"), row.label)


#: By which way an actor came, in words.
CHANNELS: dict[str, Text] = {
    "page": gettext_lazy("page"),
    "api": gettext_lazy("API"),
    "command": gettext_lazy("command"),
    "job": gettext_lazy("job"),
}


EVENTS = Listing(
    key="accounts.events",
    counted=ngettext_lazy("%(number)s event", "%(number)s events", "count"),
    columns=(
        Column(
            "time", gettext_lazy("Time"), cell=lambda row: moment_text(row.when), sort="time", falls=True, is_fixed=True
        ),
        Column("kind", gettext_lazy("What"), cell=_what),
        Column("who", gettext_lazy("Who")),
        Column("subject", gettext_lazy("About"), link=lambda row: row.subject_url, is_clipped=True),
        Column("organisation", gettext_lazy("Acting for")),
        Column("channel", gettext_lazy("Way"), cell=lambda row: CHANNELS.get(row.event.channel, row.event.channel)),
        Column("logged", gettext_lazy("Log"), cell=lambda row: _("yes") if row.event.is_logged else ""),
        Column("request", gettext_lazy("Request"), cell=lambda row: row.event.request_id, is_code=True, is_hidden=True),
        Column("number", gettext_lazy("No."), cell=lambda row: row.event.sequence, is_numeric=True, is_hidden=True),
    ),
    filters=(
        ChoiceFilter("kind", gettext_lazy("What"), choices=_kinds),
        ReferenceFilter("person", gettext_lazy("Person"), completion="person-options", named=_people),
        DateRangeFilter("time", gettext_lazy("Time")),
        BooleanFilter(
            "logged", gettext_lazy("Tamper-evident log"), yes=gettext_lazy("taken"), no=gettext_lazy("not taken")
        ),
    ),
    default_sort="-time",
    sizes=(50, 100, 200),
    views=(
        FixedView("all", pgettext_lazy("events", "All")),
        FixedView("access", gettext_lazy("Access"), "&".join(f"kind={kind}" for kind in sorted(ACCESS_KINDS))),
        FixedView("logged", gettext_lazy("In the log"), "logged=yes"),
    ),
    exports=(Export(gettext_lazy("Export (CSV)"), "events-export"),),
    empty=Empty(gettext_lazy("Nothing is recorded yet")),
    row_id=lambda row: str(row.event.pk),
    row_label=lambda row: f"{moment_text(row.when)} {row.label}",
)


@login_required
@require_safe
def events_page(request: HttpRequest) -> HttpResponse:
    """The record of events, filtered."""
    _require_reader(request.actor)
    state = EVENTS.read(request)
    found = page_for(_found(request.actor, state), EVENTS, state, {"time": ("sequence",)})
    rows = replace(found, rows=record_lines(found.rows))
    return EVENTS.respond(request, "accounts/events.html", state, rows)


@login_required
@require_safe
def events_export(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered record as a CSV file, the latest first, at most a hundred thousand rows."""
    _require_reader(request.actor)
    found = _found(request.actor, EVENTS.read(request)).order_by("-sequence")[:MOST_EXPORTED]
    response = StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="quanheng-events-{today()}.csv"'
    return response


@login_required
@require_safe
def person_options(request: HttpRequest) -> HttpResponse:
    """People by what was typed of their name, for the pickers."""
    typed = request.GET.get("q", "").strip()
    found = people_visible_to(request.actor).order_by("name", "pk")
    if typed:
        found = found.filter(name__icontains=typed) | found.filter(username__icontains=typed)
    return completed(Option(str(person.pk), person.name, person.username) for person in found[:20])


def _require_reader(actor: Actor) -> None:
    verdict = policies.may_read_events(actor)
    if not verdict:
        raise Refused(verdict.reason)


def _found(actor: Actor, state: ListingState) -> Any:
    days = state.value("time") or DateRange()
    return events_list(
        actor,
        kinds=state.value("kind") or (),
        person=_uuid(state.value("person")),
        start=days.start,
        end=days.end,
        is_logged=state.value("logged"),
    )


class _Line:
    """What `csv` writes to; gives each line back instead of keeping it."""

    def write(self, text: str) -> str:
        return text


def _csv(found: Any) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"  # so that spreadsheet programs read UTF-8
    yield writer.writerow(
        ["sequence", "time", "kind", "label", "who", "about", "organisation", "channel", "logged", "request"]
    )
    batch: list[Any] = []
    for event in found.iterator(chunk_size=1000):
        batch.append(event)
        if len(batch) == 1000:
            yield from (writer.writerow(_cells(line)) for line in record_lines(batch))
            batch = []
    yield from (writer.writerow(_cells(line)) for line in record_lines(batch))


def _cells(line: RecordLine) -> list[str]:
    event = line.event
    return [
        str(event.sequence),
        event.happened_at.isoformat(),
        event.kind,
        *map(guarded, (line.label, line.who, line.subject, line.organisation)),
        event.channel,
        "yes" if event.is_logged else "no",
        guarded(event.request_id),
    ]
