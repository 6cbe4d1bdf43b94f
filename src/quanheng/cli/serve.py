"""`quanheng serve` and `quanheng worker`: the platform running on this machine."""

import os
import shlex
import shutil
import socket
import sys
import time
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.console import Console

from quanheng.cli import assets
from quanheng.cli.installation import data_dir, prepare_environment
from quanheng.cli.processes import Processes, answers

say = Console(highlight=False)
#: What tells one installation on a machine from another.
WHERE_WE_ARE = ("QUANHENG_DATA_DIR", "QUANHENG_SITE_URL")


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Server processes.")] = 1,
    demo: Annotated[bool, typer.Option("--demo", help="Load the demo city and print sign-in links.")] = False,
) -> None:
    """Bring the platform up: database, tables, reference data, assets, web server and job worker."""
    started = time.monotonic()
    _require_free(host, port)
    # Passkeys are bound to a name: browsers refuse them for a bare address.
    named = "localhost" if host in ("127.0.0.1", "0.0.0.0") else host  # noqa: S104 (compared, not bound)
    os.environ.setdefault("QUANHENG_SITE_URL", f"http://{named}:{port}")
    if demo:
        os.environ.setdefault("QUANHENG_DEMONSTRATION", "1")
    with ThreadPoolExecutor(1) as background:
        built = background.submit(assets.build)
        prepare_environment()
        links = _set_up(built, demo=demo)
    _share_metrics()
    children = Processes([_web_command(host, port, workers), _worker_command()])
    listening = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 (compared, not bound)
    name = urlsplit(os.environ["QUANHENG_SITE_URL"]).hostname
    sys.exit(
        children.run(
            is_ready=lambda: answers(f"http://{listening}:{port}/health/ready", name or listening),
            when_ready=lambda: _announce(links, time.monotonic() - started),
        )
    )


def worker() -> None:
    """Work off the job queue (deliveries, imports, reminders). `quanheng serve` starts one by itself."""
    prepare_environment()
    os.execv(sys.executable, _worker_command())  # noqa: S606 (our own interpreter, fixed arguments)


def _require_free(host: str, port: int) -> None:
    """Say at once, and before anything is changed, that the port is taken."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            say.print(
                f"Cannot listen on {host}:{port}: {error.strerror}. Choose another: quanheng serve --port {port + 1}"
            )
            sys.exit(2)


def _set_up(built: "Future[Any]", *, demo: bool) -> list[Any]:
    import django

    django.setup()
    from django.core.management import call_command

    from quanheng.server.accounts.reference import load_divisions
    from quanheng.server.core.actors import Actor

    say.print("· Tables")
    call_command("migrate", verbosity=0, interactive=False)
    say.print("· Reference data")
    load_divisions(Actor.system("reference data at start"))
    links: list[Any] = []
    if demo:
        from quanheng.server.demo import city, links as demo_links

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


def _web_command(host: str, port: int, workers: int) -> list[str]:
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += ["--workers", str(workers), "--blocking-threads", "4", "--respawn-failed-workers", "--no-access-log"]
    return [*web, "--log-level", "warning", "quanheng.server.wsgi:application"]


def _worker_command() -> list[str]:
    return [sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2", "--name", "quanheng"]


def _command_elsewhere(words: str) -> str:
    """What to type in another terminal, so that it finds this installation and not another one."""
    named = [f"{name}={shlex.quote(os.environ[name])}" for name in WHERE_WE_ARE if name in os.environ]
    program = sys.argv[0] if Path(sys.argv[0]).name == "quanheng" else "quanheng"
    return " ".join([*named, program, words])


def _announce(links: list[Any], seconds: float) -> None:
    address = os.environ["QUANHENG_SITE_URL"]
    say.print(f"\nQuanheng 泉衡 is ready after {seconds:.1f} s: [b]{address}[/b]   (stop: Ctrl-C)")
    if links:
        say.print("\nOne-time sign-in links of the demo city, one for each role. Each works once, within 24 hours;")
        say.print(f"a new one: {_command_elsewhere('link NAME')}\n", soft_wrap=True, markup=False)
        for each in links:
            say.print(f"  {each.role_label:<31}{each.username:<18}{each.url}", soft_wrap=True, markup=False)
    say.print("")
