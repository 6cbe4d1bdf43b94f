"""`quanheng serve` and `quanheng worker`: the platform running on this machine."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from quanheng.cli import assets
from quanheng.cli.installation import data_dir, prepare_environment

say = Console(highlight=False)
#: A child that lives shorter than this has a fault that restarting does not cure.
SHORTEST_LIFE_S = 5.0
PR_SET_PDEATHSIG = 1  # linux/prctl.h


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo city and print sign-in links.")] = False,
) -> None:
    """Bring the platform up: database, tables, reference data, assets, web server and job worker."""
    started = time.monotonic()
    os.environ.setdefault("QUANHENG_SITE_URL", f"http://{host}:{port}")
    if demo:
        os.environ.setdefault("QUANHENG_DEMONSTRATION", "1")
    with ThreadPoolExecutor(1) as background:
        built = background.submit(assets.build)
        prepare_environment()
        links = _set_up(built, demo=demo)
    _share_metrics()
    _announce(links, time.monotonic() - started)
    sys.exit(_supervise(_commands(host, port, workers)))


def worker() -> None:
    """Work off the job queue (deliveries, imports, reminders). `quanheng serve` starts one by itself."""
    prepare_environment()
    os.execv(sys.executable, _worker_command())  # noqa: S606 (our own interpreter, fixed arguments)


def _set_up(built: "Future[Any]", *, demo: bool) -> list[Any]:
    import django  # noqa: PLC0415 (settings need the environment that was prepared just now)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from quanheng.server.accounts.reference import load_divisions  # noqa: PLC0415
    from quanheng.server.core.actors import Actor  # noqa: PLC0415

    say.print("· Tables")
    call_command("migrate", verbosity=0, interactive=False)
    say.print("· Reference data")
    load_divisions(Actor.system("reference data at start"))
    links: list[Any] = []
    if demo:
        from quanheng.server.demo import city, links as demo_links  # noqa: PLC0415

        say.print("· Demo city (invented organisations and people, marked as such)")
        city.load(Actor.system("demo city"))
        links = demo_links.links()
    built.result()
    say.print("· Static files")
    call_command("collectstatic", verbosity=0, interactive=False)
    return links


def _share_metrics() -> None:
    """Let all processes count into one folder, emptied at each start, so that one scrape sees them all."""
    folder = data_dir() / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _commands(host: str, port: int, workers: int) -> list[list[str]]:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers", "--no-access-log"]
    web += ["--log-level", "warning", "--process-name", "quanheng-web", "quanheng.server.wsgi:application"]
    return [web, _worker_command()]


def _worker_command() -> list[str]:
    return [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2", "--name", "quanheng"]


def _announce(links: list[Any], seconds: float) -> None:
    address = os.environ["QUANHENG_SITE_URL"]
    say.print(f"\nQuanheng 泉衡 is ready after {seconds:.1f} s: [b]{address}[/b]   (stop: Ctrl-C)")
    if links:
        say.print("\nOne-time sign-in links of the demo city, one for each role (valid 24 hours, each works once;")
        say.print("a new one: quanheng link NAME):\n")
        for each in links:
            say.print(f"  {each.role_label:<16}{each.username:<14}{each.url}", soft_wrap=True, markup=False)
    say.print("")


def _supervise(commands: list[list[str]]) -> int:
    """Run the children until one fails for good or somebody stops us; then stop them all."""
    stopping = False

    def stop(_signal: int, _frame: Any) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    children = {index: _start(command) for index, command in enumerate(commands)}
    failed = 0
    while not stopping and not failed:
        time.sleep(0.2)
        for index, (child, born) in list(children.items()):
            if child.poll() is None or stopping:
                continue
            name = Path(commands[index][2]).name
            if time.monotonic() - born < SHORTEST_LIFE_S:
                say.print(f"The process '{name}' ended at once with exit code {child.returncode}; see its lines above.")
                failed = 1
            else:
                say.print(f"The process '{name}' ended with exit code {child.returncode}; starting it again.")
                children[index] = _start(commands[index])
    for child, _born in children.values():
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child, _born in children.values():
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
    return failed


def _start(command: list[str]) -> tuple[subprocess.Popen[bytes], float]:
    # A session of its own: Ctrl-C reaches only us, and we stop the children in order.
    # preexec_fn: no thread of ours is left by now, and the function makes a single system call.
    child = subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)  # noqa: PLW1509
    return child, time.monotonic()


def _end_with_parent() -> None:
    """In a new child: ask Linux to end it should we be killed, so that none is left holding the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
