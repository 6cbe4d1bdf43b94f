"""The record of events as people read it: names in the place of ids, in a constant number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import ApiToken, Invitation, Membership, Organisation, Person, RoleGrant
from quanheng.server.accounts.queries.people import names_of
from quanheng.server.core import events
from quanheng.server.core.models import Event

WHY = "named in an event that the reader may know of"
#: The icon of an event by its kind, or else by how its kind ends; a point for the rest.
ICONS = {
    "locked_out": "lock",
    "session_ended": "logout",
    "in": "login-2",
    "out": "logout",
    "imported": "file-import",
    "registered": "file-plus",
    "changed": "pencil",
    "suspended": "player-pause",
    "reopened": "player-play",
    "closed": "circle-x",
    "granted": "user-check",
    "delegated": "arrows-exchange",
    "ended": "user-minus",
    "started": "user-plus",
    "invited": "mail",
    "renewed": "mail-forward",
    "withdrawn": "mail-off",
    "accepted": "mail-check",
    "issued": "key",
    "revoked": "key-off",
    "released": "lock-open",
    "made": "link",
    "used": "login-2",
    "loaded": "database-import",
}


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One event in words. `subject_url` leads to what it is about, where that has a page."""

    event: Event
    label: str
    icon: str
    who: str
    subject: str
    subject_url: str
    organisation: str

    @property
    def when(self) -> datetime:
        return self.event.happened_at


def record_lines(found: Iterable[Event]) -> list[RecordLine]:
    """The events in words. One query for the people, one for the organisations, one for each type of subject."""
    rows = list(found)
    people = names_of(row.actor_id for row in rows)
    organisations = _labels_of_organisations({row.organisation_id for row in rows if row.organisation_id})
    subjects = _subjects(rows)
    lines = []
    for row in rows:
        text, url = subjects.get((row.subject_type, row.subject_id), ("", ""))
        organisation = organisations.get(row.organisation_id, "") if row.organisation_id else ""
        lines.append(RecordLine(row, label_of(row.kind), icon_of(row.kind), _who(row, people), text, url, organisation))
    return lines


def label_of(kind: str) -> str:
    """The words of a kind of event; its name where no app declares it any more."""
    try:
        return str(events.kind_named(kind).label)
    except LookupError:
        return kind


def icon_of(kind: str) -> str:
    name = kind.rpartition(".")[2]
    return ICONS.get(name) or ICONS.get(name.rpartition("_")[2], "point")


def _who(row: Event, people: dict[UUID, str]) -> str:
    if row.actor_id is None:
        return _("The platform")
    return people.get(row.actor_id, str(row.actor_id))


def _labels_of_organisations(ids: set[UUID]) -> dict[UUID, str]:
    if not ids:
        return {}
    rows = Organisation.objects.unrestricted(WHY).filter(pk__in=ids).only("name", "short_name")
    return {row.pk: row.label() for row in rows}


def _subjects(rows: list[Event]) -> dict[tuple[str, UUID | None], tuple[str, str]]:
    wanted: dict[str, set[UUID]] = {}
    for row in rows:
        if row.subject_id is not None:
            wanted.setdefault(row.subject_type, set()).add(row.subject_id)
    found: dict[tuple[str, UUID | None], tuple[str, str]] = {}
    for subject_type, ids in wanted.items():
        if subject_type in _READERS:
            rows_of, words = _READERS[subject_type]
            found |= {(subject_type, row.pk): words(row) for row in rows_of().filter(pk__in=ids)}
    return found


def _person_page(person: Person, text: str = "") -> tuple[str, str]:
    return text or person.name, reverse("person", args=[person.pk])


#: By type of subject: how its rows are read, and the words and page of one.
_READERS: dict[str, Any] = {
    "accounts.organisation": (
        lambda: Organisation.objects.unrestricted(WHY),
        lambda row: (row.label(), reverse("organisation", args=[row.pk])),
    ),
    "accounts.person": (Person.objects.all, _person_page),
    "accounts.membership": (
        lambda: Membership.objects.unrestricted(WHY).select_related("person"),
        lambda row: _person_page(row.person),
    ),
    "accounts.rolegrant": (
        lambda: RoleGrant.objects.unrestricted(WHY).select_related("person"),
        lambda row: _person_page(row.person, f"{row.person.name} · {Role(row.role).label}"),
    ),
    "accounts.invitation": (
        lambda: Invitation.objects.unrestricted(WHY).select_related("organisation"),
        lambda row: (row.name, reverse("organisation-invitations", args=[row.organisation_id])),
    ),
    "accounts.apitoken": (
        lambda: ApiToken.objects.unrestricted(WHY).select_related("membership__person"),
        lambda row: _person_page(row.membership.person, f"{row.membership.person.name} · {row.hint}…"),
    ),
}
