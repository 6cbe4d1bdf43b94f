"""The command in a terminal or a pipe of another encoding than UTF-8."""

import json
import os
import subprocess
import sys

import pytest

BUDGET = "model: ρ = m/V\ninputs: {m: {value: 2, standard_uncertainty: 0.1, unit: g}, V: {value: 3, unit: cm³}}\n"


def run(*arguments: str, encoding: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "quanheng.cli.main", *arguments], input=BUDGET.encode(), capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )  # fmt: skip
    # Click takes an ASCII terminal for a misconfigured one and writes UTF-8 there.
    written = "utf-8" if encoding == "ascii" else encoding
    return done.returncode, done.stdout.decode(written), done.stderr.decode(written)


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "cp1252", "utf-8"])
def test_answers_in_json_are_the_same_in_every_encoding(encoding: str) -> None:
    code, out, err = run("uncertainty", "evaluate", "-", "--method", "gum", "--json", encoding=encoding)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["name"], found["unit"]) == ("ρ", "kg/m³")


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_tables_and_refusals_are_written_in_every_encoding(encoding: str) -> None:
    code, out, err = run("uncertainty", "evaluate", "-", "--method", "gum", "--language", "zh", encoding=encoding)
    assert (code, err) == (0, "")
    assert "667" in out
    code, out, err = run("units", "convert", "1", "N·m", "J", encoding=encoding)
    assert (code, out) == (1, "")
    assert "torque" in err
