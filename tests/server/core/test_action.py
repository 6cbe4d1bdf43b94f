"""`@action`: permission, one transaction, one event, or nothing at all."""

import json
from typing import Any

import pytest
from django.db import connection, transaction

from quanheng.server.core import events
from quanheng.server.core.action import action, recorded_as
from quanheng.server.core.actors import Actor, Channel, Grant
from quanheng.server.core.clock import now
from quanheng.server.core.errors import Refused
from quanheng.server.core.ids import uuid7
from quanheng.server.core.models import Event, KeptAnswer
from quanheng.server.core.policy import ALLOWED, Verdict, denied, nobody
from quanheng.server.core.tenancy import ActorMissing

for verb in ("beat", "failed", "refused", "reserved", "nested", "asked", "carried"):
    events.declare(f"tests_action.{verb}", verb)

PERSON = Actor(
    person_id=uuid7(),
    membership_id=uuid7(),
    organisation_id=uuid7(),
    grants=(Grant("clerk"),),
    channel=Channel.API,
    request_id="request-1",
)


def write(name: str) -> KeptAnswer:
    return KeptAnswer.objects.create(owner_id=uuid7(), key=name, expires_at=now())


def clerks(actor: Actor, subject: Any = None) -> Verdict:
    return ALLOWED if actor.has("clerk") else denied("Only clerks do this.")


@action(
    "tests_action.beat", allow=clerks, subject=lambda _result: None, body=lambda row: {"name": row.key, "pulse": 60}
)
def beat(actor: Actor, name: str) -> KeptAnswer:
    """Write some row."""
    return write(name)


@action("tests_action.failed", allow=clerks, subject=lambda _result: None)
def fail(actor: Actor, name: str) -> None:
    """Write, and then fail."""
    beat(actor, name)
    raise RuntimeError("the disk is full")


@action("tests_action.reserved", allow=nobody, subject=lambda _result: None)
def reserved(actor: Actor) -> None:
    """What only the platform does."""


@pytest.mark.django_db
def test_an_act_writes_its_rows_and_its_event_together():
    beat(PERSON, "pump")
    event = Event.objects_unscoped.get()
    assert KeptAnswer.objects.filter(key="pump").exists()
    assert (event.kind, event.body) == ("tests_action.beat", {"name": "pump", "pulse": 60})
    assert (event.actor_id, event.membership_id, event.organisation_id) == (
        PERSON.person_id,
        PERSON.membership_id,
        PERSON.organisation_id,
    )
    assert (event.channel, event.request_id, event.is_logged) == ("api", "request-1", False)


@pytest.mark.django_db
def test_an_act_that_fails_leaves_neither_rows_nor_events():
    with pytest.raises(RuntimeError, match="disk"):
        fail(PERSON, "pump")
    assert not KeptAnswer.objects.filter(key="pump").exists()
    assert not Event.objects_unscoped.exists()


@pytest.mark.django_db
def test_a_refusal_says_why_and_writes_nothing():
    with pytest.raises(Refused, match="Only clerks"):
        beat(Actor(person_id=uuid7()), "pump")
    assert not KeptAnswer.objects.exists()
    assert not Event.objects_unscoped.exists()


@pytest.mark.django_db
def test_a_refusal_and_a_deed_are_counted():
    from prometheus_client import REGISTRY

    def count(outcome: str) -> float:
        labels = {"kind": "tests_action.beat", "outcome": outcome}
        return REGISTRY.get_sample_value("quanheng_acts_total", labels) or 0.0

    done, refused = count("done"), count("refused")
    beat(PERSON, "pump")
    with pytest.raises(Refused):
        beat(Actor(person_id=uuid7()), "scale")
    assert (count("done") - done, count("refused") - refused) == (1, 1)


@pytest.mark.django_db
def test_the_platform_itself_needs_no_permission_but_says_its_purpose():
    reserved(Actor.system("nightly check", Channel.JOB))
    event = Event.objects_unscoped.get()
    assert (event.actor_id, event.purpose, event.channel) == (None, "nightly check", "job")
    with pytest.raises(Refused):
        reserved(PERSON)


@pytest.mark.parametrize("nobody_at_all", [None, "system", object()])
def test_an_act_needs_an_actor(nobody_at_all):
    with pytest.raises(ActorMissing):
        beat(nobody_at_all, "pump")


@pytest.mark.django_db
def test_a_token_writes_only_within_its_scopes():
    with pytest.raises(Refused, match="tests_action:write"):
        beat(PERSON.limited_to({"tests_action:read", "accounts:write"}), "pump")
    assert beat(PERSON.limited_to({"tests_action:write"}), "pump")


@pytest.mark.django_db
def test_the_policy_is_asked_with_the_actor_and_what_the_act_is_about():
    asked = []

    def policy(actor: Actor, subject: Any) -> Verdict:
        asked.append((actor, subject, connection.in_atomic_block))
        return ALLOWED

    @action("tests_action.asked", allow=policy, subject=lambda _result: None)
    def act(actor: Actor, thing: str, other: int) -> None:
        """Do nothing."""

    act(PERSON, "a scale", 3)
    assert asked == [(PERSON, "a scale", True)]


def test_two_acts_do_not_announce_the_same_kind():
    with pytest.raises(ValueError, match=r"tests_action\.beat"):

        @action("tests_action.beat", allow=clerks)
        def again(actor: Actor) -> None:
            """The same kind again."""


@pytest.mark.django_db
def test_an_act_of_an_undeclared_kind_is_undone():
    @action("tests_action.never_declared", allow=clerks, subject=lambda _result: None)
    def act(actor: Actor) -> None:
        write("pump")

    with pytest.raises(LookupError, match="never_declared"):
        act(PERSON)
    assert not KeptAnswer.objects.exists()


def context_now() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('pghistory.context_metadata', true)")
        return json.loads(cursor.fetchone()[0] or "{}")


@pytest.mark.django_db
def test_an_act_within_an_act_is_recorded_as_itself_and_what_follows_as_the_outer_one():
    seen = []

    @action("tests_action.nested", allow=clerks, subject=lambda _result: None)
    def outer(actor: Actor) -> None:
        seen.append(context_now()["act"])
        beat(actor, "pump")
        seen.append(context_now()["act"])
        with pytest.raises(RuntimeError):
            fail(actor, "scale")
        seen.append(context_now()["act"])

    outer(PERSON)
    assert seen == ["tests_action.nested"] * 3
    kinds = list(Event.objects_unscoped.order_by("sequence").values_list("kind", flat=True))
    assert kinds == ["tests_action.beat", "tests_action.nested"]


@pytest.mark.django_db
def test_the_history_context_says_who_by_what_and_which_way():
    with transaction.atomic(), recorded_as(PERSON, "tests_action.carried"):
        assert context_now() == {
            "act": "tests_action.carried",
            "actor": str(PERSON.person_id),
            "channel": "api",
            "request": "request-1",
        }


@pytest.mark.django_db(transaction=True)
def test_after_the_act_nothing_is_recorded_in_its_name():
    beat(PERSON, "pump")
    assert context_now() == {}


@pytest.mark.django_db
def test_events_are_ordered_by_their_writing():
    for name in ("one", "two", "three"):
        beat(PERSON, name)
    bodies = Event.objects_unscoped.order_by("sequence").values_list("body__name", flat=True)
    assert list(bodies) == ["one", "two", "three"]
