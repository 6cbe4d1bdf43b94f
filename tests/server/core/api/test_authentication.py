"""Who may call: tokens with scopes, the page's own session with its CSRF token, and nobody else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.server.core.api.reading import NOTES, problem

from quanheng.server.core.api.failed_tokens import WINDOW
from quanheng.server.core.clock import fixed_at, now
from quanheng.server.core.models import FailedTokens

pytestmark = pytest.mark.django_db
EN = {"Accept-Language": "en"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **EN}


def test_without_credentials_the_answer_says_how_to_authenticate(client: Client) -> None:
    response = client.get(NOTES, headers=EN)
    problem(response, 401, "unauthenticated")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="quanheng"'
    assert FailedTokens.objects.count() == 0


@pytest.mark.parametrize(
    "header", ["Bearer qh_unknown", "Bearer", "Bearer ", "Basic cWg6cWg=", "qh_writer", "Bearer qh_writer "]
)
def test_a_token_that_is_not_good_is_refused_as_such(client: Client, header: str) -> None:
    response = client.get(NOTES, headers={"Authorization": header})
    problem(response, 401, "unauthenticated")
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="quanheng", error="invalid_token"'


def test_the_scheme_is_read_in_any_case(client: Client) -> None:
    assert client.get(NOTES, headers={"Authorization": "bearer qh_writer"}).status_code == 200


def test_a_token_needs_the_scope_of_the_operation(client: Client) -> None:
    assert client.get(NOTES, headers=bearer("qh_only_reading")).status_code == 200
    response = client.post(NOTES, {"name": "one"}, "application/json", headers=bearer("qh_only_reading"))
    assert "“sample:write”; the token carries sample:read" in problem(response, 403, "scope-missing")["detail"]
    assert response.headers["WWW-Authenticate"].endswith('error="insufficient_scope", scope="sample:write"')
    response = client.get(NOTES, headers=bearer("qh_without"))
    assert "carries none" in problem(response, 403, "scope-missing")["detail"]


def test_the_scope_is_asked_before_the_body_is_looked_at(client: Client) -> None:
    response = client.post(NOTES, b"{broken", "application/json", headers=bearer("qh_only_reading"))
    problem(response, 403, "scope-missing")


def test_the_policy_of_the_act_decides_beyond_the_scope(client: Client) -> None:
    response = client.post(NOTES, {"name": "one"}, "application/json", headers=bearer("qh_reader"))
    assert problem(response, 403, "refused")["detail"] == "Only writers write notes."


def test_an_address_with_too_many_unknown_tokens_waits(client: Client, settings: object) -> None:
    settings.API_TOKEN_FAILURES = 3
    moment = now()
    with fixed_at(moment):
        for _attempt in range(3):
            problem(client.get(NOTES, headers=bearer("qh_unknown")), 401, "unauthenticated")
    with fixed_at(moment + timedelta(minutes=4)):
        response = client.get(NOTES, headers=bearer("qh_unknown"))
        assert "More than 3 unknown tokens" in problem(response, 429, "too-many-failures")["detail"]
        assert response.headers["Retry-After"] == "360"
        assert client.get(NOTES, headers=bearer("qh_writer")).status_code == 200, "a good token is never turned away"
        other = client.get(NOTES, headers=bearer("qh_unknown"), REMOTE_ADDR="192.0.2.7")
        problem(other, 401, "unauthenticated")
    with fixed_at(moment + WINDOW):
        problem(client.get(NOTES, headers=bearer("qh_unknown")), 401, "unauthenticated")


def test_addresses_of_one_ipv6_network_are_one_caller_and_no_address_is_kept(client: Client) -> None:
    for address in ("2001:db8::1", "2001:db8::2", "not an address", ""):
        client.get(NOTES, headers=bearer("qh_unknown"), REMOTE_ADDR=address)
    assert sorted(FailedTokens.objects.values_list("failures", flat=True)) == [2, 2]
    assert not FailedTokens.objects.filter(client__contains="2001").exists()


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_saw(client: Client, settings: object) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for seen in ("192.0.2.1", "192.0.2.2"):
        headers = {**bearer("qh_unknown"), "X-Forwarded-For": f"10.9.9.9, {seen}"}
        client.get(NOTES, headers=headers, REMOTE_ADDR="127.0.0.1")
    assert FailedTokens.objects.count() == 2


def test_reading_asks_for_the_rows_and_the_second_fence_and_nothing_else(program: Client) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert program.get(NOTES).status_code == 200
    rows = [each["sql"] for each in asked if "core_failedtokens" in each["sql"]]
    assert len(rows) == 1
    others = [each["sql"] for each in asked if each["sql"] not in rows]
    assert all("SAVEPOINT" in sql or "set_config" in sql for sql in others), others


def test_no_other_origin_is_allowed_in(program: Client) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "GET"}
    response = program.options(NOTES, headers=headers)
    problem(response, 405, "method-not-allowed")
    assert not [name for name in response.headers if name.startswith("Access-Control-")]


def test_answers_carry_the_headers_that_protect_them(program: Client) -> None:
    headers = program.get(NOTES).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert headers["X-Request-ID"]
