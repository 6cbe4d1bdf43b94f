"""Verdicts, and which of them a rule can give."""

from enum import StrEnum


class Verdict(StrEnum):
    """What is decided about conformity."""

    PASS = "pass"  # noqa: S105  # a verdict, no password
    CONDITIONAL_PASS = "conditional_pass"  # noqa: S105  # a verdict, no password
    CONDITIONAL_FAIL = "conditional_fail"
    INDETERMINATE = "indeterminate"
    FAIL = "fail"

    @property
    def is_accepted(self) -> bool:
        """Whether the item is accepted, if only conditionally."""
        return self in (Verdict.PASS, Verdict.CONDITIONAL_PASS)

    @property
    def is_rejected(self) -> bool:
        """Whether the item is rejected, if only conditionally."""
        return self in (Verdict.FAIL, Verdict.CONDITIONAL_FAIL)


class Zones(StrEnum):
    """How the line is divided.

    binary: pass within the acceptance limits, else fail.
    non_binary: pass within the acceptance limits, conditional pass between them and the tolerance limits, conditional
        fail between those and the rejection limits, fail beyond (ILAC-G8:09/2019, 4.2.3).
    three_way: pass within the acceptance limits, fail at and beyond the rejection limits, between them neither is shown
        (ISO 14253-1:2017; JJF 1094-2002, 5.3.1.6).
    """

    BINARY = "binary"
    NON_BINARY = "non_binary"
    THREE_WAY = "three_way"
