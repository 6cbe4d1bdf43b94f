"""What scripts add to every page: keys, menus, questions before acts, themes, charts, forms."""

import re

import pytest
from playwright.sync_api import Page, expect
from tests.fixtures.browser import Visit, screenshot, settle

pytestmark = pytest.mark.browser


def focused(page: Page) -> str:
    """The text or name of what has the focus."""
    return page.evaluate(
        "() => (document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()"
    )


class TestQuestions:
    def test_the_dialog_names_what_will_happen_and_gives_the_focus_back(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person)
        opener = page.locator("#confirm-sample")
        opener.focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="写入 225 行？")
        expect(dialog).to_be_visible()
        expect(dialog).to_contain_text("新增 206 台，更新 19 台")
        assert focused(page) == "写入 225 行"
        screenshot(page, "kit/dialog", is_whole=False)
        for _turn in range(4):
            page.keyboard.press("Tab")
            assert page.evaluate(
                "() => document.activeElement === document.body || !!document.activeElement.closest('dialog')"
            )
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        assert page.evaluate("() => document.activeElement.id") == "confirm-sample"

    def test_nothing_is_sent_before_the_answer_and_once_after_it(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person)
        sent = []
        page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
        page.locator("#confirm-sample").click()
        assert sent == []
        page.get_by_role("dialog").get_by_role("button", name="写入 225 行").click()
        expect(page.locator(".q-toast")).to_contain_text("已签发证书")
        assert len(sent) == 1

    def test_what_cannot_be_undone_begins_at_cancel(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person)
        page.get_by_role("button", name="撤销证书").click()
        expect(page.get_by_role("dialog", name="撤销证书 2025-443-012870？")).to_be_visible()
        assert focused(page) == "取消"

    def test_an_answer_by_htmx_brings_its_toast(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person)
        page.get_by_role("button", name="页内请求成功").click()
        expect(page.locator(".q-toast.is-ok")).to_contain_text("已签发证书 2025-443-012870")

    def test_a_refusal_by_htmx_becomes_a_toast_with_its_request(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person, expect=("409",))
        page.get_by_role("button", name="页内请求被拒绝").click()
        toast = page.locator(".q-toast.is-bad")
        expect(toast).to_contain_text("这份证书已由他人在 14:31 签发")
        assert re.search(r"请求编号 [0-9a-f-]{36}", toast.inner_text())
        toast.get_by_role("button", name="收起").click()
        expect(toast).to_have_count(0)


class TestKeys:
    def test_slash_goes_to_the_search_but_not_while_typing(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person)
        page.keyboard.press("/")
        assert page.evaluate("() => document.activeElement.matches('[data-search]')")
        page.keyboard.type("a/b?")
        assert page.evaluate("() => document.activeElement.value") == "a/b?"
        expect(page.locator("#keyboard-help")).to_be_hidden()

    def test_help_lists_the_keys_of_the_page(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person)
        page.keyboard.press("?")
        dialog = page.get_by_role("dialog", name="快捷键")
        listed = dialog.locator("dl").inner_text().split()
        assert [word for word in listed if re.fullmatch(r"[\x21-\x7e]+", word)] == [
            "/",
            "?",
            "Esc",
            "n",
            "j",
            "k",
            "x",
            "Enter",
        ]

    def test_single_keys_can_be_switched_off_for_good(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person)
        page.keyboard.press("?")
        page.get_by_label("启用单键快捷键").uncheck()
        page.keyboard.press("Escape")
        page.reload()
        page.keyboard.press("?")
        expect(page.locator("#keyboard-help")).to_be_hidden()
        page.get_by_role("button", name="快捷键").first.click()
        expect(page.locator("#keyboard-help")).to_be_visible()

    def test_a_menu_opens_and_closes_by_keyboard(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person)
        page.locator("summary", has_text="罗盘生").focus()
        page.keyboard.press("Enter")
        leave = page.get_by_role("button", name="退出登录")
        expect(leave).to_be_visible()
        page.keyboard.press("Tab")
        assert page.evaluate("() => !!document.activeElement.closest('.q-menu-box')")
        page.keyboard.press("Escape")
        expect(leave).to_be_hidden()
        assert "罗盘生" in focused(page)

    def test_the_skip_link_comes_first_and_leads_to_the_content(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person)
        page.keyboard.press("Tab")
        assert focused(page) == "跳到正文"
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.id") == "main"

    def test_the_bench_goes_from_cell_to_cell(self, visit: Visit, administrator):
        page = visit("/kit/bench/", person=administrator.person)
        page.get_by_label("载荷 100 g 的示值").first.focus()
        page.keyboard.press("Enter")
        assert focused(page) == "载荷 100 g 的附加砝码"
        page.keyboard.press("ArrowDown")
        assert focused(page) == "载荷 2\u202f500 g 的附加砝码"
        page.keyboard.type("１，5")
        page.keyboard.press("Tab")
        assert page.get_by_label("载荷 2\u202f500 g 的附加砝码").first.input_value() == "1.5"


