"""Reasons say the same in both languages, each with its own punctuation."""

import re
import string

import pytest

from quanheng.metrology.conformity.wording import LANGUAGES, MESSAGES

ASCII_BESIDE_CHINESE = re.compile(r"[一-鿿}][,:;(]|[,:;)][一-鿿]")


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_written_in_both_languages_about_the_same_things(message: str):
    texts = MESSAGES[message]
    assert set(texts) == set(LANGUAGES)
    assert names(texts["en"]) == names(texts["zh"])
    assert re.search("[一-鿿]", texts["zh"])
    assert not ASCII_BESIDE_CHINESE.search(texts["zh"])
    assert texts["en"].endswith(".")
    assert texts["zh"].endswith("。")
