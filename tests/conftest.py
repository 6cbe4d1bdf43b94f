"""Fixtures of the whole suite: a real PostgreSQL, found or started, and a configured Django."""

import os
import tempfile
from pathlib import Path

import pytest

os.environ.setdefault("QUANHENG_SECRET_KEY", "tests-only-" + "x" * 50)
os.environ.setdefault("QUANHENG_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "quanheng.server.settings")
SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_configure(config: pytest.Config) -> None:
    """Before Django reads its settings: a server of the tests' own, faster than safe, shared by the workers."""
    if "DATABASE_URL" not in os.environ:
        from quanheng.server.core import devdb

        os.environ.setdefault("QUANHENG_DATA_DIR", str(Path(tempfile.gettempdir()) / f"quanheng-tests-{os.getuid()}"))
        os.environ["DATABASE_URL"] = devdb.ensure(fast_and_volatile=True).url


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data that lies beside a checkout."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder ../shared, which is absent")
    return SHARED
