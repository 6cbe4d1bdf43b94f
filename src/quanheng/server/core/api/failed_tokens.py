"""How often an address came with an unknown token: counted in the database, so that all processes share the count.

A good token is never turned away for what others at its address did: only the answer to the next failure changes.
Addresses are kept as keyed digests, and no longer than their window (see `jobs`).
"""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from quanheng.server.core.api.problems import TooManyFailures
from quanheng.server.core.clock import now

WINDOW = timedelta(minutes=10)

COUNT = """
INSERT INTO core_failedtokens AS kept (client, started_at, failures) VALUES (%(client)s, %(now)s, 1)
ON CONFLICT (client) DO UPDATE SET
    failures = CASE WHEN kept.started_at <= %(outdated)s THEN 1 ELSE kept.failures + 1 END,
    started_at = CASE WHEN kept.started_at <= %(outdated)s THEN %(now)s ELSE kept.started_at END
RETURNING failures, started_at
"""


def count_failure(request: HttpRequest) -> None:
    """Count one failed identification from the request's address.

    Raises:
        TooManyFailures: there have been more than `API_TOKEN_FAILURES` within ten minutes.
    """
    moment = now()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"client": client_digest(request), "now": moment, "outdated": moment - WINDOW})
        failures, started_at = cursor.fetchone()
    if failures > settings.API_TOKEN_FAILURES:
        seconds = max(1, round((started_at + WINDOW - moment).total_seconds()))
        raise TooManyFailures(
            _("More than %(limit)d unknown tokens came from this address. Wait %(seconds)d s and use a good token.")
            % {"limit": settings.API_TOKEN_FAILURES, "seconds": seconds},
            headers={"Retry-After": str(seconds)},
        )


def client_digest(request: HttpRequest) -> str:
    """A keyed digest of the caller's address; of its /64 where it is IPv6, since one caller has the whole of it."""
    text = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:  # behind a proxy of ours, which appends the address that it saw
        text = request.headers.get("X-Forwarded-For", text).rpartition(",")[2].strip()
    try:
        address = ip_address(text)
    except ValueError:
        return salted_hmac("quanheng.failed-tokens", "unknown", algorithm="sha256").hexdigest()
    if address.version == 6:
        text = str(ip_network(f"{address}/64", strict=False))
    return str(salted_hmac("quanheng.failed-tokens", text, algorithm="sha256").hexdigest())
