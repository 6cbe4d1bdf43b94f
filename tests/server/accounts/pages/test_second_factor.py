"""Second factors: set up, asked for, required by role, and never quite removed where they are required."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from tests.fixtures.city import TwoDistricts
from tests.server.accounts.pages.conftest import PASSWORD, browser, text_of, with_password

from quanheng.server.accounts import second_factor
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import Person


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.fixture
def regulator(two_districts: TwoDistricts) -> Person:
    return with_password(two_districts.lixia.person(Role.REGULATOR))


@pytest.fixture
def is_required(settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ["regulator"]


def test_setting_up_an_app_leads_to_recovery_codes(regulator: Person) -> None:
    client = browser()
    client.post("/account/login/", {"login": regulator.username, "password": PASSWORD})
    asked = client.get("/account/2fa/totp/activate/", follow=True)
    page = client.post(
        asked.request["PATH_INFO"] + "?next=/account/2fa/totp/activate/", {"password": PASSWORD}, follow=True
    )
    text = text_of(page)
    secret = re.search(r'q-secret"[^>]*>([A-Z2-7]+)<', text)
    assert secret is not None
    assert 'src="data:image/svg+xml;base64,' in text
    done = client.post("/account/2fa/totp/activate/", {"code": code_of(secret[1])}, follow=True)
    assert "Recovery codes" in text_of(done)
    assert len(re.findall(r'<li class="q-code">\d{8}</li>', text_of(done))) == 10
    kept = Authenticator.objects.get(user=regulator, type=Authenticator.Type.TOTP).data["secret"]
    assert secret[1] not in kept, "the secret is stored encrypted"


def test_the_code_is_asked_for_after_the_password(regulator: Person) -> None:
    secret = generate_totp_secret()
    TOTP.activate(regulator, secret)
    client = browser()
    asked = client.post("/account/login/", {"login": regulator.username, "password": PASSWORD}, follow=True)
    assert asked.request["PATH_INFO"] == "/account/2fa/authenticate/"
    assert client.get("/").status_code == 302
    wrong = client.post("/account/2fa/authenticate/", {"code": "000000"})
    assert "This code is not right, or no longer." in text_of(wrong)
    assert client.post("/account/2fa/authenticate/", {"code": code_of(secret)}).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_wrong_codes_lock_the_name_like_wrong_passwords(regulator: Person, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = False  # what remains is the count in the database, which all processes share
    TOTP.activate(regulator, generate_totp_secret())
    for _try in range(2):
        client = browser()
        client.post("/account/login/", {"login": regulator.username, "password": PASSWORD})
        answers = [client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code for _code in range(3)]
    assert answers[-1] == 429
    assert browser().post("/account/login/", {"login": regulator.username, "password": PASSWORD}).status_code == 429


@pytest.mark.usefixtures("is_required")
class TestRequired:
    """A role that requires a second factor."""

    def test_nothing_else_opens_before(self, regulator: Person) -> None:
        client = browser(regulator)
        for path in ("/", "/organisations/", "/people/", "/account/details/", "/account/tokens/"):
            assert client.get(path).headers["Location"] == "/account/second-factor/", path
        assert client.post("/organisations/new/", {}).status_code == 403
        assert client.get("/api/v1/me").status_code == 403
        assert client.get("/organisations/", headers={"HX-Request": "true"}).headers["HX-Redirect"]

    def test_the_way_to_set_one_up_is_open(self, regulator: Person) -> None:
        client = browser(regulator)
        page = text_of(client.get("/account/second-factor/"))
        assert "/account/2fa/totp/activate/" in page
        assert client.get("/account/2fa/").status_code == 200
        assert client.post("/language/", {"language": "en"}).status_code == 302
        assert client.post("/account/logout/").status_code == 302

    def test_everything_opens_afterwards(self, regulator: Person) -> None:
        TOTP.activate(regulator, generate_totp_secret())
        client = browser(regulator)
        assert client.get("/").status_code == 200
        assert client.get("/account/second-factor/").headers["Location"] == "/account/2fa/"

    def test_other_roles_are_not_asked(self, two_districts: TwoDistricts) -> None:
        assert browser(two_districts.lixia.person(Role.CHECKER)).get("/").status_code == 200

    def test_recovery_codes_alone_are_no_factor(self, regulator: Person) -> None:
        Authenticator.objects.create(user=regulator, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})
        assert browser(regulator).get("/").status_code == 302

    def test_the_last_one_stays(self, regulator: Person) -> None:
        only = TOTP.activate(regulator, generate_totp_secret()).instance
        assert not second_factor.may_remove(only)
        key = Authenticator.objects.create(user=regulator, type=Authenticator.Type.WEBAUTHN, data={"name": "钥匙"})
        assert second_factor.may_remove(only)
        only.delete()
        assert not second_factor.may_remove(key)
