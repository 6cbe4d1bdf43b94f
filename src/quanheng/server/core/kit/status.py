"""Status: always icon, word and colour together."""

from enum import StrEnum


class Status(StrEnum):
    """What a status means to the reader; it decides icon and colour."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"
    INFO = "info"
    MUTE = "mute"


#: The icon of each meaning, unless the badge names another.
ICONS = {
    Status.OK: "circle-check",
    Status.WARN: "clock-exclamation",
    Status.BAD: "alert-triangle",
    Status.INFO: "progress",
    Status.MUTE: "circle-minus",
}


def status_named(kind: str) -> Status:
    """The status of that name.

    Raises:
        ValueError: there is none.
    """
    try:
        return Status(kind)
    except ValueError:
        raise ValueError(f"{kind!r} is no status; one of: {', '.join(Status)}") from None
