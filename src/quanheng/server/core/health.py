"""Liveness, readiness and metrics for whoever runs the platform."""

import hmac
import ipaddress
import os
from collections.abc import Iterator
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from quanheng.server.core.views import page_not_found


@never_cache
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(_request: HttpRequest) -> JsonResponse:
    """The process can serve: the database answers, and its tables are those that this program expects."""
    checks = {"database": _database_answers()}
    checks["tables"] = checks["database"] and _tables_are_current()
    is_ready = all(checks.values())
    return JsonResponse({"status": "ok" if is_ready else "unready", "checks": checks}, status=200 if is_ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def _tables_are_current() -> bool:
    try:
        return _plan_is_empty()
    except (DatabaseError, LookupError):
        return False


@cache
def _plan_is_empty() -> bool:
    """Asked until it is so; a program does not outlive its tables.

    Raises:
        LookupError: migrations are waiting (so that the cache keeps only the good answer).
    """
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        raise LookupError(f"{len(waiting)} migrations are not applied")
    return True


@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus metrics of all processes of this machine.

    For whoever holds QUANHENG_METRICS_TOKEN; without one, for this machine alone and not through a proxy.
    """
    if not _may_scrape(request):
        return page_not_found(request, LookupError("metrics"))
    registry = CollectorRegistry()
    registry.register(DatabaseCollector())
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)
        body = generate_latest(registry)
    else:
        body = generate_latest(REGISTRY) + generate_latest(registry)
    return HttpResponse(body, content_type=CONTENT_TYPE_LATEST)


def _may_scrape(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class DatabaseCollector(Collector):
    """What only the database knows: jobs by status, and events that wait for a handler."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        jobs = GaugeMetricFamily("quanheng_jobs", "Jobs by status.", labels=["status"])
        waiting = GaugeMetricFamily(
            "quanheng_deliveries_waiting", "Deliveries of events that are promised and not made."
        )
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT status::text, count(*) FROM procrastinate_jobs WHERE status <> 'succeeded' GROUP BY status"
            )
            for status, count in cursor.fetchall():
                jobs.add_metric([status], count)
            cursor.execute("SELECT count(*) FROM core_delivery WHERE delivered_at IS NULL")
            waiting.add_metric([], cursor.fetchone()[0])
        yield jobs
        yield waiting


urls = [
    path("health/live", live, name="health-live"),
    path("health/ready", ready, name="health-ready"),
    path("metrics", metrics, name="metrics"),
]
