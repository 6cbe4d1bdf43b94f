"""Each list asks the database as often for fifty rows as for one."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.server.accounts import world
from tests.server.accounts.api.conftest import secret_of

from quanheng.server.accounts.actions import delegate_role, invite
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import DelegationDraft, InvitationDraft
from quanheng.server.accounts.models import ApiToken, Membership, Organisation
from quanheng.server.core.clock import now

MANAGER = Role.METROLOGY_MANAGER


def queries(program: Client, address: str) -> tuple[int, int]:
    """How many queries a list takes, and how many rows it gives."""
    with CaptureQueriesContext(connection) as asked:
        response = program.get(address)
    assert response.status_code == 200, response.content
    return len(asked), len(response.json()["items"])


def assert_constant(program: Client, address: str, more: Callable[[], object], least: int = 50) -> int:
    few, _rows = queries(program, f"{address}?limit=1")
    more()
    many, rows = queries(program, f"{address}?limit=200")
    assert rows >= least
    assert many == few
    return many


def test_organisations(regulators: Client) -> None:
    world.organisation()
    assert_constant(regulators, "/api/v1/organisations", lambda: [world.organisation() for _fifty in range(50)])


def test_members(managers: Client, enterprise: Organisation) -> None:
    address = f"/api/v1/organisations/{enterprise.pk}/memberships"
    assert_constant(managers, address, lambda: [world.member(enterprise, MANAGER) for _fifty in range(50)])


def test_invitations(managers: Client, manager_membership: Membership) -> None:
    manager, place = world.acting(manager_membership), manager_membership.organisation
    draft = InvitationDraft(organisation=place, name="李明", roles=(MANAGER,))
    invite(manager, draft)
    address = f"/api/v1/organisations/{place.pk}/invitations"
    assert_constant(managers, address, lambda: [invite(manager, draft) for _fifty in range(50)])


def test_delegations(managers: Client, manager_membership: Membership) -> None:
    manager, place = world.acting(manager_membership), manager_membership.organisation

    def lend() -> None:
        until = now() + timedelta(days=9)
        delegate_role(manager, DelegationDraft(role=MANAGER, to=world.member(place), ends_at=until, reason="年假"))

    lend()
    assert_constant(managers, "/api/v1/delegations", lambda: [lend() for _fifty in range(50)])


def test_tokens(managers: Client, manager_membership: Membership) -> None:
    def issue_and_revoke() -> None:
        secret_of(manager_membership, "accounts:read")
        ApiToken.objects_unscoped.filter(scopes=["accounts:read"]).update(revoked_at=now())

    assert_constant(managers, "/api/v1/tokens", lambda: [issue_and_revoke() for _fifty in range(50)])


def test_events(bureau: Organisation, program: Callable[..., Client]) -> None:
    auditors = program(world.member(bureau, Role.AUDIT_ADMINISTRATOR), "audit:read")
    assert_constant(auditors, "/api/v1/events", lambda: [world.organisation() for _fifty in range(50)])


def test_divisions(managers: Client) -> None:
    assert_constant(managers, "/api/v1/divisions", lambda: None, least=10)


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/divisions/370102"])
def test_a_token_costs_three_queries_and_a_reading_few(managers: Client, path: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert managers.get(path).status_code == 200
    assert len(asked) <= 3 + 5 + 4  # the token and its roles; the fence around the reading; the reading itself
