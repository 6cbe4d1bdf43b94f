"""The reference pages say what the program does."""

import re
from pathlib import Path

from quanheng.certificate import model
from quanheng.certificate.checking import RULES
from quanheng.certificate.limits import Limits
from quanheng.certificate.schemas import VERSIONS
from tools.certificate_rules import PAGE, page

READING = Path(__file__).resolve().parents[2] / "docs" / "reference" / "certificates-reading.md"


def test_the_page_of_rules_is_made_from_the_rules() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m tools.certificate_rules"
    assert set(re.findall(r"^\| `(DCC-[A-Z]\d\d)`", page(), re.MULTILINE)) == set(RULES)


def test_the_page_of_reading_names_every_part_of_the_model_and_every_version() -> None:
    text = READING.read_text(encoding="utf-8")
    assert [each for each in model.__all__ if f"`{each}`" not in text] == []
    assert [each for each in VERSIONS if each not in text] == []


def test_the_page_of_reading_states_the_limits() -> None:
    text = READING.read_text(encoding="utf-8")
    limits = Limits()
    for number in (limits.size // 1024**2, limits.elements, limits.depth, limits.attributes):
        assert re.search(rf"\b{number:,}\b".replace(",", " "), text), number
