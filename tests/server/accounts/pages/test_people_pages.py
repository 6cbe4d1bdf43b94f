"""People: roles granted and ended, loans, one's own account, security and audit."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client
from tests.fixtures.city import ENTERPRISE, LABORATORY, TwoDistricts
from tests.server.accounts.pages.conftest import PASSWORD, Browser, browser, text_of, with_password

from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import ApiToken, Membership, Person, RoleGrant
from quanheng.server.core.clock import today


@pytest.fixture
def manager(as_role: Browser) -> Client:
    return as_role(Role.LABORATORY_MANAGER)


def roles_of(person: Person) -> set[str]:
    return set(RoleGrant.objects.unrestricted("test").in_force().filter(person=person).values_list("role", flat=True))


class TestRoles:
    """Granting, ending, leaving."""

    def test_a_role_is_granted_and_ended(self, manager: Client, two_districts: TwoDistricts) -> None:
        checker = two_districts.lixia.members[Role.CHECKER]
        offered = text_of(manager.get(f"/memberships/{checker.pk}/roles/new/"))
        assert 'value="signatory"' in offered
        assert 'value="checker"' not in offered, "a role that is held is not offered"
        done = manager.post(f"/memberships/{checker.pk}/roles/new/", {"role": "signatory"}, follow=True)
        assert "holds the role Authorised signatory now." in text_of(done)
        assert roles_of(checker.person) == {"checker", "signatory"}
        grant = RoleGrant.objects.unrestricted("test").get(person=checker.person, role="signatory")
        assert "and every loan of it" in text_of(manager.get(f"/roles/{grant.pk}/end/"))
        page = text_of(manager.post(f"/roles/{grant.pk}/end/", follow=True))
        assert roles_of(checker.person) == {"checker"}
        assert "Roles of the past" in page

    def test_the_last_manager_cannot_go(self, as_role: Browser, two_districts: TwoDistricts) -> None:
        lixia = two_districts.lixia
        place = lixia.places[ENTERPRISE]
        for other in RoleGrant.objects.unrestricted("test").filter(membership__organisation=place.organisation):
            if other.person_id != lixia.person(Role.METROLOGY_MANAGER).pk and other.delegated_by_id is None:
                RoleGrant.objects_unscoped.filter(pk=other.pk).update(ends_at=other.starts_at)
        own = RoleGrant.objects.unrestricted("test").get(person=lixia.person(Role.METROLOGY_MANAGER))
        refused = as_role(Role.METROLOGY_MANAGER).post(f"/roles/{own.pk}/end/")
        assert refused.status_code == 409
        assert "is the last in the role" in text_of(refused)

    def test_leaving_an_organisation(self, as_role: Browser, two_districts: TwoDistricts) -> None:
        own = two_districts.lixia.members[Role.CHECKER]
        client = as_role(Role.CHECKER)
        assert "leaves" in text_of(client.get(f"/memberships/{own.pk}/end/"))
        home = client.post(f"/memberships/{own.pk}/end/", follow=True)
        assert "Member of no organisation" in text_of(home)
        assert client.get("/organisations/").context["listing"].page.count == 0


class TestSwitching:
    """A person in several organisations."""

    def test_one_acts_in_one_at_a_time(self, two_districts: TwoDistricts) -> None:
        person = two_districts.lixia.person(Role.CHECKER)
        other = two_districts.shizhong.organisation(LABORATORY)
        second = Membership.objects.create(person=person, organisation=other)
        client = browser(person)
        first = client.get("/")
        assert other.label() in text_of(first), "the person's menu offers the other one"
        assert first.wsgi_request.membership.organisation != other
        done = client.post("/account/membership/", {"membership": str(second.pk)}, follow=True)
        assert f"You act for {other.label()} now." in text_of(done)
        assert done.wsgi_request.membership == second
        assert done.wsgi_request.actor.roles == frozenset(), "roles are those held there"

    def test_one_cannot_act_where_one_does_not_belong(self, as_role: Browser, two_districts: TwoDistricts) -> None:
        foreign = two_districts.shizhong.members[Role.REGULATOR]
        response = as_role(Role.CHECKER).post("/account/membership/", {"membership": str(foreign.pk)})
        assert response.status_code == 404


class TestLoans:
    """Lending a role."""

    def test_lending_and_ending(self, manager: Client, two_districts: TwoDistricts) -> None:
        colleague = two_districts.lixia.members[Role.CHECKER]
        loan = {
            "role": "laboratory_manager",
            "to": colleague.pk,
            "ends_at": today() + timedelta(days=10),
            "reason": "出差",
        }
        done = manager.post("/delegations/new/", loan, follow=True)
        assert f"until {today() + timedelta(days=10)}" in text_of(done)
        assert "laboratory_manager" in roles_of(colleague.person)
        borrower = browser(colleague.person)
        assert "Lent to me" in text_of(borrower.get("/delegations/"))
        grant = RoleGrant.objects.unrestricted("test").get(person=colleague.person, role="laboratory_manager")
        borrower.post(f"/delegations/{grant.pk}/end/")
        assert "laboratory_manager" not in roles_of(colleague.person)

    def test_too_long_a_loan_is_explained(self, manager: Client, two_districts: TwoDistricts) -> None:
        loan = {
            "role": "laboratory_manager",
            "to": two_districts.lixia.members[Role.CHECKER].pk,
            "ends_at": today() + timedelta(days=200),
            "reason": "出差",
        }
        assert "at most 90 days ahead" in text_of(manager.post("/delegations/new/", loan))

    def test_colleagues_of_others_are_not_offered(self, manager: Client, two_districts: TwoDistricts) -> None:
        foreign = two_districts.shizhong.members[Role.CHECKER]
        assert str(foreign.pk) not in text_of(manager.get("/delegations/new/"))


class TestOwnAccount:
    """Details, tokens, sessions."""

    def test_details(self, as_role: Browser, two_districts: TwoDistricts) -> None:
        client = as_role(Role.CHECKER)
        given = {"name": "章同律", "email": "zhang@example.com", "language": "zh-hans"}
        done = client.post("/account/details/", given, follow=True)
        assert "个人资料已保存。" in text_of(done), "the page speaks the chosen language at once"
        taken = browser(two_districts.lixia.person(Role.SIGNATORY)).post("/account/details/", given)
        assert "Somebody else uses this address." in text_of(taken)

    def test_a_token_is_shown_once_and_works(self, as_role: Browser) -> None:
        client = as_role(Role.CHECKER)
        asked = {"name": "LIMS", "scopes": ["accounts:read"], "expires_at": today() + timedelta(days=30)}
        issued = client.post("/account/tokens/new/", asked)
        secret = re.search(r'value="(qh_[^"]+)"', text_of(issued))
        assert secret is not None
        assert "no-store" in issued.headers["Cache-Control"]
        headers = {"Authorization": f"Bearer {secret[1]}"}
        assert Client().get("/api/v1/me", headers=headers).status_code == 200
        listed = text_of(client.get("/account/tokens/"))
        assert secret[1] not in listed
        assert "LIMS" in listed
        token = ApiToken.objects.unrestricted("test").get(name="LIMS")
        client.post(f"/account/tokens/{token.pk}/revoke/")
        assert Client().get("/api/v1/me", headers=headers).status_code == 401

    def test_sessions_are_seen_and_ended(self, two_districts: TwoDistricts) -> None:
        person = with_password(two_districts.lixia.person(Role.CHECKER))
        here, there = browser(), browser()
        for client in (here, there):
            client.defaults |= {
                "HTTP_USER_AGENT": "Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36",
                "REMOTE_ADDR": "10.3.7.21",
            }
            client.post("/account/login/", {"login": person.username, "password": PASSWORD})
        page = text_of(here.get("/account/my-sessions/"))
        assert page.count("Chrome · Windows") == 2
        assert "10.3.7.…" in page
        assert "10.3.7.21" not in page
        assert "this browser" in page
        here.post("/account/my-sessions/end-others/")
        assert there.get("/").status_code == 302
        assert here.get("/").status_code == 200
        assert UserSession.objects.filter(user=person).count() == 1

    def test_use_is_noted_at_most_every_five_minutes(
        self, as_role: Browser, django_assert_max_num_queries: Any
    ) -> None:
        client = as_role(Role.CHECKER)
        client.get("/account/tokens/")
        session = UserSession.objects.get(session_key=client.session.session_key)
        client.get("/account/tokens/")
        session.refresh_from_db()
        seen = session.last_seen_at
        client.get("/account/tokens/")
        session.refresh_from_db()
        assert session.last_seen_at == seen


class TestSecurity:
    """Accounts of others."""

    def test_closing_ends_everything_at_once(self, as_role: Browser, two_districts: TwoDistricts) -> None:
        person = two_districts.lixia.person(Role.CHECKER)
        victim = browser(person)
        victim.get("/")
        security = as_role(Role.SECURITY_ADMINISTRATOR)
        done = security.post(f"/accounts/{person.pk}/close/", follow=True)
        assert "is closed." in text_of(done)
        assert victim.get("/").status_code == 302
        assert "Reopen the account" in text_of(done)
        security.post(f"/accounts/{person.pk}/reopen/")
        assert Person.objects.get(pk=person.pk).is_active

    def test_the_list_says_who_has_no_second_factor(self, as_role: Browser) -> None:
        listing = as_role(Role.SECURITY_ADMINISTRATOR).get("/accounts/?factor=no").context["listing"]
        assert listing.page.count == 19
        assert as_role(Role.SECURITY_ADMINISTRATOR).get("/accounts/?factor=yes").context["listing"].page.count == 0

    def test_a_session_of_somebody_is_ended_from_their_page(
        self, as_role: Browser, two_districts: TwoDistricts
    ) -> None:
        person = two_districts.lixia.person(Role.CHECKER)
        victim = browser(person)
        victim.get("/")
        security = as_role(Role.SECURITY_ADMINISTRATOR)
        assert "Signed in on" in text_of(security.get(f"/people/{person.pk}/"))
        session = UserSession.objects.get(user=person)
        security.post(f"/accounts/sessions/{session.pk}/end/")
        assert victim.get("/").status_code == 302


class TestRecord:
    """The record of events."""

    def test_filters(self, as_role: Browser) -> None:
        client = as_role(Role.AUDIT_ADMINISTRATOR)
        invited = client.get("/events/?kind=accounts.person_invited").context["listing"].page
        assert invited.count == 6
        assert {row.event.kind for row in invited.rows} == {"accounts.person_invited"}
        assert client.get("/events/?time_to=2000-01-01").context["listing"].page.count == 0
        logged = client.get("/events/?logged=yes").context["listing"].page
        assert all(row.event.is_logged for row in logged.rows)

    def test_the_file_holds_what_the_list_shows_and_no_formula(
        self, as_role: Browser, two_districts: TwoDistricts
    ) -> None:
        person = two_districts.lixia.person(Role.CHECKER)
        person.name = "=cmd|' /C calc'!A0"
        person.save()
        client = as_role(Role.AUDIT_ADMINISTRATOR)
        response = client.get("/events/export/?kind=accounts.membership_started")
        rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
        assert len(rows) == client.get("/events/?kind=accounts.membership_started").context["listing"].page.count
        assert any(row["about"].startswith("'=cmd") for row in rows)
        assert not any(cell.startswith("=") for row in rows for cell in row.values())

    def test_others_do_not_read_it(self, as_role: Browser) -> None:
        assert as_role(Role.REGULATOR).get("/events/").status_code == 403
