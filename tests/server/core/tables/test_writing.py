"""Writing is one act: all rows or none, with history, revisions and one event; nothing that nobody saw is written."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from tests.server.accounts import world
from tests.server.core.tables.imports import fates, line, registered, taken_in

from quanheng.server.accounts.models import Organisation
from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict, Refused
from quanheng.server.core.models import Event
from quanheng.server.core.tables.actions import order_writing, rehearse_again
from quanheng.server.core.tables.choices import BatchState
from quanheng.server.core.tables.files import path_of
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.work import proceed, work_on


def written(actor: Actor, batch: ImportBatch) -> ImportBatch:
    """Order the writing as the button does, and have it done."""
    return proceed(actor, order_writing(actor, batch, batch.to_write))


def everything() -> set[str]:
    return set(Organisation.objects.unrestricted("tests").values_list("credit_code", flat=True))


def test_new_rows_with_every_kind_of_value(regulator: Actor, media: object) -> None:
    code = world.credit_code()
    batch = taken_in(
        regulator, [line(code, employees="12", established_on="2025年3月4日", longitude="117.1", latitude="36.65")]
    )
    batch = written(regulator, batch)
    assert batch.state == BatchState.WRITTEN
    made = registered(code)
    assert (made.name, made.kind, made.division.code, made.employees) == ("泺源农贸市场", "market", world.LIXIA, 12)
    assert (made.established_on, made.longitude, made.status) == (date(2025, 3, 4), Decimal("117.1"), "active")
    assert (made.revision, made.is_demonstration, made.note) == (1, False, "")
    assert Organisation.objects.unrestricted("tests").filter(name__contains="泺源").exists()


def test_changed_rows_go_up_by_one_revision_and_others_are_not_touched(regulator: Actor, media: object) -> None:
    changed = world.organisation(name="旧名", kind="market", telephone="0531")
    same = world.organisation(name="一样", kind="market")
    batch = written(
        regulator, taken_in(regulator, [line(changed.credit_code, name="新名"), line(same.credit_code, name="一样")])
    )
    assert batch.counts["unchanged"] == 1
    now = registered(changed.credit_code)
    assert (now.name, now.telephone, now.revision) == ("新名", "0531", changed.revision + 1)
    assert registered(same.credit_code).revision == same.revision


def test_history_says_who_did_it_by_which_act(regulator: Actor, media: object) -> None:
    known = world.organisation(name="旧名", kind="market")
    code = world.credit_code()
    written(regulator, taken_in(regulator, [line(code), line(known.credit_code, name="新名")]))
    history = apps.get_model("accounts", "OrganisationEvent").objects
    made = history.get(credit_code=code)
    changed = history.filter(credit_code=known.credit_code).latest("pgh_id")
    assert [made.pgh_label, changed.pgh_label] == ["insert", "update"]
    for entry in (made, changed):
        assert entry.pgh_context["act"] == "tables.import_written"
        assert entry.pgh_context["actor"] == str(regulator.person_id)


def test_one_event_for_the_whole_batch(regulator: Actor, media: object) -> None:
    batch = written(regulator, taken_in(regulator, [line() for _ in range(30)]))
    events = Event.objects_unscoped.filter(subject_id=batch.pk)
    assert list(events.filter(kind="accounts.organisations_imported").values_list("body", flat=True)) == [
        {"table": "organisations", "file": batch.file_digest, "rows": batch.counts}
    ]
    assert events.filter(kind="tables.import_written").count() == 1
    assert not any("泺源" in str(event.body) for event in Event.objects_unscoped.all())


def test_rows_to_mend_stay_behind_and_the_rest_is_cleared(regulator: Actor, media: object) -> None:
    batch = written(regulator, taken_in(regulator, [line(), line(kind="市集")]))
    assert fates(batch) == {3: "mend"}
    assert not path_of(batch.file_digest).exists()


def test_the_button_writes_what_it_named_or_nothing(regulator: Actor, media: object) -> None:
    batch = taken_in(regulator, [line(), line()])
    with pytest.raises(Conflict, match="2 rows would be written instead of 3"):
        order_writing(regulator, batch, 3)
    with pytest.raises(Conflict, match="no row to write"):
        order_writing(regulator, taken_in(regulator, [line(kind="市集")]), 0)


def test_a_row_changed_by_somebody_else_is_shown_again_and_not_overwritten(regulator: Actor, media: object) -> None:
    known = world.organisation(name="旧名", kind="market")
    fresh = line()
    batch = taken_in(regulator, [line(known.credit_code, name="新名"), fresh])
    Organisation.objects.unrestricted("tests").filter(pk=known.pk).update(name="别人的名", employees=5, revision=2)
    batch = written(regulator, batch)
    assert batch.state == BatchState.REHEARSED
    assert registered(known.credit_code).name == "别人的名"
    assert fresh[0] not in everything()
    assert fates(batch) == {2: "update", 3: "new"}
    assert "The register changed since the rehearsal" in batch.notices[-1]["en"]
    batch = written(regulator, batch)
    assert (registered(known.credit_code).name, registered(known.credit_code).revision) == ("新名", 3)
    assert fresh[0] in everything()


def test_a_row_that_somebody_else_registered_meanwhile_is_shown_again(regulator: Actor, media: object) -> None:
    fresh = line(name="甲")
    batch = taken_in(regulator, [fresh])
    world.organisation(credit_code=fresh[0], name="乙", kind="market")
    batch = written(regulator, batch)
    assert batch.state == BatchState.REHEARSED
    assert fates(batch) == {2: "update"}
    assert registered(fresh[0]).name == "乙"


def test_who_lost_the_role_meanwhile_writes_nothing(regulator: Actor, media: object) -> None:
    batch = taken_in(regulator, [line()])
    bare = Actor(regulator.person_id, regulator.membership_id, regulator.organisation_id)
    with pytest.raises(Refused):
        order_writing(bare, batch, 1)


def test_who_works_in_fewer_divisions_now_writes_nothing_outside(regulator: Actor, lixia: Actor, media: object) -> None:
    from dataclasses import replace

    batch = order_writing(regulator, taken_in(regulator, [line(division=world.SHIZHONG)]), 1)
    narrowed = replace(regulator, grants=lixia.grants)
    batch = work_on(batch.pk, narrowed)
    assert batch.state == BatchState.REHEARSED
    assert fates(batch) == {2: "refused"}
    assert len(everything()) == 2  # the two regulators' own


def test_what_the_database_refuses_is_told_and_nothing_is_written(regulator: Actor, media: object) -> None:
    """A row that the importer thinks right and a constraint does not: the batch fails as a whole."""
    good, bad = line(), line()
    batch = order_writing(regulator, taken_in(regulator, [good, bad]), 2)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE tables_importrow SET cells[1] = 'short' WHERE batch_id = %s AND number = 3", [batch.pk])
    batch = work_on(batch.pk, regulator)
    assert batch.state == BatchState.FAILED
    assert "accounts_organisation_code_length" in batch.failure["en"]
    assert good[0] not in everything()
    batch = rehearse_again(regulator, batch)
    assert batch.state == BatchState.REHEARSED


def test_writing_again_is_not_possible(regulator: Actor, media: object) -> None:
    batch = written(regulator, taken_in(regulator, [line()]))
    with pytest.raises(Conflict, match="Written"):
        order_writing(regulator, batch, 1)
    assert work_on(batch.pk, regulator).state == BatchState.WRITTEN
