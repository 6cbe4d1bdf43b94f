"""Who changed an organisation since somebody read it, and what: from the row history of the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.utils import formats, timezone
from django.utils.translation import gettext as _, pgettext

from quanheng.server.accounts.drafts import FIELD_LABELS
from quanheng.server.accounts.models import Organisation, Person


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: its value when it was read, and now."""

    name: str
    before: Any
    now: Any

    @property
    def label(self) -> str:
        return str(FIELD_LABELS.get(self.name, self.name))


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened to a row after it was read. `person` made the latest change; None where the platform did."""

    person: Person | None
    changed_at: datetime
    fields: tuple[FieldChange, ...]

    @property
    def who(self) -> str:
        return self.person.name if self.person else str(_("The platform"))

    @property
    def when(self) -> str:
        return str(formats.date_format(timezone.localtime(self.changed_at), "DATETIME_FORMAT"))

    @property
    def what(self) -> str:
        return pgettext("list", ", ").join(change.label for change in self.fields)


def changes_since(organisation: Organisation, revision: int) -> Changes:
    """How `organisation` differs from its `revision`, and who made the latest change.

    Raises:
        LookupError: there is no history of the organisation.
    """
    history = apps.get_model("accounts", "OrganisationEvent").objects.filter(id=organisation.pk)
    latest = history.order_by("-pgh_id").first()
    if latest is None:
        raise LookupError(f"organisation {organisation.pk} has no row history")
    read = history.filter(revision=revision).order_by("-pgh_id").first() or latest
    names = [name for name in FIELD_LABELS if getattr(read, _column(name)) != getattr(latest, _column(name))]
    shown = [FieldChange(name, getattr(read, _column(name)), getattr(latest, _column(name))) for name in names]
    actor_id = (latest.pgh_context or {}).get("actor")
    person = Person.objects.filter(pk=UUID(actor_id)).first() if actor_id else None
    return Changes(person, latest.pgh_created_at, tuple(shown))


def _column(name: str) -> str:
    return "division_id" if name == "division" else name
