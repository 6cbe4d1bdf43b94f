"""The repository itself: what it says about the program is what the program does, and it holds nothing that it must not."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from django.apps import apps
from django.utils import translation
from prometheus_client import REGISTRY

from quanheng.cli.main import app
from quanheng.server.core.events import all_kinds
from quanheng.server.core.health import DatabaseCollector
from tools import committed
from tools.check import CHECKS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
OWN_VARIABLE = re.compile(r"\b(?:QUANHENG_[A-Z][A-Z0-9_]*[A-Z0-9]|DATABASE_URL)\b")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
#: Passed from one part of the tests to another; and the shell variable of the API's examples.
NO_SETTINGS = {"QUANHENG_TESTS_OWN_SERVER", "QUANHENG_TOKEN"}


def tables_of(page: str) -> dict[str, list[str]]:
    """The rows of all tables of a reference page: the first cell's code, and the cells after it."""
    rows = {}
    for line in (REFERENCE / page).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("| `") and (name := re.match(r"`([^`]+)`", cells[0])):
            rows[name[1]] = cells[1:]
    assert rows, f"{page} holds no table whose first column is code"
    return rows


# ── the two commands ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_readme_shows_both_commands(name: str) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / name).read_text(encoding="utf-8"), re.DOTALL)
    lines = {line.split("#")[0].strip() for block in blocks for line in block.splitlines()}
    assert {"make run", "make test"} <= lines


def test_every_make_target_is_explained() -> None:
    declared = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert declared
    assert {name for name in tables_of("make-targets.md") if name.islower()} == set(declared[1].split())


def test_ci_runs_make_test() -> None:
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == "exec make test"


# ── what a committed file may hold ───────────────────────────────────────────────────────────────


MACHINE_PATH = "/" + "home/somebody/quanheng"


def test_a_planted_path_fails_the_check_of_committed_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(committed, "ROOT", tmp_path)
    (tmp_path / "planted.txt").write_text(f"first line\nDATA = '{MACHINE_PATH}'\n")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    subprocess.run(["git", "-C", tmp_path, "add", "."], check=True)
    assert committed.main() == 1
    assert "planted.txt:2: a path of a machine" in capsys.readouterr().out


def test_an_uncommitted_file_is_nobody_s_business(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committed, "ROOT", tmp_path)
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / "notes.txt").write_text(MACHINE_PATH)
    assert committed.main() == 0


# ── locked packages ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_every_locked_requirement_has_hashes_and_no_address(path: Path) -> None:
    text = re.sub(r"\\\n\s*", " ", path.read_text(encoding="utf-8"))
    entries = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    assert entries
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[^\]]+\])?==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry
        assert "://" not in entry


def test_every_wanted_requirement_is_locked() -> None:
    for wanted in (ROOT / "requirements").glob("*.in"):
        locked = wanted.with_suffix(".txt").read_text(encoding="utf-8").lower().replace("_", "-")
        for line in wanted.read_text(encoding="utf-8").splitlines():
            name = re.match(r"[A-Za-z0-9._-]+", line)
            if name and not line.startswith("-"):
                assert re.search(rf"^{re.escape(name[0].lower())}(\[.*\])?==", locked, re.MULTILINE), line


def test_the_npm_lock_file_has_digests_and_no_addresses() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    installed = {name: package for name, package in packages.items() if name}
    assert installed
    assert not [name for name, package in installed.items() if "resolved" in package]
    assert not [name for name, package in installed.items() if not package.get("integrity", "").startswith("sha512-")]


def test_the_notice_names_every_front_end_package() -> None:
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    assert not [name for name in {**wanted["dependencies"], **wanted["devDependencies"]} if name not in notice]
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").split("\n", 2)[1].strip() == "Apache License"


# ── the documentation ────────────────────────────────────────────────────────────────────────────


def test_every_decision_is_listed_in_the_index_and_in_the_navigation() -> None:
    records = {path.name for path in (DOCS / "decisions").glob("[0-9]*.md")}
    listed = set(re.findall(r"\((\d{4}-[^)]+\.md)\)", (DOCS / "decisions" / "index.md").read_text(encoding="utf-8")))
    navigation = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    shown = set(re.findall(r"decisions/(\d{4}-[^'\"]+?\.md)", json.dumps(navigation)))
    assert records == listed == shown
    assert len({name[:4] for name in records}) == len(records), "two records share a number"


def test_every_page_is_in_the_navigation() -> None:
    navigation = json.dumps(yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"])
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert pages == set(re.findall(r'"([^"]+\.md)"', navigation))


def pages_outside_the_site() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "changelog.d").glob("*.md"))]


