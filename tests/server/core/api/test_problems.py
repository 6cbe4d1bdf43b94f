"""Whatever goes wrong below /api/ is a problem document, in the caller's language, and tells nothing internal."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from tests.server.core.api.reading import JSON, NOTES, fault, problem

from quanheng.server.core.api.bodies import LARGEST_BODY

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/api/", "/api/v1", "/api/v1/", "/api/v1/nothing", "/api/v2/notes", f"{NOTES}/"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH", "OPTIONS"])
def test_an_unknown_address_is_named_whatever_the_method(client: Client, path: str, method: str) -> None:
    document = problem(client.generic(method, path), 404, "not-found")
    assert path in document["detail"]


def test_an_unknown_thing_is_named(program: Client) -> None:
    assert "lost" in problem(program.get(f"{NOTES}/lost"), 404, "not-found")["detail"]


def test_a_method_that_is_not_offered_names_those_that_are(program: Client) -> None:
    response = program.put(f"{NOTES}/one", {}, JSON)
    problem(response, 405, "method-not-allowed")
    assert {each.strip() for each in response.headers["Allow"].split(",")} == {"GET", "PATCH", "DELETE"}


def test_a_body_larger_than_the_api_reads_is_not_read(program: Client) -> None:
    response = program.post(NOTES, b'{"name": "' + b"a" * LARGEST_BODY + b'"}', JSON)
    assert "1024 KiB" in problem(response, 413, "too-large")["detail"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/json; charset=gb18030"]
)
def test_a_body_of_another_kind_is_refused(program: Client, kind: str) -> None:
    response = program.generic("POST", NOTES, b'{"name": "one"}', kind)
    assert kind in problem(response, 415, "unsupported-media-type")["detail"]
    assert response.headers["Accept"] == JSON


def test_a_compressed_body_is_refused(program: Client) -> None:
    response = program.post(NOTES, b'{"name": "one"}', JSON, headers={"Content-Encoding": "gzip"})
    problem(response, 415, "unsupported-media-type")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"name": "one",}', "line 1, column 16"),
        (b"", ""),
        (b'{"name": "one", "name": "two"}', "“name” occurs twice"),
        (b'{"name": "one", "weight": NaN}', "a number that JSON does not know"),
        (b'{"name": "one", "weight": -Infinity}', "a number that JSON does not know"),
        (b'{"name": "one", "weight": ' + b"9" * 5000 + b"}", "thousands of digits"),
        (b'{"name": "\xcb\xe9"}', "not UTF-8: byte 10"),
        ('{"name": "one"}'.encode("utf-16"), "not UTF-8"),
        (b"[" * 100_000, "nests too deeply"),
        (b"\xef\xbb\xbf{}", "not JSON"),
    ],
)
def test_a_body_that_is_no_strict_json_is_refused_with_its_place(program: Client, body: bytes, said: str) -> None:
    response = program.generic("POST", NOTES, body, JSON)
    if body:
        assert said in problem(response, 400, "malformed")["detail"]
    else:
        assert fault(response)["pointer"] == "#"


@pytest.mark.parametrize(
    ("body", "pointer", "code", "received"),
    [
        ({}, "#/name", "missing", None),
        ({"name": 7}, "#/name", "wrong-kind", "integer"),
        ({"name": None}, "#/name", "wrong-kind", "null"),
        ({"name": ""}, "#/name", "too-short", "string"),
        ({"name": "a" * 81}, "#/name", "too-long", "string"),
        ({"name": "a\x00b"}, "#/name", "wrong-form", "string"),
        ({"name": "   "}, "#/name", "wrong-form", "string"),
        ({"name": "a", "weight": "7"}, "#/weight", "wrong-kind", "string"),
        ({"name": "a", "weight": 7.5}, "#/weight", "wrong-kind", "number"),
        ({"name": "a", "weight": True}, "#/weight", "wrong-kind", "boolean"),
        ({"name": "a", "weight": 10**30}, "#/weight", "too-large", "integer"),
        ({"name": "a", "weight": -1}, "#/weight", "too-small", "integer"),
        ({"name": "a", "on": "2026-02-30"}, "#/on", "not-valid", "string"),
        ({"name": "a", "on": 20261123}, "#/on", "not-valid", "integer"),
        ({"name": "a", "tags": "x"}, "#/tags", "wrong-kind", "string"),
        ({"name": "a", "tags": ["x", {}]}, "#/tags/1", "wrong-kind", "object"),
        ({"name": "a", "tags": ["x"] * 4}, "#/tags", "too-long", "array"),
        ({"name": "a", "a/b~": 1}, "#/a~1b~0", "unknown", "integer"),
        ([], "#", "wrong-kind", "array"),
        (None, "#", "wrong-kind", "null"),
    ],
)
def test_a_wrong_value_is_pointed_at_with_its_kind_and_the_remedy(
    program: Client, body: Any, pointer: str, code: str, received: str | None
) -> None:
    entry = fault(program.generic("POST", NOTES, json.dumps(body), JSON))
    assert (entry["in"], entry["pointer"], entry["code"], entry.get("received")) == ("body", pointer, code, received)
    assert entry["detail"]
    assert "remedy" in entry or code == "not-valid"


def test_half_a_character_is_no_text(program: Client) -> None:
    entry = fault(program.generic("POST", NOTES, rb'{"name": "\ud83d"}', JSON))
    assert (entry["pointer"], entry["code"]) == ("#/name", "not-text")


def test_several_wrong_values_are_all_named(program: Client) -> None:
    document = problem(program.post(NOTES, {"name": "", "weight": -1}, JSON), 422, "invalid")
    assert [each["pointer"] for each in document["errors"]] == ["#/name", "#/weight"]
    assert "2 values" in document["detail"]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ("limit=0", "limit", "too-small"),
        ("limit=201", "limit", "too-large"),
        ("limit=many", "limit", "wrong-kind"),
        ("limit=" + "9" * 5000, "limit", "too-large"),
        ("limit=5&limit=6", "limit", "repeated"),
        ("lmit=5", "lmit", "unknown"),
        ("cursor=", "cursor", "too-short"),
        ("cursor=%00", "cursor", "wrong-form"),
    ],
)
def test_a_wrong_parameter_is_named(program: Client, query: str, parameter: str, code: str) -> None:
    entry = fault(program.get(f"{NOTES}?{query}"))
    assert (entry["in"], entry["parameter"], entry["code"]) == ("query", parameter, code)


def test_a_wrong_header_is_named(program: Client) -> None:
    entry = fault(program.post(NOTES, {"name": "a"}, JSON, headers={"Idempotency-Key": "two words"}))
    assert (entry["in"], entry["parameter"], entry["code"]) == ("header", "Idempotency-Key", "wrong-form")


def test_a_failure_says_nothing_of_its_cause(program: Client) -> None:
    program.raise_request_exception = False
    response = program.post(NOTES, {"name": "broken"}, JSON)
    document = problem(response, 500, "internal-error")
    assert "secret" not in response.text
    assert "Traceback" not in response.text
    assert set(document) == {"type", "title", "status", "detail", "instance", "code"}


def test_a_failure_after_the_act_undoes_it(program: Client) -> None:
    program.raise_request_exception = False
    problem(program.post(NOTES, {"name": "broken afterwards"}, JSON), 500, "internal-error")
    assert program.get(f"{NOTES}?prefix=broken").json()["items"] == []


def test_a_host_that_is_not_ours_is_a_problem_too(program: Client) -> None:
    problem(program.get(NOTES, headers={"Host": "evil.example"}), 400, "malformed")


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("en", "en"),
        ("en-GB,en;q=0.8", "en"),
        ("zh-CN", "zh-hans"),
        ("fr, zh;q=0.5", "zh-hans"),
        ("*", "zh-hans"),
        ("", "zh-hans"),
        ("fr", "zh-hans"),
        ("x" * 4000, "zh-hans"),
    ],
)
def test_a_program_says_its_language(client: Client, wanted: str, language: str) -> None:
    response = client.get(NOTES, headers={"Accept-Language": wanted})
    assert response.headers["Content-Language"] == language
    title = problem(response, 401, "unauthenticated")["title"]
    assert title == {"en": "Not signed in", "zh-hans": "未登录"}[language]


def test_the_request_id_of_a_proxy_is_kept(program: Client) -> None:
    given = str(uuid.uuid4())
    response = program.get(f"{NOTES}/lost", headers={"X-Request-ID": given})
    assert response.json()["instance"].endswith(given)
