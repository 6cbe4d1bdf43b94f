"""What a policy answers, and who an actor is."""

import pytest

from quanheng.server.core.actors import Actor, Channel, Grant
from quanheng.server.core.ids import uuid7
from quanheng.server.core.policy import ALLOWED, denied, nobody


def test_a_verdict_counts_as_what_it_says():
    assert ALLOWED
    assert not denied("because")
    assert denied("because").reason == "because"


def test_a_verdict_cannot_be_changed_afterwards():
    with pytest.raises(AttributeError):
        ALLOWED.is_allowed = False


def test_nobody_is_nobody():
    assert not nobody(Actor(person_id=uuid7(), grants=(Grant("king"),)))


def test_an_actor_has_the_roles_of_their_grants():
    actor = Actor(person_id=uuid7(), grants=(Grant("officer"), Grant("checker", delegated_by=uuid7())))
    assert actor.roles == {"officer", "checker"}
    assert actor.has("checker", "signatory")
    assert not actor.has("signatory")
    assert not actor.has()


def test_an_actor_works_in_the_divisions_of_the_role_that_is_asked_for():
    a, b, c = uuid7(), uuid7(), uuid7()
    grants = (Grant("regulator", frozenset({a, b})), Grant("security", frozenset({c})), Grant("auditor"))
    actor = Actor(person_id=uuid7(), grants=grants)
    assert actor.division_ids == {a, b, c}
    assert actor.divisions_as("regulator") == {a, b}
    assert actor.divisions_as("regulator", "security") == {a, b, c}
    assert actor.divisions_as("auditor") == frozenset()
    assert actor.divisions_as() == frozenset()


def test_a_visitor_is_neither_a_person_nor_the_platform():
    visitor = Actor.visitor("request-1")
    assert visitor.is_visitor
    assert not visitor.is_system
    assert visitor.roles == frozenset()
    assert not Actor.system("tests").is_visitor
    assert not Actor(person_id=uuid7()).is_visitor


def test_a_token_limits_an_actor_and_comes_by_the_api():
    actor = Actor(person_id=uuid7()).limited_to(["accounts:read"])
    assert (actor.scopes, actor.channel) == ({"accounts:read"}, Channel.API)
