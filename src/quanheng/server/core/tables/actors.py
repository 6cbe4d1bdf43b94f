"""For whom a job works: the apps above know memberships, the importer knows only their ids."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from quanheng.server.core.actors import Actor

ActorSource = Callable[[UUID], Actor]
_sources: list[ActorSource] = []


def take_actors_from(source: ActorSource) -> ActorSource:
    """Decorator: ask this function for the actor that a membership makes now."""
    _sources[:] = [source]
    return source


def actor_for_job(membership_id: UUID, request_id: str = "") -> Actor:
    """The actor that ordered a job, with the roles held at this moment.

    Raises:
        LookupError: no app says who acts.
        ObjectDoesNotExist: the membership has ended.
    """
    if not _sources:
        raise LookupError("no app gives the importer its actors; see quanheng.server.core.tables.actors")
    return replace(_sources[0](membership_id), request_id=request_id)
