"""The doctor names what is wrong and how to mend it."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from quanheng.server.core import clock, fence
from quanheng.server.core.doctor import State, database, examine, machine

pytestmark = pytest.mark.django_db


def finding(subject: str, found):
    return next(each for each in found if each.subject == subject)


def test_a_round_examines_everything_and_every_failure_has_its_remedy(tmp_path: Path):
    found = list(examine(tmp_path))
    assert {"Python", "Packages", "Disk", "Assets", "Chinese texts", "Database", "Locale", "Extensions", "Clock"} <= {
        each.subject for each in found
    }
    assert all(each.remedy for each in found if each.state is not State.OK)


def test_a_database_without_its_extension_is_told_the_command():
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm")
    found = finding("Extensions", database.examine())
    assert found.state is State.FAILED
    assert "CREATE EXTENSION pg_trgm;" in found.remedy


def test_waiting_migrations_are_named():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'accounts'")
    found = finding("Tables", database.examine())
    assert found.state is State.FAILED
    assert "accounts.0001_initial" in found.detail
    assert found.remedy == "quanheng manage migrate"


def test_a_missing_worker_and_a_silent_one_are_told_apart():
    assert "none is running" in finding("Worker", database.examine()).detail
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '10 minutes')")
    silent = finding("Worker", database.examine())
    assert (silent.state, "last heartbeat 60" in silent.detail) == (State.FAILED, True)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
    assert finding("Worker", database.examine()).state is State.OK


def test_a_clock_that_is_off_is_told_by_how_much():
    with clock.fixed_at(clock.now() + timedelta(minutes=3)):
        found = finding("Clock", database.examine())
    assert found.state is State.FAILED
    assert "180 s" in found.detail


@override_settings(SECRET_KEY="short")
def test_a_short_secret_fails(tmp_path: Path):
    found = finding("Secret", machine.examine(tmp_path))
    assert (found.state, found.detail) == (State.FAILED, "5 characters")


@override_settings(STATICFILES_DIRS=[("vendor", "nowhere")])
def test_missing_front_end_packages_name_their_command(tmp_path: Path):
    found = finding("Assets", machine.examine(tmp_path))
    assert (found.state, found.remedy) == (State.FAILED, "quanheng assets build")


def test_whether_row_level_security_is_in_force_is_told_with_the_remedy(monkeypatch):
    assert finding("Tenants", database.examine()).state is State.OK
    monkeypatch.setattr(fence, "ROLE", "no_such_role")
    fence._is_available.cache_clear()
    found = finding("Tenants", database.examine())
    fence._is_available.cache_clear()
    assert found.state is State.WARNING
    assert "CREATE ROLE no_such_role; GRANT no_such_role TO" in found.remedy
