"""`quanheng units` without the platform: no database, no Django."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from quanheng.cli.main import app


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["units", *arguments])
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (("36", "km/h", "m/s"), "10 m/s"),
        (("-40", "°C", "°F"), "-40 °F"),
        (("1.50", "kW·h", r"\mega\joule"), "5.40 MJ"),
        (("1/3", "h", "min"), "20 min"),
        (("120", "mmHg", "kPa"), "15.9986864898 kPa"),
        (("5", "10*3/uL", "1/L"), "5000000000 L⁻¹"),
        (("20.00", "℃", "K", "--uncertainty", "0.05"), "293.15 K, u = 0.05 K"),
        (("1", "ft", "m", "--notation", "common"), "0.3048 m"),
    ],
)
def test_convert(arguments: tuple[str, ...], answer: str) -> None:
    assert run("convert", *arguments) == (0, answer + "\n", "")


def test_convert_answers_a_program() -> None:
    code, out, _ = run("convert", "36", "km/h", "m/s", "--uncertainty", "0.9", "--json")
    answer = json.loads(out)
    assert code == 0
    assert (answer["value"], answer["uncertainty"], answer["factor"], answer["exact"]) == ("10", "0.25", "5/18", True)
    assert answer["from"]["unit"] == "km/h"
    assert json.loads(run("convert", "1", "m", "in", "--json")[1])["exact"] is False
    assert json.loads(run("convert", "90", "°", "rad", "--json")[1])["factor"] == "π/180"


def test_parse_shows_size_kind_and_every_spelling() -> None:
    code, out, _ = run("parse", r"\kilo\watt\hour")
    assert code == 0
    for line in (
        "kind       energy",
        "scale      3600000",
        "ucum       kW.h",
        "qudt       KiloW-HR",
        "zh         千瓦时",
    ):
        assert line in out.splitlines()


def test_parse_answers_a_program() -> None:
    answer = json.loads(run("parse", "kvar·h", "--json")[1])
    assert answer["kind"] == "reactive_energy"
    assert answer["exponents"] == ["2", "1", "-2", "0", "0", "0", "0"]
    assert answer["written"]["dsi"] is None
    assert answer["written"]["unicode"] == "kvar⋅h"
    assert json.loads(run("parse", "°C", "--json")[1])["offset"] == "5463/20"


def test_a_refusal_is_a_negative_finding_with_a_suggestion() -> None:
    code, out, err = run("parse", r"\kilowatt")
    assert (code, out) == (1, "")
    assert r"did you mean '\kilo\watt'?" in err
    answer = json.loads(run("parse", r"\kilowatt", "--json")[1])
    assert (answer["error"], answer["suggestions"]) == ("UnknownUnit", [r"'\kilo\watt'"])
    code, _, err = run("convert", "1", "N·m", "J")
    assert code == 1
    assert "torque" in err
    assert "energy" in err
    assert run("convert", "1", "m", "km", "--uncertainty", "-1")[0] == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("convert", "many", "m", "km"),
        ("convert", "1", "m"),
        ("parse",),
        ("convert", "1/0", "m", "km"),
        ("parse", "m", "--notation", "latin"),
    ],
)
def test_misuse_is_misuse(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


def test_the_units_need_no_django() -> None:
    program = "import sys, quanheng.cli.units; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
