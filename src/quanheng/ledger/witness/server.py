"""A witness on HTTP, with the standard library's server: few requests, each small. Put a TLS proxy before it."""

import logging
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from quanheng.ledger.notes import MAX_NOTE
from quanheng.ledger.witness.protocol import ADD_CHECKPOINT
from quanheng.ledger.witness.service import Answer, Witness

#: A note, and 63 hashes with a line each.
MAX_BODY = MAX_NOTE + 64 * 64
_CHECKPOINT = re.compile(r"/([0-9a-f]{64})/checkpoint", re.ASCII)
_logger = logging.getLogger(__name__)


class WitnessServer(ThreadingHTTPServer):
    """Serves a witness at an address; port 0 takes a free one, which `url` tells."""

    daemon_threads = True

    def __init__(self, witness: Witness, host: str = "127.0.0.1", port: int = 0) -> None:
        self.witness = witness
        super().__init__((host, port), _Handler)

    @property
    def url(self) -> str:
        """The address to submit to, and to read from."""
        return f"http://{self.server_address[0]!s}:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: WitnessServer
    protocol_version = "HTTP/1.1"
    server_version = "quanheng-witness"
    sys_version = ""
    timeout = 30
    # Head and body leave together: two small packets would wait for each other.
    wbufsize = -1

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not re.fullmatch(r"[0-9]{1,9}", length, re.ASCII):
            self._close(Answer(411, b"Content-Length is needed\n"))
        elif int(length) > MAX_BODY:
            self._close(Answer(413, f"a request has at most {MAX_BODY} bytes\n".encode()))
        else:
            body = self.rfile.read(int(length))
            if self.path != f"/{ADD_CHECKPOINT}":
                self._answer(Answer(404, b"there is /add-checkpoint\n"))
            else:
                self._answer(self._added(body))

    def do_GET(self) -> None:
        match = _CHECKPOINT.fullmatch(self.path)
        self._answer(self.server.witness.latest(match[1]) if match else Answer(404, b"there is /<hash>/checkpoint\n"))

    def _added(self, body: bytes) -> Answer:
        try:
            return self.server.witness.add_checkpoint(body)
        except OSError as error:
            _logger.exception("the checkpoint could not be remembered")
            return Answer(500, f"the checkpoint could not be remembered: {error.strerror}\n".encode())

    def _close(self, answer: Answer) -> None:
        self.close_connection = True
        self._answer(answer)

    def _answer(self, answer: Answer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name in the base class)
        _logger.info("%s %s", self.address_string(), format % args)
