"""Which database is meant: our own, or the one of `DATABASE_URL`."""

import os

from . import external, installations, places, session
from .errors import ContradictorySettings, NotOurServer
from .places import Place


def target(fast_and_volatile: bool) -> Place | str:
    """Our own place, or the URL of somebody else's server."""
    asked = os.environ.get("DATABASE_URL", "").strip()
    if not asked:
        return places.find(volatile=fast_and_volatile)
    folder = session.socket_dir_in(asked)
    if folder is not None:
        # A process that we started hands the address of our own server on to its children.
        for volatile in (False, True):
            place = places.find(volatile=volatile)
            if folder == str(place.socket_dir):
                return place
    if installations.wish() != "auto":
        raise ContradictorySettings(
            f"DATABASE_URL is set, and QUANHENG_PG={installations.wish()} asks for a server of our own. Unset one of them."
        )
    return asked


def own_place(fast_and_volatile: bool, verb: str) -> Place:
    """The place of our own database.

    Raises:
        NotOurServer: `DATABASE_URL` names somebody else's server, which is not ours to `verb`.
    """
    meant = target(fast_and_volatile)
    if isinstance(meant, str):
        shown = external.login(meant)
        raise NotOurServer(
            f"DATABASE_URL names a server that is not ours to {verb} ({shown}). Ask whoever runs it, or unset "
            "DATABASE_URL to use a database of our own."
        )
    return meant
