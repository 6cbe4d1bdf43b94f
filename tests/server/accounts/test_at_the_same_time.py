"""Two people at the same moment, on two connections that really commit: one of them wins, and nothing is half done."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from tests.server.accounts import world

from quanheng.server.accounts import actions
from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.drafts import (
    AcceptanceDraft,
    DelegationDraft,
    InvitationDraft,
    OrganisationDraft,
    RoleDraft,
)
from quanheng.server.accounts.models import Membership, Organisation, Person, RoleGrant
from quanheng.server.accounts.reference import load_divisions
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.errors import PlatformError
from quanheng.server.core.models import Event

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(transactional_db: None) -> None:
    """The divisions of Jinan, committed."""
    load_divisions(world.SYSTEM)


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """What each deed gave or raised, when all began at the same moment."""
    start = threading.Barrier(len(deeds))
    outcomes: list[Any] = [None] * len(deeds)

    def carry_out(place: int, deed: Callable[[], Any]) -> None:
        try:
            start.wait()
            outcomes[place] = deed()
        except PlatformError as error:
            outcomes[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=carry_out, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def errors(outcomes: list[Any]) -> list[str]:
    return [type(each).__name__ for each in outcomes if isinstance(each, PlatformError)]


def test_an_invitation_is_accepted_once(city):
    place = world.organisation()
    manager = world.acting(world.member(place, Role.METROLOGY_MANAGER))
    offer = InvitationDraft(organisation=place, name="某人", roles=(Role.METROLOGY_MANAGER,))
    token = actions.invite(manager, offer).token

    def accept(username: str) -> Callable[[], Any]:
        draft = AcceptanceDraft(username=username, name="某人", password=world.PASSWORD)
        return lambda: actions.accept_invitation(Actor.visitor(), token, draft)

    outcomes = together(accept("first.one"), accept("second.one"))
    assert errors(outcomes) == ["InvitationUsed"]
    assert Person.objects.filter(username__endswith=".one").count() == 1
    assert Membership.objects.unrestricted("test").filter(organisation=place).count() == 2


def test_a_link_signs_in_once(city):
    person = world.person()
    token = actions.make_sign_in_link(world.SYSTEM, person)
    outcomes = together(*[lambda: actions.use_sign_in_link(Actor.visitor(), token)] * 4)
    assert errors(outcomes) == ["LinkUsed"] * 3
    assert Event.objects_unscoped.filter(kind="accounts.sign_in_link_used").count() == 1


def test_the_last_two_managers_do_not_leave_together(city):
    place = world.organisation()
    leaving = [world.member(place, Role.METROLOGY_MANAGER) for _each in range(2)]
    outcomes = together(*[lambda each=each: actions.end_membership(world.acting(each), each) for each in leaving])
    assert errors(outcomes) == ["Conflict"]
    assert RoleGrant.objects.unrestricted("test").in_force().filter(membership__organisation=place).count() == 1


def test_of_two_changes_of_the_same_revision_one_is_refused(city):
    place = world.organisation()
    draft = OrganisationDraft.of(place)

    def change(telephone: str) -> Callable[[], Any]:
        return lambda: actions.change_organisation(world.SYSTEM, place, replace(draft, telephone=telephone), 1)

    outcomes = together(change("0531-1"), change("0531-2"))
    assert errors(outcomes) == ["ChangedMeanwhile"]
    assert Organisation.objects.unrestricted("test").get(pk=place.pk).revision == 2


def test_a_credit_code_is_registered_once(city):
    draft = world.draft()
    outcomes = together(*[lambda: actions.register_organisation(world.SYSTEM, draft)] * 3)
    assert errors(outcomes) == ["DuplicateOrganisation"] * 2
    assert Organisation.objects.unrestricted("test").filter(credit_code=draft.credit_code).count() == 1


def test_nobody_becomes_two_administrators_at_once(city):
    bureau = world.organisation(OrganisationKind.REGULATOR, world.CITY)
    membership = world.member(bureau)

    def grant(role: str) -> Callable[[], Any]:
        return lambda: actions.grant_role(world.SYSTEM, RoleDraft(membership=membership, role=role))

    outcomes = together(grant(Role.SYSTEM_ADMINISTRATOR), grant(Role.AUDIT_ADMINISTRATOR), grant(Role.AUDITOR))
    assert errors(outcomes) == ["Conflict"] * 2
    assert RoleGrant.objects.unrestricted("test").in_force().filter(membership=membership).count() == 1


def test_a_user_name_is_taken_once(city):
    place = world.organisation()
    manager = world.acting(world.member(place, Role.METROLOGY_MANAGER))

    def join() -> Callable[[], Any]:
        offer = InvitationDraft(organisation=place, name="某人", roles=(Role.METROLOGY_MANAGER,))
        token = actions.invite(manager, offer).token
        draft = AcceptanceDraft(username="same.name", name="某人", password=world.PASSWORD)
        return lambda: actions.accept_invitation(Actor.visitor(), token, draft)

    outcomes = together(join(), join())
    assert errors(outcomes) == ["Invalid"]
    assert Person.objects.filter(username="same.name").count() == 1


def test_a_loan_does_not_outlive_a_role_that_ends_at_the_same_moment(city):
    bureau = world.organisation(OrganisationKind.REGULATOR, world.CITY)
    own, colleague = world.member(bureau, Role.REGULATOR), world.member(bureau)
    lender = world.acting(own)
    held = RoleGrant.objects.unrestricted("test").get(membership=own)
    loan = DelegationDraft(role=Role.REGULATOR, to=colleague, ends_at=now() + timedelta(days=9), reason="出差")
    together(lambda: actions.delegate_role(lender, loan), lambda: actions.end_role(world.SYSTEM, held))
    assert world.acting(colleague).roles == frozenset()


def test_nobody_joins_an_organisation_that_closes_at_the_same_moment(city):
    place = world.organisation()
    manager = world.acting(world.member(place, Role.METROLOGY_MANAGER))
    offer = InvitationDraft(organisation=place, name="某人", roles=(Role.METROLOGY_MANAGER,))
    token = actions.invite(manager, offer).token
    draft = AcceptanceDraft(username="new.one", name="某人", password=world.PASSWORD)
    together(
        lambda: actions.accept_invitation(Actor.visitor(), token, draft),
        lambda: actions.close_organisation(world.SYSTEM, place),
    )
    assert not Membership.objects.unrestricted("test").current().filter(organisation=place).exists()
    assert not RoleGrant.objects.unrestricted("test").in_force().filter(membership__organisation=place).exists()
