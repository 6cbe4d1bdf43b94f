"""Lists in the browser: filters, orders, choices and views, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect
from tests.fixtures.browser import Visit, settle

pytestmark = pytest.mark.browser


class TestList:
    def test_a_filter_fetches_the_table_alone_and_the_address_follows(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person)
        page.evaluate("() => { window.isSamePage = true; }")
        search = page.get_by_label("在结果中查找")
        search.fill("热力")
        expect(page.locator("#listing-total")).not_to_have_text("137 台")
        assert page.evaluate("() => window.isSamePage")
        assert "q=%E7%83%AD%E5%8A%9B" in page.url
        assert page.evaluate("() => document.activeElement.id") == "filter-q"
        assert all("热力" in text for text in page.locator("td.q-clip").all_inner_texts())
        expect(page.locator("#listing-unchanged")).to_contain_text("与视图不同")

    def test_conditions_become_chips_and_chips_take_them_away(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person)
        page.get_by_role("button", name="条件").click()
        page.get_by_label("逾期", exact=True).check()
        chip = page.locator(".q-chip.is-set")
        expect(chip).to_contain_text("逾期")
        chip.get_by_role("link", name="去掉条件：状态").click()
        expect(page.locator("#listing-total")).to_have_text("137 台")
        assert page.url.endswith("/kit/list/")

    def test_back_leads_to_the_state_before(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person)
        page.get_by_role("link", name="有效期至").click()
        expect(page.locator("th[aria-sort=descending]")).to_have_count(1)
        page.go_back()
        settle(page)
        expect(page.locator("th[aria-sort=ascending]")).to_have_count(1)

    def test_a_long_choice_is_completed_by_the_server(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person)
        page.get_by_role("button", name="条件").click()
        page.get_by_role("combobox", name="检定机构").fill("北辰")
        page.get_by_role("option", name=re.compile("北辰演示检测中心")).click()
        expect(page.locator(".q-chip.is-set")).to_contain_text("北辰演示检测中心")

    def test_rows_are_chosen_and_the_question_names_their_number(self, visit: Visit, administrator):
        page = visit("/kit/list/?kind=JYJ", person=administrator.person)
        bar = page.locator(".q-bulk")
        expect(bar).to_be_hidden()
        page.get_by_label("选择本页全部行").check()
        expect(bar).to_contain_text("已选 20 项")
        page.get_by_role("button", name=re.compile("选择全部")).click()
        page.get_by_role("button", name="发催检通知").click()
        total = page.locator("#listing-total").inner_text().removesuffix(" 台")
        page.get_by_role("dialog", name=f"发出 {total} 份催检通知？").get_by_role("button", name="发催检通知").click()
        expect(page.locator(".q-toast")).to_contain_text(f"选了 {total} 台")

    def test_a_session_that_has_ended_leads_to_signing_in(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person)
        page.context.clear_cookies(name="quanheng_session")
        page.get_by_role("link", name="有效期至").click()
        page.wait_for_url("**/account/login/**")

    def test_rows_are_walked_by_keys(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person)
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(page.locator("tbody tr").nth(1).locator(".q-select")).to_be_checked()
        page.keyboard.press("Enter")
        page.wait_for_url("**/kit/object/")

    def test_a_view_is_saved_found_again_and_deleted(self, visit: Visit, administrator):
        page = visit("/kit/list/?kind=CDZ", person=administrator.person)
        page.locator("summary", has_text="新视图").click()
        page.get_by_label("视图名称").fill("充电桩")
        page.get_by_role("button", name="保存视图").click()
        tab = page.get_by_role("link", name="充电桩", exact=True)
        expect(tab).to_have_attribute("aria-current", "page")
        expect(page.locator("#listing-unchanged")).to_contain_text("与视图一致")
        page.get_by_role("button", name="删除视图").click()
        page.get_by_role("dialog", name="删除这个视图？").get_by_role("button", name="删除视图").click()
        expect(tab).to_have_count(0)


class TestWithoutScripts:
    def test_a_list_is_filtered_sorted_and_paged(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person, has_scripts=False)
        page.get_by_label("逾期", exact=True).check()
        page.get_by_role("button", name="按条件查找").click()
        assert "state=overdue" in page.url
        page.get_by_role("link", name="编号").click()
        page.get_by_role("link", name="下一页").click()
        assert "state=overdue" in page.url
        assert "sort=code" in page.url
        assert page.locator("tbody tr").count() > 0

    def test_a_bulk_act_reaches_the_ticked_rows(self, visit: Visit, administrator):
        page = visit("/kit/list/", person=administrator.person, has_scripts=False)
        page.locator(".q-select").nth(2).check()
        page.get_by_role("button", name="列入检查").click()
        expect(page.locator(".q-toast")).to_contain_text("选了 1 台")

    def test_charts_are_tables_and_menus_open(self, visit: Visit, administrator):
        page = visit("/kit/object/", person=administrator.person, has_scripts=False)
        expect(page.locator(".q-twin").first).to_be_visible()
        expect(page.locator("[data-chart]").first).to_be_hidden()
        page.locator("summary", has_text="罗盘生").click()
        expect(page.get_by_role("button", name="退出登录")).to_be_visible()

    def test_the_side_bar_is_there_on_a_phone(self, visit: Visit, administrator):
        page = visit("/kit/", person=administrator.person, width=390, has_scripts=False)
        expect(page.locator(".q-nav").first).to_be_visible()
