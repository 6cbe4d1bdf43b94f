"""How long a newcomer waits: from a clean clone to the sign-in page, with empty and with warm package caches."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.report import Row

TITLE = "Clean clone to sign-in page (make run)"
ROOT = Path(__file__).resolve().parents[1]
TARGETS_S = {"warm": 20.0, "cold": 180.0}
LONGEST_S = 600.0
WARM_RUNS = 3


def run(*, rebuild: bool) -> list[Row]:
    """One start with empty caches of pip, uv and npm, then warm ones; each in a clone and a data folder of its own."""
    del rebuild  # every start is from nothing
    with tempfile.TemporaryDirectory(prefix="quanheng-caches-") as caches:
        cold = measure(Path(caches))
        warm = sorted(measure(Path(caches)) for _run in range(WARM_RUNS))
    middle = warm[len(warm) // 2]
    return [
        Row("empty caches (packages come over the network)", cold, "s", target=TARGETS_S["cold"]),
        Row(
            "warm caches",
            middle,
            "s",
            target=TARGETS_S["warm"],
            details={"min": warm[0], "max": warm[-1], "n": len(warm)},
        ),
    ]


def measure(caches: Path) -> float:
    """Seconds from the end of `git clone` to a sign-in page that answers."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="quanheng-first-start-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)  # the database's account must be able to enter
        clone = folder / "quanheng"
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        environment = environment_with(caches, folder / "data")
        log = (folder / "log").open("w+")
        started = time.perf_counter()
        process = subprocess.Popen(
            ["make", "run", f"PORT={port}"], cwd=clone, env=environment, stdout=log, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            wait_for(f"http://127.0.0.1:{port}/account/login/", process, log.name)
            return time.perf_counter() - started
        finally:
            # One that has ended says why in its log; `wait_for` has raised that.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(timeout=60)
            stop = [clone / ".venv" / "bin" / "quanheng", "db", "stop"]
            subprocess.run(stop, env=environment, check=False, capture_output=True)
            shutil.rmtree(folder / "data", ignore_errors=True)


def environment_with(caches: Path, data: Path) -> dict[str, str]:
    """The environment of a newcomer: no settings of ours, and the three package caches in one folder."""
    kept = {
        k: v for k, v in os.environ.items() if not k.startswith(("QUANHENG_", "DATABASE_URL", "DJANGO_", "VIRTUAL_ENV"))
    }
    return {
        **kept,
        "QUANHENG_DATA_DIR": str(data),
        "PIP_CACHE_DIR": str(caches / "pip"),
        "UV_CACHE_DIR": str(caches / "uv"),
        "npm_config_cache": str(caches / "npm"),
    }


def wait_for(address: str, process: subprocess.Popen[bytes], log: str) -> None:
    deadline = time.monotonic() + LONGEST_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urlopen(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError(f"make run did not come up:\n{Path(log).read_text()}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
