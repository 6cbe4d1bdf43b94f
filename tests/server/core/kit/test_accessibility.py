"""Every page of the kit holds to WCAG 2.2 AA, in both languages and themes, from a phone to a wide screen."""

import pytest
from tests.fixtures.browser import Visit, overflow, screenshot, settle, violations

pytestmark = pytest.mark.browser

PAGES = {
    "parts": "/kit/",
    "list": "/kit/list/",
    "object": "/kit/object/",
    "form": "/kit/form/",
    "bench": "/kit/bench/",
    "dashboard": "/kit/dashboard/",
}
WIDTHS = (390, 1280, 1920)
THEMES = ("light", "dark")
#: Of which combinations a picture is kept.
KEPT = (("light", 1280), ("light", 390), ("dark", 1280), ("light", 1920))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_page_of_the_kit_is_accessible_and_fits(visit: Visit, administrator, name: str, language: str):
    page = visit(PAGES[name], person=administrator.person, language=language)
    found = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            settle(page)
            where = f"{name} {language} {theme} {width}"
            found += [f"{where}: {each}" for each in violations(page)]
            if overflow(page):
                found.append(f"{where}: {overflow(page)} px wider than the window")
            if (theme, width) in KEPT:
                screenshot(page, f"kit/{name}-{language}-{theme}-{width}")
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("path", ["/kit/list/?q=没有&until_from=2025-13-01", "/kit/nothing-here/"])
def test_empty_list_and_problem_page_are_accessible(visit: Visit, administrator, path: str):
    page = visit(path, person=administrator.person, expect=("404",))
    screenshot(page, "kit/problem" if "nothing" in path else "kit/empty")
    assert violations(page) == []


@pytest.mark.parametrize("theme", THEMES)
def test_what_opens_is_accessible(visit: Visit, administrator, theme: str):
    page = visit("/kit/list/", person=administrator.person, theme=theme)
    page.get_by_role("button", name="条件").click()
    page.locator(".q-select").first.check()
    assert violations(page) == []
    page.locator("summary", has_text="列").click()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="停用").click()
    assert page.get_by_role("dialog", name="停用 1 台器具？").is_visible()
    assert violations(page) == []


def test_side_bar_on_a_phone_is_accessible(visit: Visit, administrator):
    page = visit("/kit/", person=administrator.person, width=390)
    page.get_by_role("button", name="菜单").click()
    assert violations(page) == []
    screenshot(page, "kit/menu-390", is_whole=False)
