"""Recording who signed in and out, and whose account was locked: from the signals of Django and axes."""

from datetime import timedelta
from typing import Any

from axes.signals import user_locked_out
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Q
from django.dispatch import receiver

from quanheng.server.accounts import policies
from quanheng.server.accounts.models import Person
from quanheng.server.core.action import action
from quanheng.server.core.actors import Actor, Channel
from quanheng.server.core.clock import now
from quanheng.server.core.models import Event


@action("accounts.signed_in", allow=policies.may_record_sign_in)
def record_sign_in(actor: Actor, person: Person) -> Person:
    """Record that `person` signed in, by whatever means."""
    return person


@action("accounts.signed_out", allow=policies.may_record_sign_in)
def record_sign_out(actor: Actor, person: Person) -> Person:
    """Record that `person` signed out."""
    return person


@action("accounts.locked_out", allow=policies.may_record_lockout)
def record_lockout(actor: Actor, person: Person) -> Person:
    """Record that too many attempts to sign in as `person` failed."""
    return person


@receiver(user_logged_in, dispatch_uid="accounts.signed_in")
def _signed_in(request: Any, user: Person, **_signal: Any) -> None:
    record_sign_in(_in_the_name_of(user, request), user)


@receiver(user_logged_out, dispatch_uid="accounts.signed_out")
def _signed_out(request: Any, user: Person | None, **_signal: Any) -> None:
    if user is not None:
        record_sign_out(_in_the_name_of(user, request), user)


@receiver(user_locked_out, dispatch_uid="accounts.locked_out")
def _locked_out(request: Any, username: str | None, **_signal: Any) -> None:
    """Once a lock-out, though axes says it at every further attempt; names that nobody has are nobody's event."""
    if not username:
        return
    person = Person.objects.filter(Q(username__iexact=username) | Q(email__iexact=username)).first()
    since = now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    told = Event.objects.unrestricted("whether this lock-out is recorded").filter(kind="accounts.locked_out")
    if person is not None and not told.filter(subject_id=person.pk, happened_at__gt=since).exists():
        record_lockout(Actor.system("too many failed attempts to sign in", Channel.PAGE), person)


def _in_the_name_of(person: Person, request: Any) -> Actor:
    return Actor(person_id=person.pk, request_id=getattr(request, "request_id", ""))
