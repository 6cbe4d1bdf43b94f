"""The pages about building say what the program does."""

import re

import pytest
from tests.certificate.drafts import EXAMPLES, NAMES, text_of

from quanheng.certificate.building import InvalidDraft
from quanheng.certificate.building.vocabulary import CONDITIONS
from quanheng.certificate.draft_file import build_from, read_draft
from quanheng.certificate.draft_file.entries import Entry
from quanheng.certificate.draft_file.tables import TYPES

DOCS = EXAMPLES.parents[1]
REFERENCE = (DOCS / "reference" / "certificate-drafts.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "build-a-certificate.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`\n]+)`", REFERENCE))))


def test_every_member_that_the_program_asks_for_is_in_the_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    plain = Entry.has

    def has(entry: Entry, name: str) -> bool:
        asked.add(name)
        return plain(entry, name)

    monkeypatch.setattr(Entry, "has", has)
    for name in NAMES:
        read_draft(text_of(name), EXAMPLES)
    full = "values: [0.06, 0.08], uncertainty: {expanded: [0.02, 0.02], k: 2, p: 0.95}"
    read_draft(text_of("balance-calibration").replace("values: [0.06, 0.08]", full), EXAMPLES)
    assert len(asked) > 50
    assert asked - WORDS - {"zh", "en"} == set()


def test_types_and_conditions_are_in_the_reference() -> None:
    assert (set(TYPES) | set(CONDITIONS)) - WORDS == set()


def test_the_error_on_the_page_is_the_programs() -> None:
    shown = re.search(r"```text\nbalance-calibration\.yaml: (.*?)\n```", HOW_TO, re.DOTALL)
    assert shown is not None
    with pytest.raises(InvalidDraft) as caught:
        build_from(text_of("balance-calibration").replace("unit: kPa", "unit: kg"), EXAMPLES)
    assert str(caught.value) == shown[1]
