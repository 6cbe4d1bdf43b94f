"""The register of organisations over the API."""

from typing import Any

import pytest
from django.test import Client
from tests.server.accounts import world
from tests.server.core.api.reading import JSON, problem

from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.models import Organisation
from quanheng.server.core.models import Event

ORGANISATIONS = "/api/v1/organisations"


def fields_at_fault(response: Any) -> dict[str, str]:
    assert response.status_code == 422, response.content
    return {each["pointer"]: each["detail"] for each in response.json()["errors"]}


def draft(**values: object) -> dict[str, object]:
    return {
        "credit_code": world.credit_code(),
        "name": "泉城示范加油站有限公司",
        "kind": "enterprise",
        "division": world.LIXIA,
        **values,
    }


class TestReading:
    def test_one_organisation_with_its_version(self, managers: Client, enterprise: Organisation) -> None:
        response = managers.get(f"{ORGANISATIONS}/{enterprise.pk}")
        body = response.json()
        assert response.status_code == 200
        assert body["name"] == "七里桥加油站有限公司（演示）"
        assert body["division"] == {"code": "370102", "name_zh": "历下区", "name_en": "Lixia District"}
        assert (body["revision"], response.headers["ETag"]) == (1, '"1"')

    def test_another_s_organisation_does_not_exist(self, managers: Client, laboratory: Organisation) -> None:
        document = problem(managers.get(f"{ORGANISATIONS}/{laboratory.pk}"), 404, "not-found")
        assert str(laboratory.pk) in document["detail"]

    @pytest.mark.parametrize("key", ["7", "none", "0190f2c46d5e7c3a9f102b7d5a6e8c11", "{}", "%00", "９" * 36])
    def test_what_is_no_id_is_said_to_be_none(self, managers: Client, key: str) -> None:
        response = managers.get(f"{ORGANISATIONS}/{key}")
        (error,) = problem(response, 422, "invalid")["errors"]
        assert (error["in"], error["parameter"]) == ("path", "organisation_id")

    def test_ids_are_read_in_capitals_too(self, managers: Client, enterprise: Organisation) -> None:
        assert managers.get(f"{ORGANISATIONS}/{str(enterprise.pk).upper()}").status_code == 200


class TestListing:
    @pytest.fixture
    def register(self, city: None) -> None:
        for number in range(5):
            world.organisation(name=f"泉城示范加油站 {number} 号", division_code=world.SHIZHONG)
        world.organisation(OrganisationKind.MARKET, world.HIGH_TECH, name="高新农贸市场", is_demonstration=True)

    def names(self, program: Client, **query: object) -> list[str]:
        response = program.get(ORGANISATIONS, query)
        assert response.status_code == 200, response.content
        return [each["name"] for each in response.json()["items"]]

    def test_everybody_sees_what_they_may_know_of(
        self, register: None, managers: Client, regulators: Client, enterprise: Organisation
    ) -> None:
        assert self.names(managers) == [enterprise.name]
        assert len(self.names(regulators)) == 8  # six, the enterprise and the bureau

    def test_search_filters_and_order(self, register: None, regulators: Client) -> None:
        assert self.names(regulators, q="农贸") == ["高新农贸市场"]
        assert set(self.names(regulators, kind=["market", "regulator"])) == {"高新农贸市场", "市局（演示）"}
        assert len(self.names(regulators, division=world.SHIZHONG)) == 5
        assert self.names(regulators, is_demonstration="true") == ["高新农贸市场"]
        assert self.names(regulators, registered_from="2099-01-01") == []
        assert len(self.names(regulators, registered_from="0001-01-01", registered_until="9999-12-31")) == 7
        assert self.names(regulators, q="'") == []  # nothing to look for in it
        assert self.names(regulators, q="加油站", order="name")[:2] == ["泉城示范加油站 0 号", "泉城示范加油站 1 号"]

    def test_page_by_page_with_the_count(self, register: None, regulators: Client) -> None:
        seen, address = [], f"{ORGANISATIONS}?q=加油&limit=2&order=name"
        while address:
            response = regulators.get(address)
            body = response.json()
            assert (body["count"], body["count_is_exact"]) == (5, True)
            seen += [each["name"] for each in body["items"]]
            address = body["next"]
        assert seen == [f"泉城示范加油站 {number} 号" for number in range(5)]
        assert response.headers["Link"] == f'<{body["previous"]}>; rel="prev"'

    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ({"division": "999999"}, "division"),
            ({"kind": "king"}, "kind"),
            ({"order": "beauty"}, "order"),
            ({"q": "a\x00"}, "q"),
            ({"registered_from": "yesterday"}, "registered_from"),
            ({"is_demonstration": "yes"}, "is_demonstration"),
            ({"cursor": "eyJhIjoxfQ:abc"}, "cursor"),
            ({"devision": "370102"}, "devision"),
        ],
    )
    def test_a_filter_that_cannot_be_is_refused_rather_than_ignored(
        self, regulators: Client, query: dict[str, str], parameter: str
    ) -> None:
        (error,) = problem(regulators.get(ORGANISATIONS, query), 422, "invalid")["errors"]
        assert (error["in"], error["parameter"]) == ("query", parameter)


