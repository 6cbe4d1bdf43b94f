"""What was acknowledged is there, whatever is killed, and whenever."""

from pathlib import Path

import pytest
from tests.server.core.devdb.crash_loop import crash_loop


def test_nothing_acknowledged_is_lost_when_things_are_killed_at_random(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = crash_loop(data_dir, acts=10, writing=3)

    assert outcome.server_kills + outcome.process_kills > 0
    assert outcome.acknowledged > 0
    assert outcome.lost == 0
