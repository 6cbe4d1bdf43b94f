"""People, invitations, loans of roles and tokens over the API."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.server.accounts import world
from tests.server.accounts.api.conftest import program_with, secret_of
from tests.server.core.api.reading import JSON, problem

from quanheng.server.accounts.actions import end_membership, open_invitation
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import ApiToken, Membership, Organisation
from quanheng.server.core.clock import fixed_at, now
from quanheng.server.core.models import KeptAnswer

V1 = "/api/v1"


def soon(days: int = 3) -> str:
    return (now() + timedelta(days=days)).isoformat()


class TestMyself:
    def test_a_program_learns_as_whom_it_acts(self, managers: Client, manager_membership: Membership) -> None:
        body = managers.get(f"{V1}/me").json()
        assert body["person"]["name"] == "戚加友"
        assert body["membership"]["id"] == str(manager_membership.pk)
        assert [each["role"] for each in body["membership"]["roles"]] == ["metrology_manager"]
        assert body["scopes"] == ["accounts:read", "accounts:write"]

    def test_a_signed_in_person_is_limited_by_roles_alone(self, client: Client, manager_membership: Membership) -> None:
        client.force_login(manager_membership.person)
        body = client.get(f"{V1}/me").json()
        assert (body["username"], body["scopes"]) == ("qi.jiayou", None)

    def test_a_person_of_no_organisation(self, client: Client, city: None) -> None:
        client.force_login(world.person("nobody.yet"))
        assert client.get(f"{V1}/me").json()["membership"] is None


class TestSessions:
    def test_a_session_writes_only_with_the_csrf_token(
        self, enterprise: Organisation, manager_membership: Membership
    ) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(manager_membership.person)
        path = f"{V1}/organisations/{enterprise.pk}/invitations"
        draft = {"name": "李明", "roles": ["metrology_manager"]}
        problem(browser.post(path, draft, JSON), 403, "csrf")
        token = "a" * 32
        browser.cookies["csrftoken"] = token
        assert browser.post(path, draft, JSON, headers={"X-CSRFToken": token}).status_code == 201

    def test_a_bad_token_is_not_rescued_by_a_session(self, client: Client, manager_membership: Membership) -> None:
        client.force_login(manager_membership.person)
        problem(client.get(f"{V1}/me", headers={"Authorization": "Bearer qh_old"}), 401, "unauthenticated")

    def test_the_session_speaks_the_language_of_its_pages(self, client: Client, manager_membership: Membership) -> None:
        client.force_login(manager_membership.person)
        assert client.get(f"{V1}/nothing", headers={"Accept-Language": "en"}).headers["Content-Language"] == "zh-hans"
        client.cookies["quanheng_language"] = "en"
        assert client.get(f"{V1}/nothing").headers["Content-Language"] == "en"


class TestTokens:
    def test_a_token_opens_nothing_after_its_end(self, manager_membership: Membership, managers: Client) -> None:
        with fixed_at(now() + 31 * world.DAY):
            problem(managers.get(f"{V1}/me"), 401, "unauthenticated")

    def test_a_token_opens_nothing_after_its_holder_has_left(
        self, enterprise: Organisation, managers: Client, manager_membership: Membership
    ) -> None:
        world.member(enterprise, Role.METROLOGY_MANAGER)
        end_membership(world.SYSTEM, manager_membership)
        problem(managers.get(f"{V1}/me"), 401, "unauthenticated")

    def test_a_token_opens_nothing_when_the_account_is_closed(
        self, managers: Client, manager_membership: Membership
    ) -> None:
        manager_membership.person.is_active = False
        manager_membership.person.save()
        problem(managers.get(f"{V1}/me"), 401, "unauthenticated")

    def test_a_token_reads_and_writes_only_within_its_scopes(
        self, program: Any, manager_membership: Membership
    ) -> None:
        reader, auditor = program(manager_membership, "accounts:read"), program(manager_membership, "audit:read")
        assert reader.get(f"{V1}/me").status_code == 200
        problem(reader.post(f"{V1}/tokens", {}, JSON), 403, "scope-missing")
        problem(auditor.get(f"{V1}/me"), 403, "scope-missing")

    def test_a_token_issues_no_tokens(self, managers: Client) -> None:
        draft = {"name": "ERP", "scopes": ["accounts:read"], "expires_at": soon()}
        problem(managers.post(f"{V1}/tokens", draft, JSON), 403, "refused")

    def test_a_session_issues_a_token_which_works_and_is_shown_once(
        self, client: Client, manager_membership: Membership
    ) -> None:
        client.force_login(manager_membership.person)
        draft = {"name": "ERP", "scopes": ["accounts:read"], "expires_at": soon()}
        first, again = (
            client.post(f"{V1}/tokens", draft, JSON, headers={"Idempotency-Key": "t"}) for _twice in range(2)
        )
        assert first.status_code == 201, first.content
        assert again.content == first.content
        secret = first.json()["secret"]
        assert program_with(secret).get(f"{V1}/me").status_code == 200
        assert secret.encode() not in bytes(KeptAnswer.objects.get().body)
        (listed,) = client.get(f"{V1}/tokens").json()["items"]
        assert (listed["state"], listed["hint"]) == ("usable", secret[:7])
        assert "secret" not in listed

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ({"scopes": ["everything:write"]}, "#/scopes"),
            ({"scopes": []}, "#/scopes"),
            ({"expires_at": "2020-01-01T00:00:00Z"}, "#/expires_at"),
            ({"expires_at": "2026-11-23"}, "#/expires_at"),
            ({"expires_at": "2026-11-23T10:00:00"}, "#/expires_at"),
            ({"expires_at": 1795400000}, "#/expires_at"),
            ({"name": " "}, "#/name"),
        ],
    )
    def test_a_token_that_cannot_be(
        self, client: Client, manager_membership: Membership, wrong: dict[str, object], pointer: str
    ) -> None:
        client.force_login(manager_membership.person)
        draft = {"name": "ERP", "scopes": ["accounts:read"], "expires_at": soon(), **wrong}
        document = problem(client.post(f"{V1}/tokens", draft, JSON), 422, "invalid")
        assert [each["pointer"] for each in document["errors"]] == [pointer]

    def test_a_token_revokes_itself(self, managers: Client) -> None:
        (own,) = managers.get(f"{V1}/tokens").json()["items"]
        response = managers.post(f"{V1}/tokens/{own['id']}/revoke")
        assert (response.status_code, response.json()["state"]) == (200, "revoked")
        problem(managers.get(f"{V1}/tokens"), 401, "unauthenticated")

    def test_another_s_token_does_not_exist(self, managers: Client, laboratory: Organisation) -> None:
        secret_of(world.member(laboratory, Role.LABORATORY_MANAGER))
        other = ApiToken.objects_unscoped.latest("id")
        problem(managers.post(f"{V1}/tokens/{other.pk}/revoke"), 404, "not-found")


class TestInvitations:
    def test_inviting_renewing_and_withdrawing(self, managers: Client, enterprise: Organisation) -> None:
        response = managers.post(
            f"{V1}/organisations/{enterprise.pk}/invitations",
            {"name": "李明", "roles": ["metrology_manager"], "email": "li@example.com", "title": "计量员"},
            JSON,
        )
        made = response.json()
        assert response.status_code == 201, made
        assert (made["state"], made["invited_by"]["name"]) == ("open", "戚加友")
        assert open_invitation(made["link"].rstrip("/").rpartition("/")[2]).name == "李明"

        one = managers.get(response.headers["Location"]).json()
        assert "link" not in one
        renewed = managers.post(f"{V1}/invitations/{made['id']}/renew").json()
        assert renewed["link"] != made["link"]
        assert managers.post(f"{V1}/invitations/{made['id']}/withdraw").json()["state"] == "withdrawn"
        problem(managers.post(f"{V1}/invitations/{made['id']}/withdraw"), 409, "invitation-withdrawn")
        (listed,) = managers.get(f"{V1}/organisations/{enterprise.pk}/invitations").json()["items"]
        assert (listed["id"], listed["state"]) == (made["id"], "withdrawn")

    @pytest.mark.parametrize(
        ("wrong", "pointer"),
        [
            ({"email": "nobody"}, "#/email"),
            ({"roles": []}, "#/roles"),
            ({"roles": ["king"]}, "#/roles/0"),
            ({"division": "370102"}, "#/division"),
            ({"division": "nowhere"}, "#/division"),
        ],
    )
    def test_an_invitation_that_cannot_be(
        self, managers: Client, enterprise: Organisation, wrong: dict[str, object], pointer: str
    ) -> None:
        draft = {"name": "李明", "roles": ["metrology_manager"], **wrong}
        response = managers.post(f"{V1}/organisations/{enterprise.pk}/invitations", draft, JSON)
        document = response.json()
        assert response.status_code in (403, 422)
        if response.status_code == 422:
            assert [each["pointer"] for each in document["errors"]] == [pointer]

    def test_nobody_invites_elsewhere(self, managers: Client, laboratory: Organisation) -> None:
        path = f"{V1}/organisations/{laboratory.pk}/invitations"
        problem(managers.post(path, {"name": "李明", "roles": ["checker"]}, JSON), 404, "not-found")
        problem(managers.get(path), 404, "not-found")


class TestDelegations:
    def test_lending_and_ending(self, managers: Client, enterprise: Organisation) -> None:
        colleague = world.member(enterprise, who=world.person(name="代班人"))
        draft = {"role": "metrology_manager", "to": str(colleague.pk), "ends_at": soon(), "reason": "年假"}
        made = managers.post(f"{V1}/delegations", draft, JSON)
        assert made.status_code == 201, made.content
        assert (made.json()["lender"]["name"], made.json()["borrower"]["name"]) == ("戚加友", "代班人")
        (listed,) = managers.get(f"{V1}/delegations").json()["items"]
        assert listed == made.json()
        roles = managers.get(f"{V1}/organisations/{enterprise.pk}/memberships").json()["items"][1]["roles"]
        assert [(each["role"], each["lent_by"]["name"]) for each in roles] == [("metrology_manager", "戚加友")]
        assert managers.post(f"{V1}/delegations/{listed['id']}/end").status_code == 200
        problem(managers.post(f"{V1}/delegations/{listed['id']}/end"), 409, "conflict")
        assert managers.get(f"{V1}/delegations").json()["items"] == []

    def test_nobody_lends_to_strangers(self, managers: Client, laboratory: Organisation) -> None:
        stranger = world.member(laboratory)
        draft = {"role": "metrology_manager", "to": str(stranger.pk), "ends_at": soon(), "reason": "年假"}
        document = problem(managers.post(f"{V1}/delegations", draft, JSON), 422, "invalid")
        assert [each["pointer"] for each in document["errors"]] == ["#/to"]


class TestEvents:
    def test_audit_administrators_read_what_happened(self, bureau: Organisation, program: Any) -> None:
        auditors = program(world.member(bureau, Role.AUDIT_ADMINISTRATOR), "audit:read")
        page = auditors.get(f"{V1}/events?kind=accounts.token_issued").json()
        assert [each["kind"] for each in page["items"]] == ["accounts.token_issued"]
        assert page["items"][0]["body"]["scopes"] == ["audit:read"]
        assert auditors.get(f"{V1}/events", {"subject": str(bureau.pk)}).json()["items"]
        assert auditors.get(f"{V1}/events", {"since": soon()}).json()["items"] == []

    def test_an_unknown_kind_is_refused_with_those_known(self, bureau: Organisation, program: Any) -> None:
        auditors = program(world.member(bureau, Role.AUDIT_ADMINISTRATOR), "audit:read")
        (error,) = problem(auditors.get(f"{V1}/events?kind=accounts.cheered"), 422, "invalid")["errors"]
        assert "accounts.role_granted" in error["remedy"]

    def test_others_do_not_read_the_record(self, program: Any, manager_membership: Membership) -> None:
        problem(program(manager_membership, "audit:read").get(f"{V1}/events"), 403, "refused")


class TestDivisions:
    def test_all_divisions_each_above_those_below(self, managers: Client) -> None:
        page = managers.get(f"{V1}/divisions?limit=200").json()
        assert [each["code"] for each in page["items"]][:3] == ["370000", "370100", "370102"]
        assert [each["parent"] for each in page["items"]][:3] == [None, "370000", "370100"]

    def test_one_division(self, managers: Client) -> None:
        response = managers.get(f"{V1}/divisions/370102")
        assert response.json()["name_zh"] == "历下区"
        assert response.headers["ETag"]
        assert "“999999”" in problem(managers.get(f"{V1}/divisions/999999"), 404, "not-found")["detail"]


def test_a_session_without_the_second_factor_that_the_role_needs_is_told_so(
    client: Client, manager_membership: Membership, settings: Any
) -> None:
    settings.SECOND_FACTOR_ROLES = ["metrology_manager"]
    client.force_login(manager_membership.person)
    client.cookies["quanheng_language"] = "en"
    document = problem(client.get(f"{V1}/me"), 403, "refused")
    assert "second factor" in document["detail"]
