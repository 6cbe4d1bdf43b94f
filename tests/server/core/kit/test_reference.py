"""The reference of the kit names everything that a template can use, and nothing else."""

import re
from pathlib import Path

from quanheng.server.core.templatetags.kit import register

ROOT = Path(__file__).resolve().parents[4]
REFERENCE = (ROOT / "docs" / "reference" / "kit.md").read_text(encoding="utf-8")
CSS = ROOT / "src" / "quanheng" / "server" / "core" / "static" / "quanheng" / "css"
KIT = ROOT / "src" / "quanheng" / "server" / "core" / "templates" / "kit"


def named() -> set[str]:
    """Words within code marks of the reference."""
    prose = re.sub(r"```.*?```", "", REFERENCE, flags=re.DOTALL)
    return {word for marked in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"[a-z_]+", marked)}


def test_every_tag_and_filter_is_in_the_reference():
    assert {*register.tags, *register.filters} - named() == set()


def test_every_template_of_the_reference_exists():
    templates = re.findall(r"^\| `([a-z]+\.html)`", REFERENCE, flags=re.MULTILINE)
    assert len(templates) == 9
    assert [name for name in templates if not (KIT / name).is_file()] == []


def test_raw_colours_stand_in_the_tokens_alone():
    raw = re.compile(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(")
    faults = [
        f"{sheet.name}: {found.group()}"
        for sheet in CSS.glob("*.css")
        if sheet.name != "tokens.css"
        for found in raw.finditer(re.sub(r'url\("[^"]*"\)', "", sheet.read_text(encoding="utf-8")))
        if not re.fullmatch(r"#(listing|side|main)\w*", found.group())
    ]
    assert faults == []


def test_style_sheets_and_scripts_stay_readable():
    files = [*CSS.glob("*.css"), *CSS.parent.rglob("js/**/*.js")]
    assert len(files) > 15
    assert [path.name for path in files if len(path.read_text(encoding="utf-8").splitlines()) >= 300] == []


def test_no_template_writes_what_the_policy_forbids():
    inline = re.compile(r"\sstyle=|\son(?!ly)[a-z]+=|javascript:|<style|hx-on")
    faults = [path.name for path in KIT.rglob("*.html") if inline.search(path.read_text(encoding="utf-8"))]
    assert faults == []
