"""Log lines are one JSON object each, carry the request's id, and no local variables.

Each test is a process of its own: logging is configured once a process, and pytest has configured its own.
"""

import json
import subprocess
import sys
import textwrap

import pytest

from quanheng.server.core.logs import logging_configuration


def lines_of(style: str, program: str) -> list[str]:
    head = f"""
        import logging, logging.config, structlog
        from quanheng.server.core.logs import logging_configuration
        logging.config.dictConfig(logging_configuration({style!r}, "INFO"))
        log = structlog.get_logger("quanheng.test")
    """
    source = textwrap.dedent(head) + textwrap.dedent(program)
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    return done.stderr.splitlines()


FAILURE = """
    def compute(secret="swordfish"):
        raise ValueError("broken\\ntwice")
    try:
        compute()
    except ValueError:
        log.exception("failed")
"""


def test_a_line_is_one_json_object_with_time_level_and_request():
    ours, theirs = map(
        json.loads,
        lines_of(
            "json",
            """
            structlog.contextvars.bind_contextvars(request="abcdefgh")
            log.warning("act refused", kind="accounts.x")
            logging.getLogger("some.library").warning("plain %s", "text")
            """,
        ),
    )
    assert (ours["event"], ours["level"], ours["request"]) == ("act refused", "warning", "abcdefgh")
    assert ours["kind"] == "accounts.x"
    assert ours["timestamp"].endswith("Z")
    assert (theirs["event"], theirs["logger"]) == ("plain text", "some.library")


def test_an_exception_stays_on_its_line():
    (line,) = lines_of("json", FAILURE)
    assert "ValueError: broken\ntwice" in json.loads(line)["exception"]


@pytest.mark.parametrize("style", ["json", "console"])
def test_a_traceback_shows_no_local_variables(style: str):
    printed = "\n".join(lines_of(style, FAILURE))
    assert "in compute" in printed
    assert printed.count("swordfish") == 0


def test_another_style_is_refused():
    with pytest.raises(ValueError, match="'xml'; it must be 'json' or 'console'"):
        logging_configuration("xml", "INFO")
