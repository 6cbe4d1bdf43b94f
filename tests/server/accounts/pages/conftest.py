"""Browsers of people in two districts, without a real browser."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.fixtures.city import TwoDistricts

from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import Person

PASSWORD = "泉水从石缝里冒出来 7 处"
Browser = Callable[..., Client]


@pytest.fixture
def as_role(two_districts: TwoDistricts) -> Browser:
    """`as_role(Role.REGULATOR)`: the browser of the person who holds that role in Lixia, in English."""

    def open_browser(role: Role, language: str = "en") -> Client:
        return browser(two_districts.lixia.person(role), language)

    return open_browser


def browser(person: Person | None = None, language: str = "en") -> Client:
    """A browser, of a signed-in person or of a visitor."""
    client = Client()
    if person is not None:
        client.force_login(person)
    client.cookies["quanheng_language"] = language
    return client


def with_password(person: Person, email: str = "") -> Person:
    """The person, who can sign in with `PASSWORD`."""
    person.set_password(PASSWORD)
    person.email = email
    person.save()
    return person


def text_of(response: object) -> str:
    """The page as text."""
    return response.content.decode()
