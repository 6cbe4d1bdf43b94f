"""From `DATABASE_URL` to Django's `DATABASES` entry."""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict


def django_database(url: str, test_name: str = "") -> dict[str, Any]:
    """Django's settings for the PostgreSQL at `url` (any libpq connection string or URI).

    `test_name` is the database that tests make and drop; without it, `test_` and the database's own name.

    Raises:
        ImproperlyConfigured: the URL is empty, or names another kind of database.
    """
    if not url:
        raise ImproperlyConfigured(
            "DATABASE_URL is not set. Start the platform with `quanheng serve`, or run `quanheng db start` and set "
            "DATABASE_URL to what `quanheng db status` prints."
        )
    if "://" in url and not url.startswith(("postgresql://", "postgres://")):
        scheme = url.split("://", 1)[0]
        raise ImproperlyConfigured(
            f"DATABASE_URL names a '{scheme}' database. PostgreSQL 15 or later is the only one supported: "
            "postgresql://role@host/name"
        )
    parts = conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "quanheng"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "") or ""),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**parts, "application_name": "quanheng"},
        "TEST": {"NAME": test_name or None},
    }
