"""The register: entering, changing, the clash of two changes, history, lists."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from tests.fixtures.city import ENTERPRISE, LABORATORY, TwoDistricts, acting
from tests.server.accounts.pages.conftest import Browser, text_of

from quanheng.server.accounts.actions import change_organisation
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.drafts import OrganisationDraft
from quanheng.server.accounts.models import Organisation

NEW = {"credit_code": "91370102 mawalk 0119", "name": "泉边加油站有限公司", "kind": "enterprise"}


@pytest.fixture
def enterprise(two_districts: TwoDistricts) -> Organisation:
    return two_districts.lixia.organisation(ENTERPRISE)


@pytest.fixture
def regulator(as_role: Browser) -> Client:
    return as_role(Role.REGULATOR)


def form_of(client: Client, organisation: Organisation) -> dict[str, Any]:
    """What the form of an organisation holds when it is opened."""
    form = client.get(f"/organisations/{organisation.pk}/change/").context["form"]
    values = {
        name: field.value()
        for name, field in ((name, form[name]) for name in form.fields)
        if not form.fields[name].disabled
    }
    return {
        **{name: "" if value is None else getattr(value, "pk", value) for name, value in values.items()},
        "revision": Organisation.objects.unrestricted("test").get(pk=organisation.pk).revision,
    }


def test_registering(regulator: Client, two_districts: TwoDistricts) -> None:
    done = regulator.post("/organisations/new/", {**NEW, "division": two_districts.lixia.division.pk}, follow=True)
    assert "泉边加油站有限公司 is registered." in text_of(done)
    assert "91370102MAWALK0119" in text_of(done)
    assert "Nobody yet" in text_of(done), "nobody answers for it, and the page says what to do"


def test_only_divisions_where_one_regulates_are_offered(regulator: Client, two_districts: TwoDistricts) -> None:
    page = text_of(regulator.get("/organisations/new/"))
    assert "370102" in page
    assert "370103" not in page
    refused = regulator.post("/organisations/new/", {**NEW, "division": two_districts.shizhong.division.pk})
    assert "Select a valid choice" in text_of(refused)


def test_what_is_wrong_stands_beside_its_field(regulator: Client, two_districts: TwoDistricts) -> None:
    wrong = {
        **NEW,
        "credit_code": "91370102MAWALK0118",
        "postcode": "2500",
        "division": two_districts.lixia.division.pk,
    }
    page = text_of(regulator.post("/organisations/new/", wrong))
    assert re.search(r'id="id_credit_code_error">.*Character 18', page, re.DOTALL)
    assert re.search(r'id="id_postcode_error">.*A postcode has 6 digits', page, re.DOTALL)


def test_a_duplicate_is_named(regulator: Client, enterprise: Organisation, two_districts: TwoDistricts) -> None:
    again = {**NEW, "credit_code": enterprise.credit_code, "division": two_districts.lixia.division.pk}
    assert "is registered already: 历下区加油站（演示）" in text_of(regulator.post("/organisations/new/", again))


class TestChecking:
    """The live check of a credit code."""

    def test_a_right_one_is_read_out(self, regulator: Client) -> None:
        page = text_of(regulator.get("/organisations/credit-code/", {"credit_code": "91370102mawalk0119"}))
        assert "Both check characters are right" in page
        assert "Lixia District" in page

    def test_a_wrong_one_is_explained_with_its_repair(self, regulator: Client) -> None:
        page = text_of(regulator.get("/organisations/credit-code/", {"credit_code": "91370102MAWALKO119"}))
        assert 'data-fill-with="91370102MAWALK0119"' in page

    def test_one_of_an_organisation_that_one_may_not_know_is_not_linked(
        self, as_role: Browser, two_districts: TwoDistricts
    ) -> None:
        far = two_districts.shizhong.organisation(ENTERPRISE)
        page = text_of(as_role(Role.REGULATOR).get("/organisations/credit-code/", {"credit_code": far.credit_code}))
        assert "Registered already" in page
        assert str(far.pk) not in page

    def test_its_own_code_is_no_duplicate(self, regulator: Client, enterprise: Organisation) -> None:
        own = {"credit_code": enterprise.credit_code, "organisation": str(enterprise.pk)}
        assert "Registered already" not in text_of(regulator.get("/organisations/credit-code/", own))


class TestChanging:
    """The form of an organisation."""

    def test_a_change_stands_in_the_history(self, regulator: Client, enterprise: Organisation) -> None:
        done = regulator.post(
            f"/organisations/{enterprise.pk}/change/",
            {**form_of(regulator, enterprise), "telephone": "0531-86000000"},
            follow=True,
        )
        assert "are saved." in text_of(done)
        history = text_of(regulator.get(f"/organisations/{enterprise.pk}/history/"))
        assert re.search(
            r"Regulator</td><td[^>]*>Organisation changed</td>\s*<td[^>]*>Telephone</td><td[^>]*>—</td><td[^>]*>0531-86000000",
            history,
        )

    def test_a_change_past_the_platform_stands_there_too(self, regulator: Client, enterprise: Organisation) -> None:
        with connection.cursor() as cursor:  # another connection, which no act has touched
            cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
        Organisation.objects_unscoped.filter(pk=enterprise.pk).update(note="改库")
        assert "Directly in the database" in text_of(regulator.get(f"/organisations/{enterprise.pk}/history/"))

    def test_the_manager_cannot_type_into_what_identifies_it(self, as_role: Browser, enterprise: Organisation) -> None:
        manager = as_role(Role.METROLOGY_MANAGER)
        page = text_of(manager.get(f"/organisations/{enterprise.pk}/change/"))
        assert re.search(r'name="name"[^>]* disabled', page)
        assert not re.search(r'name="telephone"[^>]* disabled', page)
        done = manager.post(
            f"/organisations/{enterprise.pk}/change/",
            {**form_of(manager, enterprise), "name": "偷改的名称", "telephone": "1"},
            follow=True,
        )
        assert "are saved." in text_of(done)
        enterprise.refresh_from_db()
        assert (enterprise.name, enterprise.telephone) == ("历下区加油站（演示）", "1")

    def test_two_changes_meet_and_both_versions_are_shown(
        self, regulator: Client, enterprise: Organisation, two_districts: TwoDistricts
    ) -> None:
        mine = form_of(regulator, enterprise)
        other = OrganisationDraft.of(enterprise)
        change_organisation(
            acting(two_districts.lixia.members[Role.METROLOGY_MANAGER]),
            enterprise,
            type(other)(**{**other.values(), "telephone": "0531-1", "note": "甲"}),
            enterprise.revision,
        )
        clash = regulator.post(
            f"/organisations/{enterprise.pk}/change/", {**mine, "telephone": "0531-2", "address": "泉城路 1 号"}
        )
        page = text_of(clash)
        assert clash.status_code == 409
        rows = {
            row.label: (row.read, row.recorded, row.entered, row.clash, row.is_theirs)
            for row in clash.context["versions"]
        }
        assert rows["Telephone"] == ("—", "0531-1", "0531-2", True, False)
        assert rows["Address"] == ("—", "—", "泉城路 1 号", False, False)
        assert rows["Note"] == ("—", "甲", "—", False, True)
        assert "Metrology manager changed this" in page
        enterprise.refresh_from_db()
        assert enterprise.telephone == "0531-1", "nothing was written"

        form = clash.context["form"]
        together = {**mine, **{name: form[name].value() for name in ("telephone", "address", "note")}}
        assert (together["telephone"], together["address"], together["note"]) == ("0531-2", "泉城路 1 号", "甲")
        revision = re.search(r'name="revision" value="(\d+)"', page)
        assert revision is not None
        over = {**together, "revision": revision[1]}
        assert regulator.post(f"/organisations/{enterprise.pk}/change/", over).status_code == 302
        enterprise.refresh_from_db()
        assert (enterprise.telephone, enterprise.note) == ("0531-2", "甲"), "nobody's change to another field is lost"

    def test_a_form_without_its_revision_is_refused(self, regulator: Client, enterprise: Organisation) -> None:
        given = form_of(regulator, enterprise)
        del given["revision"]
        assert regulator.post(f"/organisations/{enterprise.pk}/change/", given).status_code == 422


class TestState:
    """Suspending, closing, reopening."""

    def test_the_question_names_what_goes_with_it(self, regulator: Client, two_districts: TwoDistricts) -> None:
        laboratory = two_districts.lixia.organisation(LABORATORY)
        page = text_of(regulator.get(f"/organisations/{laboratory.pk}/close/"))
        assert "7 memberships, 7 roles, 1 API tokens and 1 open invitations" in page

    def test_there_and_back(self, regulator: Client, enterprise: Organisation, as_role: Browser) -> None:
        regulator.post(f"/organisations/{enterprise.pk}/suspend/")
        page = text_of(regulator.get(f"/organisations/{enterprise.pk}/"))
        assert "Suspended" in page
        assert f"/organisations/{enterprise.pk}/suspend/" not in page, "what is done is not offered again"
        manager = as_role(Role.METROLOGY_MANAGER)
        assert manager.get(f"/organisations/{enterprise.pk}/").status_code == 200
        assert manager.get(f"/organisations/{enterprise.pk}/invite/").status_code == 403
        regulator.post(f"/organisations/{enterprise.pk}/reopen/")
        assert manager.get(f"/organisations/{enterprise.pk}/invite/").status_code == 200

    def test_what_cannot_be_is_explained(self, regulator: Client, enterprise: Organisation) -> None:
        again = regulator.post(f"/organisations/{enterprise.pk}/reopen/")
        assert again.status_code == 409
        assert "already in the state" in text_of(again)


class TestList:
    """The register as a list."""

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ({}, {"历下区监管局", "历下区计量所", "历下区加油站"}),
            ({"q": "加油"}, {"历下区加油站"}),
            ({"kind": ["statutory", "regulator"]}, {"历下区监管局", "历下区计量所"}),
            ({"division": "370103"}, set()),
            ({"status": "closed"}, set()),
            ({"registered_from": "2000-01-01", "registered_to": "2000-01-02"}, set()),
            ({"kind": "nonsense"}, {"历下区监管局", "历下区计量所", "历下区加油站"}),
        ],
    )
    def test_filters(self, regulator: Client, query: dict[str, Any], found: set[str]) -> None:
        listing = regulator.get("/organisations/", query).context["listing"]
        assert {row.short_name for row in listing.page.rows} == found

    def test_htmx_gets_the_table_alone(self, regulator: Client) -> None:
        part = regulator.get("/organisations/", headers={"HX-Request": "true", "HX-Target": "listing-results"})
        assert "<!doctype" not in text_of(part)
        assert "历下区加油站" in text_of(part)

    def test_a_count_of_the_home_page_opens_the_list_that_it_counts(self, regulator: Client) -> None:
        home = regulator.get("/")
        figures = {figure.label: figure for figure in home.context["figures"]}
        listed = regulator.get(figures["Organisations in business"].url).context["listing"].page
        assert listed.count == figures["Organisations in business"].value == 3

    def test_those_without_a_manager(self, regulator: Client, two_districts: TwoDistricts) -> None:
        regulator.post("/organisations/new/", {**NEW, "division": two_districts.lixia.division.pk})
        listing = regulator.get("/organisations/without-manager/").context["listing"]
        assert [row.name for row in listing.page.rows] == ["泉边加油站有限公司"]
        assert "1 organisation has nobody who answers for it" in text_of(regulator.get("/"))


class TestDivisions:
    """The tree and the tile map."""

    def test_counts_open_their_lists(self, regulator: Client) -> None:
        page = text_of(regulator.get("/divisions/"))
        assert "schematic order, not a map" in page
        assert 'href="/organisations/?division=370102&amp;status=active"' in page
        tiles = {tile.code: tile.amount for tile in regulator.get("/divisions/").context["map"].tiles}
        assert len(tiles) == 16, "twelve districts and counties, four zones"
        assert (tiles["370102"], tiles["370103"]) == (3, 0), "of other districts nothing is known"

    def test_each_fact_has_its_source(self, regulator: Client) -> None:
        page = text_of(regulator.get("/divisions/370102/"))
        assert "renkou.org.cn" in page
        assert "Sourced" in page
        assert "GCJ-02" in page

    def test_an_unknown_code(self, regulator: Client) -> None:
        assert regulator.get("/divisions/999999/").status_code == 404
