"""The reference page of the distributions: it names them all, and its examples run."""

import doctest
from dataclasses import fields
from pathlib import Path

import pytest

from quanheng.metrology.uncertainty.copula import Copula
from quanheng.metrology.uncertainty.distributions import FAMILIES, Distribution

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "metrology-distributions.md"


def test_the_examples_run():
    found = doctest.testfile(str(PAGE), module_relative=False)
    assert found.attempted >= 15
    assert found.failed == 0


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_stands_there_with_its_parameters(name: str):
    (row,) = [line for line in PAGE.read_text().splitlines() if line.startswith(f"| `{name}` ")]
    for each in fields(FAMILIES[name]):
        if each.init:
            assert each.name in row.split("|")[1]


def test_every_public_member_stands_there():
    text = PAGE.read_text()
    for owner in (Distribution, Copula):
        for member in vars(owner):
            if not member.startswith("_") and member not in {"name", "names", "nu", "correlation", "factor"}:
                assert member in text, member
