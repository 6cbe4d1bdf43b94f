"""What only a browser can try: passkeys, the live check of credit codes, copying a secret, questions before acts."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Page, expect
from tests.fixtures.browser import Visit, overflow, violations
from tests.fixtures.city import ENTERPRISE, LABORATORY, TwoDistricts
from tests.server.accounts.pages.conftest import PASSWORD, with_password

from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.models import Organisation, Person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def districts(transactional_db: None) -> TwoDistricts:
    """Committed, so that the live server sees them."""
    return TwoDistricts.build()


def authenticator_of(page: Page) -> Any:
    """A security key with a fingerprint, which Chromium plays."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return session


def sign_in(page: Page, person: Person) -> None:
    page.get_by_label("Username or email").fill(person.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_is_added_and_signs_in_alone(visit: Visit, districts: TwoDistricts) -> None:
    person = with_password(districts.lixia.person(Role.LABORATORY_MANAGER))
    page = visit("/account/login/?next=/account/2fa/webauthn/add/", language="en")
    authenticator_of(page)
    sign_in(page, person)
    page.get_by_label("Password").fill(PASSWORD)  # once more, before a change that matters
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Name of the passkey").fill("office computer")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("link", name="My passkeys").click()
    expect(page.get_by_role("cell", name="office computer")).to_be_visible()
    expect(page.get_by_role("cell", name="alone")).to_be_visible()
    key = Authenticator.objects.get(user=person, type=Authenticator.Type.WEBAUTHN)
    assert key.wrap().is_passwordless is True

    page.goto(page.url.split("/account/")[0] + "/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()
    key.refresh_from_db()
    assert key.last_used_at is not None


def test_a_passkey_is_the_second_factor_after_a_password(visit: Visit, districts: TwoDistricts) -> None:
    person = with_password(districts.lixia.person(Role.SIGNATORY))
    page = visit("/account/login/?next=/account/2fa/webauthn/add/", language="en")
    authenticator_of(page)
    sign_in(page, person)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.get_by_label("Sign in with this key alone").uncheck()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name="I have kept them").click()
    page.goto(page.url.split("/account/")[0] + "/account/logout/")
    page.get_by_role("button", name="Sign out").click()
    sign_in(page, person)
    expect(page.get_by_role("heading", name="Second factor")).to_be_visible()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Home")).to_be_visible()


def test_a_passkey_that_is_not_there_is_explained(visit: Visit, districts: TwoDistricts) -> None:
    page = visit("/account/login/", language="en")
    # What a browser does when the person cancels; there is no person here.
    page.evaluate(
        "() => { navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError')); }"
    )
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("did not go through with it")


def test_an_address_of_digits_says_where_passkeys_work(visit: Visit, districts: TwoDistricts, live_server: Any) -> None:
    page = visit("/account/login/", language="en")
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + "/account/login/")
    expect(page.get_by_role("link", name=re.compile("localhost"))).to_be_visible()
    expect(page.get_by_role("button", name="passkey")).to_have_count(0)


def test_a_credit_code_is_checked_while_it_is_typed(visit: Visit, districts: TwoDistricts) -> None:
    page = visit("/organisations/new/", person=districts.lixia.person(Role.REGULATOR), language="en")
    right = Organisation.objects.unrestricted("tests").get(pk=districts.lixia.organisation(ENTERPRISE).pk).credit_code
    field, answer = page.get_by_label("Unified social credit code"), page.locator("#credit_code_check")
    field.fill(right[:17] + ("0" if right[17] != "0" else "1"))
    expect(answer).to_contain_text("Character 18")
    field.fill(right.lower())
    expect(answer).to_contain_text("Registered already")
    field.fill("91370102MAWALK0119")
    expect(answer).to_contain_text("Both check characters are right")
    assert "Lixia" in answer.inner_text()
    field.fill("91370102MAWALKO119")  # the letter O for a zero
    page.get_by_role("button", name="Take it").click()
    expect(field).to_have_value("91370102MAWALK0119")
    expect(answer).to_contain_text("Both check characters are right")


def test_closing_an_organisation_asks_and_names_what_goes_with_it(visit: Visit, districts: TwoDistricts) -> None:
    organisation = districts.lixia.organisation(LABORATORY)
    page = visit(f"/organisations/{organisation.pk}/", person=districts.lixia.person(Role.REGULATOR), language="en")
    page.locator("summary", has_text="State").click()
    page.get_by_role("button", name="Close", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"Close {organisation.label()}?")
    expect(dialog).to_contain_text("7 memberships, 7 roles, 1 API tokens and 1 open invitations")
    dialog.get_by_role("button", name="Cancel").click()
    assert Organisation.objects.unrestricted("tests").get(pk=organisation.pk).status == "active"
    page.locator("summary", has_text="State").click()
    page.get_by_role("button", name="Close", exact=True).click()
    dialog.get_by_role("button", name="Close", exact=True).click()
    expect(page.get_by_text(f"{organisation.label()} is closed.")).to_be_visible()
    assert Organisation.objects.unrestricted("tests").get(pk=organisation.pk).status == "closed"


def test_everything_matters_without_scripts_too(visit: Visit, districts: TwoDistricts) -> None:
    organisation = districts.lixia.organisation(ENTERPRISE)
    page = visit(
        f"/organisations/{organisation.pk}/",
        person=districts.lixia.person(Role.REGULATOR),
        language="en",
        has_scripts=False,
    )
    page.locator("summary", has_text="State").click()
    page.get_by_role("link", name="Suspend").click()
    expect(page.get_by_role("heading", name=f"Suspend {organisation.label()}?")).to_be_visible()
    page.get_by_role("main").get_by_role("button", name="Suspend").click()
    assert Organisation.objects.unrestricted("tests").get(pk=organisation.pk).status == "suspended"


SIGNED_OUT = ("/account/login/", "/account/signup/", "/account/password/reset/", "/sign-in/x/")
SIGNED_IN = (
    ("/", Role.REGULATOR),
    ("/organisations/", Role.REGULATOR),
    ("/organisations/new/", Role.REGULATOR),
    ("/organisations/mine/", Role.LABORATORY_MANAGER),
    ("/people/", Role.REGULATOR),
    ("/people/invite/", Role.LABORATORY_MANAGER),
    ("/delegations/new/", Role.REGULATOR),
    ("/divisions/", Role.REGULATOR),
    ("/divisions/370102/", Role.REGULATOR),
    ("/account/details/", Role.CHECKER),
    ("/account/2fa/", Role.CHECKER),
    ("/account/my-sessions/", Role.CHECKER),
    ("/account/tokens/new/", Role.CHECKER),
    ("/accounts/", Role.SECURITY_ADMINISTRATOR),
    ("/accounts/lockouts/", Role.SECURITY_ADMINISTRATOR),
    ("/events/", Role.AUDIT_ADMINISTRATOR),
)


@pytest.mark.parametrize(("width", "theme", "language"), [(1280, "light", "zh-hans"), (390, "dark", "en")])
def test_the_pages_are_accessible_and_fit(
    visit: Visit, districts: TwoDistricts, width: int, theme: str, language: str
) -> None:
    faults = []
    pages = [(path, None) for path in SIGNED_OUT] + [(path, districts.lixia.person(role)) for path, role in SIGNED_IN]
    for path, person in pages:
        page = visit(path, person=person, width=width, theme=theme, language=language)
        faults += [f"{path}: {fault}" for fault in violations(page)]
        if beyond := overflow(page):
            faults.append(f"{path}: {beyond} px wider than the window")
        page.close()
    assert not faults, "\n".join(faults)
