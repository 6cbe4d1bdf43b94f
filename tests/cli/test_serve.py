"""`quanheng serve`: one command to a running platform, and what happens when it is killed."""

import json
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.fixtures.platform import QUANHENG, Platform, installation, links_of, start, stop


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with installation() as folder:
        yield folder


@pytest.fixture(scope="module")
def platform(data_dir: Path) -> Iterator[Platform]:
    running = start(data_dir)
    yield running
    if running.process.poll() is None:
        stop(running)


def test_it_prints_one_link_a_role_and_no_password(platform: Platform):
    assert len(links_of(platform)) >= 10
    assert "password" not in platform.output.lower()


def test_the_sign_in_page_is_chinese_and_needs_nothing_from_elsewhere(platform: Platform):
    page = httpx.get(platform.address + "/", follow_redirects=True)
    assert page.status_code == 200
    assert 'lang="zh-Hans"' in page.text
    assert not re.findall(r"(?:src|href)=\"https?://(?!localhost)", page.text)
    for asset in re.findall(r"(?:src|href)=\"(/static/[^\"]+)", page.text):
        assert httpx.get(platform.address + asset).status_code == 200, asset


def press_the_button(browser: httpx.Client, link: str) -> httpx.Response:
    page = browser.get(link)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)
    return browser.post(link, data={"csrfmiddlewaretoken": token})


def test_a_link_signs_in_once(platform: Platform):
    link = links_of(platform)[0]
    with httpx.Client(follow_redirects=True) as browser:
        home = press_the_button(browser, link)
        assert (home.status_code, home.url.path) == (200, "/")
    with httpx.Client(follow_redirects=True) as another:
        refused = press_the_button(another, link)
        assert refused.status_code == 409
        assert another.get(platform.address).url.path == "/account/login/"


def test_the_doctor_finds_it_well(platform: Platform):
    done = subprocess.run(
        [*QUANHENG, "doctor", "--json"], env=platform.environment, capture_output=True, text=True, check=False
    )
    findings = {each["subject"]: each for each in json.loads(done.stdout)}
    assert done.returncode == 0, [each for each in findings.values() if each["state"] == "failed"]
    assert findings["Worker"]["state"] == "ok"


def test_a_second_start_on_its_port_is_refused_with_the_remedy(platform: Platform):
    port = platform.address.rpartition(":")[2]
    done = subprocess.run(
        [*QUANHENG, "serve", "--port", port], env=platform.environment, capture_output=True, text=True, check=False
    )
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
