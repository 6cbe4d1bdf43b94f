"""Row history, kept by the database: raw SQL, bulk statements and COPY included."""

from io import StringIO

import pytest
from django.apps import apps
from django.db import connection
from django.db.utils import DatabaseError

from quanheng.server.accounts import actions
from quanheng.server.accounts.drafts import DetailsDraft, PersonDraft
from quanheng.server.accounts.models import Division, Person
from quanheng.server.accounts.reference import load_divisions
from quanheng.server.core.actors import Actor

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("tests")


@pytest.fixture
def person() -> Person:
    """A person entered by an act."""
    return actions.register_person(SYSTEM, PersonDraft(username="luo.pansheng", name="罗盘生"))


def history(person: Person) -> list[tuple[str, str, str]]:
    """Label, name and act of each row of a person's history, the oldest first."""
    rows = apps.get_model("accounts", "PersonEvent").objects.filter(id=person.pk).order_by("pgh_id")
    return [(row.pgh_label, row.name, (row.pgh_context or {}).get("act", "")) for row in rows]


def execute(sql: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_an_act_is_recorded_with_who_did_it_and_by_which_act(person):
    actions.change_own_details(Actor(person_id=person.pk, request_id="request-7"), DetailsDraft(name="罗磐生"))
    assert history(person) == [
        ("insert", "罗盘生", "accounts.person_registered"),
        ("update", "罗磐生", "accounts.details_changed"),
    ]
    latest = apps.get_model("accounts", "PersonEvent").objects.latest("pgh_id")
    assert latest.pgh_context["actor"] == str(person.pk)
    assert latest.pgh_context["request"] == "request-7"


def test_raw_sql_is_recorded_too_and_in_nobodys_name(person):
    execute("UPDATE accounts_person SET name = %s WHERE id = %s", "无名", person.pk)
    # In a test the transaction of the act before is the same one, and so is its name; outside it is empty.
    assert [row[:2] for row in history(person)] == [("insert", "罗盘生"), ("update", "无名")]


@pytest.mark.django_db(transaction=True)
def test_raw_sql_after_an_act_does_not_borrow_its_name():
    person = actions.register_person(SYSTEM, PersonDraft(username="luo.pansheng", name="罗盘生"))
    execute("UPDATE accounts_person SET name = %s WHERE id = %s", "无名", person.pk)
    assert history(person) == [("insert", "罗盘生", "accounts.person_registered"), ("update", "无名", "")]


def test_an_update_that_changes_nothing_is_not_recorded(person):
    execute("UPDATE accounts_person SET name = name WHERE id = %s", person.pk)
    assert len(history(person)) == 1


def test_a_deletion_is_recorded_with_what_was_deleted(person):
    execute("DELETE FROM accounts_person WHERE id = %s", person.pk)
    assert history(person)[-1][:2] == ("delete", "罗盘生")


def test_a_statement_over_many_rows_records_each_of_them():
    load_divisions(SYSTEM)
    execute("UPDATE accounts_division SET population_confidence = 'unsure' WHERE level = 'district'")
    rows = apps.get_model("accounts", "DivisionEvent").objects.filter(pgh_label="update")
    assert rows.count() == Division.objects.filter(level="district").count() == 10


def test_copy_is_recorded_too(person):
    rows = StringIO("01890000-0000-7000-8000-000000000001\tqin\t秦度衡\t\t\tt\t2026-11-23\t!\n")
    with connection.cursor() as cursor:
        columns = "id, username, name, email, language, is_active, joined_at, password"
        with cursor.copy(f"COPY accounts_person ({columns}) FROM STDIN") as copy:
            copy.write(rows.read())
    assert history(Person.objects.get(username="qin"))[0][:2] == ("insert", "秦度衡")


@pytest.mark.parametrize("sql", ["UPDATE accounts_personevent SET name = 'x'", "DELETE FROM accounts_personevent"])
def test_history_itself_can_only_be_added_to(person, sql):
    with pytest.raises(DatabaseError, match="Cannot update or delete"):
        execute(sql)


def test_passwords_and_digests_are_not_copied_into_the_history():
    columns = {
        model: {field.name for field in apps.get_model("accounts", f"{model}Event")._meta.get_fields()}
        for model in ("Person", "Invitation", "ApiToken")
    }
    assert "password" not in columns["Person"]
    assert "token_digest" not in columns["Invitation"]
    assert "digest" not in columns["ApiToken"]


def test_a_change_of_the_password_alone_leaves_no_row(person):
    execute("UPDATE accounts_person SET password = 'argon2$x' WHERE id = %s", person.pk)
    assert len(history(person)) == 1


def test_every_tracked_table_keeps_all_three_kinds_of_change():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, count(*) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname ~ '^pgtrigger_(insert_insert|update_update|delete_delete)' "
            "AND c.relname LIKE 'accounts_%%' AND t.tgenabled = 'O' GROUP BY 1",
            [],
        )
        found = dict(cursor.fetchall())
    tracked = {"division", "organisation", "person", "membership", "rolegrant", "invitation", "apitoken"}
    assert {f"accounts_{name}": 3 for name in tracked}.items() <= found.items()
