"""Every address × every kind of person × whose thing it is, held to the tables in `access_matrix`."""

from collections.abc import Iterator

import pytest
from django.conf import settings as django_settings
from django.db import transaction
from django.test import override_settings
from tests.fixtures.city import TwoDistricts
from tests.server.access_matrix.addresses import Address, all_addresses
from tests.server.access_matrix.outcomes import outcome_of
from tests.server.access_matrix.tables import FaultyTable, Table, read_line, read_tables
from tests.server.access_matrix.walkers import WALKERS, Walker, targets_of, walkers

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
#: What a method that no table names may answer: nothing happens, and nothing is shown.
NOTHING = {"no", "sign-in", "refused", "missing"}
#: Methods that no table names are tried by these three only.
SCOUTS = ("visitor", "regulator", "security_administrator")

WALK_SETTINGS = {
    # Nothing outside the transaction keeps what a request did.
    "SESSION_ENGINE": "django.contrib.sessions.backends.db",
    # The walk asks more often than a person may.
    "ACCOUNT_RATE_LIMITS": False,
    "MFA_RATE_LIMITS": False,
    "SECOND_FACTOR_ROLES": [],
}


@pytest.fixture(scope="module")
def everybody(django_db_setup: None, django_db_blocker: object) -> Iterator[dict[str, Walker]]:
    """The people of two districts with their browsers; made once, and gone after the module."""
    with django_db_blocker.unblock(), override_settings(**WALK_SETTINGS), transaction.atomic():
        yield walkers(TwoDistricts.build())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def table() -> Table:
    return read_tables()


def test_every_address_is_classified(table: Table) -> None:
    unknown = [address.route for address in all_addresses() if address.route not in table]
    assert not unknown, "in no table of tests/server/access_matrix: " + ", ".join(unknown)


def test_every_line_has_its_address(table: Table) -> None:
    gone = sorted(set(table) - {address.route for address in all_addresses()})
    assert not gone, "tests/server/access_matrix names what does not exist: " + ", ".join(gone)


def test_every_line_says_whose_things_it_means(table: Table) -> None:
    wrong = [
        f"{address.route} {method}: {', '.join(lines)}, but to be said are {', '.join(targets_of(address))}"
        for address in all_addresses()
        for method, lines in table.get(address.route, {}).items()
        if set(lines) != set(targets_of(address))
    ]
    _require_none(wrong, "the tables")


@pytest.mark.parametrize("name", WALKERS)
def test_everybody_gets_what_the_tables_say(name: str, everybody: dict[str, Walker], table: Table) -> None:
    walker = everybody[name]
    wrong = [
        f"{method} {address.route} ({target}): {got}, the table says {expected}"
        for address in all_addresses()
        if address.route in table
        for method, lines in table[address.route].items()
        for target in targets_of(address)
        if (got := _asked(walker, method, address, target)) != (expected := lines[target][name])
    ]
    _require_none(wrong, name)


@pytest.mark.parametrize("name", SCOUTS)
def test_other_methods_do_nothing(name: str, everybody: dict[str, Walker], table: Table) -> None:
    walker = everybody[name]
    wrong = [
        f"{method} {address.route}: {got}"
        for address in all_addresses()
        for method in METHODS
        if method not in table.get(address.route, {})
        and (got := _asked(walker, method, address, targets_of(address)[-1])) not in _allowed(table, address, method)
    ]
    _require_none(wrong, name)


def _require_none(wrong: list[str], who: str) -> None:
    if wrong:
        pytest.fail(f"{who}:\n  " + "\n  ".join(wrong), pytrace=False)


def _allowed(table: Table, address: Address, method: str) -> set[str]:
    """Nothing; or, where a view of a library does not look at the method, what the named methods do there."""
    if method in ("GET", "POST"):
        return NOTHING
    named = {
        word for lines in table.get(address.route, {}).values() for line in lines.values() for word in line.values()
    }
    return (
        NOTHING
        | named
        | ({"form"} if "page" in named else set())
        | ({"done", "form"} if "leads-on" in named else set())
    )


def _asked(walker: Walker, method: str, address: Address, target: str) -> str:
    return outcome_of(walker.asks(method, address, target), method, is_api=address.route.startswith("api/"))


def test_the_walk_sees_a_wrong_table(everybody: dict[str, Walker]) -> None:
    assert _asked(everybody["checker"], "GET", Address("organisations/new/"), "any") == "refused"
    assert read_line("page: regulator; refused: rest")["checker"] == "refused"
    with pytest.raises(FaultyTable, match="nobody"):
        read_line("page: emperor; refused: rest")
    with pytest.raises(FaultyTable, match="is not said"):
        read_line("page: regulator")
    assert WALK_SETTINGS["SESSION_ENGINE"] == django_settings.SESSION_ENGINE
