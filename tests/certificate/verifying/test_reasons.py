"""Every reason can be read in both languages, and the reference page has them all."""

import re
from pathlib import Path

import pytest

from quanheng.certificate.verifying.reasons import REASON_IDS, Weight, reason

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "certificates-signatures.md"


@pytest.mark.parametrize("name", REASON_IDS)
def test_a_reason_is_a_sentence_in_both_languages(name: str) -> None:
    found = reason(name)
    assert found.en[0].isupper()
    assert found.en.endswith((".", ']."'))
    assert found.zh.endswith("。")
    assert re.search("[一-鿿]", found.zh)
    assert not re.search("[,;!?]", found.zh.replace("quanheng[sm]", ""))


def test_the_reference_page_lists_every_reason_with_its_weight() -> None:
    rows = re.findall(
        r"^\| `([a-z0-9-]+)` \| (fault|gap|caution|fact) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert dict(rows) == {name: reason(name).weight.value for name in REASON_IDS}
    assert set(Weight) == {weight for _name, weight in rows}
