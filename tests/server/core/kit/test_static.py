"""The static files are complete: what a template or a style sheet names is there under its hashed name."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.template.loader import render_to_string
from tests.fixtures.browser import absent

from quanheng.cli.assets import is_current


@pytest.fixture
def collected(tmp_path: Path, settings) -> Path:
    if not is_current():
        absent("the front-end packages", "run: quanheng assets build")
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    return tmp_path


def test_every_file_that_the_shell_names_was_collected(collected: Path, rf):
    assert staticfiles_storage.manifest_strict
    shell = render_to_string("kit/page.html", {}, rf.get("/"))
    named = re.findall(r"/static/([^\s\"']+)", shell)
    assert len(named) > 15
    assert [name for name in named if not (collected / name).is_file()] == []
    hashed = re.compile(r"\.[0-9a-f]{12}\.(?:css|js|svg)$")
    assert [name for name in named if not hashed.search(name)] == []
