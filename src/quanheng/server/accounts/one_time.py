"""Secrets that are shown once and kept as a digest only: invitations, one-time links, API tokens.

A secret has 256 random bits, so that a plain SHA-256 digest cannot be searched backwards and needs no salt.
"""

import hashlib
import hmac
import secrets
from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def new_secret(prefix: str = "") -> tuple[str, str]:
    """A new secret, safe in an address, and the digest to keep of it."""
    secret = prefix + secrets.token_urlsafe(32)
    return secret, digest_of(secret)


def digest_of(secret: str) -> str:
    """What is stored of `secret`: its SHA-256 digest in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def row_of(secret: str, rows: "models.QuerySet[Row]", column: str = "token_digest") -> Row | None:
    """The row whose digest is that of `secret`.

    The index finds it by the digest, of which a guesser controls nothing; the last comparison takes the same time
    whatever differs, and is made for an unknown secret too.
    """
    digest = digest_of(secret)
    row: Any = rows.filter(**{column: digest}).first()
    kept = getattr(row, column) if row is not None else "0" * len(digest)
    return row if hmac.compare_digest(kept, digest) else None
