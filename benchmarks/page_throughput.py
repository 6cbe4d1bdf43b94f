"""How many signed-in pages a second one core serves, under granian.

Several keep-alive connections in a process of their own ask for pages as fast as they get them. A core is a second
of processor time of the server's processes, read from the system, so that the client's own work does not count.
Plain is the same page through Django's test client in this process: the framework without a web server.
"""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.readers import readers
from benchmarks.register import filled
from benchmarks.report import Row, percentile

TITLE = "Signed-in pages a second and core, under granian"
SECONDS = 8.0
CONNECTIONS = 4
PAGES = {
    "home": "/",
    "organisations, first page of a million": "/organisations/",
    "search of a million": "/organisations/?q=%E7%A7%91%E6%8A%80",
}
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Load:
    """What a load of some seconds did."""

    pages: int
    seconds: float
    processor_seconds: float
    times_ms: list[float]


def run(*, rebuild: bool) -> list[Row]:
    """Each page with one server process."""
    filled(rebuild=rebuild)
    reader = readers()[0]
    cookie = reader.cookie()
    client = reader.client()
    rows = []
    port = _free_port()
    with _Server(port) as server:
        for name, path in PAGES.items():
            _load(port, path, cookie, 1.0, server)
            load = _load(port, path, cookie, SECONDS, server)
            plain = _through_test_client(client, path)
            rows.append(
                Row(
                    name,
                    load.pages / load.processor_seconds,
                    "pages/s/core",
                    plain=plain,
                    is_less_better=False,
                    details={
                        "pages/s": load.pages / load.seconds,
                        "p50 ms": percentile(load.times_ms, 0.5),
                        "p95 ms": percentile(load.times_ms, 0.95),
                        "n": load.pages,
                    },
                )
            )
    return rows


class _Server:
    """Granian with one worker, as `quanheng serve` starts it."""

    def __init__(self, port: int) -> None:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--workers", "1", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning"]
        self.process = subprocess.Popen([*command, "quanheng.server.wsgi:application"])
        self.port = port

    def __enter__(self) -> "_Server":
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
            except OSError:
                time.sleep(0.1)
            else:
                return self
        raise RuntimeError("granian did not start")

    def __exit__(self, *_error: object) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)

    def processor_seconds(self) -> float:
        """Of the server and its children."""
        return sum(_ticks(pid) for pid in [self.process.pid, *_children(self.process.pid)]) / TICKS


def _load(port: int, path: str, cookie: str, seconds: float, server: _Server) -> Load:
    times: list[float] = []
    end = time.perf_counter() + seconds
    faults: list[str] = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.perf_counter() < end:
            started = time.perf_counter()
            connection.request("GET", path, headers={"Cookie": cookie, "Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
            times.append((time.perf_counter() - started) * 1000)
            if answer.status != 200:
                faults.append(f"{path}: {answer.status}")
                return

    before, started = server.processor_seconds(), time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(faults[0])
    return Load(len(times), time.perf_counter() - started, server.processor_seconds() - before, times)


def _through_test_client(client: object, path: str) -> float:
    client.get(path)
    started, pages = time.process_time(), 0
    while time.process_time() - started < 2.0:
        client.get(path)
        pages += 1
    return pages / (time.process_time() - started)


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return int(fields[11]) + int(fields[12])


def _children(pid: int) -> list[int]:
    found = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += [int(child), *_children(int(child))]
    return found


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
