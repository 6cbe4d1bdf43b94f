"""Row-level security: what PostgreSQL itself shows and refuses, without any filter of ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.server.accounts import world

from quanheng.server.accounts import actions
from quanheng.server.accounts.choices import OrganisationKind, Role
from quanheng.server.accounts.drafts import DetailsDraft, InvitationDraft, TokenDraft
from quanheng.server.accounts.fence import scope_of
from quanheng.server.accounts.models import ApiToken, Invitation, Membership, Organisation, RoleGrant
from quanheng.server.core import fence
from quanheng.server.core.actors import Actor
from quanheng.server.core.clock import now
from quanheng.server.core.ids import uuid7

#: The imports' tables, fenced by the app of the tables.
IMPORTS = (
    "tables_importbatch",
    "tables_importprogress",
    "tables_importreference",
    "tables_importrow",
    "tables_rememberedmapping",
)
TABLES = {
    "accounts_membership": "organisation_id",
    "accounts_rolegrant": "(SELECT organisation_id FROM accounts_membership WHERE id = membership_id)",
    "accounts_invitation": "organisation_id",
    "accounts_apitoken": "(SELECT organisation_id FROM accounts_membership WHERE id = membership_id)",
}
MODELS = [Membership, RoleGrant, Invitation, ApiToken]


class Town:
    """Two districts with an enterprise each: a manager, a token, an invitation."""

    def __init__(self):
        self.bureau = world.organisation(OrganisationKind.REGULATOR, world.CITY)
        self.near, self.near_manager = self._enterprise(world.LIXIA)
        self.far, self.far_manager = self._enterprise(world.SHIZHONG)

    def _enterprise(self, division: str) -> tuple[Organisation, Membership]:
        place = world.organisation(division_code=division)
        manager = world.member(place, Role.METROLOGY_MANAGER)
        actor = world.acting(manager)
        end = now() + timedelta(days=1)
        actions.issue_api_token(actor, TokenDraft(name="秤", scopes=("accounts:read",), expires_at=end))
        offer = InvitationDraft(organisation=place, name="某人", roles=(Role.METROLOGY_MANAGER,))
        actions.invite(actor, offer)
        return place, manager

    def official(self, role: str, division: str = "") -> Actor:
        return world.acting(world.member(self.bureau, role, division=division))


@pytest.fixture
def town(city) -> Town:
    """Two districts with an enterprise each."""
    assert fence.is_available()
    return Town()


def seen(table: str) -> set[object]:
    """The organisations whose rows of `table` raw SQL shows at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {TABLES[table]} FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def execute(sql: str, *values: object) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.rowcount


@contextmanager
def refused() -> Iterator[None]:
    """The statement within is refused by the database, and only it is undone."""
    with pytest.raises(ProgrammingError, match=r"row-level security|permission denied"), transaction.atomic():
        yield


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_shows_a_member_the_rows_of_the_own_organisation_only(town, table):
    assert seen(table) >= {town.near.pk, town.far.pk}
    with fence.raised_for(world.acting(town.near_manager)):
        assert seen(table) == {town.near.pk}
    assert seen(table) >= {town.near.pk, town.far.pk}


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_shows_a_regulator_the_rows_of_the_division(town, table):
    with fence.raised_for(town.official(Role.REGULATOR, world.LIXIA)):
        assert seen(table) & {town.near.pk, town.far.pk} == {town.near.pk}


@pytest.mark.parametrize("table", TABLES)
def test_raw_sql_shows_an_auditor_everything(town, table):
    with fence.raised_for(town.official(Role.AUDITOR)):
        assert seen(table) >= {town.near.pk, town.far.pk}


@pytest.mark.parametrize("table", TABLES)
def test_the_role_without_a_scope_is_shown_nothing(town, table):
    with transaction.atomic():
        execute("SET LOCAL ROLE quanheng_app")
        assert seen(table) == set()
        execute("SET LOCAL ROLE NONE")


@pytest.mark.parametrize("table", TABLES)
def test_the_history_of_the_rows_is_fenced_as_they_are(town, table):
    organisation = TABLES[table]
    with fence.raised_for(world.acting(town.near_manager)), connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {organisation} FROM {table}event")
        assert {row[0] for row in cursor.fetchall()} == {town.near.pk}


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("whose", ["near", "far"])
def test_raw_sql_of_a_reader_changes_no_row_whosever_it_is(town, table, whose):
    with fence.raised_for(world.acting(town.near_manager)):
        place = getattr(town, whose).pk
        assert execute(f"UPDATE {table} SET id = id WHERE {TABLES[table]} = %s", place) == 0
        assert execute(f"DELETE FROM {table} WHERE {TABLES[table]} = %s", place) == 0
    assert seen(table) >= {town.near.pk, town.far.pk}


