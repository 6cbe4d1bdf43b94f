"""Two people changed one organisation: what was read, what is recorded now, and what the second one entered."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps

from quanheng.server.accounts.drafts import FIELD_LABELS, OrganisationDraft
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.queries.history import words_of


@dataclass(frozen=True, slots=True)
class Versions:
    """One field in its three versions, in words. `clash`: both people changed it, and not to the same."""

    label: str
    read: str
    recorded: str
    entered: str
    clash: bool


def versions_side_by_side(organisation: Organisation, read_revision: int, entered: OrganisationDraft) -> list[Versions]:
    """The fields that somebody changed since `read_revision`, or that `entered` would change."""
    history = apps.get_model("accounts", "OrganisationEvent").objects.filter(id=organisation.pk)
    read = history.filter(revision=read_revision).order_by("-pgh_id").first()
    names = {row.pk: row.name for row in Division.objects.all()}
    found = []
    for name, mine in entered.values().items():
        now = getattr(organisation, name)
        before = _value(read, name) if read is not None else _plain(now)
        if _plain(now) == before == _plain(mine):
            continue
        is_clash = _plain(now) != before and _plain(mine) not in (before, _plain(now))
        was, recorded, wanted = (words_of(name, value, names) for value in (before, _plain(now), _plain(mine)))
        found.append(Versions(str(FIELD_LABELS[name]), was, recorded, wanted, is_clash))
    return found


def _value(row: Any, name: str) -> Any:
    return row.division_id if name == "division" else getattr(row, name)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Division) else value