class TestRegistering:
    def test_a_regulator_registers_and_finds_it_where_location_says(self, regulators: Client) -> None:
        response = regulators.post(
            ORGANISATIONS,
            draft(longitude=117.0386219, latitude=36.6641, employees=12, established_on="2020-02-29"),
            JSON,
        )
        body = response.json()
        assert response.status_code == 201, body
        assert (body["longitude"], body["latitude"]) == (117.038622, 36.6641)
        assert (body["status"], body["revision"], body["is_demonstration"]) == ("active", 1, False)
        again = regulators.get(response.headers["Location"])
        assert (again.json(), again.headers["ETag"]) == (body, response.headers["ETag"])
        event = Event.objects_unscoped.filter(kind="accounts.organisation_registered").latest("sequence")
        assert (str(event.subject_id), event.channel) == (body["id"], "api")
        assert event.request_id == response.headers["X-Request-ID"]

    def test_a_wrong_credit_code_is_explained_with_what_was_likely_meant(self, regulators: Client) -> None:
        code = world.credit_code()
        response = regulators.post(ORGANISATIONS, draft(credit_code=code[:-2] + code[-1] + code[-2]), JSON)
        assert code in fields_at_fault(response)["#/credit_code"]

    def test_an_unknown_division_is_pointed_at(self, regulators: Client) -> None:
        response = regulators.post(ORGANISATIONS, draft(division="999999"), JSON)
        assert "#/division" in fields_at_fault(response)

    def test_half_a_position_is_pointed_at(self, regulators: Client) -> None:
        assert "#/longitude" in fields_at_fault(regulators.post(ORGANISATIONS, draft(latitude=36.6), JSON))

    def test_a_duplicate_says_which(self, regulators: Client, enterprise: Organisation) -> None:
        response = regulators.post(ORGANISATIONS, draft(credit_code=enterprise.credit_code), JSON)
        document = problem(response, 409, "duplicate-organisation")
        assert enterprise.name in document["detail"]
        assert document["existing"] == str(enterprise.pk)

    def test_a_manager_may_not_and_is_told_who_may(self, managers: Client) -> None:
        document = problem(managers.post(ORGANISATIONS, draft(), JSON), 403, "refused")
        assert "regulator" in document["detail"]

    def test_what_the_api_does_not_set_is_unknown_to_it(self, regulators: Client) -> None:
        response = regulators.post(ORGANISATIONS, draft(is_demonstration=True, revision=7), JSON)
        assert fields_at_fault(response).keys() == {"#/is_demonstration", "#/revision"}

    def test_a_key_registers_once(self, regulators: Client) -> None:
        body = draft()
        first, second = (
            regulators.post(ORGANISATIONS, body, JSON, headers={"Idempotency-Key": "a"}) for _twice in range(2)
        )
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.json() == second.json()
        assert second.headers["Location"] == first.headers["Location"]
        assert Organisation.objects_unscoped.filter(credit_code=body["credit_code"]).count() == 1


