"""The outbox: events written with the act, delivered to handlers at least once.

A handler runs in a transaction with the row that says that it ran, so what it writes in the database happens exactly
once; what it does outside (a mail) may happen twice and must bear it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, models, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from quanheng.server.core import events
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.models import Event

log = structlog.get_logger(__name__)
Handler = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A handler and the kinds of events that it deals with."""

    name: str
    kinds: frozenset[str]
    handler: Handler


_subscriptions: dict[str, Subscription] = {}


def handles(*kinds: str) -> Callable[[Handler], Handler]:
    """Decorator: deliver every event of `kinds` to this function, which must be idempotent.

    Raises:
        ValueError: no kind named, or two handlers of one name.
    """
    if not kinds:
        raise ValueError("handles(): name at least one kind of event")

    def subscribe(handler: Handler) -> Handler:
        name = f"{handler.__module__}.{handler.__qualname__}"
        subscription = Subscription(name, frozenset(kinds), handler)
        if _subscriptions.setdefault(name, subscription) is not subscription:
            raise ValueError(f"two event handlers are named {name!r}")
        return handler

    return subscribe


def append(kind: str, *, actor: Actor, subject: models.Model | None, body: dict[str, Any]) -> Event:
    """Write an event of `kind` in the current transaction, and the jobs that will deliver it.

    Raises:
        LookupError: the kind is not declared.
        TransactionManagementError: there is no transaction to belong to.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{kind}: an event is written in the transaction of its act")
    declared = events.kind_named(kind)
    event = Event.objects.create(
        kind=kind,
        subject_type=subject._meta.label_lower if subject is not None else "",
        subject_id=subject.pk if subject is not None else None,
        actor_id=actor.person_id,
        membership_id=actor.membership_id,
        organisation_id=actor.organisation_id,
        channel=actor.channel.value,
        purpose=actor.purpose,
        request_id=actor.request_id,
        is_logged=declared.is_logged,
        body=body,
    )
    for subscription in _subscriptions.values():
        if kind in subscription.kinds:
            deliver.defer(event_id=str(event.pk), handler=subscription.name)
    return event


@jobs.task(
    queue="events",
    retry=RetryStrategy(max_attempts=12, exponential_wait=3),
    name="core.deliver",
)
def deliver(event_id: str, handler: str) -> None:
    """Deliver one event to one handler, unless that has happened."""
    subscription = _subscriptions.get(handler)
    if subscription is None:
        log.warning("event handler is gone", handler=handler, event=event_id)
        return
    with transaction.atomic():
        event = Event.objects_unscoped.get(pk=UUID(event_id))
        if _claim(event, handler):
            subscription.handler(event)


def _claim(event: Event, handler: str) -> bool:
    """Write that `handler` has dealt with `event`; false if that stands already.

    Two workers with the same event: the second waits at the unique index for the first, then finds the row.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_delivery (event_id, handler, delivered_at) VALUES (%s, %s, %s) "
            "ON CONFLICT ON CONSTRAINT core_delivery_once DO NOTHING RETURNING id",
            [event.pk, handler, now()],
        )
        return cursor.fetchone() is not None


def undelivered() -> list[tuple[UUID, str]]:
    """Pairs of event and handler without a delivery: all is well when each has a job waiting."""
    pairs: list[tuple[UUID, str]] = []
    for subscription in _subscriptions.values():
        waiting = Event.objects_unscoped.filter(kind__in=subscription.kinds).exclude(
            deliveries__handler=subscription.name
        )
        pairs += [(pk, subscription.name) for pk in waiting.values_list("pk", flat=True)]
    return pairs
