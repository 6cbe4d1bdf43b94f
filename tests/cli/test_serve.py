"""`quanheng serve`: one command to a running platform, and what happens when it is killed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

QUANHENG = [sys.executable, "-m", "quanheng.cli.main"]
READY_S = 120


def environment_for(data_dir: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("QUANHENG_", "DATABASE_URL", "DJANGO_"))}
    pg = os.environ.get("QUANHENG_PG")
    return {**kept, "QUANHENG_DATA_DIR": str(data_dir), **({"QUANHENG_PG": pg} if pg else {})}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass
class Platform:
    process: subprocess.Popen[str]
    address: str
    environment: dict[str, str]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text()


def start(data_dir: Path) -> Platform:
    port, environment, log = free_port(), environment_for(data_dir), data_dir / "serve.log"
    data_dir.mkdir(exist_ok=True)
    with log.open("w") as output:
        command = [*QUANHENG, "serve", "--demo", "--port", str(port)]
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True)
    platform = Platform(process, f"http://localhost:{port}", environment, log)
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(platform.address + "/health/ready", timeout=2).status_code == 200:
                return platform
        except httpx.TransportError:
            time.sleep(0.2)
    process.kill()
    pytest.fail(f"the platform did not get ready:\n{platform.output}")


def stop(platform: Platform) -> int:
    platform.process.send_signal(signal.SIGTERM)
    return platform.process.wait(timeout=30)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("installation")
    # The server's account must be able to enter the folders above the data.
    for each in (folder, *folder.parents):
        if each.owner() == folder.owner() and str(each).startswith("/tmp/"):
            each.chmod(0o755)
    yield folder
    subprocess.run([*QUANHENG, "db", "stop"], env=environment_for(folder), check=False, capture_output=True)


@pytest.fixture(scope="module")
def platform(data_dir: Path) -> Iterator[Platform]:
    running = start(data_dir)
    yield running
    if running.process.poll() is None:
        stop(running)


def links_of(platform: Platform) -> list[str]:
    return re.findall(rf"{re.escape(platform.address)}/\S+", platform.output.split("One-time sign-in links")[-1])


def test_it_prints_one_link_a_role_and_no_password(platform: Platform):
    deadline = time.monotonic() + 20
    while "One-time sign-in links" not in platform.output and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(links_of(platform)) >= 10
    assert "password" not in platform.output.lower()


def test_the_sign_in_page_is_chinese_and_needs_nothing_from_elsewhere(platform: Platform):
    page = httpx.get(platform.address + "/", follow_redirects=True)
    assert page.status_code == 200
    assert 'lang="zh-hans"' in page.text
    assert not re.findall(r"(?:src|href)=\"https?://(?!localhost)", page.text)
    for asset in re.findall(r"(?:src|href)=\"(/static/[^\"]+)", page.text):
        assert httpx.get(platform.address + asset).status_code == 200, asset


def test_a_link_signs_in_once(platform: Platform):
    link = links_of(platform)[0]
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(link)
        assert page.status_code == 200
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)
        home = browser.post(link, data={"csrfmiddlewaretoken": token})
        assert (home.status_code, home.url.path) == (200, "/")
    with httpx.Client(follow_redirects=True) as another:
        again = another.get(link)
        assert again.status_code in (404, 410)


def test_the_doctor_finds_it_well(platform: Platform):
    done = subprocess.run([*QUANHENG, "doctor", "--json"], env=platform.environment, capture_output=True, text=True, check=False)
    findings = {each["subject"]: each for each in json.loads(done.stdout)}
    assert done.returncode == 0, [each for each in findings.values() if each["state"] == "failed"]
    assert findings["Worker"]["state"] == "ok"


def test_a_second_start_on_its_port_is_refused_with_the_remedy(platform: Platform):
    port = platform.address.rpartition(":")[2]
    done = subprocess.run([*QUANHENG, "serve", "--port", port], env=platform.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert f"--port {int(port) + 1}" in done.stdout.replace("\n", " ")


def test_killed_outright_it_leaves_nothing_behind_and_comes_up_again(platform: Platform, data_dir: Path):
    platform.process.kill()
    platform.process.wait()
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            httpx.get(platform.address + "/health/live", timeout=1)
        except httpx.TransportError:
            break
        time.sleep(0.2)
    else:
        pytest.fail("the web server outlived the command that had started it")
    again = start(data_dir)
    assert stop(again) == 0
