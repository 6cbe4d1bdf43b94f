"""Programs that call the real API with real tokens."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.server.accounts import world

from quanheng.server.accounts.actions import issue_api_token
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import TokenDraft
from quanheng.server.accounts.models import Membership, Organisation
from quanheng.server.core.clock import now

READ_AND_WRITE = ("accounts:read", "accounts:write")
Program = Callable[..., Client]


def secret_of(membership: Membership, *scopes: str) -> str:
    """The secret of a new token of the membership."""
    draft = TokenDraft(name="ERP", scopes=scopes or READ_AND_WRITE, expires_at=now() + 30 * world.DAY)
    return issue_api_token(world.acting(membership), draft).secret


def program_with(secret: str) -> Client:
    """A program that sends this token and understands English."""
    return Client(headers={"Authorization": f"Bearer {secret}", "Accept-Language": "en"})


@pytest.fixture
def program() -> Program:
    """Makes the program of a membership: `program(membership, "accounts:read")`."""
    return lambda membership, *scopes: program_with(secret_of(membership, *scopes))


@pytest.fixture
def regulators(bureau: Organisation, program: Program) -> Client:
    """The program of somebody who regulates the whole city."""
    return program(world.member(bureau, Role.REGULATOR))


@pytest.fixture
def managers(manager_membership: Membership, program: Program) -> Client:
    """The program of the metrology manager of the enterprise."""
    return program(manager_membership)
