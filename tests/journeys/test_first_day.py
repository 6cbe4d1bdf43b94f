"""A person's first day, on a desktop and on a phone, in a real browser on the real platform.

Sign in by a one-time link, switch the language, find an organisation by two characters, invite a colleague, who
accepts in a browser of their own and signs in again with the password. Screenshots stay in `artefacts/`.
"""

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.fixtures.browser import ARTEFACTS as ALL_ARTEFACTS, Watch
from tests.fixtures.platform import QUANHENG, Platform

pytestmark = pytest.mark.browser
ARTEFACTS = ALL_ARTEFACTS / "first-day"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}


@dataclass
class Visitor:
    """A browser of one person, which complains about every script error and every foreign request."""

    page: Page
    platform: Platform
    size: str
    watch: Watch

    def expect_refusal(self, status: int) -> None:
        """The browser reports an error status of a page on its console; this one belongs to the test."""
        self.watch.expected.append(f"status of {status}")

    def go(self, path: str) -> None:
        self.page.goto(path if path.startswith("http") else self.platform.address + path)

    def picture(self, name: str) -> None:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=ARTEFACTS / f"{name}-{self.size}.png", full_page=True)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        assert width <= SIZES[self.size][0], f"{name} scrolls sideways: {width} px"

    def enter_by_link(self, username: str) -> None:
        command = [*QUANHENG, "link", username]
        environment = {**self.platform.environment, "QUANHENG_SITE_URL": self.platform.address}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        self.go(done.stdout.split()[-1])
        self.page.locator("main form button[type=submit]").click()
        self.page.wait_for_url(self.platform.address + "/")


@pytest.fixture(params=SIZES)
def visitor(request: pytest.FixtureRequest, chromium: Browser, platform: Platform) -> Iterator[Callable[[], Visitor]]:
    """Makes browsers: each call is another person at another machine."""
    width, height = SIZES[request.param]
    opened: list[tuple[BrowserContext, Watch]] = []

    def new() -> Visitor:
        context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=request.param == "phone")
        context.set_default_timeout(10_000)
        watch = Watch(context)
        opened.append((context, watch))
        return Visitor(context.new_page(), platform, request.param, watch)

    yield new
    for context, _watch in opened:
        context.close()
    assert [fault for _context, watch in opened for fault in watch.faults] == []


def test_switching_the_language_stays_on_the_page(visitor: Callable[[], Visitor]):
    person = visitor()
    person.enter_by_link("qi.jiayou")
    person.go("/divisions/")
    expect(person.page.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("行政区划")
    person.picture("divisions-zh")
    person.page.get_by_role("button", name="English").click()
    expect(person.page.locator("html")).to_have_attribute("lang", "en")
    expect(person.page).to_have_url(re.compile("/divisions/$"))
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Divisions")
    person.picture("divisions-en")
    person.page.get_by_role("button", name="中文").click()
    expect(person.page.locator("html")).to_have_attribute("lang", "zh-Hans")


def test_finding_an_organisation_by_two_characters(visitor: Callable[[], Visitor]):
    person = visitor()
    person.enter_by_link("luo.pansheng")
    person.go("/organisations/")
    person.picture("organisations")
    before = person.page.locator("tbody tr").count()
    field = person.page.locator("main input[type=search]").first
    field.fill("医院")
    field.press("Enter")
    expect(person.page).to_have_url(re.compile("%E5%8C%BB%E9%99%A2"))
    names = person.page.locator("tbody tr th, tbody tr td:nth-child(1), tbody tr td:nth-child(2)")
    expect(names.filter(has_text="医院").first).to_be_visible()
    assert 0 < person.page.locator("tbody tr").count() < before
    person.picture("organisations-found")
    person.page.locator("tbody tr").filter(has_text="医院").first.get_by_role("link").first.click()
    expect(person.page.get_by_role("heading", level=1)).to_contain_text("医院")
    person.picture("organisation")


def test_a_colleague_is_invited_and_accepts(visitor: Callable[[], Visitor]):
    manager, colleague = visitor(), visitor()
    username, password = f"colleague-{uuid4().hex[:8]}", f"一衡万物-{uuid4().hex}"
    manager.enter_by_link("qi.jiayou")
    manager.go("/people/invite/")
    manager.page.get_by_label("姓名").fill("钱新来")
    if (role := manager.page.get_by_label("企业计量管理员")).count() and not role.first.is_checked():
        role.first.check()
    manager.picture("invite")
    manager.page.locator("main form button[type=submit]").first.click()
    link = manager.page.get_by_text(re.compile("/invitation/")).or_(
        manager.page.locator("input[value*='/invitation/']")
    )
    expect(link.first).to_be_visible()
    manager.picture("invited")
    address = link.first.input_value() if link.first.evaluate("e => e.tagName") == "INPUT" else link.first.inner_text()

    colleague.go(address.strip())
    colleague.picture("invitation")
    colleague.page.get_by_label("用户名").fill(username)
    colleague.page.get_by_label("密码", exact=True).fill(password)
    colleague.page.locator("main form button[type=submit]").first.click()
    colleague.page.wait_for_url(manager.platform.address + "/")
    expect(colleague.page.locator("body")).to_contain_text("钱新来")
    colleague.picture("welcome")

    manager.go("/people/")
    expect(manager.page.locator("tbody")).to_contain_text("钱新来")
    manager.picture("people")

    elsewhere = visitor()
    elsewhere.go("/")
    elsewhere.picture("sign-in")
    elsewhere.page.get_by_label("用户名").fill(username)
    elsewhere.page.get_by_label("密码", exact=True).fill(password)
    elsewhere.page.locator("main form button[type=submit]").first.click()
    elsewhere.page.wait_for_url(manager.platform.address + "/")
    again = visitor()
    again.expect_refusal(409)
    again.go(address.strip())
    expect(again.page.get_by_role("main")).to_contain_text("已")  # the link says that it has been used
