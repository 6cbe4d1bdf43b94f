"""What goes out comes in again unchanged, and no spreadsheet takes a text for a formula."""

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings, strategies as st
from tests.server.accounts import world
from tests.server.core.tables.files import rows_of
from tests.server.core.tables.imports import line, taken_in

from quanheng.server.accounts.models import Organisation
from quanheng.server.accounts.tables import ORGANISATIONS
from quanheng.server.core.actors import Actor
from quanheng.server.core.tables.exporting import annotated_workbook, csv_blocks, template_workbook, workbook_of
from quanheng.server.core.tables.models import ImportBatch
from quanheng.server.core.tables.work import receive

NASTY = [
    "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "'tis", "''", "'=1", '"quoted", and; more', "a\nb\r\nc",
    "007", " trailing ", "\u3000全角　", "𠮷野家", "👩‍🔬", "\ufeffmark", "_x000D_", "_x0041_", "1e5", "2025-01-02", "TRUE", "#N/A",
    "a\u2028b", "\x07bell", "\ufffe", "null", "\\N", "{a,b}", "100%", "<b>&amp;</b>", "٣", "é", "e\u0301", " =1", "\u200b",
]  # fmt: skip


def exported_csv(actor: Actor, query: str = "") -> bytes:
    return b"".join(csv_blocks(ORGANISATIONS, actor, QueryDict(query)))


def reimported(actor: Actor, content: bytes) -> ImportBatch:
    return receive(actor, ORGANISATIONS, "export", [content])


def assert_unchanged(batch: ImportBatch, count: int) -> None:
    assert {fate: number for fate, number in batch.counts.items() if number} == {"unchanged": count}, batch.problems


@pytest.fixture
def varied(regulator: Actor) -> Actor:
    """One organisation a nasty text, and one with every field filled."""
    for place, text in enumerate(NASTY):
        made = world.organisation(name=f"名{place}", kind="market")
        nasty = {"name": f"x{text}", "short_name": text, "note": text, "address": text[::-1]}
        Organisation.objects.unrestricted("tests").filter(pk=made.pk).update(**nasty)
    world.organisation(
        name="全", kind="medical", longitude=Decimal("-117.100000"), latitude=Decimal("36.5"), employees=0, postcode="001234",
        established_on=date(1949, 10, 1), website="https://a.example.cn/x?y=1", industry_code="F5265",
        authorisation_number="鲁法计（2025）001", authorisation_valid_until=date(2030, 12, 31),
    )  # fmt: skip
    return regulator


def test_a_text_file_comes_back_unchanged(varied: Actor, media: Path) -> None:
    assert_unchanged(reimported(varied, exported_csv(varied)), len(NASTY) + 2)


def test_a_workbook_comes_back_unchanged(varied: Actor, media: Path, tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    assert workbook_of(ORGANISATIONS, varied, QueryDict(), path) == len(NASTY) + 2
    assert_unchanged(reimported(varied, path.read_bytes()), len(NASTY) + 2)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_comes_back_in_both_languages(varied: Actor, media: Path, language: str) -> None:
    from django.utils import translation

    with translation.override(language):
        content = exported_csv(varied)
    with translation.override("en"):
        assert_unchanged(reimported(varied, content), len(NASTY) + 2)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40),
        min_size=1,
        max_size=12,
    )
)
@example(NASTY)
def test_any_text_comes_back_unchanged_in_both_formats(
    regulator: Actor, media: Path, tmp_path: Path, texts: list[str]
) -> None:
    codes = [world.credit_code() for _text in texts]
    division = (
        regulator.organisation_id
        and Organisation.objects.unrestricted("tests").get(pk=regulator.organisation_id).division
    )
    Organisation.objects.unrestricted("tests").filter(name__startswith="名").delete()
    Organisation.objects.bulk_create(
        Organisation(credit_code=code, name=f"名{text}"[:120], note=text, kind="market", division=division)
        for code, text in zip(codes, texts, strict=True)
    )
    assert_unchanged(reimported(regulator, exported_csv(regulator)), len(texts) + 1)
    workbook_of(ORGANISATIONS, regulator, QueryDict(), tmp_path / "t.xlsx")
    assert_unchanged(reimported(regulator, (tmp_path / "t.xlsx").read_bytes()), len(texts) + 1)


