"""Invitations: the only way into an organisation."""

import hashlib
from datetime import timedelta

import pytest
from tests.server.accounts import world

from quanheng.server.accounts import actions
from quanheng.server.accounts.actions.invitations import (
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    InvitationWithdrawn,
    open_invitation,
)
from quanheng.server.accounts.choices import InvitationState, Role
from quanheng.server.accounts.drafts import AcceptanceDraft, InvitationDraft
from quanheng.server.accounts.models import Division, Invitation, Membership, Person
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import fixed_at, now
from quanheng.server.core.errors import Conflict, Invalid, Refused
from quanheng.server.core.models import Event

VISITOR = Actor.visitor("test-request")


def acceptance(username="nong.shichang", **values):
    return AcceptanceDraft(**{"username": username, "name": "农时昌", "password": world.PASSWORD, **values})


def draft(organisation, *roles, **values):
    return InvitationDraft(**{"organisation": organisation, "name": "农时昌", "roles": roles, **values})


@pytest.fixture
def invited(manager, enterprise):
    """A colleague invited by the manager of the enterprise."""
    return actions.invite(manager, draft(enterprise, Role.METROLOGY_MANAGER, title="副站长", email="nong@example.cn"))


def test_a_visitor_with_the_link_becomes_a_member_in_the_roles_offered(invited, enterprise):
    membership = actions.accept_invitation(VISITOR, invited.token, acceptance())
    assert membership.organisation == enterprise
    assert membership.title == "副站长"
    assert world.acting(membership).roles == {Role.METROLOGY_MANAGER}
    person = Person.objects.get(username="nong.shichang")
    assert person.check_password(world.PASSWORD)
    assert person.password.startswith("argon2")
    invited.invitation.refresh_from_db()
    assert invited.invitation.state == InvitationState.ACCEPTED
    assert invited.invitation.accepted_by == person


def test_each_step_of_joining_is_announced_in_the_name_of_the_new_person(invited, enterprise):
    membership = actions.accept_invitation(VISITOR, invited.token, acceptance())
    events = Event.objects_unscoped.filter(request_id="test-request", sequence__gt=0).order_by("-sequence")[:3]
    assert [event.kind for event in reversed(events)] == [
        "accounts.membership_started",
        "accounts.role_granted",
        "accounts.invitation_accepted",
    ]
    granted = events[1]
    assert (granted.actor_id, granted.organisation_id) == (membership.person_id, enterprise.pk)


def test_only_the_digest_of_the_link_is_kept(invited):
    row = Invitation.objects.unrestricted("test").get(pk=invited.invitation.pk)
    assert row.token_digest == hashlib.sha256(invited.token.encode()).hexdigest()
    assert len(invited.token) == 43  # 256 bits in base64
    events = Event.objects_unscoped.values_list("body", flat=True)
    assert not any(invited.token in str(body) or "农时昌" in str(body) for body in events)


def test_a_link_works_once(invited):
    actions.accept_invitation(VISITOR, invited.token, acceptance())
    with pytest.raises(InvitationUsed):
        actions.accept_invitation(VISITOR, invited.token, acceptance("another.name"))


def test_a_link_works_for_seven_days(invited):
    with fixed_at(now() + timedelta(days=6, hours=23)):
        assert open_invitation(invited.token) == invited.invitation
    with fixed_at(now() + timedelta(days=7, seconds=1)), pytest.raises(InvitationExpired):
        actions.accept_invitation(VISITOR, invited.token, acceptance())


def test_a_withdrawn_link_opens_nothing(manager, invited):
    actions.withdraw_invitation(manager, invited.invitation)
    with pytest.raises(InvitationWithdrawn):
        actions.accept_invitation(VISITOR, invited.token, acceptance())
    with pytest.raises(InvitationWithdrawn):
        actions.renew_invitation(manager, invited.invitation)


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_an_unknown_link_opens_nothing(invited, token):
    with pytest.raises(InvitationUnknown):
        actions.accept_invitation(VISITOR, token, acceptance())


def test_a_renewed_invitation_has_a_new_link_and_the_old_one_is_unknown(manager, invited):
    with fixed_at(now() + timedelta(days=8)):
        renewed = actions.renew_invitation(manager, invited.invitation)
        with pytest.raises(InvitationUnknown):
            open_invitation(invited.token)
        assert actions.accept_invitation(VISITOR, renewed.token, acceptance())


def test_nothing_is_half_written_when_a_value_is_wrong(invited):
    before = Person.objects.count(), Membership.objects.unrestricted("test").count()
    with pytest.raises(Invalid):
        actions.accept_invitation(VISITOR, invited.token, acceptance(password="12345"))
    assert (Person.objects.count(), Membership.objects.unrestricted("test").count()) == before
    assert open_invitation(invited.token)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "n"),
        ("username", "nong@example.cn"),
        ("username", "with space"),
        ("username", "QI.JIAYOU"),
        ("name", " "),
        ("password", "short"),
        ("password", "123456789012"),
        ("password", "password1234"),
        ("password", "nong.shichang1"),
        ("email", "nowhere"),
        ("language", "fr"),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(invited, field, value):
    with pytest.raises(Invalid) as caught:
        actions.accept_invitation(VISITOR, invited.token, acceptance(**{field: value}))
    assert list(caught.value.fields) == [field]


