"""What a policy answers: yes, or no with the reason in the reader's language.

A policy is a small function in an app's `policies.py`: `may_register(actor, draft) -> Verdict`. Pages ask it to
decide what to show, acts ask it before they write; the reason is what the person reads.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from quanheng.server.core.errors import Text


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an act is allowed; false in a condition when it is not."""

    is_allowed: bool
    reason: Text = ""

    def __bool__(self) -> bool:
        return self.is_allowed


ALLOWED = Verdict(is_allowed=True)


def denied(reason: Text) -> Verdict:
    """No, because of `reason`: who may, or what is missing."""
    return Verdict(is_allowed=False, reason=reason)


#: Asked with the actor and the act's first argument (None where a page asks before there is one).
Policy = Callable[..., Verdict]


def nobody(_actor: Any, _subject: Any = None) -> Verdict:
    """The policy of acts that only the system carries out: no person may."""
    return denied("")
