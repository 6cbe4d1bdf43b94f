"""Prometheus metrics of the platform, and the middleware that counts requests."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

ACTS = Counter("quanheng_acts_total", "Acts by the kind of event they announce.", ["kind", "outcome"])
REQUESTS = Histogram(
    "quanheng_request_seconds",
    "Server time of requests by route, method and status class.",
    ["route", "method", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
IMPORTED_ROWS = Counter("quanheng_imported_rows_total", "Rows written by table imports.", ["table"])


class RequestMetricsMiddleware:
    """Measure every request that reaches Django, by route name: never by raw path, which has no bound."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        route = (match.view_name or match.route) if match else "unmatched"
        seconds = time.perf_counter() - started
        REQUESTS.labels(route=route, method=request.method, status=f"{response.status_code // 100}xx").observe(seconds)
        response.headers["Server-Timing"] = f"app;dur={seconds * 1000:.1f}"
        return response
