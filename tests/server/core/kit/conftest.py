"""Fixtures of the kit's tests: somebody who may see the style page, and somebody who may not."""

import pytest
from tests.server.accounts import world

from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.models import Membership, Organisation
from quanheng.server.accounts.reference import load_divisions


@pytest.fixture
def bureau(db: None, settings) -> Organisation:
    """The market regulation bureau of the city. Second factors are the accounts' business, not the kit's."""
    settings.SECOND_FACTOR_ROLES = ()
    load_divisions(world.SYSTEM)
    return world.organisation(
        OrganisationKind.REGULATOR, world.CITY, name="济南市市场监督管理局（演示）", short_name="市计量处"
    )


@pytest.fixture
def administrator(bureau: Organisation) -> Membership:
    """A system administrator: may see the style page."""
    return world.member(bureau, Role.SYSTEM_ADMINISTRATOR, who=world.person("luo.pansheng", "罗盘生"))


@pytest.fixture
def regulator(bureau: Organisation) -> Membership:
    """A regulator: may not."""
    return world.member(bureau, Role.REGULATOR, who=world.person("qin.duheng", "秦度衡"))