def test_raw_sql_of_a_reader_adds_no_row(town):
    person = world.person()
    with fence.raised_for(world.acting(town.near_manager)):
        for place in (town.near, town.far):
            with refused():
                execute(
                    "INSERT INTO accounts_membership (id, person_id, organisation_id, title, started_at) "
                    "VALUES (%s, %s, %s, '', now())",
                    uuid7(),
                    person.pk,
                    place.pk,
                )
        with refused():
            execute(
                "INSERT INTO accounts_rolegrant (id, membership_id, person_id, role, starts_at, reason) "
                "VALUES (%s, %s, %s, 'metrology_manager', now(), '')",
                uuid7(),
                town.far_manager.pk,
                town.far_manager.person_id,
            )


@pytest.mark.parametrize(
    "sql",
    [
        "TRUNCATE accounts_membership CASCADE",
        "ALTER TABLE accounts_membership DISABLE ROW LEVEL SECURITY",
        "DROP POLICY quanheng_scope ON accounts_membership",
    ],
)
def test_a_reader_does_not_take_the_fence_down(town, sql):
    with fence.raised_for(world.acting(town.near_manager)):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
            execute(sql)
        assert seen("accounts_membership") == {town.near.pk}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("who", ["manager", "regulator", "city regulator", "auditor", "security", "system", "alone"])
def test_the_fence_hides_nothing_that_the_policies_show(town, model, who):
    actor = {
        "manager": lambda: world.acting(town.near_manager),
        "regulator": lambda: town.official(Role.REGULATOR, world.LIXIA),
        "city regulator": lambda: town.official(Role.REGULATOR),
        "auditor": lambda: town.official(Role.AUDITOR),
        "security": lambda: town.official(Role.SECURITY_ADMINISTRATOR),
        "system": lambda: town.official(Role.SYSTEM_ADMINISTRATOR),
        "alone": lambda: Actor(person_id=world.person().pk),
    }[who]()
    before = set(model.objects.visible_to(actor).values_list("pk", flat=True))
    with fence.raised_for(actor):
        assert set(model.objects.visible_to(actor).values_list("pk", flat=True)) == before
        assert set(model.objects_unscoped.values_list("pk", flat=True)) >= before


def test_a_manager_that_is_not_scoped_leaks_nothing(town):
    with fence.raised_for(world.acting(town.near_manager)):
        assert set(Membership.objects_unscoped.values_list("organisation", flat=True)) == {town.near.pk}
        joined = Organisation.objects_unscoped.filter(memberships__isnull=False).distinct()
        assert set(joined.values_list("pk", flat=True)) == {town.near.pk}


def test_whoever_invited_into_the_organisation_is_known_there(town):
    regulator = town.official(Role.REGULATOR)
    offer = InvitationDraft(organisation=town.near, name="某人", roles=(Role.METROLOGY_MANAGER,))
    sent = actions.invite(regulator, offer).invitation
    with fence.raised_for(world.acting(town.near_manager)):
        found = Invitation.objects_unscoped.select_related("invited_by__person").get(pk=sent.pk)
        assert found.invited_by is not None
        assert found.invited_by.person.pk == regulator.person_id
    with fence.raised_for(world.acting(town.far_manager)):
        assert not Membership.objects_unscoped.filter(pk=regulator.membership_id).exists()


def test_a_read_that_is_unrestricted_steps_outside_and_back(town):
    with fence.raised_for(world.acting(town.near_manager)):
        rows = Membership.objects.unrestricted("test")
        everywhere = {town.near.pk, town.far.pk}
        assert set(rows.values_list("organisation", flat=True)) >= everywhere
        assert rows.filter(organisation=town.far).exists()
        assert rows.filter(organisation=town.far).count() == 1
        assert rows.get(pk=town.far_manager.pk).organisation_id == town.far.pk
        assert {row.organisation_id for row in rows.iterator()} >= everywhere
        assert seen("accounts_membership") == {town.near.pk}


def test_an_act_within_a_reading_writes_as_ever(town):
    manager = world.acting(town.near_manager)
    with fence.raised_for(manager):
        actions.change_own_details(manager, DetailsDraft(name="新名"))
        token = TokenDraft(name="二", scopes=("accounts:read",), expires_at=now() + timedelta(days=1))
        assert actions.issue_api_token(manager, token)
        assert seen("accounts_apitoken") == {town.near.pk}


def test_an_act_that_fails_within_a_reading_leaves_the_fence_up(town):
    from quanheng.server.core.errors import Refused

    manager = world.acting(town.near_manager)
    with fence.raised_for(manager):
        with pytest.raises(Refused):
            actions.suspend_organisation(manager, town.near)
        assert fence.is_raised()
        assert seen("accounts_membership") == {town.near.pk}


