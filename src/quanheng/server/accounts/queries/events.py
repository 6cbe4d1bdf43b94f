"""What happened, for those who may know of it."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from quanheng.server.accounts.models import Organisation
from quanheng.server.accounts.policies.visibility import CONCERNS, events_visible
from quanheng.server.core.actors import Actor
from quanheng.server.core.models import Event


def events_visible_to(actor: Actor) -> QuerySet[Event]:
    """The events that the actor may know of, the latest first."""
    events: Any = Event.objects.unrestricted("narrowed to what the actor may know of in the next line")
    if not actor.is_system:
        events = events.alias(**CONCERNS).filter(events_visible(actor))
    return events.order_by("-sequence")


def events_about(actor: Actor, subject: Model) -> QuerySet[Event]:
    """What happened to `subject`; with an organisation, to its people and roles too. The caller may know of it."""
    events: Any = Event.objects.unrestricted("the caller shows the subject, and the actor may know of that")
    about = Q(subject_id=subject.pk)
    if isinstance(subject, Organisation):
        about |= Q(concerns=str(subject.pk))
    return events.alias(**CONCERNS).filter(about).order_by("-sequence")
