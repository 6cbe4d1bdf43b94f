"""Cells become what the database takes, or say why not and what is probably meant."""

import re
from datetime import date

import pytest
from hypothesis import given, strategies as st

from quanheng.server.core.errors import Invalid
from quanheng.server.core.tables.problems import Problem
from quanheng.server.core.tables.reading import Number
from quanheng.server.core.tables.spec import Column, Kind
from quanheng.server.core.tables.values.choices import Choices
from quanheng.server.core.tables.values.convert import Converter
from quanheng.server.core.tables.values.text import clean, cleaned, guarded, tidy

YESTERDAY = date(2026, 11, 22)


class Key:
    natural_key = ("code",)


def single(cell: str, kind: Kind = Kind.TEXT, **more: object) -> tuple[str, Problem | None]:
    """One cell through the converter of a column of `kind`."""
    column = Column(key=str(more.pop("key", "column")), label="Column", kind=kind, **more)
    converted = Converter(Key(), column)([cell])
    return converted.texts[0], converted.problems.get(0)


def fixes(problem: Problem | None) -> list[str]:
    assert problem is not None
    return [fix.value for fix in problem.fixes]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("  泺源 \u3000", "泺源"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ufeff\u200bname\x07", "name"),
        ("'0123", "0123"),
        ("''tis", "'tis"),
        ("'", ""),
        ("a\tb", "a\tb"),
        ("👩‍🔬", "👩‍🔬"),
    ],
)
def test_texts_lose_what_is_invisible_and_nothing_else(cell: str, text: str) -> None:
    assert single(cell) == (text, None)


@given(st.lists(st.text(), min_size=1, max_size=8))
def test_a_column_of_texts_is_cleaned_as_each_of_them(cells: list[str]) -> None:
    assert cleaned(cells) == [clean(cell) for cell in cells]


@given(st.text())
def test_the_guard_against_formulas_is_taken_off_again(text: str) -> None:
    tidied = tidy(text)
    sent = guarded(tidied)
    assert sent[:1] not in ("=", "+", "-", "@", "\t", "\r")
    assert clean(sent) == tidied


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("12", "12"),
        ("１２", "12"),
        ("1,234", "1234"),
        ("12.0", "12"),
        ("+7", "7"),
        ("−3", "-3"),
        ("1e3", "1000"),
        ("", ""),
    ],
)
def test_whole_numbers(cell: str, text: str) -> None:
    assert single(cell, Kind.INTEGER) == (text, None)


@pytest.mark.parametrize(
    ("cell", "code", "fix"),
    [
        ("约 120 人", "not-a-number", ["120"]),
        ("twelve", "not-a-number", []),
        ("12.5", "too-exact", ["12"]),
        ("NaN", "not-a-number", []),
        ("1e999999", "not-a-number", []),
        ("-1", "out-of-range", []),
    ],
)
def test_what_is_no_whole_number(cell: str, code: str, fix: list[str]) -> None:
    text, problem = single(cell, Kind.INTEGER, minimum=0)
    assert text == cell
    assert problem is not None
    assert problem.code == code
    assert fixes(problem) == fix


def test_decimals_keep_their_digits() -> None:
    limits = {"digits": 9, "scale": 6, "minimum": -180, "maximum": 180}
    assert single("117.10", Kind.DECIMAL, **limits) == ("117.10", None)
    assert single("１１７．１", Kind.DECIMAL, **limits) == ("117.1", None)
    assert fixes(single("117.1234567", Kind.DECIMAL, **limits)[1]) == ["117.123457"]
    assert single("180.5", Kind.DECIMAL, **limits)[1].code == "out-of-range"
    assert single("1234.5", Kind.DECIMAL, **limits)[1].code == "too-large"


@pytest.mark.parametrize(
    "cell",
    [
        "2025-03-04",
        "2025/3/4",
        "2025.03.04",
        "2025年3月4日",
        "20250304",
        "２０２５－０３－０４",
        "2025-03-04 00:00:00",
        Number("45720"),
    ],
)
def test_days_in_the_ways_of_people_and_programs(cell: str) -> None:
    assert single(cell, Kind.DATE) == ("2025-03-04", None)


@pytest.mark.parametrize(
    ("cell", "code", "fix"),
    [
        ("2025/13/04", "no-such-month", ["2025-04-13", "2025-03-04"]),
        ("2025-02-30", "no-such-day", ["2025-02-28"]),
        ("45720", "serial-day", ["2025-03-04"]),
        ("03/04/2025", "unclear-day", ["2025-03-04", "2025-04-03"]),
        ("31/12/2024", "unclear-day", ["2024-12-31"]),
        ("25-3-4", "unclear-day", ["2025-03-04"]),
        ("2025年3月", "unclear-day", ["2025-03-01"]),
        ("soon", "unclear-day", []),
        ("2026-11-23", "too-late", ["2025-11-23"]),
    ],
)
def test_days_that_are_none_or_unclear_propose_what_is_meant(cell: str, code: str, fix: list[str]) -> None:
    text, problem = single(cell, Kind.DATE, latest=lambda: YESTERDAY)
    assert text == cell
    assert problem is not None
    assert (problem.code, fixes(problem)) == (code, fix)


