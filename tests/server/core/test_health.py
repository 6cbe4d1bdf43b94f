"""Liveness, readiness, metrics, and what every response carries."""

import pytest
from django.db import connection
from django.test import Client, override_settings

pytestmark = pytest.mark.django_db


def test_a_running_process_says_that_it_lives(client: Client):
    response = client.get("/health/live")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert "no-store" in response.headers["Cache-Control"]


def test_a_process_is_ready_when_database_and_tables_are(client: Client):
    response = client.get("/health/ready")
    assert response.json() == {"status": "ok", "checks": {"database": True, "tables": True}}


def test_a_process_is_not_ready_while_migrations_wait(client: Client):
    from quanheng.server.core import health

    health._plan_is_empty.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json()["checks"] == {"database": True, "tables": False}


def test_metrics_count_requests_by_route_and_never_by_raw_path(client: Client):
    client.get("/health/live?secret=1")
    client.get("/no/such/place/")
    text = client.get("/metrics").content.decode()
    assert 'quanheng_request_seconds_count{method="GET",route="health-live",status="2xx"}' in text
    assert 'route="unmatched"' in text
    assert "/no/such/place" not in text
    assert "quanheng_deliveries_waiting 0.0" in text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"REMOTE_ADDR": "203.0.113.7"}, 404),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, 404),
        ({"REMOTE_ADDR": "not an address"}, 404),
    ],
)
def test_without_a_token_only_this_machine_sees_metrics(client: Client, headers: dict[str, str], status: int):
    assert client.get("/metrics", **headers).status_code == status


@override_settings(METRICS_TOKEN="let-me-count")
def test_with_a_token_whoever_holds_it_sees_metrics(client: Client):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer something-else").status_code == 404
    allowed = client.get("/metrics", HTTP_AUTHORIZATION="Bearer let-me-count", REMOTE_ADDR="203.0.113.7")
    assert allowed.status_code == 200


def test_a_request_keeps_the_id_that_a_proxy_gave_it_and_gets_one_otherwise(client: Client):
    assert (
        client.get("/health/live", HTTP_X_REQUEST_ID="proxy-0123456789").headers["X-Request-ID"] == "proxy-0123456789"
    )
    given = client.get("/health/live", HTTP_X_REQUEST_ID="bad id\n<script>").headers["X-Request-ID"]
    assert len(given) == 36
    assert client.get("/health/live").headers["X-Request-ID"] != given


def test_every_response_forbids_foreign_scripts_styles_and_frames(client: Client):
    headers = client.get("/health/live").headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
