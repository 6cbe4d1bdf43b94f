"""Row history by database triggers, so that a raw SQL update is recorded too.

Statement-level triggers: one insert of history a statement, however many rows it touched, so that a bulk import
pays once. Each history row carries who acted, by which act and request (see `core.action`).
"""

from collections.abc import Callable, Sequence
from typing import Any

import pghistory


def tracked(*, exclude: Sequence[str] = ()) -> Callable[[type[Any]], type[Any]]:
    """Class decorator: keep every insertion, change and deletion of the model's rows, without `exclude`d fields."""
    return pghistory.track(
        pghistory.InsertEvent(level=pghistory.Statement),
        pghistory.UpdateEvent(level=pghistory.Statement),
        pghistory.DeleteEvent(level=pghistory.Statement),
        exclude=list(exclude),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]  # its annotation forgot None, its documentation names it
        append_only=True,
    )
