"""Structured logs: one event a line, JSON for machines or columns for people.

No personal data enters a log line: people appear as their opaque id, requests as their id and path without query.
"""

import logging
import sys
from typing import Any, TextIO

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


class StandardErrorHandler(logging.StreamHandler[TextIO]):
    """Writes to what standard error is at the time of writing: it may have been replaced, and the old one closed."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def logging_configuration(style: str, level: str) -> dict[str, Any]:
    """The `LOGGING` setting, and structlog set up to match; `style` is `json` or `console`.

    Raises:
        ValueError: another style.
    """
    if style not in ("json", "console"):
        raise ValueError(f"QUANHENG_LOG_FORMAT is {style!r}; it must be 'json' or 'console'")
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        # Plain tracebacks: the rich ones print local variables, and with them people and secrets.
        else structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    )
    final: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if style == "json":
        final.append(structlog.processors.format_exc_info)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [*final, renderer],
                "foreign_pre_chain": SHARED,
            }
        },
        "handlers": {"stderr": {"()": StandardErrorHandler, "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "level": level, "propagate": False},
            # A refused or missing page is the visitor's affair, and the request line says it already.
            "django.request": {"level": "ERROR"},
            "procrastinate": {"level": "WARNING"},
            "axes": {"level": "WARNING"},
        },
    }
