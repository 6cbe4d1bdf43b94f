"""Acts carried out once however often they are sent: the header `Idempotency-Key` (IETF httpapi draft).

The key is claimed, the act done and its answer kept in one transaction. A second request with the key waits at the
key's unique index for the first: when that commits, it gets the answer; when that dies, its claim dies with it and the
second does the act itself. Kept bodies are encrypted, since an answer may hold a secret that is shown once.
"""

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta

from cryptography.fernet import Fernet
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from quanheng.server.core.api.bodies import JSON, canonical, parsed
from quanheng.server.core.api.problems import ApiProblem, KeyReused, StillInProgress, problem_response
from quanheng.server.core.clock import now
from quanheng.server.core.errors import PlatformError
from quanheng.server.core.models import KeptAnswer

LIFE = timedelta(hours=24)
LONGEST_WAIT = timedelta(seconds=15)
#: The key itself: printable ASCII; the quotes of a structured header's string may stand around it.
KEY_PATTERN = r"^[\x21-\x7e]{1,200}$"
KEPT_HEADERS = ("Content-Type", "ETag", "Location", "Link", "Content-Language")
REPLAYED = "Idempotent-Replayed"

# An answer past its life makes room in the same statement, whether or not it has been purged yet.
CLAIM = """
INSERT INTO core_keptanswer AS kept (owner_id, key, fingerprint, headers, body, kept_at, expires_at)
VALUES (%(owner)s, %(key)s, %(fingerprint)s, '{}', '', %(now)s, %(expires)s)
ON CONFLICT ON CONSTRAINT core_keptanswer_key DO UPDATE SET
    fingerprint = excluded.fingerprint, status = NULL, kept_at = excluded.kept_at, expires_at = excluded.expires_at
WHERE kept.expires_at <= %(now)s
RETURNING id
"""


def answered_once(request: HttpRequest, key: str, carry_out: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `carry_out` (a transaction of its own), which runs only if `key` was not answered within the last 24 hours.

    Every answer that the act itself gave is kept, its refusals included, so that a late duplicate of a request that
    was refused does not succeed behind the caller's back. Not kept is what never reached the act (a problem of the
    request's form, its rights or its version), and what failed on the platform's side.

    Raises:
        KeyReused: the key was answered for another method, address, body or If-Match.
        StillInProgress: the first request has not ended within the time that a second one waits.
    """
    owner = request.auth.membership_id or request.auth.person_id
    key = key.strip('"')
    with transaction.atomic():
        claim = _claim(owner, key, fingerprint(request))
        if claim is None:
            return _kept(owner, key, fingerprint(request))
        try:
            response = carry_out()
        except ApiProblem:
            raise
        except PlatformError as problem:
            response = problem_response(request, problem)
        _keep(claim, owner, key, response)
        return response


def fingerprint(request: HttpRequest) -> str:
    """A digest of what the request asks for; white space and the order of members in the body do not count."""
    body = canonical(parsed(request.body)) if request.content_type == JSON and request.body else request.body
    parts = [request.method, request.get_full_path(), request.headers.get("If-Match", "")]
    return hashlib.sha256("\n".join(parts).encode() + b"\n" + body).hexdigest()


def _claim(owner: object, key: str, digest: str) -> int | None:
    moment = now()
    values = {"owner": owner, "key": key, "fingerprint": digest, "now": moment, "expires": moment + LIFE}
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(LONGEST_WAIT.total_seconds() * 1000)}ms"])
        try:
            cursor.execute(CLAIM, values)
        except DatabaseError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
            raise StillInProgress(
                _("A request with the Idempotency-Key “%(key)s” is still running. Send the same request again later.")
                % {"key": key},
                headers={"Retry-After": "5"},
            ) from error
        row = cursor.fetchone()
        cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    return row[0] if row else None


def _kept(owner: object, key: str, digest: str) -> HttpResponse:
    kept = KeptAnswer.objects.get(owner_id=owner, key=key)
    if kept.fingerprint != digest:
        raise KeyReused(
            _(
                "The Idempotency-Key “%(key)s” was used for another request at %(when)s. Use a new key for a new request."
            )
            % {"key": key, "when": kept.kept_at.isoformat(timespec="seconds")}
        )
    body = _cipher(owner, key).decrypt(bytes(kept.body))
    return HttpResponse(body, status=kept.status, headers={**kept.headers, REPLAYED: "true"})


def _keep(claim: int, owner: object, key: str, response: HttpResponse) -> None:
    KeptAnswer.objects.filter(pk=claim).update(
        status=response.status_code,
        headers={name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        body=_cipher(owner, key).encrypt(response.content),
    )


def _cipher(owner: object, key: str) -> Fernet:
    """A cipher of this row alone: a copy of the database without the platform's secret shows no answer."""
    digest = salted_hmac("quanheng.kept-answers", f"{owner} {key}", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(digest))
