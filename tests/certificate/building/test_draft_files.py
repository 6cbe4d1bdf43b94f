"""Drafts in YAML: every fault is named with its line, and nothing is guessed."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st
from tests.certificate.drafts import EXAMPLES, NAMES, text_of
from typer.testing import CliRunner

from quanheng.certificate import CertificateError, read
from quanheng.certificate.building import InvalidDraft
from quanheng.certificate.draft_file import build_from
from quanheng.cli.main import app

TEXT = text_of("balance-calibration")


def line_of(words: str, text: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if words in line)


@pytest.mark.parametrize(
    ("old", "new", "where", "said"),
    [
        ("kind: calibration", "kind: certificate", "kind: certificate", "there are verification, rejection, calibration"),
        ("issued: 2026-03-06", "issued: 6.3.2026", "issued:", "write year-month-day"),
        ("issued: 2026-03-06", "issued: 2026-03-03", "issued:", "is before end"),
        ("received: 2026-03-02", "receivedd: 2026-03-02", "receivedd", "did you mean 'received'"),
        ("unit: kPa", "unit: kg", "unit: kg", "no unit of pressure"),
        ("values: [0.06, 0.08]", "values: [0.06, x]", "[0.06, x]", "'x' is no number"),
        ("file: balance-budget.yaml", "file: ../secret.yaml", "../secret.yaml", "without '..'"),
        ("file: balance-budget.yaml", "file: none.yaml", "none.yaml", "No such file"),
        ("outputs: [E50, E100, E200]", "outputs: [E50, E100, E7]", "E7]", "no output 'E7'"),
        ("unit: mg\n        evaluation", "unit: g\n        evaluation", "file: balance", "E50 is evaluated in 'mg'"),
        ("value: 100.9", "value: [100.9, 101]", "value: [100.9", "2 numbers; 'value' is one"),
        ("k: 2", "k: []", "k: []", "empty list"),
        ("unit: mg\n        evaluation", "unit: furlongs\n        evaluation", "unit: furlongs", "furlongs"),
        ("sha256:", "md5:", "md5:", "is no digest"),
        ("role: approver", "role: boss", "role: boss", "there are approver, checker, verifier"),
        ("kind: calibration", "kind: calibration\nkind: rejection", "kind: rejection", "given twice"),
        ("identifier: 示例-XZ-2026-000187\n", "identifier: &a x\n", "&a", "anchor"),
        ("identifier: 示例-XZ-2026-000187\n", "", "kind: calibration", "needs 'identifier'"),
    ],
)  # fmt: skip
def test_faults_are_named_with_their_line(old: str, new: str, where: str, said: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(InvalidDraft) as caught:
        build_from(text, EXAMPLES)
    assert said in str(caught.value)
    assert str(caught.value).startswith(f"line {line_of(where, text)}")


WORD = re.compile(r"[^\s{}\[\],:\"]+")
ODD = [
    "",
    "0",
    "-1",
    "1e999",
    ".nan",
    "~",
    "[]",
    "{}",
    "[1, 2]",
    "{a: b}",
    "true",
    "é",
    "2026-13-40",
    "|",
    "*x",
    "!!python/object:os.system",
]


@given(at=st.integers(0, len(TEXT) - 1), odd=st.sampled_from(ODD), name=st.sampled_from(NAMES))
@settings(max_examples=600, deadline=None)
def test_any_word_replaced_by_any_other_is_read_or_refused(at: int, odd: str, name: str) -> None:
    text = text_of(name)
    found = WORD.search(text, at % len(text)) or WORD.search(text)
    assert found is not None
    with suppress(CertificateError):
        build_from(text[: found.start()] + odd + text[found.end() :], EXAMPLES)


def test_digits_stay_as_written() -> None:
    text = TEXT.replace("values: [0.06, 0.08]", "values: [0.060, 0.080]")
    found = next(read(build_from(text, EXAMPLES)).quantities(ref_type="basic_repeatability")).real
    assert found is not None
    assert [each.text for each in found.values] == ["0.060", "0.080"]


def test_command_builds_and_renders(tmp_path: Path) -> None:
    xml, page = tmp_path / "certificate.xml", tmp_path / "certificate.html"
    runner = CliRunner()
    done = runner.invoke(app, ["certificate", "build", str(EXAMPLES / "scale-verification.yaml"), "-o", str(xml)])
    assert done.exit_code == 0, done.output
    assert read(xml).identifier == "示例-HQ-2026-001024"
    again = runner.invoke(app, ["certificate", "build", str(EXAMPLES / "scale-verification.yaml"), "-o", str(xml)])
    assert (again.exit_code, "--force" in again.output) == (2, True)
    assert runner.invoke(app, ["certificate", "render", str(xml), "-o", str(page)]).exit_code == 0
    assert "检定证书" in page.read_text(encoding="utf-8")
    paper = tmp_path / "certificate.pdf"
    words = [
        "certificate",
        "render",
        str(xml),
        "-o",
        str(paper),
        "--language",
        "zh-en",
        "--address",
        "https://verify.example/1",
    ]
    assert runner.invoke(app, words).exit_code == 0
    assert paper.read_bytes().startswith(b"%PDF-")
    wrong = runner.invoke(app, ["certificate", "render", str(xml), "-o", str(tmp_path / "certificate.doc")])
    assert (wrong.exit_code, ".pdf or .html" in wrong.output) == (2, True)


def test_command_refuses_a_faulty_draft_and_writes_nothing(tmp_path: Path) -> None:
    draft, xml = tmp_path / "draft.yaml", tmp_path / "certificate.xml"
    draft.write_text(TEXT.replace("unit: kPa", "unit: kg"), encoding="utf-8")
    (tmp_path / "balance-budget.yaml").write_bytes((EXAMPLES / "balance-budget.yaml").read_bytes())
    done = CliRunner().invoke(app, ["certificate", "build", str(draft), "-o", str(xml)])
    assert done.exit_code == 2
    assert "conditions[2].unit" in done.output
    assert not xml.exists()
