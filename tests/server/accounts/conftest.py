"""Fixtures of the accounts' tests: the city's real divisions, and people who act there."""

import pytest
from tests.server.accounts import world

from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.models import Membership, Organisation
from quanheng.server.accounts.reference import load_divisions
from quanheng.server.core.actors import Actor


@pytest.fixture
def city(db: None) -> None:
    """The divisions of Jinan."""
    load_divisions(world.SYSTEM)


@pytest.fixture
def bureau(city: None) -> Organisation:
    """The market regulation bureau of the city."""
    return world.organisation(OrganisationKind.REGULATOR, world.CITY, name="市局（演示）", short_name="市局")


@pytest.fixture
def enterprise(city: None) -> Organisation:
    """An enterprise in Lixia District."""
    return world.organisation(name="七里桥加油站有限公司（演示）", short_name="七里桥加油站")


@pytest.fixture
def laboratory(city: None) -> Organisation:
    """A statutory verification institution in Lixia District."""
    return world.organisation(OrganisationKind.STATUTORY, name="泉衡计量院（演示）", short_name="泉衡计量院")


@pytest.fixture
def regulator(bureau: Organisation) -> Actor:
    """Regulates the whole city."""
    return world.acting(world.member(bureau, Role.REGULATOR))


@pytest.fixture
def security(bureau: Organisation) -> Actor:
    """Security administrator of the city."""
    return world.acting(world.member(bureau, Role.SECURITY_ADMINISTRATOR))


@pytest.fixture
def auditor(bureau: Organisation) -> Actor:
    """Reads all, writes nothing."""
    return world.acting(world.member(bureau, Role.AUDITOR))


@pytest.fixture
def manager_membership(enterprise: Organisation) -> Membership:
    """Of the metrology manager of the enterprise."""
    return world.member(enterprise, Role.METROLOGY_MANAGER, who=world.person("qi.jiayou", "戚加友"))


@pytest.fixture
def manager(manager_membership: Membership) -> Actor:
    """The metrology manager of the enterprise."""
    return world.acting(manager_membership)