@pytest.mark.parametrize("page", pages_outside_the_site(), ids=lambda page: page.name)
def test_links_of_pages_outside_the_site_resolve(page: Path) -> None:
    targets = [first or second for first, second in LINK.findall(page.read_text(encoding="utf-8"))]
    broken = [each for each in targets if "://" not in each and not (page.parent / each.partition("#")[0]).exists()]
    assert not broken


def test_files_named_in_the_documentation_exist() -> None:
    """Pages name the file that does a thing, as `server/core/action.py`; a file that moved takes its name along."""
    bases = (ROOT, ROOT / "src" / "quanheng", ROOT / "src" / "quanheng" / "server")
    named = re.compile(r"`((?:[a-z_.]+/)+[a-z_0-9]+\.(?:py|html|js|css|txt|in|po|json|ya?ml))`")
    missing = [
        f"{page.relative_to(ROOT)}: {name}"
        for page in [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
        for name in named.findall(page.read_text(encoding="utf-8"))
        if not any((base / name).exists() for base in bases)
    ]
    assert not missing


def built(folder: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """The documentation in `folder`, built into `site` as the check of `make check` does it."""
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    command = [*CHECKS["documentation"], "--site-dir", str(site)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_the_built_site_asks_no_other_host_for_anything(tmp_path: Path) -> None:
    done = built(ROOT, tmp_path)
    assert done.returncode == 0, done.stderr
    loaded = re.compile(
        r"<(?:script|img|iframe|source)[^>]+src=\"(?:https?:)?//|<link[^>]+href=\"(?:https?:)?//|=\"mermaid"
    )
    assert not [page.name for page in tmp_path.rglob("*.html") if loaded.search(page.read_text(encoding="utf-8"))]


def test_a_broken_link_fails_the_documentation_check(tmp_path: Path) -> None:
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    shutil.copytree(DOCS, tmp_path / "docs")
    with (tmp_path / "docs" / "index.md").open("a", encoding="utf-8") as index:
        index.write("\n[nowhere](reference/nowhere.md)\n")
    done = built(tmp_path, tmp_path / "site")
    assert done.returncode != 0
    assert "reference/nowhere.md" in done.stderr


# ── the reference pages and the program ──────────────────────────────────────────────────────────


def commands(command: Any, path: str) -> Iterator[tuple[str, set[str]]]:
    """Every command that does something: the words that call it, and its options."""
    if inner := getattr(command, "commands", None):
        for name, each in inner.items():
            yield from commands(each, f"{path} {name}")
    else:
        yield path, {max(each.opts, key=len) for each in command.params if each.param_type_name == "option"}


def test_every_command_and_option_is_in_the_reference() -> None:
    text = (REFERENCE / "commands.md").read_text(encoding="utf-8")
    heading = re.compile(r"^### `(quanheng(?: [a-z][a-z-]*)+)[^`]*`\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)
    sections = dict(heading.findall(text))
    existing = dict(commands(typer.main.get_command(app), "quanheng"))
    assert set(sections) == set(existing)
    for name, options in existing.items():
        assert set(re.findall(r"^\| `(--[a-z-]+)`", sections[name], re.MULTILINE)) == options, name


def test_every_setting_is_in_the_reference() -> None:
    sources = [*(ROOT / "src").rglob("*.py"), *(ROOT / "tools").glob("*.py"), *(ROOT / "benchmarks").glob("*.py")]
    sources += [ROOT / "tests" / "conftest.py", ROOT / "Makefile"]
    read = {name for path in sources for name in OWN_VARIABLE.findall(path.read_text(encoding="utf-8"))}
    documented = {name for name in tables_of("settings.md") if OWN_VARIABLE.fullmatch(name)}
    assert documented == read - NO_SETTINGS


def test_every_kind_of_event_is_in_the_reference_with_its_words() -> None:
    rows = tables_of("events.md")
    with translation.override("en"):
        declared = {kind.name: [str(kind.label), "yes" if kind.is_logged else ""] for kind in all_kinds()}
    # Tests declare kinds of their own beside those of the program's apps.
    own = {each.label for each in apps.get_app_configs() if each.name.startswith("quanheng.")}
    declared = {name: row for name, row in declared.items() if name.partition(".")[0] in own}
    assert {name: row[:2] for name, row in rows.items()} == declared


@pytest.mark.django_db
def test_every_metric_is_in_the_reference() -> None:
    found = {each.name for each in [*REGISTRY.collect(), *DatabaseCollector().collect()]}
    documented = {name.removesuffix("_total") for name in tables_of("metrics.md")}
    assert documented == {name for name in found if name.startswith("quanheng_")}
