"""The search column: pairs of characters, made by the database."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, assume, given, settings, strategies as st

from quanheng.server.accounts.credit_code import CreditCode
from quanheng.server.accounts.models import Division, Organisation
from quanheng.server.core.search import MOST_CHARACTERS, normalised, search_query

pytestmark = pytest.mark.django_db


@pytest.fixture
def division() -> Division:
    """A district to put organisations in."""
    return Division.objects.create(
        code="370102", name_zh="历下区", name_en="Lixia", level="district", path="370102/", source="test"
    )


def organisation(division: Division, name: str, serial: int = 1, **values: str) -> Organisation:
    code = CreditCode.assemble("91", "370102", f"MA5EA{serial:03d}")
    return Organisation.objects.create(credit_code=str(code), name=name, kind="enterprise", division=division, **values)


def found(text: str) -> list[str]:
    query = search_query(text)
    assert query is not None
    rows = Organisation.objects.unrestricted("test").filter(search=query)
    return sorted(rows.values_list("name", flat=True))


def matches(document: str, text: str) -> bool:
    """Whether a search for `text` finds `document`, asked of the database alone."""
    query = search_query(text)
    assert query is not None
    sql = "SELECT quanheng_grams(%s) @@ to_tsquery('simple', %s)"
    with connection.cursor() as cursor:
        cursor.execute(sql, [document, query.source_expressions[0].value])
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("济南七里桥加油站有限公司", "加油"),  # two characters, the common case
        ("济南七里桥加油站有限公司", "七里桥加油站"),
        ("济南七里桥加油站有限公司", "济"),  # one character, at the beginning
        ("济南七里桥加油站有限公司", "桥"),  # within
        ("济南七里桥加油站有限公司", "司"),  # at the end
        ("济南七里桥加油站有限公司", "油站 济南"),  # words in any order
        ("中石化第91加油站", "91"),  # digits among characters
        ("中石化第91加油站", "第91加"),
        ("Jinan Beichen Lab", "beichen"),
        ("Jinan Beichen Lab", "CHEN"),
        ("泉衡Lab计量", "b计"),
        ("泉衡Ｌａｂ１２", "lab12"),  # full width in the document
        ("泉衡Lab12", "ＬＡＢ１２"),  # full width in the question
        ("泉衡（演示）有限公司", "演示"),
        ("泉衡·计量", "泉衡 计量"),
        ("A", "a"),
        ("甲", "甲"),
        ("㈱泉衡", "泉衡"),
    ],
)
def test_is_found(document: str, text: str):
    assert matches(document, text)


@pytest.mark.parametrize(
    ("document", "text"),
    [
        ("济南七里桥加油站", "加站"),  # not neighbours
        ("济南七里桥加油站", "油加"),  # the other way round
        ("济南七里桥加油站", "七里河"),
        ("泉衡（演示）计量", "衡演"),  # across punctuation
        ("泉衡·计量", "衡计"),
        ("中石化第91加油站", "19"),
        ("济南", "济南市"),
        ("油站加 加油", "加油站"),  # its pairs occur, but not one after the other
        ("甲乙", "丙"),
    ],
)
def test_is_not_found(document: str, text: str):
    assert not matches(document, text)


@pytest.mark.parametrize("text", ["", "   ", "（）", "——", "*", "'", ":*", "\\"])
def test_nothing_to_look_for_is_no_query(text: str):
    assert search_query(text) is None


@pytest.mark.parametrize("text", ["加油' | 'x", "加油:*", "加油 & 站", "!加油", "<->", "加\x00油", "(((", "a\\'b"])
def test_signs_of_the_query_language_are_only_text(text: str, division):
    organisation(division, "七里桥加油站")
    query = search_query(text)
    if query is not None:
        list(Organisation.objects.unrestricted("test").filter(search=query))


def test_a_match_does_not_reach_from_one_field_into_the_next(division):
    organisation(division, "七里桥", short_name="加油站")
    assert found("七里桥 加油站") == ["七里桥"]
    assert found("桥加") == []


def test_name_short_name_english_name_code_and_address_are_searched(division):
    row = organisation(
        division, "七里桥加油站", short_name="七里桥站", name_en="Qiliqiao Filling Station", address="经十路 9 号"
    )
    for text in ("加油", "桥站", "filling", row.credit_code[8:14], "经十路"):
        assert found(text) == ["七里桥加油站"], text


def test_raw_sql_keeps_the_column_true(division):
    organisation(division, "七里桥加油站")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_organisation SET name = '玉函医院'")
    assert found("加油") == []
    assert found("玉函") == ["玉函医院"]


def test_only_the_organisations_that_match_are_found(division):
    for serial, name in enumerate(["七里桥加油站", "经十路加油站", "玉函医院"], start=1):
        organisation(division, name, serial)
    assert found("加油") == ["七里桥加油站", "经十路加油站"]
    assert found("七里桥 加油") == ["七里桥加油站"]
    assert found("院") == ["玉函医院"]


def test_a_very_long_question_is_cut_and_not_refused():
    assert matches("泉" * 100, "泉" * 5000)
    query = search_query("泉 " * 5000)
    assert query is not None
    assert query.source_expressions[0].value.count("&") < MOST_CHARACTERS


letters = st.sampled_from("济南泉衡计量加油站历下区甲乙丙09８Ａａbcｚéß")
separators = st.sampled_from(" 　（）()·，。、-—/&'\"!:*|\\\n")
texts = st.text(alphabet=st.one_of(letters, letters, letters, separators), min_size=1, max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(document=texts, data=st.data())
def test_every_piece_of_a_text_finds_the_text(document: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(document) - 1))
    end = data.draw(st.integers(start + 1, len(document)))
    piece = document[start:end]
    assume(search_query(piece) is not None)
    assert matches(document, piece)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(document=texts, text=texts)
def test_the_database_finds_what_the_definition_says(document: str, text: str):
    """A text is found when each of its words stands within one word of the document."""
    assume(search_query(text) is not None)
    words = normalised(document).split()
    expected = all(any(word in whole for whole in words) for word in normalised(text).split())
    assert matches(document, text) == expected


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300, deadline=None)
@given(document=st.text(min_size=1, max_size=40))
def test_any_text_at_all_can_be_searched_and_finds_itself(document: str):
    assume("\x00" not in document and not any(0xD800 <= ord(c) <= 0xDFFF for c in document))
    assume(search_query(document) is not None)
    assert matches(document, document)
