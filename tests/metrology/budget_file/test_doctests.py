"""The examples in the documentation of both packages run."""

import doctest
import importlib
import pkgutil

import pytest

from quanheng.metrology import budget_file, figures

MODULES = [
    each.name
    for package in (budget_file, figures)
    for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(found) >= 12