class TestChanging:
    def change(self, program: Client, organisation: Organisation, body: object, version: str | None = '"1"') -> Any:
        headers = {} if version is None else {"If-Match": version}
        return program.patch(f"{ORGANISATIONS}/{organisation.pk}", body, JSON, headers=headers)

    def test_only_what_is_named_changes(self, managers: Client, enterprise: Organisation) -> None:
        response = self.change(managers, enterprise, {"telephone": "0531-81234567", "employees": None})
        body = response.json()
        assert response.status_code == 200, body
        assert (body["telephone"], body["employees"], body["name"]) == ("0531-81234567", None, enterprise.name)
        assert (body["revision"], response.headers["ETag"]) == (2, '"2"')

    def test_nothing_named_changes_nothing(self, managers: Client, enterprise: Organisation) -> None:
        response = self.change(managers, enterprise, {})
        assert (response.status_code, response.headers["ETag"]) == (200, '"1"')

    def test_the_version_must_be_said(self, managers: Client, enterprise: Organisation) -> None:
        document = problem(self.change(managers, enterprise, {}, None), 428, "precondition-required")
        assert '"1"' in document["detail"]

    def test_an_older_version_is_refused_with_who_changed_what(
        self, managers: Client, regulators: Client, enterprise: Organisation
    ) -> None:
        self.change(managers, enterprise, {"telephone": "0531-81234567"})
        response = self.change(regulators, enterprise, {"telephone": "0531-80000000"})
        document = problem(response, 412, "precondition-failed")
        assert "戚加友" in document["detail"]
        assert "Telephone" in document["detail"]
        assert response.headers["ETag"] == '"2"'
        assert Organisation.objects_unscoped.get(pk=enterprise.pk).telephone == "0531-81234567"

    @pytest.mark.parametrize("version", ['"9"', 'W/"1"', '"x", "y"', '"0"', '""'])
    def test_a_version_that_there_never_was_is_refused(
        self, managers: Client, enterprise: Organisation, version: str
    ) -> None:
        problem(self.change(managers, enterprise, {}, version), 412, "precondition-failed")

    @pytest.mark.parametrize("version", ["*", '"1"', '"7", "1"', 'W/"7","1"'])
    def test_versions_that_match(self, managers: Client, enterprise: Organisation, version: str) -> None:
        assert self.change(managers, enterprise, {}, version).status_code == 200

    def test_what_is_no_entity_tag_is_said_to_be_none(self, managers: Client, enterprise: Organisation) -> None:
        (error,) = problem(self.change(managers, enterprise, {}, "1"), 422, "invalid")["errors"]
        assert (error["in"], error["parameter"]) == ("header", "If-Match")

    def test_a_manager_does_not_change_what_identifies(self, managers: Client, enterprise: Organisation) -> None:
        document = problem(self.change(managers, enterprise, {"name": "别的名字"}), 403, "refused")
        assert "Name" in document["detail"]

    def test_a_regulator_moves_it_to_another_division(self, regulators: Client, enterprise: Organisation) -> None:
        response = self.change(regulators, enterprise, {"division": world.SHIZHONG, "kind": "market"})
        assert response.json()["division"]["code"] == world.SHIZHONG
        assert response.json()["kind"] == "market"

    @pytest.mark.parametrize("member", ["name", "kind", "division", "telephone", "credit_code"])
    def test_what_cannot_be_unknown_cannot_be_null(
        self, regulators: Client, enterprise: Organisation, member: str
    ) -> None:
        assert fields_at_fault(self.change(regulators, enterprise, {member: None})).keys() == {f"#/{member}"}


class TestStatus:
    def test_suspending_reopening_and_closing(self, regulators: Client, enterprise: Organisation) -> None:
        path = f"{ORGANISATIONS}/{enterprise.pk}"
        assert regulators.post(f"{path}/suspend").json()["status"] == "suspended"
        problem(regulators.post(f"{path}/suspend"), 409, "conflict")
        assert regulators.post(f"{path}/reopen").json()["status"] == "active"
        response = regulators.post(f"{path}/close")
        assert (response.json()["status"], response.headers["ETag"]) == ("closed", '"4"')

    def test_closing_ends_the_tokens_of_its_people(
        self, regulators: Client, managers: Client, enterprise: Organisation
    ) -> None:
        regulators.post(f"{ORGANISATIONS}/{enterprise.pk}/close")
        problem(managers.get(f"{ORGANISATIONS}/{enterprise.pk}"), 401, "unauthenticated")

    def test_nobody_closes_what_they_cannot_see(self, managers: Client, laboratory: Organisation) -> None:
        problem(managers.post(f"{ORGANISATIONS}/{laboratory.pk}/close"), 404, "not-found")

    def test_a_regulator_of_another_district_does_not_see_it(
        self, enterprise: Organisation, program: Any, city: None
    ) -> None:
        office = world.organisation(OrganisationKind.REGULATOR, world.SHIZHONG)
        others = program(world.member(office, Role.REGULATOR))
        problem(others.post(f"{ORGANISATIONS}/{enterprise.pk}/close"), 404, "not-found")
