"""Which tenant rows PostgreSQL is to show an actor: never fewer than `visible_to` does."""

from typing import Any

from quanheng.server.accounts.policies.reach import READ_ALL
from quanheng.server.accounts.policies.visibility import TERRITORIAL
from quanheng.server.core import fence
from quanheng.server.core.actors import Actor


def scope_of(actor: Actor) -> fence.Scope:
    """Oneself, one's organisation, the organisations of one's divisions; or everything, by office."""
    return fence.Scope(
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        division_ids=actor.divisions_as(*TERRITORIAL),
        reads_all=actor.has(*READ_ALL),
    )


def prepare(**_signal: Any) -> None:
    """After migrations: tables may be new, and the role must be able to read them."""
    fence.prepare()


fence.scopes_are_told_by(scope_of)
