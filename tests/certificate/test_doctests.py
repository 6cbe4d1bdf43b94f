"""The examples in the documentation of the package run."""

import doctest
import importlib
import pkgutil

import pytest

from quanheng import certificate

MODULES = [each.name for each in pkgutil.walk_packages(certificate.__path__, "quanheng.certificate.")]


@pytest.mark.parametrize("name", ["quanheng.certificate", *MODULES])
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(found) >= 12
