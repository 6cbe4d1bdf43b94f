"""The API held to its own document by schemathesis: examples, corners and random requests for every operation.

Each caller's run happens in one transaction, in a small city with rows of every kind; identifiers, divisions and credit
codes are drawn so that many are real. All checks are on.
"""

import itertools
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import hypothesis
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, strategies as st
from tests.server.accounts import world
from tests.server.accounts.api.conftest import secret_of

from quanheng.server.accounts.actions import delegate_role, invite
from quanheng.server.accounts.choices import Role
from quanheng.server.accounts.credit_code import CreditCode
from quanheng.server.accounts.drafts import DelegationDraft, InvitationDraft
from quanheng.server.accounts.models import ApiToken, Membership, Organisation
from quanheng.server.core.clock import now
from quanheng.server.core.events import all_kinds

MANAGER = Role.METROLOGY_MANAGER
REAL_DIVISIONS = ["370000", "370100", "370102", "370103", "370176"]
VERSIONS = ["*", '"1"', '"2"', '"1", "2"', 'W/"1"', '"x"']
#: Ids of rows that exist while a test runs, by the parameter that names them.
REAL_IDS: dict[str, list[UUID]] = {}
NUMBERS = itertools.count(1)


def _credit_code(number: int) -> str:
    return str(CreditCode.assemble("91", "370102", f"MA{number if number % 4 == 3 else next(NUMBERS):06d}"))


schemathesis.openapi.format("uuid", st.integers(0, 10_000).map(lambda number: str(UUID(int=number))))
schemathesis.openapi.format("division-code", st.sampled_from([*REAL_DIVISIONS, "999999", "A"]))
schemathesis.openapi.format("unified-social-credit-code", st.integers(0, 999_999).map(_credit_code))
schemathesis.openapi.format("entity-tags", st.sampled_from(VERSIONS))
schemathesis.openapi.format("event-kind", st.sampled_from([each.name for each in all_kinds()]))


def configuration(**more: object) -> schemathesis.Config:
    """The same requests in every run. All checks are on; two know what this API answers besides."""
    return schemathesis.Config.from_dict(
        {
            "seed": 20261123,
            # 428 is how this API says that If-Match is missing (RFC 6585).
            "checks": {"missing_required_header": {"expected-statuses": ["400", "401", "403", "404", "422", "428"]}},
            "operations": [
                {
                    # An act has rules that no schema can state: check characters, a day to come, a colleague's
                    # membership, the present version.
                    "include-method": ["POST", "PATCH"],
                    "checks": {
                        "positive_data_acceptance": {
                            "expected-statuses": ["2xx", "401", "403", "404", "409", "412", "422"]
                        }
                    },
                }
            ],
            **more,
        }
    )


GENERATION = {"with-security-parameters": False, "deterministic": True, "max-examples": 10, "database": "none"}
document = "/api/v1/openapi.json"
every_corner = schemathesis.openapi.from_wsgi(document, WSGIHandler(), config=configuration(generation=GENERATION))
valid_requests = schemathesis.openapi.from_wsgi(
    document,
    WSGIHandler(),
    config=configuration(generation={**GENERATION, "mode": "positive"}, phases={"coverage": {"enabled": False}}),
)


class CallersToken:
    """Tells schemathesis that requests carry good credentials; which, is known when they are sent (see `send_as`)."""

    def get(self, _case: schemathesis.Case, _context: schemathesis.AuthContext) -> str:
        return "qh_nobody"

    def set(self, case: schemathesis.Case, token: str, _context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {token}"


every_corner.auth(refresh_interval=None)(CallersToken)
valid_requests.auth(refresh_interval=None)(CallersToken)
RUN = hypothesis.settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def send_as(token: str, case: schemathesis.Case) -> None:
    """Give the request its token, and make a valid one reasonable.

    A reasonable program makes up no cursors and no divisions, uses a new key for each new request, and three times in
    four the id of something that there is.
    """
    case.headers["Authorization"] = f"Bearer {token}"
    if case.meta is None or case.meta.generation.mode.is_negative:
        return
    case.query.pop("cursor", None)
    if "division" in case.query:
        case.query["division"] = [code for code in case.query["division"] if code in REAL_DIVISIONS]
    for name, value in case.path_parameters.items():
        if name in REAL_IDS and int(UUID(value)) % 4 != 3 and int(UUID(value)) <= 10_000:
            case.path_parameters[name] = str(REAL_IDS[name][int(UUID(value)) // 4 % len(REAL_IDS[name])])
    if "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"{next(NUMBERS)}-{case.headers['Idempotency-Key']}"[:200]


@pytest.fixture(autouse=True)
def one_transaction(db: None) -> Iterator[None]:
    """Requests in this process run within the test's transaction, as with Django's own client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def callers(
    settings: Any, city: None, bureau: Organisation, laboratory: Organisation, manager_membership: Membership
) -> dict[str, str]:
    """Tokens of each kind of right; and rows of every kind, for callers to find."""
    settings.API_TOKEN_FAILURES = 1_000_000
    colleague = world.member(manager_membership.organisation)
    regulator = world.member(bureau, Role.REGULATOR)
    security = world.member(bureau, Role.SECURITY_ADMINISTRATOR)
    manager = world.acting(manager_membership)
    for _spare in range(3):  # to be revoked
        secret_of(manager_membership, "audit:read")
        secret_of(regulator, "audit:read")
    tokens = {
        "regulator": secret_of(regulator),
        "manager": secret_of(manager_membership),
        "reader": secret_of(manager_membership, "accounts:read"),
        "security administrator": secret_of(security, "accounts:read", "accounts:write", "audit:read"),
    }
    invited = invite(
        manager, InvitationDraft(organisation=manager_membership.organisation, name="李明", roles=(MANAGER,))
    )
    loan = DelegationDraft(role=MANAGER, to=colleague, ends_at=now() + 9 * world.DAY, reason="年假")
    REAL_IDS.update(
        organisation_id=[manager_membership.organisation_id, laboratory.pk, bureau.pk],
        invitation_id=[invited.invitation.pk],
        delegation_id=[delegate_role(manager, loan).pk],
        token_id=[token.pk for token in ApiToken.objects_unscoped.filter(scopes=["audit:read"])],
    )
    return tokens


@every_corner.parametrize()
@RUN
def test_every_corner_of_every_operation_for_a_regulator(case: schemathesis.Case, callers: dict[str, str]) -> None:
    send_as(callers["regulator"], case)
    case.call_and_validate()


@valid_requests.parametrize()
@RUN
def test_valid_requests_of_everybody_else(case: schemathesis.Case, callers: dict[str, str]) -> None:
    for who in ("manager", "security administrator", "reader"):
        send_as(callers[who], case)
        case.call_and_validate()


def test_chains_of_operations(callers: dict[str, str]) -> None:
    """What one operation makes, others find, change and end, as the links in the document say."""

    class Chain(every_corner.as_state_machine()):
        def setup(self) -> None:
            """Every scenario starts from the same rows: hypothesis repeats some, and must see the same again."""
            self.scenario = transaction.atomic()
            self.scenario.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.scenario.__exit__(None, None, None)

        def before_call(self, case: schemathesis.Case) -> None:
            send_as(callers["regulator"], case)

    Chain.run(settings=hypothesis.settings(RUN, max_examples=20, stateful_step_count=8))
