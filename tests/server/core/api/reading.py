"""Reading the API's answers in tests."""

import json
from typing import Any

from django.conf import settings

NOTES = "/api/v1/notes"
JSON = "application/json"


def problem(response: Any, status: int, code: str) -> dict[str, Any]:
    assert response.status_code == status, response.content
    assert response.headers["Content-Type"] == "application/problem+json"
    document = json.loads(response.content)
    assert document["status"] == status
    assert document["code"] == code
    assert document["type"] == f"{settings.SITE_URL}/api/v1/problems/{code}"
    assert document["instance"] == f"urn:quanheng:request:{response.headers['X-Request-ID']}"
    assert document["title"]
    assert document["detail"]
    assert response.headers["Cache-Control"] == "no-store"
    return document


def fault(response: Any) -> dict[str, Any]:
    """The single entry of `errors`."""
    (entry,) = problem(response, 422, "invalid")["errors"]
    return entry
