"""What is wrong is put right on the page: for all equal cells at once, and judged anew at once."""

import pytest
from tests.server.accounts import world
from tests.server.core.tables.imports import cell, fates, line, problems, row, taken_in

from quanheng.server.core.actors import Actor
from quanheng.server.core.errors import Conflict, Invalid, Missing, Refused
from quanheng.server.core.tables.actions import abandon_import
from quanheng.server.core.tables.mending import accept_proposals, edit_row, leave_out, mend_equal


def test_one_value_mends_all_equal_cells(regulator: Actor, media: object) -> None:
    batch = taken_in(regulator, [line(kind="市集"), line(kind="市集"), line(kind="超市"), line()])
    assert fates(batch) == {2: "mend", 3: "mend", 4: "mend", 5: "new"}
    batch = mend_equal(regulator, batch, "kind", "市集", "no-choice", "集贸市场")
    assert fates(batch) == {2: "new", 3: "new", 4: "mend", 5: "new"}
    assert row(batch, 2).cells[2] == "market"
    assert batch.counts["new"] == 3
    assert [each["rows"] for each in batch.problems] == [1]


def test_a_wrong_value_changes_nothing_and_says_why(regulator: Actor, media: object) -> None:
    batch = taken_in(regulator, [line(established_on="2025/13/04")])
    with pytest.raises(Invalid, match="There is no month 14") as refusal:
        mend_equal(regulator, batch, "established_on", "2025/13/04", "no-such-month", "2025-14-04")
    assert set(refusal.value.fields) == {"established_on"}
    assert fates(batch) == {2: "mend"}


def test_a_mended_row_is_matched_with_the_register(regulator: Actor, media: object) -> None:
    known = world.organisation(name="泺源", kind="market")
    batch = taken_in(regulator, [line(known.credit_code, name="泺源", division="历下")])
    assert fates(batch) == {2: "mend"}
    batch = mend_equal(regulator, batch, "division", "历下", "unknown", world.LIXIA)
    assert fates(batch) == {2: "unchanged"}


def test_a_mended_reference_is_looked_up(regulator: Actor, media: object) -> None:
    batch = taken_in(regulator, [line(division="历下")])
    batch = mend_equal(regulator, batch, "division", "历下", "unknown", "nowhere")
    assert [each.code for each in problems(batch, 2)] == ["unknown"]
    assert row(batch, 2).cells[3] == "nowhere"


def test_all_proposals_at_once(regulator: Actor, media: object) -> None:
    batch = taken_in(
        regulator,
        [
            line(established_on="2025/13/04", employees="约 12 人"),
            line(division="370181"),
            line(kind="xyz123"),
            line(established_on="soon"),
        ],
    )
    batch = accept_proposals(regulator, batch)
    assert fates(batch) == {2: "new", 3: "new", 4: "mend", 5: "mend"}
    assert cell(batch, 2, "employees") == "12"
    assert cell(batch, 2, "established_on") == "2025-04-13"
    assert cell(batch, 3, "division") == "370114"
    # Where nothing is likelier than the rest, there are choices, but no proposal.
    assert cell(batch, 4, "kind") == "xyz123"
    assert len(problems(batch, 4)[0].options) == 8


def test_a_row_edited_into_a_duplicate_is_refused_and_out_of_it_again(regulator: Actor, media: object) -> None:
    first, second, third = (world.credit_code() for _ in range(3))
    batch = taken_in(regulator, [line(first, name="甲"), line(second, name="乙")])
    batch = edit_row(regulator, batch, 3, {"credit_code": first})
    assert fates(batch) == {2: "refused", 3: "refused"}
    batch = edit_row(regulator, batch, 3, {"credit_code": third, "name": "丙"})
    assert fates(batch) == {2: "new", 3: "new"}
    assert row(batch, 3).cells[:2] == [third, "丙"]


def test_a_missing_key_can_be_filled_in(regulator: Actor, media: object) -> None:
    blank = line()
    blank[0] = ""
    batch = taken_in(regulator, [blank])
    assert fates(batch) == {2: "refused"}
    assert fates(edit_row(regulator, batch, 2, {"credit_code": world.credit_code()})) == {2: "new"}


def test_rules_over_several_columns_are_asked_again(regulator: Actor, media: object) -> None:
    batch = taken_in(regulator, [line(longitude="117.1")])
    assert fates(batch) == {2: "mend"}
    assert fates(edit_row(regulator, batch, 2, {"latitude": "36.6"})) == {2: "new"}


def test_an_apostrophe_in_another_cell_survives_mending(regulator: Actor, media: object) -> None:
    batch = taken_in(regulator, [line(name="''tis", established_on="2025/13/04")])
    assert row(batch, 2).cells[1] == "'tis"
    assert row(accept_proposals(regulator, batch), 2).cells[1] == "'tis"


def test_a_row_can_be_left_out(regulator: Actor, media: object) -> None:
    code = world.credit_code()
    batch = taken_in(regulator, [line(code, name="甲"), line(code, name="乙")])
    batch = leave_out(regulator, batch, 3)
    assert fates(batch) == {2: "new"}
    with pytest.raises(Missing):
        leave_out(regulator, batch, 3)


def test_nobody_mends_another_organisations_import(regulator: Actor, lixia: Actor, media: object) -> None:
    batch = taken_in(regulator, [line(kind="市集")])
    with pytest.raises(Refused, match="another organisation"):
        mend_equal(lixia, batch, "kind", "市集", "no-choice", "market")


def test_an_abandoned_import_is_over(regulator: Actor, media: object) -> None:
    batch = abandon_import(regulator, taken_in(regulator, [line(kind="市集")]))
    assert fates(batch) == {}
    with pytest.raises(Conflict, match="Abandoned"):
        mend_equal(regulator, batch, "kind", "市集", "no-choice", "market")
    with pytest.raises(Conflict):
        abandon_import(regulator, batch)
