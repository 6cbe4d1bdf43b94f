"""Every read of the accounts that joins, aggregates or recurses."""

from quanheng.server.accounts.queries.actors import actor_for, display_name, token_actor

__all__ = ["actor_for", "display_name", "token_actor"]
