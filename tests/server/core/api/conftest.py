"""The sample app behind the platform's own middleware, and people with tokens for it."""

from uuid import UUID

import pytest
from django.test import Client

from quanheng.server.core.actors import Actor, Channel, Grant
from quanheng.server.core.api import authentication
from quanheng.server.core.api.assembly import assembled

assembled()  # the apps have said who reads tokens, before a test says otherwise for itself

MEMBERSHIP = UUID(int=7)


def actor(role: str, *scopes: str) -> Actor:
    return Actor(
        person_id=UUID(int=1),
        membership_id=MEMBERSHIP,
        organisation_id=UUID(int=2),
        grants=(Grant(role),),
        channel=Channel.API,
        scopes=frozenset(scopes),
    )


TOKENS = {
    "qh_writer": actor("writer", "sample:read", "sample:write"),
    "qh_reader": actor("reader", "sample:read", "sample:write"),
    "qh_only_reading": actor("writer", "sample:read"),
    "qh_without": actor("writer"),
}


@pytest.fixture(autouse=True)
def sample(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = "tests.server.core.api.urls"
    monkeypatch.setattr(authentication, "_readers", [TOKENS.get])
    return


@pytest.fixture
def program() -> Client:
    """A program with a good token, which understands English."""
    return Client(headers={"Authorization": "Bearer qh_writer", "Accept-Language": "en"})
