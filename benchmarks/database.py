"""The platform as the benchmarks run it: on a database of their own, quanheng_bench, kept between runs."""

import os

import django
from django.core.management import call_command
from django.db import connection
from psycopg import connect, sql
from psycopg.conninfo import make_conninfo

from quanheng.server.core import devdb

DATABASE = "quanheng_bench"


def prepare() -> None:
    """Point Django at quanheng_bench on the server of DATABASE_URL (found or started without it), and set it up."""
    server = os.environ.get("DATABASE_URL") or devdb.ensure().url
    os.environ["DATABASE_URL"] = make_conninfo(server, dbname=DATABASE)
    os.environ.setdefault("QUANHENG_SECRET_KEY", "benchmarks-only-" + "x" * 50)
    os.environ.setdefault("QUANHENG_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
    os.environ.setdefault("QUANHENG_LOG_LEVEL", "WARNING")
    os.environ["QUANHENG_REQUIRE_SECOND_FACTOR"] = ""  # the readers of the benchmarks have none
    os.environ["QUANHENG_DEBUG"] = "0"  # Django keeps every query where it is on
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanheng.server.settings")
    with connect(make_conninfo(server, dbname="postgres"), autocommit=True) as administration:
        exists = administration.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not exists:
            administration.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
    django.setup()
    call_command("migrate", verbosity=0)


def database_version() -> str:
    """Which PostgreSQL answers, and whether it writes safely: figures without fsync are not those of a city."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('server_version'), current_setting('shared_buffers'), current_setting('fsync')"
        )
        version, buffers, fsync = cursor.fetchone()
    return f"PostgreSQL {version.split()[0]} (shared_buffers {buffers}, fsync {fsync})"
