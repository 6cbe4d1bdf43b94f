"""Fixtures of the importer's tests: English messages, limits of the real size, a city with people in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation
from tests.server.accounts import world

from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.reference import load_divisions
from quanheng.server.core.actors import Actor


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Messages as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def media(settings: object, tmp_path: Path) -> Path:
    """The store of uploaded files."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def city(db: None) -> None:
    """The divisions of Jinan."""
    load_divisions(world.SYSTEM)


@pytest.fixture
def regulator(city: None) -> Actor:
    """Regulates the whole city."""
    return world.actor(OrganisationKind.REGULATOR, world.CITY, Role.REGULATOR)


@pytest.fixture
def lixia(city: None) -> Actor:
    """Regulates Lixia District alone."""
    return world.actor(OrganisationKind.REGULATOR, world.LIXIA, Role.REGULATOR)
