"""Views of lists are kept by acts, for the person alone."""

import pytest
from django.test import Client
from tests.server.accounts import world

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict, Invalid, Missing, Refused
from quanheng.server.core.ids import uuid7
from quanheng.server.core.kit.actions import ViewDraft, delete_view, save_view
from quanheng.server.core.kit.queries import MOST_VIEWS, saved_view, saved_views
from quanheng.server.core.models import Event, SavedView
from quanheng.server.core.tenancy import ActorMissing

LIST = "tests.things"


@pytest.fixture
def luo(administrator) -> Actor:
    return world.acting(administrator)


@pytest.fixture
def qin(regulator) -> Actor:
    return world.acting(regulator)


def test_a_view_is_kept_and_announced(luo):
    view = save_view(luo, ViewDraft(LIST, "  历下   逾期 ", "kind=a&sort=-name"))
    assert [each.name for each in saved_views(luo, LIST)] == ["历下 逾期"]
    event = Event.objects.unrestricted("tests").get(subject_id=view.pk)
    assert (event.kind, event.actor_id, event.body) == ("core.view_saved", luo.person_id, {})


def test_the_same_name_replaces_it(luo):
    first = save_view(luo, ViewDraft(LIST, "mine", "kind=a"))
    second = save_view(luo, ViewDraft(LIST, "mine", "kind=b"))
    assert first.pk == second.pk
    assert [each.query for each in saved_views(luo, LIST)] == ["kind=b"]


def test_a_view_belongs_to_one_list_and_one_person(luo, qin):
    view = save_view(luo, ViewDraft(LIST, "mine", "kind=a"))
    assert saved_views(luo, "tests.others") == []
    assert saved_views(qin, LIST) == []
    with pytest.raises(Missing):
        saved_view(qin, view.pk)
    with pytest.raises(Refused, match="别人"):
        delete_view(qin, view)
    assert saved_views(luo, LIST) == [view]


def test_two_people_may_use_one_name(luo, qin):
    save_view(luo, ViewDraft(LIST, "mine", "kind=a"))
    save_view(qin, ViewDraft(LIST, "mine", "kind=b"))
    assert [saved_views(actor, LIST)[0].query for actor in (luo, qin)] == ["kind=a", "kind=b"]


def test_a_deleted_view_is_gone(luo):
    view = save_view(luo, ViewDraft(LIST, "mine", ""))
    delete_view(luo, view)
    assert saved_views(luo, LIST) == []


@pytest.mark.parametrize(
    "draft",
    [
        ViewDraft(LIST, "   ", ""),
        ViewDraft(LIST, "n" * 61, ""),
        ViewDraft("things", "n", ""),
        ViewDraft(LIST, "n", "q" * 4001),
    ],
)
def test_what_is_no_view_is_refused(luo, draft):
    with pytest.raises(Invalid):
        save_view(luo, draft)


def test_no_more_than_fit_beside_each_other(luo):
    for i in range(MOST_VIEWS):
        save_view(luo, ViewDraft(LIST, f"view {i}", ""))
    with pytest.raises(Conflict):
        save_view(luo, ViewDraft(LIST, "one more", ""))
    save_view(luo, ViewDraft(LIST, "view 3", "kind=a"))


def test_a_program_without_a_person_keeps_none(db):
    with pytest.raises(Refused):
        save_view(Actor(person_id=None, membership_id=uuid7()), ViewDraft(LIST, "n", ""))


def test_views_are_not_read_without_an_actor(db):
    with pytest.raises(ActorMissing):
        list(SavedView.objects.all())


class TestPages:
    @pytest.fixture
    def browser(self, administrator) -> Client:
        client = Client()
        client.force_login(administrator.person)
        return client

    def test_saving_leads_back_to_the_list_with_the_view(self, browser, luo):
        reply = browser.post(
            "/views/", {"listing": "kit.instruments", "name": "逾期", "query": "state=overdue", "next": "/kit/list/"}
        )
        (view,) = saved_views(luo, "kit.instruments")
        assert reply.headers["Location"] == f"/kit/list/?state=overdue&view={view.pk}"

    def test_no_form_leads_to_another_site(self, browser):
        reply = browser.post(
            "/views/", {"listing": "kit.instruments", "name": "x", "query": "", "next": "https://evil.example/"}
        )
        assert reply.headers["Location"].startswith("/?view=")

    def test_deleting_somebody_elses_is_not_found(self, browser, qin):
        theirs = save_view(qin, ViewDraft("kit.instruments", "theirs", ""))
        assert browser.post(f"/views/{theirs.pk}/delete/").status_code == 404
        assert saved_views(qin, "kit.instruments") == [theirs]

    def test_a_name_that_is_missing_is_explained(self, browser):
        reply = browser.post("/views/", {"listing": "kit.instruments", "name": "", "query": ""})
        assert reply.status_code == 422
        assert "视图要有名称" in reply.content.decode()

    def test_a_visitor_signs_in_first(self, client):
        assert client.post("/views/", {}).status_code == 302
