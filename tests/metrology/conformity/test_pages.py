"""The pages about conformity: their examples run, and they list what there is."""

import doctest
import re
from pathlib import Path

import pytest

from quanheng.metrology import conformity
from quanheng.metrology.conformity import STANDARD_RULES, ConformityError, InvalidTable, Zones, table_from_json

DOCS = Path(__file__).resolve().parents[3] / "docs"
#: A page breaks lines and leaves out the end of long messages.
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
REFERENCE = DOCS / "reference" / "metrology-conformity.md"


@pytest.mark.parametrize("page", [REFERENCE, DOCS / "how-to" / "decide-conformity.md"], ids=lambda page: page.stem)
def test_the_examples_of_a_page_run_in_their_order(page: Path):
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    assert sum(">>>" in block for block in blocks) >= 3
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.stem, str(page), 0)
    told: list[str] = []
    assert doctest.DocTestRunner(optionflags=OPTIONS).run(test, out=told.append).failed == 0, "".join(told)


def test_the_reference_lists_every_rule_zone_and_error():
    text = REFERENCE.read_text(encoding="utf-8")
    rows = set(re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE))
    errors = {name for name in conformity.__all__ if _is_error(name)} - {"ConformityError"}
    assert rows >= set(STANDARD_RULES) | set(Zones) | errors
    named = {
        row for row in rows if row.startswith(("jjf", "jcgm", "ilac", "iso", "asme", "z540", "ncsli", "oiml", "simple"))
    }
    assert named == set(STANDARD_RULES)


def test_the_reference_names_everything_public():
    text = REFERENCE.read_text(encoding="utf-8")
    quiet = {
        "AccuracyClass",
        "MpeRow",
        "ClassJudgement",
        "Classification",
        "PointResult",
        "Decisions",
        "GlobalRisk",
        "RiskCurve",
    }
    quiet |= {
        "Interval",
        "Prior",
        "DecisionRule",
        "Reason",
        "STANDARD_RULES",
        "band_for_probability",
        "bands_for_probability",
    }
    quiet |= {"Verdict", "Zones"}
    assert [name for name in conformity.__all__ if name not in quiet and not re.search(rf"\b{name}\b", text)] == []


def test_the_stored_table_of_the_reference_is_one():
    stored = re.search(r"```json\n(.*?)```", REFERENCE.read_text(encoding="utf-8"), re.DOTALL)
    assert stored
    assert table_from_json(stored[1]).class_names == ("III",)
    with pytest.raises(InvalidTable):
        table_from_json(stored[1].replace("mpe/1", "mpe/9"))


def _is_error(name: str) -> bool:
    found = getattr(conformity, name)
    return isinstance(found, type) and issubclass(found, ConformityError)
