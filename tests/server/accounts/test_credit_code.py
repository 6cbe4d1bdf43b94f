"""The unified social credit code, against codes of public record and a second implementation of both standards."""

import pytest
from django.utils import translation
from hypothesis import assume, given, strategies as st

from quanheng.server.accounts.credit_code import (
    ALPHABET,
    CreditCode,
    InvalidCreditCode,
    check_character,
    is_valid,
    likely_repair,
    organisation_check_character,
)

#: Of public record, in the national register of enterprises.
PUBLISHED = ["9144030071526726XG", "91330100799655058B", "914403001922038216"]

registrations = st.sampled_from(["11", "12", "51", "52", "91", "92", "93"])
divisions = st.sampled_from(["370102", "370100", "110105", "440305", "650102", "100000"])
bodies = st.text(alphabet=ALPHABET, min_size=8, max_size=8)


def second_implementation(registration: str, division: str, body: str) -> str:
    """Both checks again, by Horner's rule and without a table of weights, from the formulas of the standards."""
    letters = {character: value for value, character in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}
    c9 = (11 - (sum(w * letters[c] for w, c in zip([3, 7, 9, 10, 5, 8, 4, 2], body, strict=True)) % 11)) % 11
    first17 = registration + division + body + "0123456789X"[c9]
    values = {character: value for value, character in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
    total = 0
    for character in reversed(first17):
        total = total * 3 + values[character]
    rest = 31 - total % 31
    return first17 + "0123456789ABCDEFGHJKLMNPQRTUWXY0"[rest]


codes = st.builds(second_implementation, registrations, divisions, bodies)


@pytest.mark.parametrize("code", PUBLISHED)
def test_published_codes_are_valid(code: str):
    assert str(CreditCode.parse(code)) == code


@given(registrations, divisions, bodies)
def test_a_second_implementation_gives_the_same_code(registration: str, division: str, body: str):
    assert str(CreditCode.assemble(registration, division, body)) == second_implementation(registration, division, body)


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_wrong_character_is_detected(code: str, place: int, wrong: str):
    assume(code[place] != wrong)
    with pytest.raises(InvalidCreditCode):
        CreditCode.parse(code[:place] + wrong + code[place + 1 :])


@pytest.mark.parametrize("code", PUBLISHED)
def test_every_single_substitution_in_a_published_code_is_detected(code: str):
    tried = 0
    for place in range(18):
        for wrong in set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") - {code[place]}:
            with pytest.raises(InvalidCreditCode):
                CreditCode.parse(code[:place] + wrong + code[place + 1 :])
            tried += 1
    assert tried == 18 * 35


@given(codes, st.integers(0, 16))
def test_any_swapped_pair_of_neighbours_is_detected(code: str, place: int):
    assume(code[place] != code[place + 1])
    with pytest.raises(InvalidCreditCode):
        CreditCode.parse(code[:place] + code[place + 1] + code[place] + code[place + 2 :])


@given(codes)
def test_width_case_and_spacing_do_not_matter(code: str):
    full_width = "".join(chr(ord(c) + 0xFEE0) for c in code.lower())
    spaced = f"　{full_width[:2]} {full_width[2:8]}-{full_width[8:]}\u200b\n"
    assert str(CreditCode.parse(spaced)) == code


def test_the_parts_can_be_told():
    code = CreditCode.parse("9144030071526726XG")
    with translation.override("en"):
        assert str(code.department) == "market regulation"
    assert code.division_code == "440300"
    assert code.organisation_code == "71526726-X"


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("", 0, "18"),
        ("370102600012345", 0, "15"),
        ("71526726X", 0, "9"),
        ("91440300715267", 0, "14"),
        ("9144030071526726XGG", 0, "19"),
        ("Z144030071526726XG", 1, "Z"),
        ("B144030071526726XG", 1, "B"),
        ("9844030071526726XG", 2, "8"),
        ("91A4030071526726XG", 3, "A"),
        ("9199030071526726XG", 3, "99"),
        ("9144030071526726XH", 18, "G"),
        ("914403007152672603", 17, "X"),
    ],
)
def test_the_error_names_the_character_its_place_and_what_would_be_right(text: str, position: int, words: str):
    with pytest.raises(InvalidCreditCode) as caught:
        CreditCode.parse(text)
    assert caught.value.position == position
    assert words in str(caught.value)
    assert caught.value.fields == {"credit_code": caught.value.detail}


def test_a_wrong_check_character_says_what_it_would_be():
    with pytest.raises(InvalidCreditCode, match="G"):
        CreditCode.parse("9144030071526726XA")


@pytest.mark.parametrize(
    ("misread", "meant"),
    [
        ("9144O3OO71526726XG", "9144030071526726XG"),  # O for 0, throughout
        ("9I44030071526726XG", "9144030071526726XG"),  # I for 1
        ("9144030071S26726XG", "9144030071526726XG"),  # S for 5
        ("9144030071562726XG", "9144030071526726XG"),  # 26 written as 62
        ("91330100799655O58B", "91330100799655058B"),
        ("913301007996550588", "91330100799655058B"),  # 8 for B
    ],
)
def test_a_look_alike_or_a_swapped_pair_is_suggested_when_it_makes_the_code_valid(misread: str, meant: str):
    with pytest.raises(InvalidCreditCode) as caught:
        CreditCode.parse(misread)
    assert caught.value.suggestion == meant
    assert meant in str(caught.value)


@given(st.text(max_size=24))
def test_a_suggestion_is_always_a_valid_code(text: str):
    if suggestion := likely_repair(text):
        assert str(CreditCode.parse(suggestion)) == suggestion


@given(codes, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_nothing_is_suggested_that_is_not_valid_itself(code: str, place: int, wrong: str):
    assume(code[place] != wrong)
    if suggestion := likely_repair(code[:place] + wrong + code[place + 1 :]):
        assert str(CreditCode.parse(suggestion)) == suggestion


def parses_as_itself(text: str) -> bool:
    try:
        return str(CreditCode.parse(text)) == text
    except InvalidCreditCode:
        return False


near_codes = st.builds(
    lambda code, place, other: code[:place] + other + code[place + 1 :], codes, st.integers(0, 17), st.characters()
)


@given(st.one_of(codes, near_codes, st.text(alphabet=ALPHABET, min_size=18, max_size=18), st.text(max_size=20)))
def test_the_quick_answer_is_that_of_the_long_one(text: str):
    assert is_valid(text) == parses_as_itself(text)


def test_check_characters_refuse_what_they_cannot_weigh():
    with pytest.raises(ValueError, match="17 characters"):
        check_character("9144030071526726")
    with pytest.raises(ValueError, match="17 characters"):
        check_character("9144030071526726I")
    with pytest.raises(ValueError, match="8 digits"):
        organisation_check_character("7152672")


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_an_error_in_words(text: str):
    try:
        outcome = CreditCode.parse(text).value
    except InvalidCreditCode as error:
        outcome = str(error)
    assert len(outcome) >= 10
