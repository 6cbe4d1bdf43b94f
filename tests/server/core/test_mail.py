"""Mails go to the mail server that the operator names, and to the terminal where there is none."""

import os
import socketserver
import subprocess
import sys
from collections.abc import Iterator
from threading import Thread

import pytest

SEND = (
    "import django; django.setup(); from django.core.mail import send_mail; "
    "send_mail('Invitation', 'the link', None, ['liang@lab.example'])"
)


class MailServer(socketserver.TCPServer):
    """Takes one mail after the other and keeps what it was told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.heard: list[str] = []


class Conversation(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a plain sender needs."""

    server: MailServer

    def handle(self) -> None:
        self.wfile.write(b"220 mail.example\r\n")
        in_mail = False
        while line := self.rfile.readline().decode().rstrip("\r\n"):
            self.server.heard.append(line)
            while in_mail and line != ".":
                line = self.rfile.readline().decode().rstrip("\r\n")
                self.server.heard.append(line)
            verb = line.upper()
            in_mail = verb == "DATA"
            self.wfile.write(b"354 go on\r\n" if in_mail else b"221 bye\r\n" if verb == "QUIT" else b"250 ok\r\n")


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def send(**variables: str) -> str:
    environment = {**os.environ, **variables}
    done = subprocess.run([sys.executable, "-c", SEND], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_mails_go_to_the_server_that_is_named(mail_server: MailServer):
    port = str(mail_server.server_address[1])
    printed = send(
        QUANHENG_EMAIL_HOST="127.0.0.1", QUANHENG_EMAIL_PORT=port, QUANHENG_EMAIL_FROM="quanheng@city.example"
    )
    heard = [line for line in mail_server.heard if line.lower().startswith(("mail from", "rcpt to"))]
    assert heard[0].lower().startswith("mail from:<quanheng@city.example>")
    assert heard[1].lower().startswith("rcpt to:<liang@lab.example>")
    assert "the link" in mail_server.heard
    assert printed == ""


def test_without_a_server_mails_are_printed():
    assert "the link" in send()
