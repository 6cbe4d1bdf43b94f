"""Every read of the accounts that joins, aggregates or recurses."""

from quanheng.server.accounts.queries.actors import actor_for, display_name, token_actor
from quanheng.server.accounts.queries.divisions import (
    below,
    division_with,
    divisions,
    divisions_for_organisations,
    divisions_for_regulators,
    tiles,
)
from quanheng.server.accounts.queries.events import events_about, events_visible_to
from quanheng.server.accounts.queries.people import (
    colleagues_of,
    invitations_of,
    loans_of,
    members_of,
    memberships_of,
    names_of,
    people_visible_to,
    roles_in_force,
    sessions_of,
    tokens_of,
)

__all__ = [
    "actor_for",
    "below",
    "colleagues_of",
    "display_name",
    "division_with",
    "divisions",
    "divisions_for_organisations",
    "divisions_for_regulators",
    "events_about",
    "events_visible_to",
    "invitations_of",
    "loans_of",
    "members_of",
    "memberships_of",
    "names_of",
    "people_visible_to",
    "roles_in_force",
    "sessions_of",
    "tiles",
    "token_actor",
    "tokens_of",
]
