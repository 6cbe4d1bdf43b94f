"""Granting and ending roles; the administrators apart from each other and from all other work."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from tests.server.accounts import world

from quanheng.server.accounts import actions, policies
from quanheng.server.accounts.choices import ADMINISTRATORS, LEADING_ROLE, ROLES_OF_KIND, OrganisationKind, Role
from quanheng.server.accounts.drafts import RoleDraft
from quanheng.server.accounts.models import Division, RoleGrant
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Invalid, Refused
from quanheng.server.core.models import Event


def grant(actor, membership, role, division=None, **more):
    where = Division.objects.get(code=division) if division else None
    return actions.grant_role(actor, RoleDraft(membership=membership, role=role, division=where, **more))


def test_a_manager_grants_the_roles_of_the_laboratory(laboratory):
    manager = world.acting(world.member(laboratory, Role.LABORATORY_MANAGER))
    officer = world.member(laboratory)
    for role in (Role.VERIFICATION_OFFICER, Role.CHECKER, Role.SIGNATORY):
        grant(manager, officer, role)
    assert world.acting(officer).roles == {Role.VERIFICATION_OFFICER, Role.CHECKER, Role.SIGNATORY}


def test_granting_and_ending_are_announced_for_the_log_without_personal_data(laboratory):
    manager = world.acting(world.member(laboratory, Role.LABORATORY_MANAGER))
    membership = world.member(laboratory, who=world.person("dan.liangping", "单量平"))
    given = grant(manager, membership, Role.CHECKER)
    actions.end_role(manager, given)
    events = Event.objects_unscoped.filter(subject_id=given.pk).order_by("sequence")
    assert [(event.kind, event.is_logged) for event in events] == [
        ("accounts.role_granted", True),
        ("accounts.role_ended", True),
    ]
    body = events[0].body
    assert body == {
        "organisation": str(laboratory.pk),
        "membership": str(membership.pk),
        "role": "checker",
        "division": None,
        "until": None,
    }
    assert "单量平" not in str(body)


@pytest.mark.parametrize("kind", list(OrganisationKind))
def test_a_kind_of_organisation_has_its_roles_and_no_others(city, kind):
    place = world.organisation(kind)
    for role in Role:
        draft = RoleDraft(
            membership=world.member(place), role=role, division=place.division if role == Role.REGULATOR else None
        )
        if role in ROLES_OF_KIND[kind]:
            assert actions.grant_role(world.SYSTEM, draft).role == role
        else:
            with pytest.raises(Invalid):
                actions.grant_role(world.SYSTEM, draft)


def test_a_role_is_held_once_at_a_time(laboratory):
    membership = world.member(laboratory, Role.CHECKER)
    with pytest.raises(Conflict):
        grant(world.SYSTEM, membership, Role.CHECKER)


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", [*sorted(ADMINISTRATORS), Role.AUDITOR])
def test_an_administrator_holds_no_second_role_in_an_authority(bureau, first, second):
    membership = world.member(bureau, first)
    with pytest.raises(Conflict):
        grant(world.SYSTEM, membership, second)


def test_an_administrator_holds_no_role_in_another_organisation_either(bureau, enterprise):
    administrator = world.member(bureau, Role.SECURITY_ADMINISTRATOR)
    elsewhere = world.member(enterprise, who=administrator.person)
    with pytest.raises(Conflict):
        grant(world.SYSTEM, elsewhere, Role.METROLOGY_MANAGER)


def test_one_person_works_in_several_organisations(enterprise, laboratory):
    person = world.person()
    world.member(enterprise, Role.METROLOGY_MANAGER, who=person)
    world.member(laboratory, Role.SIGNATORY, who=person)
    assert RoleGrant.objects.unrestricted("test").in_force().filter(person=person).count() == 2


def insert_grant(membership, role: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_rolegrant (id, membership_id, person_id, role, starts_at, reason) "
            "VALUES (gen_random_uuid(), %s, %s, %s, now(), '')",
            [membership.pk, membership.person_id, role],
        )


@pytest.mark.parametrize("second", ["audit_administrator", "auditor"])
def test_the_database_itself_keeps_administrators_apart(bureau, second):
    membership = world.member(bureau, Role.SYSTEM_ADMINISTRATOR)
    with pytest.raises(IntegrityError, match="accounts_grant_administrators_apart"):
        insert_grant(membership, second)


def test_the_database_itself_refuses_a_role_twice_at_a_time(laboratory):
    membership = world.member(laboratory, Role.CHECKER)
    with pytest.raises(IntegrityError, match="accounts_grant_once"):
        insert_grant(membership, "checker")


def test_a_role_that_ended_makes_room_for_another(bureau):
    membership = world.member(bureau, Role.SYSTEM_ADMINISTRATOR)
    held = RoleGrant.objects.unrestricted("test").get(membership=membership)
    actions.end_role(world.SYSTEM, held)
    grant(world.SYSTEM, membership, Role.AUDIT_ADMINISTRATOR)
    assert world.acting(membership).roles == {Role.AUDIT_ADMINISTRATOR}


def test_a_role_with_an_end_is_over_when_the_end_has_come(laboratory):
    from quanheng.server.core.clock import fixed_at

    membership = world.member(laboratory)
    grant(world.SYSTEM, membership, Role.CHECKER, ends_at=now() + world.DAY)
    assert world.acting(membership).has(Role.CHECKER)
    with fixed_at(now() + 2 * world.DAY):
        assert not world.acting(membership).has(Role.CHECKER)


def test_a_role_does_not_end_before_it_begins(laboratory):
    with pytest.raises(Invalid) as caught:
        grant(world.SYSTEM, world.member(laboratory), Role.CHECKER, ends_at=now() - timedelta(seconds=1))
    assert set(caught.value.fields) == {"ends_at"}


@pytest.mark.parametrize(
    ("role", "division", "field"),
    [
        (Role.REGULATOR, None, "division"),
        (Role.AUDITOR, world.LIXIA, "division"),
    ],
)
def test_a_regulator_works_in_a_division_and_nobody_else_does(bureau, role, division, field):
    with pytest.raises(Invalid) as caught:
        grant(world.SYSTEM, world.member(bureau), role, division)
    assert set(caught.value.fields) == {field}


def test_a_regulators_division_lies_within_that_of_the_authority(city):
    district = world.organisation(OrganisationKind.REGULATOR, world.LIXIA)
    with pytest.raises(Invalid, match="济南市"):
        grant(world.SYSTEM, world.member(district), Role.REGULATOR, world.CITY)


def test_a_regulator_works_in_the_division_and_everywhere_below(bureau):
    whole = world.acting(world.member(bureau, Role.REGULATOR))
    part = world.acting(world.member(bureau, Role.REGULATOR, division=world.LIXIA))
    assert len(whole.division_ids) == 17
    assert part.division_ids == {Division.objects.get(code=world.LIXIA).pk}


def test_a_security_administrator_grants_roles_of_authorities_in_reach(security, bureau):
    district = world.organisation(OrganisationKind.REGULATOR, world.LIXIA)
    given = grant(security, world.member(district), Role.REGULATOR, world.LIXIA)
    assert given.division.code == world.LIXIA


def test_a_districts_security_administrator_reaches_no_other_district(city):
    own = world.organisation(OrganisationKind.REGULATOR, world.LIXIA)
    other = world.organisation(OrganisationKind.REGULATOR, world.SHIZHONG)
    security = world.acting(world.member(own, Role.SECURITY_ADMINISTRATOR))
    assert grant(security, world.member(own), Role.REGULATOR, world.LIXIA)
    with pytest.raises(Refused):
        grant(security, world.member(other), Role.REGULATOR, world.SHIZHONG)


def test_nobody_in_an_authority_grants_a_role_to_themselves(bureau):
    own = world.member(bureau, Role.SECURITY_ADMINISTRATOR)
    with pytest.raises(Refused):
        grant(world.acting(own), own, Role.AUDITOR)


def test_a_regulator_appoints_managers_but_no_officers_and_no_regulators(regulator, bureau, laboratory):
    assert grant(regulator, world.member(laboratory), Role.LABORATORY_MANAGER)
    with pytest.raises(Refused):
        grant(regulator, world.member(laboratory), Role.SIGNATORY)
    with pytest.raises(Refused):
        grant(regulator, world.member(bureau), Role.REGULATOR, world.LIXIA)


def test_a_manager_grants_nothing_in_another_organisation(manager, laboratory):
    with pytest.raises(Refused):
        grant(manager, world.member(laboratory), Role.LABORATORY_MANAGER)


def test_a_verification_officer_grants_nothing(laboratory):
    officer = world.acting(world.member(laboratory, Role.VERIFICATION_OFFICER))
    with pytest.raises(Refused):
        grant(officer, world.member(laboratory), Role.CHECKER)


def test_the_grantable_roles_are_those_of_the_table(
    regulator, security, manager, auditor, bureau, enterprise, laboratory
):
    authority = ROLES_OF_KIND[OrganisationKind.REGULATOR]
    assert policies.grantable_roles(security, bureau) == authority
    assert policies.grantable_roles(security, enterprise) == {LEADING_ROLE[OrganisationKind.ENTERPRISE]}
    assert policies.grantable_roles(regulator, bureau) == frozenset()
    assert policies.grantable_roles(regulator, laboratory) == {Role.LABORATORY_MANAGER}
    assert policies.grantable_roles(manager, enterprise) == {Role.METROLOGY_MANAGER}
    assert policies.grantable_roles(manager, laboratory) == frozenset()
    assert policies.grantable_roles(auditor, enterprise) == frozenset()


def test_the_last_manager_of_an_organisation_stays_until_there_is_another(manager, manager_membership, enterprise):
    own = RoleGrant.objects.unrestricted("test").get(membership=manager_membership)
    with pytest.raises(Conflict, match="戚加友"):
        actions.end_role(manager, own)
    world.member(enterprise, Role.METROLOGY_MANAGER)
    assert actions.end_role(manager, own).ends_at is not None


@pytest.mark.parametrize("hindrance", ["closed account", "ends one day", "on loan"])
def test_somebody_who_will_not_stay_does_not_count_as_another_manager(manager_membership, enterprise, hindrance):
    own = RoleGrant.objects.unrestricted("test").get(membership=manager_membership)
    if hindrance == "closed account":
        other = world.member(enterprise, Role.METROLOGY_MANAGER)
        actions.close_account(world.SYSTEM, other.person)
    elif hindrance == "ends one day":
        grant(world.SYSTEM, world.member(enterprise), Role.METROLOGY_MANAGER, ends_at=now() + world.DAY)
    else:
        from quanheng.server.accounts.drafts import DelegationDraft

        borrower = world.member(enterprise)
        loan = DelegationDraft(role=Role.METROLOGY_MANAGER, to=borrower, ends_at=now() + world.DAY, reason="休假")
        actions.delegate_role(world.acting(manager_membership), loan)
    with pytest.raises(Conflict):
        actions.end_role(world.SYSTEM, own)


def test_a_role_ends_once(laboratory):
    membership = world.member(laboratory, Role.CHECKER)
    held = RoleGrant.objects.unrestricted("test").get(membership=membership)
    actions.end_role(world.SYSTEM, held)
    with pytest.raises(Conflict):
        actions.end_role(world.SYSTEM, held)


def test_everybody_may_lay_down_a_role_of_their_own(laboratory):
    membership = world.member(laboratory, Role.CHECKER)
    held = RoleGrant.objects.unrestricted("test").get(membership=membership)
    actions.end_role(world.acting(membership), held)
    assert world.acting(membership).roles == frozenset()


def test_no_role_is_granted_where_nobody_can_use_it(laboratory, regulator):
    gone = world.member(laboratory)
    actions.end_membership(world.SYSTEM, gone)
    with pytest.raises(Conflict):
        grant(world.SYSTEM, gone, Role.CHECKER)
    closed = world.member(laboratory)
    actions.close_account(world.SYSTEM, closed.person)
    with pytest.raises(Conflict):
        grant(world.SYSTEM, closed, Role.CHECKER)
    waiting = world.member(laboratory)
    actions.suspend_organisation(regulator, laboratory)
    with pytest.raises(Conflict):
        grant(world.SYSTEM, waiting, Role.CHECKER)