def test_an_error_of_the_database_leaves_the_fence_up_and_the_error_visible(town):
    with fence.raised_for(world.acting(town.near_manager)):
        with pytest.raises(ProgrammingError, match="no_such_table"), transaction.atomic(), fence.lowered():
            execute("SELECT * FROM no_such_table")
        assert seen("accounts_membership") == {town.near.pk}


def test_after_an_error_in_a_reading_the_connection_is_as_before(town):
    def reading_that_fails() -> None:
        with fence.raised_for(world.acting(town.near_manager)):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        reading_that_fails()
    assert not fence.is_raised()
    assert seen("accounts_membership") >= {town.near.pk, town.far.pk}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("fails", [False, True])
def test_nothing_of_the_scope_stays_on_a_pooled_connection(fails):
    actor = Actor(person_id=uuid7(), organisation_id=uuid7())

    def reading() -> None:
        with fence.raised_for(actor):
            if fails:
                raise RuntimeError

    if fails:
        with pytest.raises(RuntimeError):
            reading()
    else:
        reading()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = session_user, current_setting('quanheng.organisation', true)")
        assert cursor.fetchone() in [(True, ""), (True, None)]


def test_visitors_and_the_platform_read_without_the_fence(town, django_assert_num_queries):
    for actor in (None, world.SYSTEM):
        with django_assert_num_queries(0), fence.raised_for(actor):
            assert not fence.is_raised()


@pytest.mark.django_db(transaction=True)
def test_raising_the_fence_takes_one_statement_besides_those_of_the_transaction(django_assert_num_queries):
    assert fence.is_available()
    with django_assert_num_queries(3) as queries, fence.raised_for(Actor(person_id=uuid7())):
        pass
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["BEGIN", "SELECT", "COMMIT"]


def test_a_fence_within_a_fence_costs_nothing_and_does_not_widen_it(town, django_assert_num_queries):
    with fence.raised_for(world.acting(town.near_manager)):
        auditor = replace(world.SYSTEM, is_system=False, person_id=uuid7())
        with django_assert_num_queries(0), fence.raised_for(auditor):
            pass
        assert seen("accounts_membership") == {town.near.pk}


def test_the_scope_is_what_the_roles_say(town):
    manager = scope_of(world.acting(town.near_manager))
    assert (manager.organisation_id, manager.division_ids, manager.reads_all) == (town.near.pk, frozenset(), False)
    assert scope_of(town.official(Role.AUDITOR)).reads_all
    assert len(scope_of(town.official(Role.REGULATOR)).division_ids) == 17
    assert scope_of(town.official(Role.SYSTEM_ADMINISTRATOR)).division_ids == frozenset()


def test_where_the_role_is_missing_reading_works_without_the_fence(town, monkeypatch):
    monkeypatch.setattr(fence, "ROLE", "no_such_role")
    fence._is_available.cache_clear()
    try:
        assert not fence.is_available()
        with fence.raised_for(world.acting(town.near_manager)):
            assert seen("accounts_membership") >= {town.near.pk, town.far.pk}
    finally:
        fence._is_available.cache_clear()


def test_preparing_again_does_no_harm(town):
    fence.prepare()
    assert fence.is_available()


@pytest.mark.django_db
def test_every_table_that_the_platform_made_can_be_read_by_the_role():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' "
            "AND NOT has_table_privilege('quanheng_app', oid, 'SELECT, INSERT, UPDATE, DELETE')"
        )
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_every_table_of_tenants_is_under_the_fence_and_owner_work_is_not():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity ORDER BY relname")
        found = [row[0] for row in cursor.fetchall()]
    assert found == sorted([*TABLES, *(f"{table}event" for table in TABLES), *IMPORTS])


def statements(call) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert call().status_code == 200
    return [query["sql"] for query in queries.captured_queries]


def raisings(sql: list[str]) -> int:
    return sum("set_config('quanheng.person'" in each for each in sql)


def test_a_page_is_read_within_the_fence(town):
    client = Client()
    client.force_login(town.near_manager.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert raisings(statements(lambda: client.get("/"))) == 1
    assert not fence.is_raised()


def test_a_visitors_page_is_read_without_it(db):
    assert raisings(statements(lambda: Client().get("/account/login/"))) == 0


def test_a_reading_of_the_api_is_made_within_the_fence(town):
    draft = TokenDraft(name="读数", scopes=("accounts:read",), expires_at=now() + timedelta(days=1))
    secret = actions.issue_api_token(world.acting(town.near_manager), draft).secret
    headers = {"Authorization": f"Bearer {secret}"}
    assert raisings(statements(lambda: Client().get("/api/v1/divisions", headers=headers))) == 1


def test_health_is_answered_without_it(town):
    client = Client()
    client.force_login(town.near_manager.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert raisings(statements(lambda: client.get("/health/live"))) == 0
