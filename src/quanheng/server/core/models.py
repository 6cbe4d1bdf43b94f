"""Tables of the core: events and their delivery, and the answers kept for repeated requests."""

from django.db import models

from quanheng.server.core.actors import Actor, Channel
from quanheng.server.core.clock import now
from quanheng.server.core.ids import uuid7
from quanheng.server.core.tenancy import TenantQuerySet


class Identified(models.Model):
    """Base of our tables: the primary key is a UUID version 7."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)

    class Meta:
        abstract = True


class EventQuerySet(TenantQuerySet):
    """Events; who sees which is decided by the apps, so that nobody sees any by default."""


class Event(Identified):
    """A row of the outbox: something that happened, written in the transaction in which it happened.

    `sequence` orders events by writing, not by commit: a reader that must not miss any uses deliveries.
    """

    sequence = models.BigIntegerField(
        unique=True, editable=False, db_default=models.expressions.RawSQL("nextval('core_event_sequence')", [])
    )
    kind = models.CharField(max_length=80)
    subject_type = models.CharField(max_length=80, blank=True)
    subject_id = models.UUIDField(null=True)
    actor_id = models.UUIDField(null=True)
    membership_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10, choices=[(c.value, c.value) for c in Channel])
    purpose = models.CharField(max_length=200, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    is_logged = models.BooleanField(default=False)
    body = models.JSONField(default=dict)
    happened_at = models.DateTimeField(default=now)

    objects = EventQuerySet.as_manager()
    objects_unscoped = models.Manager()

    class Meta:
        base_manager_name = "objects_unscoped"
        indexes = [
            models.Index(fields=["subject_id", "-sequence"], name="core_event_subject"),
            models.Index(fields=["organisation_id", "-sequence"], name="core_event_organisation"),
            models.Index(fields=["kind", "-sequence"], name="core_event_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Delivery(models.Model):
    """The promise that a handler will deal with an event, made with the event; kept when `delivered_at` is set.

    It is set in the same transaction as what the handler writes.
    """

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="deliveries")
    handler = models.CharField(max_length=160)
    promised_at = models.DateTimeField(default=now)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "handler"], name="core_delivery_once")]
        indexes = [
            models.Index(fields=["promised_at"], condition=models.Q(delivered_at=None), name="core_delivery_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.handler} ← {self.event_id}"


class KeptAnswer(models.Model):
    """The answer given to a request that carried an idempotency key; a repetition gets it again."""

    owner_id = models.UUIDField()
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    kept_at = models.DateTimeField(default=now)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_id", "key"], name="core_keptanswer_key")]
        indexes = [models.Index(fields=["expires_at"], name="core_keptanswer_expiry")]

    def __str__(self) -> str:
        return self.key


class FailedTokens(models.Model):
    """How many unknown API tokens one address sent since a moment; the address is kept as a keyed digest."""

    client = models.CharField(max_length=64, primary_key=True)
    started_at = models.DateTimeField(default=now)
    failures = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.failures} from {self.client[:8]}"


class SavedViewQuerySet(TenantQuerySet):
    """Saved views; each person knows their own alone."""

    def restrict(self, actor: Actor) -> "SavedViewQuerySet":
        return self.filter(person_id=actor.person_id) if actor.person_id else self.none()


class SavedView(Identified):
    """A person's view of a list: a name for filters, order and columns, as they stand in the list's address."""

    person_id = models.UUIDField()
    listing = models.CharField(max_length=80)
    name = models.CharField(max_length=60)
    query = models.TextField(blank=True)
    saved_at = models.DateTimeField(default=now)

    objects = SavedViewQuerySet.as_manager()
    objects_unscoped = models.Manager()

    class Meta:
        base_manager_name = "objects_unscoped"
        constraints = [models.UniqueConstraint(fields=["person_id", "listing", "name"], name="core_savedview_name")]

    def __str__(self) -> str:
        return self.name
