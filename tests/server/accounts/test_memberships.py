"""Belonging to an organisation."""

from datetime import timedelta

import pytest
from tests.server.accounts import world

from quanheng.server.accounts import actions, queries
from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.drafts import MembershipDraft, TokenDraft
from quanheng.server.accounts.models import RoleGrant
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Refused
from quanheng.server.core.models import Event


def test_nobody_is_put_into_an_organisation_without_an_invitation(security, regulator, manager, enterprise):
    for actor in (security, regulator, manager):
        with pytest.raises(Refused):
            actions.add_membership(actor, MembershipDraft(person=world.person(), organisation=enterprise))


def test_a_person_belongs_to_an_organisation_once(enterprise):
    membership = world.member(enterprise)
    with pytest.raises(Conflict):
        actions.add_membership(world.SYSTEM, MembershipDraft(person=membership.person, organisation=enterprise))


def test_whoever_left_can_come_back(enterprise):
    membership = world.member(enterprise)
    actions.end_membership(world.SYSTEM, membership)
    again = world.member(enterprise, who=membership.person)
    assert again.pk != membership.pk


def test_leaving_ends_roles_and_tokens_each_with_its_event(manager, enterprise):
    leaving = world.member(enterprise, Role.METROLOGY_MANAGER)
    token = actions.issue_api_token(
        world.acting(leaving), TokenDraft(name="脚本", scopes=("accounts:read",), expires_at=now() + timedelta(days=9))
    )
    ended = actions.end_membership(manager, leaving)
    assert ended.ended_at <= now()
    assert not RoleGrant.objects.unrestricted("test").in_force().filter(membership=leaving).exists()
    assert queries.token_actor(token.secret) is None
    kinds = (
        Event.objects_unscoped.filter(actor_id=manager.person_id).order_by("sequence").values_list("kind", flat=True)
    )
    assert list(kinds) == ["accounts.role_ended", "accounts.token_revoked", "accounts.membership_ended"]


def test_the_last_manager_does_not_leave(manager, manager_membership, regulator):
    for actor in (manager, regulator, world.SYSTEM):
        with pytest.raises(Conflict, match="戚加友"):
            actions.end_membership(actor, manager_membership)


def test_the_last_security_administrator_of_an_authority_does_not_leave(bureau):
    only = world.member(bureau, Role.SECURITY_ADMINISTRATOR)
    with pytest.raises(Conflict):
        actions.end_membership(world.acting(only), only)
    world.member(bureau, Role.SECURITY_ADMINISTRATOR)
    assert actions.end_membership(world.acting(only), only)


def test_an_authority_without_a_security_administrator_lets_people_go(security):
    district = world.organisation(OrganisationKind.REGULATOR, world.LIXIA)
    regulator = world.member(district, Role.REGULATOR)
    assert actions.end_membership(security, regulator)


def test_everybody_may_leave(laboratory):
    officer = world.member(laboratory, Role.VERIFICATION_OFFICER)
    assert actions.end_membership(world.acting(officer), officer)


def test_a_colleague_without_the_right_ends_nobodys_membership(laboratory):
    officer = world.acting(world.member(laboratory, Role.VERIFICATION_OFFICER))
    with pytest.raises(Refused):
        actions.end_membership(officer, world.member(laboratory, Role.CHECKER))


def test_a_membership_ends_once(enterprise):
    membership = world.member(enterprise)
    actions.end_membership(world.SYSTEM, membership)
    with pytest.raises(Conflict):
        actions.end_membership(world.SYSTEM, membership)


def test_the_list_of_members_takes_two_queries_whatever_their_number(manager, enterprise, django_assert_num_queries):
    for _each in range(5):
        world.member(enterprise, Role.METROLOGY_MANAGER)
    with django_assert_num_queries(2):
        members = list(queries.members_of(manager, enterprise))
        shown = [(each.person.name, [grant.role for grant in each.roles_in_force]) for each in members]
    assert len(shown) == 6
    assert shown[0] == ("戚加友", ["metrology_manager"])
