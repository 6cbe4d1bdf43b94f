"""Certificates built from drafts: checks, decisions, model and XML, each draft with a number of its own."""

import time
from dataclasses import replace
from pathlib import Path

from benchmarks.report import Row
from quanheng.certificate.building import Draft, build
from quanheng.certificate.draft_file import build_from, read_draft

TITLE = "Certificates built per second and core, unsigned"
EXAMPLES = Path(__file__).resolve().parents[1] / "docs" / "how-to" / "certificates"
#: Example draft of the documentation → what is in it.
CASES = {
    "balance-calibration": "calibration, 5 columns, influences attached",
    "scale-verification": "verification, 9 columns, 11 decisions",
}
COUNT = 200
TARGET = 200.0


def run(*, rebuild: bool) -> list[Row]:
    """Certificates a second by processor time; `rebuild` has nothing to make anew."""
    rows = []
    for name, case in CASES.items():
        text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
        draft = read_draft(text, EXAMPLES)
        rows.append(Row(f"from the draft: {case}", _rate(draft), "/s", target=TARGET, is_less_better=False))
        rows.append(Row(f"from YAML: {case}", _rate_of_text(text), "/s", is_less_better=False))
    return rows


def _rate(draft: Draft) -> float:
    drafts = [replace(draft, identifier=f"{draft.identifier}-{place}") for place in range(COUNT)]
    build(draft)
    start = time.process_time()
    for each in drafts:
        build(each)
    return COUNT / (time.process_time() - start)


def _rate_of_text(text: str) -> float:
    count = COUNT // 4
    build_from(text, EXAMPLES)
    start = time.process_time()
    for _ in range(count):
        build_from(text, EXAMPLES)
    return count / (time.process_time() - start)
