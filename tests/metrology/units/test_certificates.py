"""The units in certificates that third parties wrote."""

import re
from pathlib import Path

import pytest

from quanheng.metrology.units import Unit, parse

ELEMENT = re.compile(r"<si:(unit|unitPhase|unitXMLList|unitPhaseXMLList)>([^<]*)<")


def test_every_unit_of_the_certificates_beside_the_checkout_is_read(shared: Path) -> None:
    found: dict[str, Unit] = {}
    for certificate in sorted((shared / "certificates").rglob("*.xml")):
        for element, text in ELEMENT.findall(certificate.read_text(encoding="utf-8")):
            for unit in text.split() if element.endswith("XMLList") else [text]:
                found[unit] = parse(unit, "dsi")
                assert parse(unit) == found[unit]
                assert parse(found[unit].format("dsi"), "dsi") == found[unit]
    assert len(found) >= 70
    assert {r"\kilogram\metre\tothe{-1}\second\tothe{-2}", r"\degreecelsius\tothe{-2}", r"\kilo\bel"} <= set(found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        # PTB GOLD examples: white space between the words and in the braces.
        (r"\kilogram   \metre\tothe{2}   \micro    \ampere\tothe{   -1}\second \tothe{-2   }", "kg·m²/(µA·s²)"),
        (r"\milli\metre\tothe{0}\nano\second\tothe{-1}", "ns⁻¹"),
        (r"\kilo\bel", "kBel"),
        (r"\degreeCelsius", "°C"),
        (r"\electronvolt\metre\tothe{2}\ampere\tothe{-1}\dalton\hecto\second\tothe{-2}", "eV·m²·Da/(A·hs²)"),
    ],
)
def test_their_odder_spellings_are_read(written: str, meant: str) -> None:
    assert parse(written) == parse(meant, "common")
