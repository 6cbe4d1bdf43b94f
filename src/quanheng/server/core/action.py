"""`@action`: the one way to write.

An act opens a transaction, asks its policy, writes, announces what happened in the outbox, and returns. The page,
the API, the command and the importer call the same act; no other code writes.
"""

import functools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from quanheng.server.core import fence, outbox
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Refused
from quanheng.server.core.metrics import ACTS
from quanheng.server.core.policy import Policy
from quanheng.server.core.tenancy import ActorMissing

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger(__name__)

#: Every act by the kind of event that it announces; the access tests and the documentation walk it.
REGISTRY: dict[str, Callable[..., Any]] = {}


def action(
    kind: str,
    *,
    allow: Policy,
    subject: Callable[[Any], models.Model | None] = lambda result: result,
    body: Callable[[Any], dict[str, Any]] = lambda _result: {},
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make a function an act that announces an event of `kind`.

    Args:
        kind: the declared event kind, `app.what_happened`.
        allow: the policy, asked with the actor and the act's first argument, inside the transaction.
        subject: from the act's result, the row that the event is about (default: the result itself).
        body: from the act's result, what the event carries besides; JSON, no personal data.

    The decorated function raises:
        Refused: the policy says no, or the token's scopes do not cover writing in this app.
        ActorMissing: the first argument is not an Actor.
    """

    def decorate(function: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @functools.wraps(function)
        def act(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            if not isinstance(actor, Actor):
                raise ActorMissing(f"{kind}: an act needs an Actor, got {type(actor).__name__}")
            with transaction.atomic(), fence.lowered(), recorded_as(actor, kind):
                _require_permission(actor, kind, allow, args[0] if args else None)
                result = function(actor, *args, **kwargs)
                outbox.append(kind, actor=actor, subject=subject(result), body=body(result))
            ACTS.labels(kind=kind, outcome="done").inc()
            return result

        if REGISTRY.setdefault(kind, act) is not act:
            raise ValueError(f"two acts announce {kind!r}; give each its own kind")
        return act

    return decorate


def _require_permission(actor: Actor, kind: str, allow: Policy, subject: Any) -> None:
    app = kind.partition(".")[0]
    if actor.scopes is not None and f"{app}:write" not in actor.scopes:
        _count_refusal(actor, kind)
        raise Refused(_("This token does not carry the scope “%(scope)s”.") % {"scope": f"{app}:write"})
    if actor.is_system:
        return
    verdict = allow(actor, subject)
    if not verdict:
        _count_refusal(actor, kind)
        raise Refused(verdict.reason or _("Only the platform itself does this."))


def _count_refusal(actor: Actor, kind: str) -> None:
    ACTS.labels(kind=kind, outcome="refused").inc()
    log.warning("act refused", kind=kind, actor=str(actor.person_id), request=actor.request_id)


@contextmanager
def recorded_as(actor: Actor, kind: str) -> Iterator[None]:
    """Within the current transaction, row history says that `actor` did it by `kind`; COPY included."""
    context = {
        "act": kind,
        "actor": str(actor.person_id or ""),
        "channel": actor.channel.value,
        "request": actor.request_id,
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pghistory.context_metadata', true)")
        outer = cursor.fetchone()[0] or ""
        cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [json.dumps(context)])
        yield
        # An act within an act: what follows belongs to the outer one again. After an error the savepoint does this.
        if outer:
            cursor.execute("SELECT set_config('pghistory.context_metadata', %s, true)", [outer])
