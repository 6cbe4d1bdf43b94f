"""The operations of the accounts: thin, reading through queries and writing through acts."""

from ninja import Router

from quanheng.server.accounts.api import divisions, events, invitations, members, organisations, own
from quanheng.server.accounts.queries import token_actor
from quanheng.server.core.api.assembly import declare_router
from quanheng.server.core.api.authentication import tokens_are_read_by

ROUTERS: dict[str, Router] = {
    "divisions": divisions.router,
    "organisations": organisations.router,
    "people": members.router,
    "invitations": invitations.router,
    "own account": own.router,
    "events": events.router,
}
for name, router in ROUTERS.items():
    declare_router(name, router)
tokens_are_read_by(token_actor)
