"""What is left of sign-ins is deleted when nobody needs it any more."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from quanheng.server.accounts.jobs import KEPT, purge_sign_in_traces
from quanheng.server.accounts.models import Person, SignInLink
from quanheng.server.core.clock import fixed_at, now

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def person() -> Person:
    return Person.objects.create(username="luo.pansheng", name="罗盘生")


def session_of(person: Person) -> str:
    session = SessionStore()
    session["_auth_user_id"] = str(person.pk)
    session.save()
    UserSession.objects.create(
        user=person, ip="127.0.0.1", session_key=session.session_key, user_agent="Firefox", last_seen_at=now()
    )
    return session.session_key


def test_a_session_stays_until_it_is_over_and_then_goes_with_its_note(person: Person):
    key = session_of(person)
    purge_sign_in_traces(0)
    assert UserSession.objects.get().session_key == key
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    assert purge_sign_in_traces(0)["sessions"] == 1
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()


def test_the_note_of_a_session_that_was_ended_goes(person: Person):
    key = session_of(person)
    Session.objects.filter(session_key=key).delete()
    purge_sign_in_traces(0)
    assert not UserSession.objects.exists()


def test_failures_and_links_stay_thirty_days(person: Person):
    AccessAttempt.objects.create(username="luo.pansheng", ip_address="127.0.0.1", failures_since_start=2)
    SignInLink.objects.create(person=person, token_digest="0" * 64, expires_at=now())
    with fixed_at(now() + KEPT - DAY):
        purge_sign_in_traces(0)
    assert (AccessAttempt.objects.count(), SignInLink.objects.count()) == (1, 1)
    with fixed_at(now() + KEPT + DAY):
        purge_sign_in_traces(0)
    assert (AccessAttempt.objects.count(), SignInLink.objects.count()) == (0, 0)


def test_the_worker_loads_the_job(settings):
    assert purge_sign_in_traces.func.__module__ in settings.PROCRASTINATE_IMPORT_PATHS
