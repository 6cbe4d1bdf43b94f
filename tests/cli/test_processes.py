"""Asking our own web server whether it is ready."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from quanheng.cli.processes import answers


class OneName(BaseHTTPRequestHandler):
    """Like the platform behind a proxy: it answers to the city's name alone."""

    def do_GET(self) -> None:
        self.send_response(200 if self.headers["Host"] == "quanheng.example" else 400)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), OneName) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/health/ready"
        server.shutdown()
        thread.join()


def test_the_platform_is_asked_by_the_name_that_it_answers_to(address: str):
    assert answers(address, "quanheng.example")
    assert not answers(address, "127.0.0.1")


def test_nobody_there_is_no_answer(address: str):
    assert not answers(address.replace("127.0.0.1", "127.0.0.2"), "quanheng.example")
