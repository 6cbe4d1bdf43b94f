"""The examples in docstrings run and give what they say."""

import doctest
import importlib
import importlib.util
import pkgutil

import pytest

import quanheng

#: Run by the server that starts them, not imported; and what needs numba where it is absent.
LEFT_OUT = ("migrations", "settings", "wsgi", "__main__")
NEEDS_NUMBA = ("quanheng.metrology.model.machine", "quanheng.metrology.uncertainty.compiled_draws")


def documented() -> list[str]:
    """Every module that can be imported alone."""
    found = []
    for each in pkgutil.walk_packages(quanheng.__path__, "quanheng."):
        if each.name.rpartition(".")[2] in LEFT_OUT or ".migrations." in each.name:
            continue
        if each.name in NEEDS_NUMBA and importlib.util.find_spec("numba") is None:
            continue
        found.append(each.name)
    return found


@pytest.mark.parametrize("name", documented())
def test_examples_run(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    packages = ("quanheng.metrology.", "quanheng.certificate.", "quanheng.ledger.")
    for package in packages:
        names = [name for name in documented() if name.startswith(package)]
        found = [test for name in names for test in finder.find(importlib.import_module(name)) if test.examples]
        assert len(found) >= 8, package
