"""Headings find their columns: by name in either language, by likeness, by what was chosen before."""

from pathlib import Path

import pytest
from tests.server.core.tables.files import csv_file

from quanheng.server.accounts.tables import ORGANISATIONS
from quanheng.server.core.tables.columns import IncompleteMapping, checked_mapping, propose
from quanheng.server.core.tables.inspection import Inspection, inspect
from quanheng.server.core.tables.limits import Limits
from quanheng.server.core.tables.reading import UnreadableFile

ENGLISH = ["Unified social credit code", "Name", "Kind", "Division"]
CHINESE = ["统一社会信用代码", "名称", "类型", "行政区划"]


def looked_at(path: Path, rows: list[list[str]], **more: object) -> Inspection:
    given = {"remembered": {}, **more}
    return inspect(ORGANISATIONS, csv_file(path / "t.csv", rows), Limits(), **given)


@pytest.mark.parametrize(
    "headings", [ENGLISH, CHINESE, [each.upper() + " *" for each in ENGLISH], [f"{each}（必填）" for each in CHINESE]]
)
def test_headings_in_both_languages_are_certain(headings: list[str]) -> None:
    proposal = propose(ORGANISATIONS, headings, [], {})
    assert proposal.mapping == {0: "credit_code", 1: "name", 2: "kind", 3: "division"}
    assert proposal.is_certain


def test_a_heading_that_is_only_alike_is_proposed_but_asked_about() -> None:
    proposal = propose(ORGANISATIONS, ["统一社会信用代码", "名称", "类型", "行政区画"], [], {})
    assert proposal.mapping[3] == "division"
    assert not proposal.is_certain


def test_a_missing_column_names_the_nearest_headings() -> None:
    proposal = propose(ORGANISATIONS, ["Credit number", "Name", "Kind", "Division"], [], {})
    (missing,) = propose(ORGANISATIONS, ["Nr.", "Name", "Kind", "Division"], [], {}).missing
    assert missing.column.key == "credit_code"
    assert not proposal.is_certain
    with pytest.raises(IncompleteMapping, match="Column “Unified social credit code” is missing"):
        checked_mapping(
            ORGANISATIONS, {1: "name", 2: "kind", 3: "division"}, ["Credit number", "Name", "Kind", "Division"]
        )


def test_headings_that_stand_twice_are_asked_about() -> None:
    proposal = propose(ORGANISATIONS, [*CHINESE, "名称"], [], {})
    assert proposal.doubled == {"名称": ("B", "E")}
    assert proposal.mapping[1] == "name"
    assert 4 not in proposal.mapping
    assert not proposal.is_certain


def test_two_columns_into_one_are_refused() -> None:
    with pytest.raises(IncompleteMapping, match="Columns B, E both go into “Name”") as refusal:
        checked_mapping(
            ORGANISATIONS, {0: "credit_code", 1: "name", 2: "kind", 3: "division", 4: "name"}, [*CHINESE, "名称"]
        )
    assert set(refusal.value.fields) == {"name"}


def test_what_was_chosen_before_wins() -> None:
    proposal = propose(ORGANISATIONS, [*CHINESE, "备注2"], [], {"备注2": "", "名称": "short_name"})
    assert proposal.mapping[1] == "short_name"
    assert [each.column.key for each in proposal.missing] == ["name"]
    assert proposal.columns[4].is_certain
    assert proposal.columns[4].key == ""


def test_a_column_that_is_only_for_reading_is_left_out() -> None:
    proposal = propose(ORGANISATIONS, [*ENGLISH, "Status"], [], {})
    assert proposal.mapping[4] == "status"
    assert proposal.is_certain
    assert "status" not in checked_mapping(ORGANISATIONS, proposal.mapping, [*ENGLISH, "Status"]).values()


def test_the_heading_row_is_found_below_a_title(tmp_path: Path) -> None:
    found = looked_at(
        tmp_path,
        [["历下区企业名录", "", "", ""], [], ["截至 2025 年", "", "", ""], CHINESE, ["91", "x", "企业", "370102"]],
    )
    assert found.header.row == 4
    assert found.header.labels == tuple(CHINESE)
    assert found.header.samples == (("91", "x", "企业", "370102"),)


def test_the_heading_row_can_be_chosen(tmp_path: Path) -> None:
    rows = [["a", "b"], ["c", "d"], ["1", "2"]]
    assert looked_at(tmp_path, rows).header.row == 1
    assert looked_at(tmp_path, rows, header_row=2).header.labels == ("c", "d")
    with pytest.raises(UnreadableFile, match="Row 9"):
        looked_at(tmp_path, rows, header_row=9)


def test_headings_alone_are_no_table(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="Below the headings in row 1 stands nothing"):
        looked_at(tmp_path, [CHINESE])


def test_a_column_without_a_heading_is_shown_with_its_letter(tmp_path: Path) -> None:
    found = looked_at(tmp_path, [CHINESE, ["91", "x", "企业", "370102", "extra"]])
    assert [(each.letter, each.heading, each.samples) for each in found.proposal.columns][4] == ("E", "", ("extra",))
