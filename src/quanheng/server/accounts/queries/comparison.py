"""Two people changed one organisation: what was read, what is recorded now, and what the second one entered."""

from dataclasses import dataclass, fields
from typing import Any

from django.apps import apps

from quanheng.server.accounts.drafts import FIELD_LABELS, OrganisationDraft
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.accounts.queries.history import words_of


@dataclass(frozen=True, slots=True)
class Versions:
    """One field in its versions, in words.

    `clash`: both people changed it, and not to the same. `is_theirs`: only the other one did, and it is kept.
    """

    label: str
    read: str
    recorded: str
    entered: str
    clash: bool
    is_theirs: bool


def versions_side_by_side(
    organisation: Organisation, read_revision: int, entered: OrganisationDraft
) -> tuple[list[Versions], OrganisationDraft]:
    """The fields that somebody changed since `read_revision` or that `entered` would change, and both put together.

    Put together, a field holds what was entered where that differs from what was read, else what is recorded now:
    writing it loses nobody's change to another field.
    """
    history = apps.get_model("accounts", "OrganisationEvent").objects.filter(id=organisation.pk)
    read = history.filter(revision=read_revision).order_by("-pgh_id").first()
    names = {row.pk: row.name for row in Division.objects.all()}
    found: list[Versions] = []
    together: dict[str, Any] = {}
    for name in (each.name for each in fields(OrganisationDraft)):
        mine, now = getattr(entered, name), getattr(organisation, name)
        before = _value(read, name) if read is not None else _plain(now)
        is_mine, is_theirs = _plain(mine) != before, _plain(now) != before
        together[name] = mine if is_mine else now
        if not is_mine and not is_theirs:
            continue
        was, recorded, wanted = (words_of(name, value, names) for value in (before, _plain(now), _plain(mine)))
        is_clash = is_mine and is_theirs and _plain(mine) != _plain(now)
        found.append(Versions(str(FIELD_LABELS[name]), was, recorded, wanted, is_clash, is_theirs and not is_mine))
    return found, OrganisationDraft(**together)


def _value(row: Any, name: str) -> Any:
    return row.division_id if name == "division" else getattr(row, name)


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, Division) else value
