"""The dry run gives every row its fate, by statements over all rows, and writes nothing."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.server.accounts import world
from tests.server.core.tables import imports
from tests.server.core.tables.imports import fates, line, problems, row, taken_in

from quanheng.server.accounts.models import Organisation
from quanheng.server.core.actors import Actor
from quanheng.server.core.tables.actions import rehearse_again
from quanheng.server.core.tables.choices import BatchState


def test_rows_are_new_updated_or_unchanged(regulator: Actor, media: object) -> None:
    known = world.organisation(name="旧名", kind="market")
    same = world.organisation(name="一样", kind="market", employees=7)
    batch = taken_in(
        regulator,
        [
            line(),
            line(known.credit_code, name="新名", employees="12"),
            line(same.credit_code, name=" 一样 ", employees="7.0"),
        ],
    )
    assert batch.state == BatchState.REHEARSED
    assert fates(batch) == {2: "new", 3: "update", 4: "unchanged"}
    assert batch.counts == {"new": 1, "update": 1, "unchanged": 1, "mend": 0, "refused": 0}
    assert row(batch, 3).before == {"name": "旧名", "employees": ""}
    assert row(batch, 3).target_id == known.pk
    assert row(batch, 3).target_revision == known.revision
    assert Organisation.objects.unrestricted("tests").count() == 3  # the regulator's own, and the two


def test_a_column_that_the_file_does_not_have_is_not_touched(regulator: Actor, media: object) -> None:
    known = world.organisation(name="旧名", kind="market", telephone="0531")
    batch = taken_in(regulator, [[known.credit_code, "旧名", "market", world.LIXIA]], imports.HEADINGS[:4])
    assert fates(batch) == {2: "unchanged"}


def test_an_empty_cell_empties_the_field(regulator: Actor, media: object) -> None:
    known = world.organisation(name="旧名", kind="market", employees=3)
    batch = taken_in(regulator, [line(known.credit_code, name="旧名")])
    assert row(batch, 2).before == {"employees": "3"}


def test_wrong_cells_are_to_mend_with_proposals(regulator: Actor, media: object) -> None:
    batch = taken_in(
        regulator,
        [line(established_on="2025/13/04"), line(kind="集貿市场"), line(division="370181"), line(division="历下")],
    )
    assert set(fates(batch).values()) == {"mend"}
    assert [problems(batch, number)[0].code for number in (2, 3, 4, 5)] == [
        "no-such-month",
        "no-choice",
        "replaced",
        "unknown",
    ]
    assert problems(batch, 2)[0].fixes[0].value == "2025-04-13"
    assert problems(batch, 4)[0].fixes[0].value == "370114"
    assert "2016" in str(problems(batch, 4)[0])
    assert problems(batch, 5)[0].fixes[0].label == "370102 历下区"
    assert {each["code"] for each in batch.problems} == {"no-such-month", "no-choice", "replaced", "unknown"}


def test_a_division_is_found_by_code_and_by_name_in_both_languages(regulator: Actor, media: object) -> None:
    batch = taken_in(
        regulator,
        [
            line(division="370102"),
            line(division="历下区"),
            line(division="Lixia District"),
            line(division="３７０１０２"),
        ],
    )
    assert set(fates(batch).values()) == {"new"}


def test_rows_that_say_the_same_are_written_once(regulator: Actor, media: object) -> None:
    code = world.credit_code()
    batch = taken_in(regulator, [line(code), line(), line(code)])
    assert fates(batch) == {2: "new", 3: "new", 4: "refused"}
    assert "row 2" in str(problems(batch, 4)[0])


def test_rows_that_contradict_each_other_are_all_refused(regulator: Actor, media: object) -> None:
    code = world.credit_code()
    batch = taken_in(regulator, [line(code, name="甲"), line(code, name="乙"), line(code, name="乙")])
    assert set(fates(batch).values()) == {"refused"}
    said = problems(batch, 3)[0]
    assert str(said).startswith("Rows 2, 3, 4 have the same Unified social credit code")
    assert said.why["zh-hans"] != said.why["en"]
    assert "{" not in said.why["zh-hans"] + said.why["en"]


def test_a_row_without_its_key_is_refused(regulator: Actor, media: object) -> None:
    batch = taken_in(regulator, [["", "无名", "market", world.LIXIA]], imports.HEADINGS[:4])
    assert fates(batch) == {2: "refused"}
    assert "cannot be told from others" in str(problems(batch, 2)[0])


def test_a_wrong_credit_code_says_which_character(regulator: Actor, media: object) -> None:
    code = world.credit_code()
    wrong = code[:9] + ("Q" if code[9] != "Q" else "R") + code[10:]
    batch = taken_in(regulator, [line(wrong)])
    assert fates(batch) == {2: "mend"}
    assert "Character" in str(problems(batch, 2)[0])


def test_columns_that_belong_together_are_looked_at_together(regulator: Actor, media: object) -> None:
    batch = taken_in(regulator, [line(longitude="117.1"), line(longitude="117.1", latitude="36.6")])
    assert fates(batch) == {2: "mend", 3: "new"}
    assert problems(batch, 2)[0].columns == ("latitude",)


def test_a_regulator_writes_within_the_own_divisions_alone(lixia: Actor, media: object) -> None:
    elsewhere = world.organisation(name="市中", kind="market", division_code=world.SHIZHONG)
    batch = taken_in(lixia, [line(), line(division=world.SHIZHONG), line(elsewhere.credit_code, name="抢")])
    assert fates(batch) == {2: "new", 3: "refused", 4: "refused"}
    assert [problems(batch, number)[0].code for number in (3, 4)] == ["elsewhere", "foreign"]


def test_the_number_of_queries_does_not_depend_on_the_rows(regulator: Actor, media: object) -> None:
    def count(rows: int) -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            taken_in(regulator, [line(division="没有" if number % 3 == 0 else world.LIXIA) for number in range(rows)])
        return len(captured)

    few = count(3)
    assert count(400) == few


def test_rehearsing_again_forgets_what_was_compared_and_keeps_what_the_cells_say(
    regulator: Actor, media: object
) -> None:
    known = world.organisation(name="旧名", kind="market")
    batch = taken_in(
        regulator, [line(known.credit_code, name="新名"), line(division="x"), line(established_on="x"), line()]
    )
    assert fates(batch) == {2: "update", 3: "mend", 4: "mend", 5: "new"}
    Organisation.objects.unrestricted("tests").filter(pk=known.pk).update(name="新名", revision=9)
    batch = rehearse_again(regulator, batch)
    assert fates(batch) == {2: "unchanged", 3: "mend", 4: "mend", 5: "new"}
    assert len(problems(batch, 3)) == len(problems(batch, 4)) == 1
    assert "1 rows would be written, before it were 2" in batch.notices[-1]["en"]
