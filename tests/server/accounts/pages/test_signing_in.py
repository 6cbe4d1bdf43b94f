"""Signing in with a password, by a link, after too many failures, and with a new password by mail."""

import re
from datetime import timedelta

import pytest
from axes.models import AccessAttempt
from django.core import mail
from tests.fixtures.city import SYSTEM, TwoDistricts
from tests.server.accounts.pages.conftest import PASSWORD, browser, text_of, with_password

from quanheng.server.accounts.actions import make_sign_in_link
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import Person
from quanheng.server.core.clock import now
from quanheng.server.core.models import Event

LOGIN = "/account/login/"


@pytest.fixture
def manager(two_districts: TwoDistricts) -> Person:
    return with_password(two_districts.lixia.person(Role.METROLOGY_MANAGER), "qi@example.com")


def signs_in(name: str, password: str = PASSWORD) -> object:
    return browser().post(LOGIN, {"login": name, "password": password})


@pytest.mark.parametrize(
    "name", ["metrology_manager.lixia", "METROLOGY_MANAGER.Lixia", "qi@example.com", " QI@example.com "]
)
def test_one_signs_in_by_name_or_address_in_any_case(manager: Person, name: str) -> None:
    response = signs_in(name)
    assert response.status_code == 302
    assert response.headers["Location"] == "/"


def test_a_wrong_password_says_nothing_about_which_part_is_wrong(manager: Person) -> None:
    known, unknown = signs_in(manager.username, "wrong"), signs_in("nobody.at.all", "wrong")
    for response in (known, unknown):
        assert response.status_code == 200
        assert "The name and the password do not belong together." in text_of(response)


def test_five_failures_lock_the_name_however_it_is_written(manager: Person) -> None:
    for name in (manager.username, manager.username.upper(), "qi@example.com", "Qi@Example.com"):
        assert signs_in(name, "wrong").status_code == 200
    locked = signs_in(manager.username, "wrong")
    assert locked.status_code == 429
    assert locked.headers["Retry-After"]
    assert signs_in("qi@example.com", PASSWORD).status_code == 429, "the right password does not help now"
    page = text_of(signs_in(manager.username))
    until = AccessAttempt.objects.latest("attempt_time").attempt_time + timedelta(minutes=15)
    assert f"{until.astimezone(now().astimezone().tzinfo):%M}" in page
    assert "security administrator" in page
    assert "In 15 minutes you can try again." in page


def test_a_lockout_is_released_on_its_page(manager: Person, two_districts: TwoDistricts) -> None:
    for _time in range(5):
        signs_in(manager.username, "wrong")
    security = browser(two_districts.lixia.person(Role.SECURITY_ADMINISTRATOR))
    assert manager.username in text_of(security.get("/accounts/lockouts/"))
    released = security.post("/accounts/lockouts/release/", {"username": manager.username}, follow=True)
    assert "Nobody is locked out." in text_of(released)
    assert signs_in(manager.username).status_code == 302


def test_a_password_is_not_kept_with_the_failure(manager: Person) -> None:
    signs_in(manager.username, "my secret guess")
    assert "my secret guess" not in AccessAttempt.objects.get().post_data


def test_the_sign_up_page_says_how_accounts_begin(db: None) -> None:
    response = browser().get("/account/signup/")
    assert response.status_code == 200
    assert "Accounts come by invitation" in text_of(response)
    assert browser().post("/account/signup/", {"username": "x", "password1": PASSWORD}).status_code == 200
    assert not Person.objects.filter(username="x").exists()


class TestLink:
    """A one-time link."""

    def test_opening_it_does_not_use_it_up(self, manager: Person) -> None:
        token = make_sign_in_link(SYSTEM, manager)
        scanner = browser()
        for _time in range(3):
            page = scanner.get(f"/sign-in/{token}/")
            assert page.status_code == 200
            assert page.headers["Cache-Control"].startswith("max-age=0")
        assert scanner.get("/").status_code == 302, "and signs nobody in"
        person = browser()
        assert person.post(f"/sign-in/{token}/").headers["Location"] == "/"
        assert person.get("/").status_code == 200

    def test_it_works_once(self, manager: Person) -> None:
        token = make_sign_in_link(SYSTEM, manager)
        browser().post(f"/sign-in/{token}/")
        again = browser().post(f"/sign-in/{token}/")
        assert again.status_code == 409
        assert "used already" in text_of(again)

    def test_an_unknown_one_is_explained(self, db: None) -> None:
        response = browser().post("/sign-in/nonsense/")
        assert response.status_code == 404
        assert "There is no such link" in text_of(response)

    def test_it_is_recorded_as_a_sign_in(self, manager: Person) -> None:
        browser().post(f"/sign-in/{make_sign_in_link(SYSTEM, manager)}/")
        kinds = Event.objects_unscoped.filter(subject_id=manager.pk).values_list("kind", flat=True)
        assert {"accounts.sign_in_link_used", "accounts.signed_in"} <= set(kinds)

    def test_it_makes_the_page_speak_the_language_of_the_person(self, manager: Person) -> None:
        manager.language = "en"
        manager.save()
        response = browser(language="zh-hans").post(f"/sign-in/{make_sign_in_link(SYSTEM, manager)}/")
        assert response.cookies["quanheng_language"].value == "en"


class TestNewPasswordByMail:
    """A forgotten password."""

    def test_the_link_sets_a_new_one(self, manager: Person, settings: object) -> None:
        settings.SITE_URL = "https://jl.example.gov.cn"
        response = browser().post("/account/password/reset/", {"email": "qi@example.com"}, follow=True)
        assert "If an account has this address" in text_of(response)
        letter = mail.outbox[0]
        assert letter.to == ["qi@example.com"]
        link = re.search(r"https://jl\.example\.gov\.cn(/account/password/reset/key/\S+)", letter.body)
        assert link is not None, letter.body
        visitor = browser()
        form = visitor.get(link[1], follow=True)
        new = "新换的一句话 2026 年冬"
        done = visitor.post(form.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
        assert "The new password is set" in text_of(done)
        assert signs_in(manager.username, new).status_code == 302
        assert "This link does not work any more" in text_of(browser().get(link[1], follow=True))

    def test_an_unknown_address_gets_the_same_answer_and_no_mail(self, manager: Person) -> None:
        response = browser().post("/account/password/reset/", {"email": "nobody@example.com"}, follow=True)
        assert "If an account has this address" in text_of(response)
        assert not mail.outbox

    def test_an_address_that_one_had_before_opens_nothing(self, manager: Person) -> None:
        browser().post("/account/password/reset/", {"email": "qi@example.com"})
        manager.email = "new@example.com"
        manager.save()
        mail.outbox.clear()
        browser().post("/account/password/reset/", {"email": "qi@example.com"})
        assert not mail.outbox
        assert signs_in("qi@example.com").status_code == 200, "nor does one sign in by it"

    @pytest.mark.parametrize(("language", "words"), [("zh-hans", "重设密码"), ("en", "With this link you choose one")])
    def test_the_mail_is_in_the_language_of_the_person(self, manager: Person, language: str, words: str) -> None:
        manager.language = language
        manager.save()
        browser(language="en" if language != "en" else "zh-hans").post(
            "/account/password/reset/", {"email": "qi@example.com"}
        )
        assert words in mail.outbox[0].subject + mail.outbox[0].body