def test_a_serial_number_is_a_day_only_where_the_file_says_number() -> None:
    column = Column(key="day", label="Day", kind=Kind.DATE)
    converted = Converter(Key(), column)(["45720", Number("45720"), "45720"])
    assert converted.texts == ["45720", "2025-03-04", "45720"]
    assert sorted(converted.problems) == [0, 2]


def test_choices_by_code_label_and_synonym_in_both_languages() -> None:
    from quanheng.server.accounts.choices import OrganisationKind

    more = {"choices": OrganisationKind.choices, "synonyms": {"公司": "enterprise"}}
    for cell in ("enterprise", "ENTERPRISE ", "Enterprise", "公司", OrganisationKind.ENTERPRISE.label):
        assert single(str(cell), Kind.CHOICE, **more) == ("enterprise", None)
    assert fixes(single("Enterprize", Kind.CHOICE, **more)[1])[0] == "enterprise"
    unlike = single("星球", Kind.CHOICE, **more)[1]
    assert fixes(unlike) == []
    assert len(unlike.options) == len(OrganisationKind.choices)


def test_choices_know_their_chinese_labels() -> None:
    from django.utils import translation

    from quanheng.server.accounts.choices import OrganisationKind

    with translation.override("zh-hans"):
        label = str(OrganisationKind.MEDICAL.label)
    assert (
        Choices(Column(key="k", label="K", kind=Kind.CHOICE, choices=OrganisationKind.choices)).choose(label)[0]
        == "medical"
    )


@pytest.mark.parametrize(
    ("cell", "text"), [("是", "true"), ("Yes", "true"), ("√", "true"), ("否", "false"), ("0", "false")]
)
def test_yes_and_no(cell: str, text: str) -> None:
    assert single(cell, Kind.BOOLEAN) == (text, None)


def test_codes_are_half_width_capitals_without_spaces() -> None:
    assert single(" ９１ 3701ab ", Kind.CODE) == ("913701AB", None)


def test_digits_that_a_spreadsheet_lost_are_not_made_up() -> None:
    cell = Number("9.13701021234568e+17")
    assert single(cell, Kind.CODE)[1].code == "digits-lost"
    assert single(Number("370102"), Kind.CODE) == ("370102", None)
    assert single(Number("123456789012345"), Kind.TEXT) == ("123456789012345", None)


def test_too_long_a_text_proposes_its_beginning() -> None:
    problem = single("x" * 130, max_length=120)[1]
    assert str(problem) == "130 characters; 120 fit."
    assert fixes(problem) == ["x" * 120]


def test_what_must_be_there_and_is_not() -> None:
    assert single(" ", is_required=True)[1].is_final is False
    missing_key = single("", key="code", is_required=True)[1]
    assert missing_key is not None
    assert missing_key.is_final
    assert "cannot be told from others" in str(missing_key)


def test_an_apps_own_check_is_asked_in_both_languages_and_its_proposal_taken() -> None:
    from django.utils.translation import gettext

    def parse(text: str) -> str:
        if not re.fullmatch(r"\d{6}", text):
            raise Invalid(gettext("Enter the full name."), suggestion="000000")
        return text

    _text, problem = single("12", parse=parse, accepts=str.isalpha)
    assert problem is not None
    assert problem.why["en"] == "Enter the full name."
    assert problem.why["zh-hans"] != problem.why["en"]
    assert fixes(problem) == ["000000"]
    assert single("123456", parse=parse, accepts=str.isalpha) == ("123456", None)
    assert single("abc", parse=parse, accepts=str.isalpha) == ("abc", None)


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXYO", min_size=16, max_size=19))
def test_the_quick_test_of_credit_codes_agrees_with_the_thorough_one(text: str) -> None:
    from quanheng.server.accounts import credit_code

    try:
        thorough = str(credit_code.CreditCode.parse(text)) == text
    except credit_code.InvalidCreditCode:
        thorough = False
    assert credit_code.is_valid(text) is thorough


@given(
    st.sampled_from(["91", "12", "N2", "A1"]),
    st.text(alphabet="0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=8, max_size=8),
    st.data(),
)
def test_the_quick_test_lets_every_valid_credit_code_through(registration: str, body: str, data: st.DataObject) -> None:
    from quanheng.server.accounts import credit_code

    code = str(credit_code.CreditCode.assemble(registration, "370102", body))
    assert credit_code.is_valid(code)
    place = data.draw(st.integers(0, 17))
    other = (
        code[:place]
        + data.draw(st.sampled_from([c for c in credit_code.ALPHABET if c != code[place]]))
        + code[place + 1 :]
    )
    try:
        credit_code.CreditCode.parse(other)
    except credit_code.InvalidCreditCode:
        assert not credit_code.is_valid(other)
    else:
        assert credit_code.is_valid(other)
