"""The committed OpenAPI document is that of this code, and says what a program needs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from quanheng.server.core.api.assembly import assembled
from quanheng.server.core.api.document import document_text

SNAPSHOT = Path(__file__).resolve().parents[4] / "docs" / "reference" / "openapi.json"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return json.loads(document_text(assembled().document))


def operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [details for methods in document["paths"].values() for details in methods.values()]


def test_the_committed_document_is_that_of_this_code() -> None:
    text = document_text(assembled().document)
    assert SNAPSHOT.read_text(encoding="utf-8") == text, (
        "The API changed. If that is meant, write its document anew and commit it: quanheng api schema --write"
    )


def test_every_operation_has_a_name_of_its_own_words_a_right_and_a_status_for_everything(
    document: dict[str, Any],
) -> None:
    names = [each["operationId"] for each in operations(document)]
    assert len(set(names)) == len(names) > 20
    for each in operations(document):
        assert each["summary"]
        assert "Who may call it: " in each["description"]
        assert each["security"][0]["Token"]
        assert {"401", "403", "422", "429", "500", "503"} <= set(each["responses"])
        if "requestBody" in each:
            assert {"400", "413", "415"} <= set(each["responses"])


def test_every_act_takes_an_idempotency_key_and_no_reading_does(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for method, details in methods.items():
            headers = {each["name"] for each in details["parameters"] if each["in"] == "header"}
            assert ("Idempotency-Key" in headers) == (method != "get")


def test_every_member_is_described_and_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        for member, details in schema.get("properties", {}).items():
            assert details.get("description") or "$ref" in str(details) or name.endswith("Page"), f"{name}.{member}"
    text = json.dumps(document)
    for name in {part.partition('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in schemas


def test_every_status_that_is_a_problem_is_a_problem_document(document: dict[str, Any]) -> None:
    for name, response in document["components"]["responses"].items():
        assert set(response["content"]) == {"application/problem+json"}, name


@pytest.mark.django_db
def test_anybody_may_read_the_document(client: Client) -> None:
    response = client.get("/api/v1/openapi.json")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    assert "/api/v1/notes" in response.json()["paths"]  # of the sample app, which stands here for the real ones


def test_the_reference_says_of_every_operation_who_may_call_it(document: dict[str, Any]) -> None:
    lines = (SNAPSHOT.parent / "api.md").read_text(encoding="utf-8").splitlines()
    for path, methods in document["paths"].items():
        short = re.sub(r"\{\w+_id\}", "{id}", path.removeprefix("/api/v1"))
        for method, details in methods.items():
            (scope,) = details["security"][0]["Token"]
            assert [line for line in lines if f"`{method.upper()} {short}`" in line and f"| `{scope}` |" in line], path
