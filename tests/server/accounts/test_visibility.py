"""Who knows of what: organisations, people, roles, invitations, tokens and events."""

from datetime import timedelta

import pytest
from tests.server.accounts import world

from quanheng.server.accounts import actions, queries
from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.drafts import InvitationDraft, TokenDraft
from quanheng.server.accounts.models import ApiToken, Invitation, Membership, Organisation, Person, RoleGrant
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.tenancy import ActorMissing

TENANT_MODELS = [Organisation, Membership, RoleGrant, Invitation, ApiToken]


class Town:
    """Two districts, each with an enterprise whose manager holds a token and has invited somebody."""

    def __init__(self):
        self.bureau = world.organisation(OrganisationKind.REGULATOR, world.CITY)
        self.near = world.organisation(division_code=world.LIXIA)
        self.far = world.organisation(division_code=world.SHIZHONG)
        self.near_manager, self.far_manager = (world.member(each, Role.METROLOGY_MANAGER) for each in self.places)
        for membership in (self.near_manager, self.far_manager):
            actor = world.acting(membership)
            end = now() + timedelta(days=1)
            actions.issue_api_token(actor, TokenDraft(name="秤", scopes=("accounts:read",), expires_at=end))
            offer = InvitationDraft(organisation=membership.organisation, name="某人", roles=(Role.METROLOGY_MANAGER,))
            actions.invite(actor, offer)

    @property
    def places(self):
        return self.near, self.far

    def member(self, role, division=""):
        return world.acting(world.member(self.bureau, role, division=division))


@pytest.fixture
def town(city):
    """Two districts with an enterprise each."""
    return Town()


def known(actor, model):
    """The organisations whose rows of `model` the actor knows of."""
    path = {
        Organisation: "pk",
        Membership: "organisation",
        RoleGrant: "membership__organisation",
        Invitation: "organisation",
        ApiToken: "membership__organisation",
    }[model]
    return set(model.objects.visible_to(actor).values_list(path, flat=True))


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_a_member_knows_of_their_own_organisation_only(town, model):
    assert known(world.acting(town.near_manager), model) == {town.near.pk}


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_auditor_and_audit_administrator_know_of_everything(town, model):
    for role in (Role.AUDITOR, Role.AUDIT_ADMINISTRATOR):
        assert known(town.member(role), model) >= {town.near.pk, town.far.pk}


@pytest.mark.parametrize("model", [Organisation, Membership, RoleGrant, Invitation])
def test_a_regulator_knows_of_the_organisations_of_the_division_and_who_answers_for_them(town, model):
    regulator = town.member(Role.REGULATOR, division=world.LIXIA)
    assert known(regulator, model) & {town.near.pk, town.far.pk} == {town.near.pk}


def test_a_regulator_knows_of_nobodys_tokens(town):
    assert known(town.member(Role.REGULATOR), ApiToken) == set()


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_a_system_administrator_knows_of_the_own_authority_only(town, model):
    assert known(town.member(Role.SYSTEM_ADMINISTRATOR), model) <= {town.bureau.pk}


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_a_security_administrator_knows_of_access_in_the_divisions(town, model):
    assert known(town.member(Role.SECURITY_ADMINISTRATOR), model) >= {town.near.pk, town.far.pk}
    district = world.organisation(OrganisationKind.REGULATOR, world.LIXIA)
    of_district = world.acting(world.member(district, Role.SECURITY_ADMINISTRATOR))
    assert town.far.pk not in known(of_district, model)


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_a_visitor_and_a_person_without_membership_know_of_nothing(town, model):
    assert known(Actor.visitor(), model) == set()
    assert known(Actor(person_id=world.person().pk), model) == set()


@pytest.mark.parametrize("model", TENANT_MODELS)
def test_nothing_is_read_without_an_actor(town, model):
    for read in (
        list,
        lambda rows: rows.count(),
        lambda rows: rows.exists(),
        lambda rows: rows.first(),
        lambda rows: rows.filter(pk__isnull=False).values_list("pk")[:1].get(),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(ActorMissing):
            read(model.objects.all())


def test_people_are_known_by_their_memberships(town):
    manager = world.acting(town.near_manager)
    assert set(queries.people_visible_to(manager)) == {town.near_manager.person}
    regulator = town.member(Role.REGULATOR, division=world.LIXIA)
    seen = set(queries.people_visible_to(regulator))
    assert town.near_manager.person in seen
    assert town.far_manager.person not in seen
    assert Person.objects.visible_to(world.SYSTEM).count() == Person.objects.count()


def test_somebody_without_a_membership_knows_of_themselves(db):
    person = world.person()
    assert list(queries.people_visible_to(Actor(person_id=person.pk))) == [person]


def test_a_member_sees_the_events_of_the_own_organisation_whoever_caused_them(town):
    manager = world.acting(town.near_manager)
    regulator = town.member(Role.REGULATOR)
    actions.suspend_organisation(regulator, town.near)
    actions.suspend_organisation(regulator, town.far)
    seen = queries.events_visible_to(manager)
    assert {event.body["organisation"] for event in seen if "organisation" in event.body} == {str(town.near.pk)}
    assert seen[0].kind == "accounts.organisation_suspended"
    assert {"accounts.organisation_registered", "accounts.membership_started", "accounts.role_granted"} <= {
        event.kind for event in seen
    }


def test_those_who_audit_see_every_event_and_the_security_administrator_what_concerns_access(town):
    from quanheng.server.accounts.events import ACCESS_KINDS
    from quanheng.server.core.models import Event

    auditor, security = town.member(Role.AUDITOR), town.member(Role.SECURITY_ADMINISTRATOR)
    assert queries.events_visible_to(auditor).count() == Event.objects_unscoped.count()
    elsewhere = queries.events_visible_to(security).exclude(organisation_id=security.organisation_id)
    kinds = set(elsewhere.values_list("kind", flat=True))
    assert "accounts.token_issued" in kinds
    own = {"accounts.organisation_registered"}  # of the own authority
    assert kinds <= {*ACCESS_KINDS, *own}


def test_a_visitor_sees_no_events(town):
    assert not queries.events_visible_to(Actor.visitor()).exists()


def test_what_happened_to_an_organisation_includes_its_people(town):
    kinds = set(queries.events_about(world.SYSTEM, town.near).values_list("kind", flat=True))
    assert kinds == {
        "accounts.organisation_registered",
        "accounts.membership_started",
        "accounts.role_granted",
        "accounts.token_issued",
        "accounts.person_invited",
    }
