"""Sessions are ended for all processes at once."""

from importlib import import_module

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session

pytestmark = pytest.mark.django_db


def test_a_session_that_another_process_ended_is_over_here_too():
    store = import_module(settings.SESSION_ENGINE).SessionStore
    session = store()
    session["_auth_user_id"] = "somebody"
    session.save()
    assert store(session.session_key).get("_auth_user_id") == "somebody"  # this process has seen it
    Session.objects.filter(pk=session.session_key).delete()  # as sign-out does in the process that serves it
    assert store(session.session_key).get("_auth_user_id") is None
