"""The register of organisations."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.server.accounts import world

from quanheng.server.accounts import actions, policies
from quanheng.server.accounts.actions.organisations import ChangedMeanwhile, DuplicateOrganisation
from quanheng.server.accounts.choices import OrganisationKind, OrganisationStatus, Role
from quanheng.server.accounts.drafts import InvitationDraft, OrganisationDraft, TokenDraft
from quanheng.server.accounts.models import Division, Invitation, Membership, Organisation, RoleGrant
from quanheng.server.accounts.queries import token_actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Conflict, Invalid, Refused
from quanheng.server.core.models import Event


def test_a_regulator_registers_an_organisation_of_the_district(bureau):
    regulator = world.acting(world.member(bureau, Role.REGULATOR, division=world.LIXIA))
    made = actions.register_organisation(regulator, world.draft(name="  泺源农贸市场（演示） ", kind="market"))
    assert made.name == "泺源农贸市场（演示）"
    assert made.revision == 1
    event = Event.objects_unscoped.get(subject_id=made.pk)
    assert (event.kind, event.actor_id) == ("accounts.organisation_registered", regulator.person_id)
    assert event.body == {"organisation": str(made.pk), "revision": 1}


def test_a_regulator_registers_nothing_outside_the_divisions_of_the_role(bureau):
    regulator = world.acting(world.member(bureau, Role.REGULATOR, division=world.LIXIA))
    with pytest.raises(Refused, match="市中区"):
        actions.register_organisation(regulator, world.draft(division_code=world.SHIZHONG))
    assert Organisation.objects.unrestricted("test").count() == 1


def test_nobody_but_a_regulator_registers_organisations(manager, security, auditor):
    for actor in (manager, security, auditor):
        with pytest.raises(Refused):
            actions.register_organisation(actor, world.draft())


def test_the_credit_code_is_kept_in_its_normal_form(city):
    code = world.credit_code()
    spaced = f" {code[:8].lower()} {code[8:]}"
    assert actions.register_organisation(world.SYSTEM, world.draft(credit_code=spaced)).credit_code == code


def test_a_second_organisation_with_the_same_credit_code_is_refused_by_name(regulator, enterprise):
    with pytest.raises(DuplicateOrganisation, match="七里桥加油站有限公司") as caught:
        actions.register_organisation(regulator, world.draft(credit_code=enterprise.credit_code))
    assert caught.value.extra["existing"] == str(enterprise.pk)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("credit_code", "91370102MATEST0199"),
        ("name", "   "),
        ("name", "长" * 121),
        ("kind", "bank"),
        ("postcode", "25000"),
        ("industry_code", "U5265"),
        ("website", "not an address"),
        ("longitude", Decimal(117)),
        ("established_on", date(2999, 1, 1)),
        ("employees", -1),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(city, field, value):
    with pytest.raises(Invalid) as caught:
        actions.register_organisation(world.SYSTEM, replace(world.draft(), **{field: value}))
    assert list(caught.value.fields) == [field]
    assert str(caught.value.fields[field])


def test_all_wrong_fields_are_named_at_once(city):
    wrong = replace(world.draft(), credit_code="123", postcode="x", industry_code="?", longitude=Decimal(1))
    with pytest.raises(Invalid) as caught:
        actions.register_organisation(world.SYSTEM, wrong)
    assert set(caught.value.fields) == {"credit_code", "postcode", "industry_code", "longitude"}


def test_a_position_off_the_globe_is_refused(city):
    with pytest.raises(Invalid) as caught:
        actions.register_organisation(
            world.SYSTEM, replace(world.draft(), longitude=Decimal(200), latitude=Decimal(36))
        )
    assert list(caught.value.fields) == ["longitude"]


def test_the_manager_keeps_the_organisations_own_facts_right(manager, enterprise):
    draft = replace(OrganisationDraft.of(enterprise), telephone="0531-82000000", employees=12)
    changed = actions.change_organisation(manager, enterprise, draft, enterprise.revision)
    assert (changed.telephone, changed.employees, changed.revision) == ("0531-82000000", 12, 2)


@pytest.mark.parametrize(("field", "value"), [("kind", "market"), ("name", "别的名称"), ("note", "可改")])
def test_what_identifies_an_organisation_is_for_the_regulator_to_change(manager, regulator, enterprise, field, value):
    draft = replace(OrganisationDraft.of(enterprise), **{field: value})
    if field in policies.changeable_fields(manager, enterprise):
        assert getattr(actions.change_organisation(manager, enterprise, draft, 1), field) == value
    else:
        with pytest.raises(Refused):
            actions.change_organisation(manager, enterprise, draft, 1)
        assert getattr(actions.change_organisation(regulator, enterprise, draft, 1), field) == value


def test_the_fields_that_one_may_change_depend_on_who_one_is(manager, regulator, security, auditor, enterprise):
    assert policies.changeable_fields(regulator, enterprise) == set(OrganisationDraft.__dataclass_fields__)
    assert "telephone" in policies.changeable_fields(manager, enterprise)
    assert "credit_code" not in policies.changeable_fields(manager, enterprise)
    assert policies.changeable_fields(security, enterprise) == frozenset()
    assert policies.changeable_fields(auditor, enterprise) == frozenset()


def test_a_regulator_moves_no_organisation_out_of_reach(bureau, enterprise):
    regulator = world.acting(world.member(bureau, Role.REGULATOR, division=world.LIXIA))
    elsewhere = replace(OrganisationDraft.of(enterprise), division=Division.objects.get(code=world.SHIZHONG))
    with pytest.raises(Refused, match="市中区"):
        actions.change_organisation(regulator, enterprise, elsewhere, 1)


def test_a_change_of_what_somebody_changed_meanwhile_is_refused_and_says_who_what_and_when(
    manager, regulator, enterprise
):
    read = OrganisationDraft.of(enterprise)
    actions.change_organisation(manager, enterprise, replace(read, telephone="0531-1", postcode="250000"), 1)
    with pytest.raises(ChangedMeanwhile, match="戚加友") as caught:
        actions.change_organisation(regulator, enterprise, replace(read, note="来自旧页面"), 1)
    changes = caught.value.extra["changes"]
    assert changes.person.name == "戚加友"
    assert {(c.name, c.before, c.now) for c in changes.fields} == {
        ("telephone", "", "0531-1"),
        ("postcode", "", "250000"),
    }
    assert caught.value.extra["revision"] == 2
    enterprise.refresh_from_db()
    assert (enterprise.telephone, enterprise.note, enterprise.revision) == ("0531-1", "", 2)


def test_saving_what_is_recorded_already_makes_no_new_revision(manager, enterprise):
    same = actions.change_organisation(manager, enterprise, OrganisationDraft.of(enterprise), 1)
    assert same.revision == 1


def test_the_roles_of_a_suspended_organisation_rest_until_it_is_reopened(regulator, manager_membership, enterprise):
    suspended = actions.suspend_organisation(regulator, enterprise)
    assert suspended.status == OrganisationStatus.SUSPENDED
    assert world.acting(manager_membership).roles == frozenset()
    actions.reopen_organisation(regulator, suspended)
    assert world.acting(manager_membership).has(Role.METROLOGY_MANAGER)


def test_a_closed_organisation_keeps_no_members_roles_tokens_or_invitations(regulator, manager, enterprise):
    token = actions.issue_api_token(
        manager, TokenDraft(name="秤", scopes=("accounts:read",), expires_at=now() + timedelta(days=1))
    )
    actions.invite(manager, InvitationDraft(organisation=enterprise, name="农时昌", roles=(Role.METROLOGY_MANAGER,)))
    actions.close_organisation(regulator, enterprise)
    assert not Membership.objects.unrestricted("test").current().filter(organisation=enterprise).exists()
    assert not RoleGrant.objects.unrestricted("test").in_force().filter(membership__organisation=enterprise).exists()
    assert not Invitation.objects.unrestricted("test").open().exists()
    assert token_actor(token.secret) is None
    kinds = set(Event.objects_unscoped.filter(actor_id=regulator.person_id).values_list("kind", flat=True))
    assert kinds == {
        "accounts.organisation_closed",
        "accounts.membership_ended",
        "accounts.role_ended",
        "accounts.token_revoked",
        "accounts.invitation_withdrawn",
    }


def test_an_organisation_is_closed_once(regulator, enterprise):
    actions.close_organisation(regulator, enterprise)
    with pytest.raises(Conflict):
        actions.close_organisation(regulator, enterprise)


def test_nobody_closes_their_own_organisation_or_one_elsewhere(bureau, enterprise):
    regulator = world.acting(world.member(bureau, Role.REGULATOR, division=world.SHIZHONG))
    for place in (bureau, enterprise):
        with pytest.raises(Refused):
            actions.close_organisation(regulator, place)


def test_every_kind_of_organisation_can_be_registered(city):
    for kind in OrganisationKind:
        assert world.organisation(kind).kind == kind
