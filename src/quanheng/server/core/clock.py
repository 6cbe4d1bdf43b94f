"""What time it is. The one place that asks the machine, so that a test or a replay can ask something else."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_fixed: ContextVar[datetime | None] = ContextVar("quanheng_fixed_clock", default=None)


def now() -> datetime:
    """The present moment, with time zone."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """The present date in the city's time zone."""
    return timezone.localtime(now()).date()


@contextmanager
def fixed_at(moment: datetime) -> Iterator[None]:
    """Within this block it is `moment`: for recomputing what was true on a day, and for tests.

    Raises:
        ValueError: `moment` has no time zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"fixed_at({moment!r}): the moment needs a time zone")
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