def test_no_cell_of_a_text_file_begins_like_a_formula(varied: Actor) -> None:
    rows = list(csv.reader(io.StringIO(exported_csv(varied).decode("utf-8-sig"), newline="")))
    texts = [place for place, column in enumerate(ORGANISATIONS.columns) if column.key not in ("longitude", "latitude")]
    begins = {row[place][:1] for row in rows for place in texts}
    assert not begins & set("=+-@\t\r")
    assert "'" in begins


def test_a_text_file_says_that_it_is_utf_8(regulator: Actor) -> None:
    assert exported_csv(regulator).startswith(b"\xef\xbb\xbfUnified social credit code,")


def test_in_a_workbook_codes_are_text_days_are_days_and_nothing_is_a_formula(varied: Actor, tmp_path: Path) -> None:
    workbook_of(ORGANISATIONS, varied, QueryDict(), tmp_path / "t.xlsx")
    page = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert page.freeze_panes == "A2"
    headings = [cell.value for cell in page[1]]
    row = next(row for row in page.iter_rows(min_row=2) if row[1].value == "全")
    cells = dict(zip(headings, row, strict=True))
    assert (cells["Postcode"].value, cells["Postcode"].number_format) == ("001234", "@")
    assert cells["Established on"].is_date
    assert cells["Employees"].value == 0
    assert cells["Kind"].value == "Medical institution"
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert any("Medical institution" in rule.formula1 for rule in page.data_validations.dataValidation)


def test_only_what_the_actor_may_see_and_the_list_shows_is_exported(
    regulator: Actor, lixia: Actor, tmp_path: Path
) -> None:
    world.organisation(name="甲市场", kind="market")
    world.organisation(name="乙医院", kind="medical")
    world.organisation(name="丙市场", kind="market", division_code=world.SHIZHONG)

    def names(actor: Actor, query: str = "") -> set[str]:
        rows = csv.DictReader(io.StringIO(exported_csv(actor, query).decode("utf-8-sig"), newline=""))
        return {row["Name"] for row in rows} & {"甲市场", "乙医院", "丙市场"}

    assert names(regulator) == {"甲市场", "乙医院", "丙市场"}
    assert names(lixia) == {"甲市场", "乙医院"}
    assert names(regulator, "kind=market&kind=public") == {"甲市场", "丙市场"}
    assert names(regulator, f"q=市场&division={world.SHIZHONG}") == {"丙市场"}


def test_the_template_is_recognised_beyond_doubt_and_explains_itself(
    regulator: Actor, media: Path, tmp_path: Path
) -> None:
    template_workbook(ORGANISATIONS, tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert [cell.value for cell in book.worksheets[0][1]] == [str(column.label) for column in ORGANISATIONS.writable]
    explained = {row[0].value: [cell.value for cell in row[1:]] for row in book.worksheets[1].iter_rows(min_row=2)}
    assert explained["Kind"][0] == "yes"
    assert "Medical institution" in explained["Kind"][3]
    assert "up to 120 characters" in explained["Name"][2]
    values = {
        "Unified social credit code": world.credit_code(),
        "Name": "甲",
        "Kind": "Enterprise",
        "Division": "370102",
    }
    book.worksheets[0].append([values.get(str(column.label)) for column in ORGANISATIONS.writable])
    book.save(tmp_path / "filled.xlsx")
    batch = reimported(regulator, (tmp_path / "filled.xlsx").read_bytes())
    assert batch.counts["new"] == 1


def test_the_annotated_workbook_says_what_is_wrong_and_can_be_uploaded_again(
    regulator: Actor, media: Path, tmp_path: Path
) -> None:
    batch = taken_in(regulator, [line(), line(established_on="2025/13/04", name="'tis"), line(kind="市集")])
    assert annotated_workbook(ORGANISATIONS, batch, tmp_path / "t.xlsx") == 2
    page = openpyxl.load_workbook(tmp_path / "t.xlsx").active
    assert [page.cell(2, 1).value, page.cell(2, 2).value] == [3, "To mend"]
    why = page.cell(2, page.max_column).value
    assert why == "There is no month 13. Probably: 2025-04-13, 2025-03-04"
    guilty = next(cell for cell in page[2] if cell.value == "2025/13/04")
    assert guilty.comment is not None
    assert guilty.fill.fgColor.rgb == "FFFBF1DE"
    again = reimported(regulator, (tmp_path / "t.xlsx").read_bytes())
    assert (again.state, again.counts["mend"]) == ("rehearsed", 2)
    rows = rows_of(tmp_path / "t.xlsx")
    assert len(rows) == 3
