"""What a check of the doctor says."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's report. `remedy` is what to type or do; empty where all is well."""

    subject: str
    state: State
    detail: str
    remedy: str = ""


def ok(subject: str, detail: str) -> Finding:
    return Finding(subject, State.OK, detail)


def warning(subject: str, detail: str, remedy: str) -> Finding:
    return Finding(subject, State.WARNING, detail, remedy)


def failed(subject: str, detail: str, remedy: str) -> Finding:
    return Finding(subject, State.FAILED, detail, remedy)
