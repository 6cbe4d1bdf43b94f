"""The demonstration city: invented, marked, complete, and loaded as often as one likes."""

from urllib.parse import urlsplit

import pytest
from django.apps import apps

from quanheng.server.accounts import actions
from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.credit_code import CreditCode
from quanheng.server.accounts.models import Division, Membership, Organisation, Person, RoleGrant
from quanheng.server.accounts.reference import load_divisions
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict
from quanheng.server.core.models import Event
from quanheng.server.demo import city, records
from quanheng.server.demo.links import links

SYSTEM = Actor.system("tests")
WHY = "test"


@pytest.fixture
def loaded(db: None) -> city.CityLoaded:
    """The city, loaded once."""
    load_divisions(SYSTEM)
    return city.load(SYSTEM)


def organisations():
    return Organisation.objects.unrestricted(WHY)


def test_every_organisation_is_marked_as_a_demonstration(loaded):
    assert loaded.organisations == organisations().count() == len(records.organisations())
    assert not organisations().filter(is_demonstration=False).exists()
    assert not organisations().exclude(name__endswith="（演示）").exists()


def test_every_credit_code_is_valid_its_own_and_of_jinan(loaded):
    codes = list(organisations().values_list("credit_code", flat=True))
    assert len(codes) == len(set(codes))
    assert {CreditCode.parse(code).division_code[:4] for code in codes} == {"3701"}


def test_every_district_county_and_zone_has_an_authority_and_users_of_instruments(loaded):
    below_the_city = Division.objects.filter(parent__code="370100")
    assert below_the_city.count() == 16
    for division in below_the_city:
        kinds = set(organisations().filter(division=division).values_list("kind", flat=True))
        assert OrganisationKind.REGULATOR in kinds, division
        assert kinds & {"enterprise", "market", "medical", "public"}, division


def test_there_are_institutions_that_verify_and_one_that_calibrates(loaded):
    kinds = list(organisations().values_list("kind", flat=True))
    assert [kinds.count(kind) for kind in ("statutory", "authorised", "calibration")] == [1, 1, 1]
    assert 55 <= sum(kinds.count(kind) for kind in ("enterprise", "market", "medical", "public")) <= 70


def test_somebody_holds_each_role_and_nobody_has_a_password(loaded):
    held = set(RoleGrant.objects.unrestricted(WHY).in_force().values_list("role", flat=True))
    assert held == set(Role)
    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_loading_again_changes_nothing(loaded):
    tables = [Organisation, Person, Membership, RoleGrant]
    before = [list(model._base_manager.order_by("pk").values()) for model in tables]
    events = Event.objects_unscoped.count()
    assert city.load(SYSTEM) == city.CityLoaded(organisations=0, people=0)
    assert [list(model._base_manager.order_by("pk").values()) for model in tables] == before
    assert Event.objects_unscoped.count() == events


def test_loading_again_takes_a_few_queries(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        city.load(SYSTEM)


def test_what_was_removed_comes_back_and_what_was_changed_stays(loaded):
    organisation = organisations().get(short_name="七里桥加油站")
    organisation.telephone = "0531-82000000"
    organisation.save()
    gone = organisations().get(short_name="温泉花卉")
    gone.delete()
    assert city.load(SYSTEM) == city.CityLoaded(organisations=1, people=0)
    organisation.refresh_from_db()
    assert organisation.telephone == "0531-82000000"


def test_everything_went_through_the_acts(loaded):
    history = apps.get_model("accounts", "OrganisationEvent").objects.all()
    assert {row.pgh_context["act"] for row in history} == {"accounts.organisation_registered"}
    announced = Event.objects_unscoped.filter(kind="accounts.organisation_registered").count()
    assert announced == loaded.organisations


def test_without_divisions_nothing_is_loaded_and_the_remedy_is_named(db):
    with pytest.raises(LookupError, match=r"370102.*reference data"):
        city.load(SYSTEM)
    assert not organisations().exists()


def test_a_fault_half_way_leaves_nothing(db):
    load_divisions(SYSTEM)
    first = records.people()[0].username
    actions.register_person(SYSTEM, actions.people.PersonDraft(username=first, name="另一人"))
    actions.close_account(SYSTEM, Person.objects.get(username=first))
    with pytest.raises(Conflict):
        city.load(SYSTEM)
    assert not organisations().exists()


def test_there_is_a_link_for_each_role_that_signs_its_holder_in_once(loaded):
    made = links()
    assert [link.role for link in made] == list(dict.fromkeys(record.role for record in records.people()))
    assert {link.role for link in made} == set(Role)
    for link in made:
        token = next(part for part in reversed(urlsplit(link.url).path.split("/")) if part)
        assert actions.use_sign_in_link(Actor.visitor(), token) == link.person
        assert link.username == link.person.username
        assert link.role_label
    assert len({link.url for link in made}) == len(made)


def test_no_link_is_made_for_somebody_whose_account_is_closed(loaded):
    person = Person.objects.get(username="luo.pansheng")
    actions.close_account(SYSTEM, person)
    assert {link.person.username for link in links()} & {"luo.pansheng"} == set()
    assert Role.REGULATOR in {link.role for link in links()}, "another regulator takes the place"
