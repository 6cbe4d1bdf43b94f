"""The certificate commands answer people and programs, and say by their exit code what they found."""

import json
from pathlib import Path

import pytest
from tests.certificate.third_party import CERTIFICATES, SCHEMAS, TYPICAL, changed, needs_files, needs_schemas
from typer.testing import CliRunner, Result

from quanheng.cli.main import app

pytestmark = [needs_files, needs_schemas]

_ERRORS = "0.072 0.089 0.107 -0.009 -0.084"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUANHENG_SCHEMA_DIR", str(SCHEMAS))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def run(*words: object) -> Result:
    return CliRunner().invoke(app, ["certificate", *map(str, words)])


def test_show_in_both_languages() -> None:
    english, chinese = run("show", TYPICAL, "--language", "en"), run("show", TYPICAL, "--language", "zh")
    assert english.exit_code == chinese.exit_code == 0
    for text in ("Kalibrierfirma GmbH", "Temperature sensor", "306.248", "−0.009", "0.061", "Measurement error / K"):
        assert text in english.output
    assert "实验室" in chinese.output
    assert "被校件" in chinese.output


def test_show_as_csv_and_json() -> None:
    assert "306.248,\\kelvin,306.32" in run("show", TYPICAL, "--csv").output
    answer = json.loads(run("show", TYPICAL, "--json").output)
    assert answer["tables"][0]["columns"][2]["cells"][3] == {
        "value": "-0.009", "unit": "\\kelvin", "u": "0.0305", "U": "0.061", "k": "2", "p": "0.95", "distribution": "normal",
    }  # fmt: skip


def test_show_refuses_what_is_no_certificate() -> None:
    done = run("show", CERTIFICATES / "ptb/invalid_syntax.xml")
    assert done.exit_code == 2
    assert "line 7" in done.output
    assert json.loads(run("show", CERTIFICATES / "ptb/invalid_syntax.xml", "--json").output)["error"] == "NotWellFormed"


def test_check_says_by_its_exit_code_what_it_found(tmp_path: Path) -> None:
    assert run("check", TYPICAL).exit_code == 0
    assert run("check", CERTIFICATES / "ptb/invalid_schema.xml").exit_code == 1
    assert run("check", CERTIFICATES / "ptb/invalid_syntax.xml").exit_code == 2
    unchecked = run("check", TYPICAL, "--schemas", tmp_path)
    assert unchecked.exit_code == 3
    assert "schema: not checked" in unchecked.output
    assert run("check", TYPICAL, CERTIFICATES / "ptb/invalid_schema.xml").exit_code == 1


def test_check_words_its_findings_in_both_languages(tmp_path: Path) -> None:
    file = tmp_path / "wrong.xml"
    file.write_bytes(changed(TYPICAL, (_ERRORS, _ERRORS.replace("0.072", "0.172"))))
    english, chinese = run("check", file, "--language", "en"), run("check", file, "--language", "zh")
    assert "DCC-V01" in english.output
    assert "measured 306.32 − reference 306.248 = 0.072" in english.output
    assert "误差写作 0.172" in chinese.output
    assert "remedy:" in english.output


def test_check_as_json(tmp_path: Path) -> None:
    file = tmp_path / "wrong.xml"
    file.write_bytes(changed(TYPICAL, (_ERRORS, _ERRORS.replace("0.072", "0.172"))))
    done = run("check", file, TYPICAL, "--json")
    wrong, right = json.loads(done.output)
    assert done.exit_code == 1
    assert (wrong["schema"], wrong["errors"], right["errors"]) == ("valid", 1, 0)
    assert wrong["findings"][0]["rule"] == "DCC-V01"
    assert set(wrong["findings"][0]["message"]) == {"en", "zh"}


@pytest.mark.parametrize("words", [("--without", "DCC-X99"), ("--today", "tomorrow"), ("--language", "fr")])
def test_check_refuses_what_it_does_not_know(words: tuple[str, str]) -> None:
    assert run("check", TYPICAL, *words).exit_code == 2


def test_diff_says_whether_a_drift_is_more_than_its_uncertainty(tmp_path: Path) -> None:
    file = tmp_path / "later.xml"
    file.write_bytes(changed(TYPICAL, (_ERRORS, _ERRORS.replace("0.072", "0.272"))))
    assert run("diff", TYPICAL, TYPICAL).exit_code == 0
    done = run("diff", TYPICAL, file, "--language", "zh")
    assert done.exit_code == 1
    assert "|En| > 1" in done.output
    answer = json.loads(run("diff", TYPICAL, file, "--json").output)
    assert answer["largest_en"] == pytest.approx(0.2 / 0.0862670273)
    assert run("diff", TYPICAL, CERTIFICATES / "ptb/v3.1.1_dcc-vacuumlab-CDG.xml").exit_code == 2


def test_chain_is_open_without_documents() -> None:
    done = run(
        "chain", CERTIFICATES / "ptb/valid_formula.xml", "--documents", CERTIFICATES / "siemens", "--language", "zh"
    )
    assert done.exit_code == 3
    assert "不能判定" in done.output
    assert json.loads(run("chain", TYPICAL, "--json").output) == {
        "certificate": "GP_DCC_temperature_typical_1.2", "state": "open", "links": [],
    }  # fmt: skip


def test_schemas_are_listed_and_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert run("schemas", "list").exit_code == 0
    monkeypatch.delenv("QUANHENG_SCHEMA_DIR")
    missing = run("schemas", "list")
    assert missing.exit_code == 1
    assert "missing: https://ptb.de/dcc/v3.3.0/dcc.xsd" in missing.output
    assert run("check", TYPICAL).exit_code == 3
    assert run("schemas", "install", SCHEMAS).exit_code == 0
    assert run("check", TYPICAL).exit_code == 0
    assert run("schemas", "install", tmp_path / "nowhere").exit_code == 2
