"""The pages that explain the API: complete, in both languages, and under the same content policy as all pages."""

import re

import pytest
from django.test import Client

from quanheng.server.accounts.models import Membership
from quanheng.server.core.api.problems import all_problems
from quanheng.server.core.api.urls import urlpatterns

DOCS = "/api/v1/docs"
INLINE = re.compile(r"<style|style=|<script(?![^>]* src=)[^>]*>(?!\s*\{)|\son[a-z]+=|(src|href)=.https?://")


@pytest.fixture
def reader(client: Client, manager_membership: Membership) -> Client:
    client.force_login(manager_membership.person)
    return client


def page(client: Client, path: str, language: str) -> str:
    client.cookies["quanheng_language"] = language
    response = client.get(path, headers={"Accept-Language": "fr"})
    assert response.status_code == 200, path
    assert response.headers["Content-Language"] == language
    assert not INLINE.search(response.text), INLINE.search(response.text)
    return response.text


def test_the_reference_is_for_people_who_are_signed_in(client: Client) -> None:
    for path in (DOCS, f"{DOCS}/read_organisation"):
        response = client.get(path)
        assert response.status_code == 302
        assert "/account/login/" in response.headers["Location"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_operation_has_its_page(reader: Client, language: str) -> None:
    api = next(each for each in urlpatterns if each.name == "api-reference").default_args["api"]
    overview = page(reader, DOCS, language)
    names = set(api.document.contracts())
    assert len(names) > 20
    for name in names:
        assert f"{DOCS}/{name}" in overview
        text = page(reader, f"{DOCS}/{name}", language)
        assert "curl" in text
        assert ("Rights" in text) == (language == "en")


def test_a_page_says_what_an_operation_takes_and_answers(reader: Client) -> None:
    text = page(reader, f"{DOCS}/change_organisation", "zh-hans")
    for part in ("修改单位", "If-Match", "统一社会信用代码", "division.name_zh", "428", "accounts:write"):
        assert part in text, part


def test_an_operation_that_there_is_not(reader: Client) -> None:
    assert reader.get(f"{DOCS}/cheer").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_type_of_every_problem_leads_to_a_page_for_everybody(client: Client, language: str, db: None) -> None:
    listed = page(client, "/api/v1/problems/", language)
    for code in all_problems():
        assert f"/api/v1/problems/{code}" in listed
        assert code in page(client, f"/api/v1/problems/{code}", language)
    assert client.get("/api/v1/problems/cheerful").status_code == 404
