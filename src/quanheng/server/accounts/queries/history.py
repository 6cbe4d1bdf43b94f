"""The history of an organisation's row as people read it: when, who, what, which field, from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils.translation import gettext as _

from quanheng.server.accounts.choices import OrganisationKind, OrganisationStatus
from quanheng.server.accounts.drafts import FIELD_LABELS
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.queries.people import names_of
from quanheng.server.core import events
from quanheng.server.core.errors import Text

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class FieldInWords:
    """A field from what to what."""

    field: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class RowChange:
    """What one act did to the row. The entry in the register has no fields."""

    when: datetime
    who: str
    what: str
    fields: list[FieldInWords]


def organisation_history(organisation: Organisation, *, limit: int = 200) -> list[RowChange]:
    """The latest changes of the organisation's row, the newest first, raw SQL updates included. Three queries."""
    rows = list(_rows(organisation).order_by("-pgh_id")[: limit + 1])
    divisions = {row.pk: row.name for row in Division.objects.all()}
    people = names_of(_actor_id(row) for row in rows)
    changes: list[RowChange] = []
    for later, earlier in pairwise(rows):
        fields = _differences(earlier, later, divisions)
        changes.append(RowChange(later.pgh_created_at, _who(later, people), _what(later), fields))
    if rows and len(rows) <= limit:
        first = rows[-1]
        changes.append(RowChange(first.pgh_created_at, _who(first, people), _what(first), []))
    return changes


def history_length(organisation: Organisation) -> int:
    """How many times the organisation's row was written."""
    count: int = _rows(organisation).count()
    return count


def words_of(name: str, value: Any, divisions: Mapping[UUID, str]) -> str:
    """A recorded value as pages show it. `divisions`: their names by id."""
    if value is None or value == "":
        return NOTHING
    if name == "division":
        return divisions.get(value, str(value))
    if name == "kind":
        return str(OrganisationKind(value).label)
    if name == "status":
        return str(OrganisationStatus(value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def _rows(organisation: Organisation) -> Any:
    return apps.get_model("accounts", "OrganisationEvent").objects.filter(id=organisation.pk)


def _differences(earlier: Any, later: Any, divisions: Mapping[UUID, str]) -> list[FieldInWords]:
    found = []
    for name, label in FIELD_LABELS.items():
        column = "division_id" if name == "division" else name
        before, now = getattr(earlier, column), getattr(later, column)
        if before != now:
            texts = words_of(name, before, divisions), words_of(name, now, divisions)
            found.append(FieldInWords(str(label), *texts))
    return found


def _actor_id(row: Any) -> UUID | None:
    given = (row.pgh_context or {}).get("actor")
    return UUID(given) if given else None


def _who(row: Any, people: Mapping[UUID, str]) -> str:
    actor = _actor_id(row)
    if actor is not None:
        return people.get(actor, str(actor))
    return _("The platform") if row.pgh_context else _("Directly in the database")


def _what(row: Any) -> str:
    kind: Text = (row.pgh_context or {}).get("act", "")
    if not kind:
        return _("Written without an act")
    try:
        return str(events.kind_named(str(kind)).label)
    except LookupError:
        return str(kind)
