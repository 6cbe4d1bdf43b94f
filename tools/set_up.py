"""Make or refresh the project's virtual environment from the locked requirements. Standard library only.

    python3 tools/set_up.py [server|dev|bench]

Uses uv (from PATH, else installed into the environment by pip with its own hashes), because it installs from a warm
cache in a second. Does nothing when the lock files are those of the last run.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = Path(os.environ.get("QUANHENG_VENV", ROOT / ".venv"))
PYTHON = ENVIRONMENT / "bin" / "python"
OLDEST = (3, 11)


def main(group: str) -> int:
    if sys.version_info < OLDEST:
        print(f"Python {sys.version.split()[0]} is too old: 3.11 or later is needed. Try: make PYTHON=python3.12 run")
        return 2
    wanted = digest_of(group)
    stamp = ENVIRONMENT / f".quanheng-{group}"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return 0
    if not PYTHON.exists():
        say(f"Making {ENVIRONMENT.name} with Python {sys.version.split()[0]}")
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", ENVIRONMENT], check=True)
    installer = find_uv()
    say(f"Installing the locked packages ({group})")
    locked = ROOT / "requirements" / f"{group}.txt"
    # Hard links share the cache's files; across file systems uv copies by itself.
    install = [*installer, "pip", "install", "--quiet", "--python", str(PYTHON)]
    subprocess.run([*install, "--require-hashes", "--requirement", str(locked)], check=True)
    subprocess.run([*install, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], check=True)
    stamp.write_text(wanted)
    return 0


def digest_of(group: str) -> str:
    """What the environment depends on, as one digest."""
    files = [ROOT / "requirements" / f"{name}.txt" for name in ("bootstrap", group)]
    return hashlib.sha256(b"".join(path.read_bytes() for path in [*files, ROOT / "pyproject.toml"])).hexdigest()


def find_uv() -> list[str]:
    """The command that runs uv: one on PATH, else the pinned one, installed by whichever pip there is."""
    if found := shutil.which("uv"):
        return [found]
    locked = ROOT / "requirements" / "bootstrap.txt"
    has_pip = subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True, check=False)
    if has_pip.returncode == 0:
        pip = [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    else:
        subprocess.run([PYTHON, "-m", "ensurepip", "--default-pip"], check=True, stdout=subprocess.DEVNULL)
        pip = [str(PYTHON), "-m", "pip"]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-warn-script-location"]
    subprocess.run([*pip, "install", *quiet, "--require-hashes", "--requirement", str(locked)], check=True)
    return [str(PYTHON), "-m", "uv"]


def say(line: str) -> None:
    print(f"· {line}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "server"))
    except subprocess.CalledProcessError as failure:
        command = " ".join(str(part) for part in failure.cmd)
        print(f"This command failed ({failure.returncode}): {command}\nIts own message stands above.")
        sys.exit(1)
