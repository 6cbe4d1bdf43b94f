"""Lists go page by page, forth and back, and rows that come in between shift nothing."""

import pytest
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.server.core.api.reading import NOTES, fault

from quanheng.server.core.models import FailedTokens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def notes() -> None:
    FailedTokens.objects.bulk_create(FailedTokens(client=f"n{i:02}", failures=1) for i in range(1, 11))


def page(program: Client, address: str) -> tuple[list[str], dict]:
    response = program.get(address)
    assert response.status_code == 200, response.content
    body = response.json()
    return [each["id"] for each in body["items"]], body


def test_all_rows_come_once_forth_and_back(program: Client) -> None:
    seen, pages, address = [], [], f"{NOTES}?limit=4"
    while address:
        names, body = page(program, address)
        pages.append(names)
        seen += names
        last, address = body, body["next"]
    assert seen == [f"n{i:02}" for i in range(1, 11)]
    assert [len(each) for each in pages] == [4, 4, 2]
    back, body = page(program, last["previous"])
    assert back == pages[1]
    first, body = page(program, body["previous"])
    assert first == pages[0]
    assert body["previous"] is None
    assert page(program, body["next"])[0] == pages[1]


def test_rows_that_come_in_between_shift_nothing(program: Client) -> None:
    _names, body = page(program, f"{NOTES}?limit=4")
    FailedTokens.objects.create(client="n00", failures=1)
    FailedTokens.objects.filter(client="n04").delete()
    assert page(program, body["next"])[0] == ["n05", "n06", "n07", "n08"]


def test_the_neighbours_stand_in_the_link_header_too(program: Client) -> None:
    response = program.get(f"{NOTES}?limit=4")
    body = response.json()
    assert response.headers["Link"] == f'<{body["next"]}>; rel="next"'
    response = program.get(body["next"])
    body = response.json()
    assert response.headers["Link"] == f'<{body["next"]}>; rel="next", <{body["previous"]}>; rel="prev"'
    assert "Link" not in program.get(f"{NOTES}?limit=200").headers


def test_a_page_that_is_just_full_has_no_next(program: Client) -> None:
    assert page(program, f"{NOTES}?limit=10")[1]["next"] is None
    assert page(program, f"{NOTES}?limit=9")[1]["next"] is not None


def test_links_keep_the_filter(program: Client) -> None:
    FailedTokens.objects.create(client="z01", failures=1)
    _names, body = page(program, f"{NOTES}?limit=9&prefix=n")
    assert page(program, body["next"])[0] == ["n10"]


def test_a_cursor_that_was_changed_is_refused_by_name(program: Client) -> None:
    cursor = page(program, f"{NOTES}?limit=4")[1]["next"].partition("cursor=")[2]
    for changed in (cursor[:-1] + ("A" if cursor[-1] != "A" else "B"), "e" + cursor, cursor.partition("%3A")[0], "x"):
        entry = fault(program.get(f"{NOTES}?limit=4&cursor={changed}"))
        assert (entry["in"], entry["parameter"]) == ("query", "cursor")
        assert "next" in entry["remedy"]


def test_a_cursor_belongs_to_its_list_and_filters(program: Client) -> None:
    cursor = page(program, f"{NOTES}?limit=4")[1]["next"].partition("cursor=")[2].partition("&")[0]
    assert fault(program.get(f"{NOTES}?prefix=n&cursor={cursor}"))["parameter"] == "cursor"
    assert program.get(f"{NOTES}?limit=7&cursor={cursor}").status_code == 200, "the number of rows may change"


def test_a_cursor_of_somebody_else_s_making_is_refused(program: Client) -> None:
    forged = Signer(key="another secret" * 4, salt="quanheng.keyset.api").sign_object(["f", "n04"])
    assert fault(program.get(NOTES, {"cursor": forged}))["parameter"] == "cursor"


def test_the_queries_of_a_list_do_not_grow_with_it(program: Client) -> None:
    counts = set()
    for limit in (1, 10):
        with CaptureQueriesContext(connection) as asked:
            program.get(f"{NOTES}?limit={limit}")
        counts.add(len(asked))
    assert len(counts) == 1
