"""Kinds of events: what the platform announces, in words, and whether it matters in law.

An app declares its kinds in its own `events.py`; an act names the kind that it announces. Kinds that are *logged*
become leaves of the tamper-evident log (DESIGN, 4).
"""

from dataclasses import dataclass

from quanheng.server.core.errors import Text


@dataclass(frozen=True, slots=True)
class EventKind:
    """One kind of event: its stable name, its words, and whether the tamper-evident log takes it."""

    name: str
    label: Text
    is_logged: bool = False


_kinds: dict[str, EventKind] = {}


def declare(name: str, label: Text, *, is_logged: bool = False) -> EventKind:
    """Declare the kind `name` (`app.what_happened`).

    Raises:
        ValueError: the name is not of that form, or is declared already with other words.
    """
    app, _dot, verb = name.partition(".")
    if not (app.isidentifier() and verb.isidentifier()):
        raise ValueError(f"event kind {name!r}: the form is 'app.what_happened'")
    kind = EventKind(name, label, is_logged)
    if _kinds.setdefault(name, kind) != kind:
        raise ValueError(f"event kind {name!r} is declared twice")
    return kind


def kind_named(name: str) -> EventKind:
    """The declared kind `name`.

    Raises:
        LookupError: no app declares it.
    """
    try:
        return _kinds[name]
    except KeyError:
        raise LookupError(f"event kind {name!r} is not declared; declare it in the events.py of its app") from None


def all_kinds() -> list[EventKind]:
    """Every declared kind, by name."""
    return [_kinds[name] for name in sorted(_kinds)]
