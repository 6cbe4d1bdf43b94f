"""What `quanheng doctor` examines: each check says what it found and, where something is wrong, how to mend it."""

from quanheng.server.core.doctor.findings import Finding, State
from quanheng.server.core.doctor.rounds import examine

__all__ = ["Finding", "State", "examine"]