class TestPhone:
    def test_the_side_bar_waits_behind_a_button(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person, width=390)
        button, place = page.get_by_role("button", name="菜单"), page.locator(".q-nav").first
        expect(place).to_be_hidden()
        assert button.get_attribute("aria-expanded") == "false"
        button.click()
        expect(place).to_be_visible()
        assert button.get_attribute("aria-expanded") == "true"
        page.keyboard.press("Escape")
        expect(place).to_be_hidden()
        assert focused(page) == "菜单"


class TestTheme:
    def test_the_choice_is_kept_and_holds_before_anything_is_painted(self, visit: Visit, administrator):
        page = visit("/kit/dashboard/", person=administrator.person)
        page.get_by_role("button", name="浅色或深色").click()
        page.get_by_role("button", name="深色", exact=True).click()
        assert page.evaluate("() => document.documentElement.dataset.bsTheme") == "dark"
        page.goto(page.url, wait_until="commit")
        page.wait_for_selector("body", state="attached")
        assert page.evaluate("() => document.documentElement.dataset.bsTheme") == "dark"

    def test_as_the_system_follows_it(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person, theme="dark")
        assert page.evaluate("() => document.documentElement.dataset.bsTheme") == "dark"
        page.emulate_media(color_scheme="light")
        page.wait_for_function("() => document.documentElement.dataset.bsTheme === 'light'")

    def test_paper_is_light(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person, theme="dark")
        page.emulate_media(media="print")
        settle(page)
        assert page.evaluate("() => getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        expect(page.locator(".q-side")).to_be_hidden()
        expect(page.locator(".q-print-head")).to_be_visible()


class TestCharts:
    def test_the_table_takes_the_place_of_the_drawing_and_back(self, visit: Visit, administrator):
        page = visit("/kit/object/", person=administrator.person)
        figure = page.locator("[data-figure]").first
        drawing, table = figure.locator("canvas"), figure.get_by_role("table")
        expect(drawing).to_be_visible()
        expect(table).to_be_hidden()
        page.get_by_role("button", name="以表格查看").click()
        expect(drawing).to_be_hidden()
        expect(table).to_contain_text("−0.36")
        page.get_by_role("button", name="以图查看").click()
        expect(drawing).to_be_visible()

    def test_every_chart_of_the_style_page_draws_something(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person)
        colours = page.evaluate(
            """() => [...document.querySelectorAll('[data-chart] canvas')].map((canvas) => {
                 const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
                 const seen = new Set();
                 for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) seen.add(data[i] * 65536 + data[i + 1] * 256 + data[i + 2]);
                 return seen.size;
               })"""
        )
        assert len(colours) == 3
        assert min(colours) > 8


class TestForm:
    def test_the_summary_takes_the_focus_and_leads_to_the_field(self, visit: Visit, administrator):
        page = visit("/kit/form/", person=administrator.person)
        page.get_by_role("button", name="下一步：位置与封印").click()
        assert page.evaluate("() => document.activeElement.matches('[data-error-summary]')")
        page.get_by_role("alert").get_by_role("link", name="型号").click()
        assert page.evaluate("() => document.activeElement.id") == "id_model"

    def test_the_drop_zone_names_its_file(self, visit: Visit, administrator):
        page = visit("/kit/form/", person=administrator.person)
        picture = {"name": "铭牌.png", "mimeType": "image/png", "buffer": b"\x89PNG"}
        page.get_by_label("把文件放到这里").set_input_files(picture)
        expect(page.locator(".q-drop")).to_contain_text("铭牌.png")
