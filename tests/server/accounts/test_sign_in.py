"""One-time links, and the record of who signed in, out and was locked out."""

from datetime import timedelta

import pytest
from axes.signals import user_locked_out
from django.test import Client
from tests.server.accounts import world

from quanheng.server.accounts import actions
from quanheng.server.accounts.actions.sign_in import LinkExpired, LinkUnknown, LinkUsed
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import SignInLink
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import fixed_at, now
from quanheng.server.core.errors import Conflict, Refused
from quanheng.server.core.models import Event

VISITOR = Actor.visitor()


@pytest.fixture
def person(db):
    """Somebody with an account and no password."""
    return world.person("luo.pansheng", "罗盘生")


def events_of(kind: str) -> list[Event]:
    return list(Event.objects_unscoped.filter(kind=kind))


def test_a_link_signs_its_person_in_once(person):
    token = actions.make_sign_in_link(world.SYSTEM, person)
    assert actions.use_sign_in_link(VISITOR, token) == person
    with pytest.raises(LinkUsed):
        actions.use_sign_in_link(VISITOR, token)


def test_a_link_is_kept_as_a_digest_only(person):
    token = actions.make_sign_in_link(world.SYSTEM, person)
    assert token not in str(list(SignInLink.objects.values()))
    assert token not in str(list(Event.objects_unscoped.values()))


def test_a_link_expires(person):
    token = actions.make_sign_in_link(world.SYSTEM, person, timedelta(minutes=5))
    with fixed_at(now() + timedelta(minutes=6)), pytest.raises(LinkExpired):
        actions.use_sign_in_link(VISITOR, token)


def test_an_unknown_link_opens_nothing(person):
    with pytest.raises(LinkUnknown):
        actions.use_sign_in_link(VISITOR, "A" * 43)


def test_a_closed_account_is_not_opened_by_a_link(person):
    token = actions.make_sign_in_link(world.SYSTEM, person)
    actions.close_account(world.SYSTEM, person)
    with pytest.raises(Conflict):
        actions.use_sign_in_link(VISITOR, token)
    with pytest.raises(Conflict):
        actions.make_sign_in_link(world.SYSTEM, person)


@pytest.mark.parametrize("valid_for", [timedelta(0), timedelta(days=8)])
def test_a_link_lives_at_most_a_week(person, valid_for):
    with pytest.raises(ValueError, match="at most"):
        actions.make_sign_in_link(world.SYSTEM, person, valid_for)


def test_nobody_but_the_platform_makes_links(security, person):
    with pytest.raises(Refused):
        actions.make_sign_in_link(security, person)


def test_signing_in_and_out_is_recorded_in_the_persons_own_name(person):
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.logout()
    for kind in ("accounts.signed_in", "accounts.signed_out"):
        (event,) = events_of(kind)
        assert (event.subject_id, event.actor_id) == (person.pk, person.pk)


def test_a_lock_out_is_recorded_once_however_often_it_is_tried(person):
    for name in ("LUO.pansheng", "luo.pansheng", "luo.pansheng"):
        user_locked_out.send("axes", request=None, username=name, ip_address="127.0.0.1")
    (event,) = events_of("accounts.locked_out")
    assert event.subject_id == person.pk
    with fixed_at(now() + timedelta(hours=1)):
        user_locked_out.send("axes", request=None, username="luo.pansheng", ip_address="127.0.0.1")
    assert len(events_of("accounts.locked_out")) == 2


def test_names_that_nobody_has_are_not_recorded(person):
    user_locked_out.send("axes", request=None, username="nobody", ip_address="127.0.0.1")
    assert events_of("accounts.locked_out") == []


def test_a_lock_out_is_released_by_the_security_administrator(security, manager, person):
    from axes.models import AccessAttempt

    AccessAttempt.objects.create(username="luo.pansheng", ip_address="127.0.0.1", failures_since_start=5)
    with pytest.raises(Refused):
        actions.release_lockout(manager, "luo.pansheng")
    assert actions.release_lockout(security, " Luo.Pansheng ") == (person, 1)
    assert not AccessAttempt.objects.exists()
    (event,) = events_of("accounts.lockout_released")
    assert (event.subject_id, event.body) == (person.pk, {"failures": 1})


def test_releasing_where_nobody_is_locked_out_says_so(security):
    from quanheng.server.core.errors import Missing

    with pytest.raises(Missing, match=r"no\.such"):
        actions.release_lockout(security, "no.such")


def test_roles_are_not_touched_by_signing_in(bureau):
    member = world.member(bureau, Role.REGULATOR)
    token = actions.make_sign_in_link(world.SYSTEM, member.person)
    actions.use_sign_in_link(VISITOR, token)
    assert world.acting(member).roles == {Role.REGULATOR}