def test_somebody_elses_address_is_refused(invited):
    actions.register_person(world.SYSTEM, world.PersonDraft(username="other", name="某人", email="Nong@Example.cn"))
    with pytest.raises(Invalid) as caught:
        actions.accept_invitation(VISITOR, invited.token, acceptance(email="nong@example.CN"))
    assert list(caught.value.fields) == ["email"]


def test_a_person_who_is_signed_in_joins_as_themselves(invited, laboratory):
    officer = world.member(laboratory, Role.VERIFICATION_OFFICER)
    membership = actions.accept_invitation(world.acting(officer), invited.token, officer.person)
    assert membership.person == officer.person
    assert Membership.objects.unrestricted("test").current().filter(person=officer.person).count() == 2


def test_nobody_joins_as_somebody_else(invited, laboratory):
    officer, other = world.member(laboratory), world.person()
    for actor in (VISITOR, world.acting(officer)):
        with pytest.raises(Refused):
            actions.accept_invitation(actor, invited.token, other)


def test_a_member_who_accepts_gets_only_the_roles_that_were_missing(laboratory):
    manager = world.acting(world.member(laboratory, Role.LABORATORY_MANAGER))
    officer = world.member(laboratory, Role.CHECKER)
    invited = actions.invite(manager, draft(laboratory, Role.CHECKER, Role.SIGNATORY))
    membership = actions.accept_invitation(world.acting(officer), invited.token, officer.person)
    assert membership == officer
    assert world.acting(officer).roles == {Role.CHECKER, Role.SIGNATORY}


def test_an_invitation_is_worth_what_its_sender_may_do_now(manager, manager_membership, invited, enterprise):
    world.member(enterprise, Role.METROLOGY_MANAGER)
    actions.end_membership(world.SYSTEM, manager_membership)
    with pytest.raises(Conflict, match="七里桥加油站"):
        actions.accept_invitation(VISITOR, invited.token, acceptance())


def test_whoever_renews_an_invitation_answers_for_it(manager, manager_membership, invited, enterprise):
    second = world.acting(world.member(enterprise, Role.METROLOGY_MANAGER))
    renewed = actions.renew_invitation(second, invited.invitation)
    actions.end_membership(world.SYSTEM, manager_membership)
    assert actions.accept_invitation(VISITOR, renewed.token, acceptance())


def test_nobody_invites_into_more_than_they_may_grant(manager, regulator, enterprise, laboratory):
    with pytest.raises(Refused):
        actions.invite(manager, draft(laboratory, Role.CHECKER))
    with pytest.raises(Refused):
        actions.invite(regulator, draft(laboratory, Role.LABORATORY_MANAGER, Role.SIGNATORY))
    assert actions.invite(regulator, draft(laboratory, Role.LABORATORY_MANAGER))


def test_a_security_administrator_invites_a_regulator_for_a_division(security, bureau):
    lixia = Division.objects.get(code=world.LIXIA)
    invited = actions.invite(security, draft(bureau, Role.REGULATOR, division=lixia))
    membership = actions.accept_invitation(VISITOR, invited.token, acceptance())
    assert world.acting(membership).division_ids == {lixia.pk}


@pytest.mark.parametrize(
    ("roles", "values", "field"),
    [
        ((), {}, "roles"),
        ((Role.CHECKER,), {}, "role"),
        ((Role.REGULATOR,), {}, "division"),
        ((Role.AUDITOR, Role.SECURITY_ADMINISTRATOR), {}, "roles"),
        ((Role.AUDITOR,), {"name": ""}, "name"),
        ((Role.AUDITOR,), {"email": "nowhere"}, "email"),
        ((Role.AUDITOR,), {"title": "长" * 61}, "title"),
    ],
)
def test_an_invitation_that_cannot_be_is_refused_beside_its_field(bureau, roles, values, field):
    with pytest.raises(Invalid) as caught:
        actions.invite(world.SYSTEM, draft(bureau, *roles, **values))
    assert list(caught.value.fields) == [field]


def test_an_administrator_accepts_no_second_role(invited, bureau):
    administrator = world.member(bureau, Role.AUDIT_ADMINISTRATOR)
    with pytest.raises(Conflict):
        actions.accept_invitation(world.acting(administrator), invited.token, administrator.person)
    assert (
        not Membership.objects.unrestricted("test")
        .filter(person=administrator.person, organisation=invited.invitation.organisation)
        .exists()
    )


def test_a_program_accepts_no_invitation(invited, manager):
    program = manager.limited_to({"accounts:write"})
    with pytest.raises(Refused):
        actions.accept_invitation(program, invited.token, acceptance())
