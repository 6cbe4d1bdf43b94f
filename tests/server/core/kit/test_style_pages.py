"""The style page and its samples: who sees them, what they hold, and how a list behaves on request."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from quanheng.server.core.views import server_error

SAMPLES = ["/kit/", "/kit/list/", "/kit/object/", "/kit/form/", "/kit/bench/", "/kit/dashboard/"]


def signed_in(membership, **cookies: str) -> Client:
    client = Client()
    client.force_login(membership.person)
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


class TestWho:
    @pytest.mark.parametrize("path", SAMPLES)
    def test_a_system_administrator_sees_it(self, administrator, path):
        assert signed_in(administrator).get(path).status_code == 200

    @pytest.mark.parametrize("path", [*SAMPLES, "/kit/completion/", "/kit/export/"])
    def test_another_role_is_refused_in_words(self, regulator, path):
        reply = signed_in(regulator).get(path)
        assert reply.status_code == 403
        assert "样式页供系统管理员查看" in reply.content.decode()

    def test_on_a_developers_machine_everybody_who_works_somewhere_sees_it(self, regulator, settings):
        settings.DEBUG = True
        assert signed_in(regulator).get("/kit/").status_code == 200

    @pytest.mark.parametrize("path", SAMPLES)
    def test_a_visitor_signs_in_first(self, db, client, path):
        assert client.get(path).headers["Location"].startswith("/account/login/")


class TestMarkup:
    """What the policy `default-src 'self'` forbids is not written."""

    @pytest.mark.parametrize("path", SAMPLES)
    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_nothing_is_inline(self, administrator, path, language):
        page = signed_in(administrator, quanheng_language=language).get(path).content.decode()
        assert re.findall(r"<[^>]+\sstyle=", page) == []
        assert re.findall(r"<[^>]+\son[a-z]+=", page) == []
        assert re.findall(r"<style", page) == []
        scripts = re.findall(r"<script(?![^>]*(?:\ssrc=|application/json))[^>]*>", page)
        assert scripts == []

    @pytest.mark.parametrize("path", SAMPLES)
    def test_identifiers_are_unique(self, administrator, path):
        page = signed_in(administrator).get(path).content.decode()
        found = re.findall(r'\sid="([^"]+)"', page)
        repeated = {each for each in found if found.count(each) > 1}
        # The style page shows one form twice: in order, and after a failed try.
        assert repeated - {each for each in repeated if path == "/kit/" and each.startswith("id_")} == set()

    def test_the_policy_is_sent(self, administrator):
        policy = signed_in(administrator).get("/kit/").headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy

    @pytest.mark.parametrize("path", SAMPLES)
    def test_in_english_no_chinese_is_left_but_names_and_the_switch(self, administrator, path):
        page = signed_in(administrator, quanheng_language="en").get(path).content.decode()
        shell = re.sub(
            r"<table.*?</table>|<select.*?</select>|中文|罗盘生|市计量处|[^<>]*（演示）[^<>]*",
            "",
            page,
            flags=re.DOTALL,
        )
        assert re.findall(r">[^<]*[\u4e00-\u9fff][^<]*<", shell) == []


class TestList:
    def test_a_change_by_htmx_gets_the_table_and_the_words_that_follow(self, administrator):
        reply = signed_in(administrator).get(
            "/kit/list/?state=overdue&sort=-code", headers={"HX-Request": "true", "HX-Target": "listing-results"}
        )
        page = reply.content.decode()
        assert page.lstrip().startswith('<div id="listing-results"')
        assert "<html" not in page
        assert re.findall(r'id="([a-z-]+)"[^>]*hx-swap-oob', page) == [
            "listing-chips",
            "listing-unchanged",
            "listing-density",
            "listing-exports",
            "listing-total",
        ]
        assert reply.headers["HX-Push-Url"] == "/kit/list/?state=overdue&sort=-code"
        assert "HX-Target" in reply.headers["Vary"]

    def test_pages_follow_each_other_without_loss(self, administrator):
        client, url, seen = signed_in(administrator), "/kit/list/?sort=code&size=50", []
        while url:
            page = client.get(url).content.decode()
            seen += re.findall(r'<span class="q-code">([^<]+)</span></a></td>', page)
            found = re.search(r'id="page-next"[^>]*href="([^"]+)"', page)
            url = found.group(1).replace("&amp;", "&") if found else ""
        assert len(seen) == len(set(seen)) == 137
        assert seen == sorted(seen)

    def test_a_cursor_that_is_none_is_explained(self, administrator):
        reply = signed_in(administrator).get("/kit/list/?cursor=nonsense")
        assert reply.status_code == 422

    def test_files_carry_the_filters(self, administrator):
        page = signed_in(administrator).get("/kit/list/?kind=JYJ&sort=-code").content.decode()
        assert '/kit/export/?kind=JYJ"' in page

    def test_an_empty_list_offers_one_act(self, administrator):
        page = signed_in(administrator).get("/kit/list/?q=%E6%B2%A1%E6%9C%89").content.decode()
        assert "没有符合条件的记录" in page
        assert "去掉全部条件" in page
        assert "<tbody>" not in page

    def test_a_wrong_condition_says_so_at_its_field_and_opens_the_form(self, administrator):
        page = signed_in(administrator).get("/kit/list/?until_from=2025-13-01").content.decode()
        assert "“2025-13-01”不是日期" in page
        assert 'q-conditions is-open"' in page
        assert 'aria-expanded="true"' in page

    def test_bulk_acts_say_what_they_were_done_to(self, administrator):
        client = signed_in(administrator)
        listed = client.get("/kit/list/").content.decode()
        rows = re.findall(r'name="row" value="([^"]+)"', listed)[:3]
        reply = client.post("/kit/bulk/", {"row": rows, "query": "", "next": "/kit/list/"}, follow=True)
        assert "选了 3 台" in reply.content.decode()
        reply = client.post("/kit/bulk/", {"all": "1", "query": "kind=JYJ", "next": "/kit/list/"}, follow=True)
        assert re.search(r"选了 \d\d 台", reply.content.decode())

    def test_the_number_of_queries_does_not_depend_on_rows_or_filters(self, administrator):
        client = signed_in(administrator)
        client.get("/kit/list/")
        counts = []
        for query in ("", "size=100", "state=overdue&state=soon&kind=JYJ&laboratory=east&sort=-share&size=100"):
            with CaptureQueriesContext(
                connection,
            ) as captured:
                client.get(f"/kit/list/?{query}")
            counts.append(len(captured))
        assert len(set(counts)) == 1


class TestForm:
    def test_what_is_missing_is_named_and_nothing_is_lost(self, administrator):
        page = (
            signed_in(administrator)
            .post("/kit/form/", {"kind": "JYJ", "model": "", "serial": "20210806"})
            .content.decode()
        )
        assert "data-error-summary" in page
        assert 'value="20210806"' in page
        assert "已在册：370102-JYJ-004187" in page

    def test_what_is_right_leads_on(self, administrator):
        values = {"kind": "JYJ", "model": "DJ-4A", "serial": "1", "district": "370102", "purpose": "trade"}
        reply = signed_in(administrator).post("/kit/form/", values, follow=True)
        assert "什么都没有写入" in reply.content.decode()


class TestShell:
    def test_the_language_is_kept_and_the_page_comes_back(self, administrator):
        client = signed_in(administrator)
        reply = client.post("/language/", {"language": "en", "next": "/kit/list/?kind=JYJ"})
        assert reply.headers["Location"] == "/kit/list/?kind=JYJ"
        page = client.get("/kit/list/").content.decode()
        assert '<html lang="en"' in page
        assert "Measuring instruments" in page

    def test_no_language_form_leads_to_another_site(self, db, client):
        reply = client.post("/language/", {"language": "en", "next": "https://evil.example/"})
        assert "evil.example" not in reply.headers["Location"]

    def test_the_side_bar_marks_the_closest_place(self, administrator):
        page = signed_in(administrator).get("/kit/list/").content.decode()
        assert re.findall(r'<a class="q-nav is-on" href="([^"]+)" aria-current="page"', page) == ["/kit/"]

    def test_a_problem_says_what_to_do_and_its_request(self, administrator):
        reply = signed_in(administrator).get("/nothing-here/", headers={"X-Request-ID": "quote-me-0001"})
        page = reply.content.decode()
        assert reply.status_code == 404
        assert "quote-me-0001" in page
        assert "核对地址" in page
        assert 'class="q-side"' in page

    def test_a_fault_is_explained_without_asking_the_database(self, db, rf, django_assert_num_queries):
        request = rf.get("/")
        request.request_id = "quote-me-0002"
        with django_assert_num_queries(0):
            reply = server_error(request)
        page = reply.content.decode()
        assert reply.status_code == 500
        assert "quote-me-0002" in page
        assert "平台出了故障" in page

    def test_a_visitor_gets_the_same_without_the_shell(self, db, client):
        page = client.get("/nothing-here/").content.decode()
        assert "没有找到" in page
        assert 'class="q-side"' not in page
