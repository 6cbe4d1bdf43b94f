"""A list asks the database as often for many rows as for few."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.fixtures.city import ENTERPRISE, LABORATORY, SYSTEM, TwoDistricts
from tests.server.accounts.pages.conftest import Browser

from quanheng.server.accounts.actions import add_membership, grant_role, invite, register_organisation, register_person
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.credit_code import CreditCode
from quanheng.server.accounts.drafts import InvitationDraft, MembershipDraft, OrganisationDraft, PersonDraft, RoleDraft

MORE = 12


def queries_of(client: Client, path: str) -> int:
    """How many queries the page needs, once the session is warm."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def grow(city: TwoDistricts, first: int) -> None:
    """A dozen more of everything in Lixia, numbered from `first`."""
    laboratory = city.lixia.organisation(LABORATORY)
    for number in range(first, first + MORE):
        register_organisation(
            SYSTEM,
            OrganisationDraft(
                credit_code=str(CreditCode.assemble("91", "370102", f"MAQC{number:04d}")),
                name=f"单位{number}",
                kind=ENTERPRISE,
                division=city.lixia.division,
            ),
        )
        person = register_person(SYSTEM, PersonDraft(username=f"more.{number}", name=f"人员{number}"))
        membership = add_membership(SYSTEM, MembershipDraft(person=person, organisation=laboratory))
        grant_role(SYSTEM, RoleDraft(membership=membership, role=Role.CHECKER))
        invite(SYSTEM, InvitationDraft(organisation=laboratory, name=f"新人{number}", roles=(Role.CHECKER,)))
        browser = Client()
        browser.force_login(person)
        browser.get("/")


#: Pages with rows, and who looks at them.
PAGES: dict[str, tuple[Role, Callable[[TwoDistricts], str]]] = {
    "home of a regulator": (Role.REGULATOR, lambda _city: "/"),
    "home of a security administrator": (Role.SECURITY_ADMINISTRATOR, lambda _city: "/"),
    "organisations": (Role.REGULATOR, lambda _city: "/organisations/"),
    "organisations without a manager": (Role.REGULATOR, lambda _city: "/organisations/without-manager/"),
    "people": (Role.REGULATOR, lambda _city: "/people/?size=50"),
    "people of an organisation": (
        Role.LABORATORY_MANAGER,
        lambda city: f"/organisations/{city.lixia.organisation(LABORATORY).pk}/people/",
    ),
    "invitations of an organisation": (
        Role.LABORATORY_MANAGER,
        lambda city: f"/organisations/{city.lixia.organisation(LABORATORY).pk}/invitations/",
    ),
    "an organisation": (
        Role.LABORATORY_MANAGER,
        lambda city: f"/organisations/{city.lixia.organisation(LABORATORY).pk}/",
    ),
    "accounts": (Role.SECURITY_ADMINISTRATOR, lambda _city: "/accounts/?size=50"),
    "sessions": (Role.SECURITY_ADMINISTRATOR, lambda _city: "/accounts/sessions/?size=50"),
    "events": (Role.AUDITOR, lambda _city: "/events/?kind=accounts.role_granted"),
    "divisions": (Role.REGULATOR, lambda _city: "/divisions/"),
}


@pytest.mark.parametrize("page", PAGES)
def test_more_rows_need_no_more_queries(page: str, as_role: Browser, two_districts: TwoDistricts) -> None:
    role, path_of = PAGES[page]
    client, path = as_role(role), path_of(two_districts)
    grow(two_districts, 0)
    before = queries_of(client, path)
    grow(two_districts, MORE)
    after = queries_of(client, path)
    assert after <= before, f"{path}: {before} queries before, {after} after {MORE} more rows"
    assert after <= 37, f"{path}: {after} queries"
