"""Every icon that a template or a drawing of the kit names is one of the font's."""

import re
from pathlib import Path

import pytest
from tests.fixtures.browser import absent

from quanheng.cli.assets import PACKAGES
from quanheng.server.core.kit.status import ICONS
from quanheng.server.core.kit.tags.panels import NOTE_ICONS
from quanheng.server.core.kit.tags.shell import STEP_STATES
from quanheng.server.core.navigation import GROUPS, _places

SERVER = Path(__file__).resolve().parents[4] / "src" / "quanheng" / "server"
SHEET = PACKAGES / "@tabler" / "icons-webfont" / "dist" / "tabler-icons.min.css"
NAMED = re.compile(r"""\{% icon ["']([a-z0-9-]+)["']|\sicon=["']([a-z0-9-]+)["']|\bti ti-([a-z0-9-]+)[ "']""")


@pytest.fixture(scope="module")
def known() -> set[str]:
    if not SHEET.is_file():
        absent("the icon font", "run: quanheng assets build")
    return set(re.findall(r"\.ti-([a-z0-9-]+):before", SHEET.read_text(encoding="utf-8")))


def test_icons_of_templates(known: set[str]):
    faults = [
        f"{path.relative_to(SERVER)}: {name}"
        for path in SERVER.rglob("templates/**/*.html")
        for found in NAMED.finditer(path.read_text(encoding="utf-8"))
        if (name := next(filter(None, found.groups()))) not in known
    ]
    assert faults == []


def test_icons_of_statuses_notes_steps_and_places(known: set[str]):
    assert GROUPS, "no app has declared its places"
    named = {*ICONS.values(), *NOTE_ICONS.values(), *(icon for icon, *_ in STEP_STATES.values())}
    assert (named | {place.icon for place in _places}) - known == set()
