"""The outbox: events written with the act, delivered to handlers at least once.

Each handler's delivery is promised with the event, and marked as kept in the handler's own transaction: so what it
writes in the database happens exactly once; what it does outside (a mail) may happen twice and must bear it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import connection, models, transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as jobs

from quanheng.server.core import events
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.models import Delivery, Event

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
    handlers = [each.name for each in _subscriptions.values() if kind in each.kinds]
    Delivery.objects.bulk_create(Delivery(event=event, handler=name) for name in handlers)
    for name in handlers:
        deliver.defer(event_id=str(event.pk), handler=name)
    return event


@jobs.task(queue="events", retry=RetryStrategy(max_attempts=12, exponential_wait=3), name="core.deliver")
def deliver(event_id: str, handler: str) -> None:
    """Deliver one event to one handler, unless that has happened."""
    subscription = _subscriptions.get(handler)
    if subscription is None:
        log.warning("event handler is gone", handler=handler, event_id=event_id)
        return
    with transaction.atomic():
        # Two workers with the same event: the second waits here for the first, then finds nothing left to claim.
        claimed = Delivery.objects.filter(event_id=UUID(event_id), handler=handler, delivered_at=None).update(
            delivered_at=now()
        )
        if claimed:
            subscription.handler(Event.objects_unscoped.get(pk=UUID(event_id)))


@jobs.periodic(cron="*/5 * * * *")
@jobs.task(queue="events", name="core.redeliver", queueing_lock="core.redeliver")
def redeliver(timestamp: int) -> None:
    """Take up again what was promised but has no job any more: all attempts failed, or the job was lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT promise.event_id, promise.handler FROM core_delivery AS promise
            WHERE promise.delivered_at IS NULL AND promise.promised_at < %s
              AND NOT EXISTS (
                  SELECT 1 FROM procrastinate_jobs AS job
                  WHERE job.task_name = 'core.deliver' AND job.status IN ('todo', 'doing')
                    AND job.args ->> 'event_id' = promise.event_id::text AND job.args ->> 'handler' = promise.handler)
            ORDER BY promise.promised_at LIMIT 1000
            """,
            [now() - timedelta(minutes=5)],
        )
        for event_id, handler in cursor.fetchall():
            deliver.defer(event_id=str(event_id), handler=handler)
