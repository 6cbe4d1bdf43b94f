"""One's own details; closing and reopening accounts; sessions."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from tests.server.accounts import world

from quanheng.server.accounts import actions, queries
from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.drafts import DetailsDraft, PersonDraft
from quanheng.server.accounts.models import Person
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict, Invalid, Refused

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def signed_in(person: Person) -> tuple[Client, UserSession]:
    client = Client()
    client.force_login(person, backend=BACKEND)
    session = UserSession.objects.create(user=person, ip="127.0.0.1", session_key=client.session.session_key)
    return client, session


def test_everybody_changes_their_own_details(manager, auditor):
    for actor in (manager, auditor):
        person = actions.change_own_details(actor, DetailsDraft(name=" 新名 ", language="en"))
        assert (person.pk, person.name, person.language) == (actor.person_id, "新名", "en")


def test_visitors_and_the_platform_have_no_details_to_change(db):
    for nobody in (Actor.visitor(), world.SYSTEM):
        with pytest.raises(Refused):
            actions.change_own_details(nobody, DetailsDraft(name="某人"))


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("email", "x"), ("language", "fr")])
def test_details_that_cannot_be_are_refused_beside_their_field(manager, field, value):
    with pytest.raises(Invalid) as caught:
        actions.change_own_details(manager, DetailsDraft(**{"name": "戚加友", field: value}))
    assert list(caught.value.fields) == [field]


def test_an_address_belongs_to_one_person(manager):
    actions.register_person(world.SYSTEM, PersonDraft(username="other", name="某人", email="a@example.cn"))
    with pytest.raises(Invalid) as caught:
        actions.change_own_details(manager, DetailsDraft(name="戚加友", email="A@example.cn"))
    assert list(caught.value.fields) == ["email"]


def test_user_names_differ_in_more_than_case(db):
    world.person("qin.duheng")
    with pytest.raises(Invalid) as caught:
        actions.register_person(world.SYSTEM, PersonDraft(username="QIN.Duheng", name="秦度衡"))
    assert list(caught.value.fields) == ["username"]


def test_full_width_letters_make_the_same_user_name(db):
    assert world.person("ｑｉｎ.duheng").username == "qin.duheng"


def test_a_closed_account_is_signed_out_everywhere_at_once(security, manager_membership):
    person = manager_membership.person
    client, _session = signed_in(person)
    actions.close_account(security, person)
    person.refresh_from_db()
    assert not person.is_active
    assert not UserSession.objects.filter(user=person).exists()
    assert "_auth_user_id" not in client.session


def test_a_reopened_account_has_its_memberships_again(security, manager_membership):
    person = actions.close_account(security, manager_membership.person)
    person = actions.reopen_account(security, person)
    assert person.is_active
    assert world.acting(manager_membership).has(Role.METROLOGY_MANAGER)


def test_an_account_is_closed_and_reopened_once(security, manager_membership):
    person = manager_membership.person
    with pytest.raises(Conflict):
        actions.reopen_account(security, person)
    actions.close_account(security, person)
    with pytest.raises(Conflict):
        actions.close_account(security, person)


def test_nobody_closes_their_own_account(security):
    with pytest.raises(Refused):
        actions.close_account(security, Person.objects.get(pk=security.person_id))


def test_a_districts_security_administrator_closes_accounts_of_the_district_only(city):
    bureau = world.organisation(OrganisationKind.REGULATOR, world.LIXIA)
    security = world.acting(world.member(bureau, Role.SECURITY_ADMINISTRATOR))
    near = world.member(world.organisation(division_code=world.LIXIA)).person
    far = world.member(world.organisation(division_code=world.SHIZHONG)).person
    assert actions.close_account(security, near)
    with pytest.raises(Refused):
        actions.close_account(security, far)


def test_accounts_are_closed_by_nobody_else(regulator, manager, auditor, manager_membership):
    for actor in (regulator, manager, auditor):
        with pytest.raises(Refused):
            actions.close_account(actor, manager_membership.person)


def test_everybody_ends_their_own_sessions(manager, manager_membership):
    client, session = signed_in(manager_membership.person)
    assert queries.sessions_of(manager_membership.person) == [session]
    actions.end_session(manager, session)
    assert queries.sessions_of(manager_membership.person) == []
    assert "_auth_user_id" not in client.session


def test_somebody_elses_session_is_ended_by_the_security_administrator_alone(
    security, regulator, manager, manager_membership
):
    _client, session = signed_in(world.member(manager_membership.organisation).person)
    for actor in (regulator, manager):
        with pytest.raises(Refused):
            actions.end_session(actor, session)
    actions.end_session(security, session)
    assert not UserSession.objects.filter(pk=session.pk).exists()


def test_sessions_that_have_expired_are_forgotten(manager_membership):
    client, _session = signed_in(manager_membership.person)
    client.session.flush()
    assert queries.sessions_of(manager_membership.person) == []
