"""Checks that need no database: versions, disk, files."""

import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from django.conf import settings

from quanheng.server.core.doctor.findings import Finding, failed, ok, warning

OLDEST_PYTHON = (3, 11)
LEAST_FREE_BYTES = 1 * 2**30
COMFORTABLE_FREE_BYTES = 5 * 2**30
LEAST_SECRET_CHARACTERS = 50
SHOWN_PACKAGES = ("quanheng", "Django", "psycopg", "procrastinate", "granian")


def examine(data_dir: Path) -> Iterator[Finding]:
    """Versions, secret, disk and assets of this machine."""
    yield _python()
    yield ok("Packages", ", ".join(f"{name} {metadata.version(name)}" for name in SHOWN_PACKAGES))
    yield _secret()
    yield _disk(data_dir)
    yield _assets()
    yield _languages()


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return failed("Python", found, "Install Python 3.11 or later, then: make PYTHON=python3.12 run")
    return ok("Python", found)


def _secret() -> Finding:
    length = len(settings.SECRET_KEY)
    if length < LEAST_SECRET_CHARACTERS:
        return failed(
            "Secret",
            f"{length} characters",
            f"Set QUANHENG_SECRET_KEY to at least {LEAST_SECRET_CHARACTERS} random characters, or unset it to have one made",
        )
    if settings.DEBUG:
        return warning(
            "Debugging", "is on: error pages show internals", "Unset QUANHENG_DEBUG on a machine that others reach"
        )
    return ok("Secret", "set; debugging is off")


def _disk(data_dir: Path) -> Finding:
    folder = next(each for each in (data_dir, *data_dir.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    detail = f"{free / 2**30:.1f} GiB free at {folder}"
    remedy = "Free some space, or move the data: quanheng db dump, set QUANHENG_DATA_DIR, quanheng db restore"
    if free < LEAST_FREE_BYTES:
        return failed("Disk", detail, remedy)
    return warning("Disk", detail, remedy) if free < COMFORTABLE_FREE_BYTES else ok("Disk", detail)


def _assets() -> Finding:
    packages = Path(settings.STATICFILES_DIRS[0][1])
    collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not any(packages.glob("*/*")):
        return failed("Assets", f"no front-end packages in {packages}", "quanheng assets build")
    if not collected.exists():
        return failed("Assets", "not collected for the web server", "quanheng manage collectstatic --no-input")
    return ok("Assets", "built and collected")


def _languages() -> Finding:
    missing = [
        str(catalogue)
        for folder in settings.LOCALE_PATHS
        for catalogue in Path(folder).rglob("*.po")
        if not catalogue.with_suffix(".mo").exists()
    ]
    if missing:
        return failed("Chinese texts", f"not compiled: {', '.join(missing)}", "python -m tools.messages compile")
    return ok("Chinese texts", "compiled")
