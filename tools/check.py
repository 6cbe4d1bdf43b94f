"""Everything that is checked without running the tests: `make check`. Runs two checks at a time.

python -m tools.check [NAME …]
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.committed import ROOT, committed_files

BIN = Path(sys.executable).parent


def spelled_files() -> list[str]:
    """Committed files alone: what set-up fetched is other people's spelling."""
    return [str(path.relative_to(ROOT)) for path in committed_files()]


CHECKS: dict[str, list[str]] = {
    "types": [str(BIN / "mypy"), "--no-error-summary"],
    # Not --quiet: it swallows the warnings before --strict counts them, and the check could not fail.
    "documentation": [str(BIN / "mkdocs"), "build", "--strict"],
    "floors": [str(BIN / "lint-imports")],
    "style": [str(BIN / "ruff"), "check", "--quiet", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "--quiet", "src", "tests", "tools", "benchmarks"],
    "spelling": [str(BIN / "codespell"), *spelled_files()],
    "chinese": [sys.executable, "-m", "tools.messages", "check"],
    "committed": [sys.executable, "-m", "tools.committed"],
    "changelog": [str(BIN / "towncrier"), "build", "--draft", "--version", "next"],
}


def run(name: str) -> tuple[str, int, float, str]:
    started = time.monotonic()
    # Material for MkDocs advertises on the terminal unless told not to.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(CHECKS[name], cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
    return name, done.returncode, time.monotonic() - started, done.stdout + done.stderr


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in CHECKS]
    if unknown:
        print(f"No check is called {', '.join(unknown)}; there are: {', '.join(CHECKS)}")
        return 2
    failed = 0
    with ThreadPoolExecutor(2) as pool:
        for name, code, seconds, output in pool.map(run, names or CHECKS):
            print(f"{'ok    ' if code == 0 else 'FAILED'} {name:<14} {seconds:5.1f} s", flush=True)
            if code:
                failed += 1
                print(output, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
