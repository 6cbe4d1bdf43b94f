"""The platform as a newcomer starts it, and a browser in front of it."""

from collections.abc import Iterator

import pytest
from tests.fixtures.platform import Platform, installation, start, stop


@pytest.fixture(scope="session")
def platform() -> Iterator[Platform]:
    with installation() as folder:
        running = start(folder)
        yield running
        stop(running)
