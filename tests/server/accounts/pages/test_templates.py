"""Every page that allauth can show is ours, and no template holds code or style that the policy forbids."""

import re
from pathlib import Path

import allauth
import pytest
from django.template.loader import get_template

from quanheng.server import accounts

OURS = Path(accounts.__file__).parent / "templates"
THEIRS = Path(allauth.__file__).parent / "templates"
#: Skeletons that only templates of allauth extend, all of which are replaced.
SKELETONS = re.compile(r"/base_\w+\.html$|/base\.html$")
PAGES = sorted(
    str(path.relative_to(THEIRS))
    for app in ("account", "mfa", "socialaccount", "usersessions")
    for path in (THEIRS / app).rglob("*.html")
)
MESSAGES = sorted(
    str(path.relative_to(THEIRS))
    for app in ("account", "mfa", "socialaccount", "usersessions")
    for path in (THEIRS / app / "messages").glob("*.txt")
)


@pytest.mark.parametrize(
    "name", [name for name in PAGES if not SKELETONS.search(name) and not name.startswith("account/snippets/")]
)
def test_a_page_of_allauth_is_in_our_design(name: str) -> None:
    assert Path(get_template(name).origin.name).is_relative_to(OURS)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_of_allauth_is_in_our_words(name: str) -> None:
    assert Path(get_template(name).origin.name).is_relative_to(OURS)


FORBIDDEN = {
    "a style attribute": re.compile(r"<[^>]+\sstyle\s*=", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]+\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "an address of another host": re.compile(r"(?:src|href)=\"https?://", re.IGNORECASE),
}


@pytest.mark.parametrize("path", sorted(OURS.rglob("*.html")), ids=lambda path: str(path.relative_to(OURS)))
def test_a_template_holds_nothing_that_the_policy_forbids(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert not found
