"""Lending a role, for a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.server.accounts import world

from quanheng.server.accounts import actions, policies, queries
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import DelegationDraft, InvitationDraft, RoleDraft
from quanheng.server.accounts.models import RoleGrant
from quanheng.server.core.clock import fixed_at, now
from quanheng.server.core.errors import Conflict, Invalid, Refused
from quanheng.server.core.models import Event


def loan(to, role=Role.REGULATOR, days=30, reason="出差"):
    return DelegationDraft(role=role, to=to, ends_at=now() + timedelta(days=days), reason=reason)


def test_a_borrowed_role_works_where_the_lender_works_until_its_end(bureau):
    lender = world.acting(world.member(bureau, Role.REGULATOR, division=world.LIXIA))
    colleague = world.member(bureau)
    lent = actions.delegate_role(lender, loan(colleague))
    borrower = world.acting(colleague)
    assert borrower.has(Role.REGULATOR)
    assert borrower.division_ids == lender.division_ids
    assert lent.delegated_by_id == lender.membership_id
    assert actions.register_organisation(borrower, world.draft())
    with fixed_at(now() + timedelta(days=31)):
        assert world.acting(colleague).roles == frozenset()
    event = Event.objects_unscoped.get(kind="accounts.role_delegated")
    assert event.is_logged
    assert event.body["role"] == "regulator"


@pytest.mark.parametrize("role", [Role.VERIFICATION_OFFICER, Role.CHECKER, Role.SIGNATORY])
def test_a_role_that_rests_on_a_qualification_is_not_lent(laboratory, role):
    lender = world.acting(world.member(laboratory, role))
    with pytest.raises(Refused):
        actions.delegate_role(lender, loan(world.member(laboratory), role))


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR])
def test_an_administrators_role_is_not_lent(bureau, role):
    lender = world.acting(world.member(bureau, role))
    with pytest.raises(Refused):
        actions.delegate_role(lender, loan(world.member(bureau), role))


def test_a_borrowed_role_is_not_lent_further(bureau):
    lender = world.acting(world.member(bureau, Role.REGULATOR))
    colleague, third = world.member(bureau), world.member(bureau)
    actions.delegate_role(lender, loan(colleague))
    with pytest.raises(Refused):
        actions.delegate_role(world.acting(colleague), loan(third))


def test_a_borrowed_role_does_its_work_but_makes_no_roles(laboratory):
    lender = world.acting(world.member(laboratory, Role.LABORATORY_MANAGER))
    colleague = world.member(laboratory)
    actions.delegate_role(lender, loan(colleague, Role.LABORATORY_MANAGER))
    borrower = world.acting(colleague)
    assert policies.may_change_organisation(borrower, laboratory)
    with pytest.raises(Refused):
        actions.grant_role(borrower, RoleDraft(membership=colleague, role=Role.SIGNATORY))
    with pytest.raises(Refused):
        actions.invite(borrower, InvitationDraft(organisation=laboratory, name="某人", roles=(Role.CHECKER,)))


def test_only_a_role_of_ones_own_is_lent(laboratory):
    officer = world.acting(world.member(laboratory, Role.VERIFICATION_OFFICER))
    with pytest.raises(Refused):
        actions.delegate_role(officer, loan(world.member(laboratory), Role.LABORATORY_MANAGER))


def test_a_role_is_lent_within_the_organisation_only(bureau, enterprise):
    lender = world.acting(world.member(bureau, Role.REGULATOR))
    with pytest.raises(Refused):
        actions.delegate_role(lender, loan(world.member(enterprise)))


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_loan_ends_in_the_next_ninety_days(bureau, days):
    lender = world.acting(world.member(bureau, Role.REGULATOR))
    with pytest.raises(Invalid) as caught:
        actions.delegate_role(lender, loan(world.member(bureau), days=days))
    assert set(caught.value.fields) == {"ends_at"}


def test_a_loan_says_why(bureau):
    lender = world.acting(world.member(bureau, Role.REGULATOR))
    with pytest.raises(Invalid) as caught:
        actions.delegate_role(lender, loan(world.member(bureau), reason="  "))
    assert set(caught.value.fields) == {"reason"}


def test_a_loan_does_not_outlast_the_lenders_own_role(laboratory):
    membership = world.member(laboratory)
    end = now() + timedelta(days=10)
    actions.grant_role(world.SYSTEM, RoleDraft(membership=membership, role=Role.LABORATORY_MANAGER, ends_at=end))
    with pytest.raises(Invalid):
        actions.delegate_role(world.acting(membership), loan(world.member(laboratory), Role.LABORATORY_MANAGER))


def test_the_same_role_is_not_lent_twice_nor_to_one_who_holds_it_nor_to_oneself(bureau):
    own = world.member(bureau, Role.REGULATOR)
    lender, colleague = world.acting(own), world.member(bureau)
    actions.delegate_role(lender, loan(colleague))
    for unsuited in (colleague, own, world.member(bureau, Role.REGULATOR)):
        with pytest.raises(Conflict):
            actions.delegate_role(lender, loan(unsuited))


def test_the_database_itself_refuses_the_same_loan_twice_at_a_time(bureau):
    lender, colleague = world.acting(world.member(bureau, Role.REGULATOR)), world.member(bureau)
    lent = actions.delegate_role(lender, loan(colleague))
    with (
        pytest.raises(IntegrityError, match="accounts_grant_lent_once"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO accounts_rolegrant SELECT gen_random_uuid(), role, starts_at, ends_at, reason, delegated_by_id, "
            "division_id, membership_id, person_id FROM accounts_rolegrant WHERE id = %s",
            [lent.pk],
        )


def test_an_administrator_borrows_nothing(bureau):
    lender = world.acting(world.member(bureau, Role.REGULATOR))
    with pytest.raises(Conflict):
        actions.delegate_role(lender, loan(world.member(bureau, Role.AUDIT_ADMINISTRATOR)))


@pytest.mark.parametrize("who", ["lender", "borrower", "security administrator"])
def test_a_loan_is_ended_by_lender_borrower_and_whoever_grants_the_role(bureau, security, who):
    lender, colleague = world.acting(world.member(bureau, Role.REGULATOR)), world.member(bureau)
    lent = actions.delegate_role(lender, loan(colleague))
    ending = {"lender": lender, "borrower": world.acting(colleague), "security administrator": security}[who]
    actions.end_delegation(ending, lent)
    assert world.acting(colleague).roles == frozenset()
    with pytest.raises(Conflict):
        actions.end_delegation(ending, lent)


def test_a_third_person_does_not_end_a_loan(bureau):
    lender, colleague = world.acting(world.member(bureau, Role.REGULATOR)), world.member(bureau)
    lent = actions.delegate_role(lender, loan(colleague))
    with pytest.raises(Refused):
        actions.end_delegation(world.acting(world.member(bureau, Role.REGULATOR)), lent)


def test_a_loan_ends_with_the_lenders_role(bureau):
    own = world.member(bureau, Role.REGULATOR)
    colleague = world.member(bureau)
    lent = actions.delegate_role(world.acting(own), loan(colleague))
    actions.end_role(world.SYSTEM, RoleGrant.objects.unrestricted("test").get(membership=own))
    assert world.acting(colleague).roles == frozenset()
    assert Event.objects_unscoped.filter(kind="accounts.delegation_ended", subject_id=lent.pk).count() == 1


@pytest.mark.parametrize("who_leaves", ["lender", "borrower"])
def test_a_loan_ends_when_lender_or_borrower_leaves(bureau, who_leaves):
    own, colleague = world.member(bureau, Role.REGULATOR), world.member(bureau)
    lent = actions.delegate_role(world.acting(own), loan(colleague))
    actions.end_membership(world.SYSTEM, own if who_leaves == "lender" else colleague)
    lent.refresh_from_db()
    assert lent.ends_at <= now()


def test_a_loan_is_not_ended_as_a_role_nor_a_role_as_a_loan(bureau):
    own, colleague = world.member(bureau, Role.REGULATOR), world.member(bureau)
    lent = actions.delegate_role(world.acting(own), loan(colleague))
    with pytest.raises(Conflict):
        actions.end_role(world.SYSTEM, lent)
    with pytest.raises(Conflict):
        actions.end_delegation(world.SYSTEM, RoleGrant.objects.unrestricted("test").get(membership=own))


def test_both_sides_see_the_loan(bureau):
    own, colleague = world.member(bureau, Role.REGULATOR), world.member(bureau)
    lent = actions.delegate_role(world.acting(own), loan(colleague))
    assert [lent] == list(queries.loans_of(world.acting(own))) == list(queries.loans_of(world.acting(colleague)))
    assert colleague in queries.colleagues_of(world.acting(own))
    assert own not in queries.colleagues_of(world.acting(own))
